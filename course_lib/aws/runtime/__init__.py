"""Code of functions that really runs, one process for each instance, as on AWS Lambda.

`interface` is all that an account knows of it: a `Runtime` starts an `Instance` of a `Program`, which runs one
`Invocation` after the other. `here` is the runtime of a notebook and of a plain account; the judge has one of its own
in the sandbox of submissions. In the instance's process, both use `inside`.
"""
