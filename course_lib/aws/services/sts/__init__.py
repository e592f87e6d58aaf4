"""STS: who asks, and sessions of roles that end on the cloud's clock.

`service` is what the rest of the cloud knows of it. `layer` takes the calls, `sessions` keeps sessions among moto's,
`permissions` is the table of what each operation needs, `errors` has STS's words.
"""
