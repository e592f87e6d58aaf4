"""IAM: who is there, and what their policies allow.

`service` is what the rest of the cloud knows of it. `layer` takes the calls: `making` gives what is made its id and
date, `storing` checks policies, `boundaries` keeps those of users, `simulate` is the policy simulator. `authority`
decides what an identity may do, from what `store` finds in moto's state; `policies` knows what policies say and nothing
else. `permissions` is the table of what IAM's own operations need, `errors` has IAM's words, and `acting` lets the
callers of a lab or a check be somebody.
"""
