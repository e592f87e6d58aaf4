"""What policies say about a request: the decision of one AWS account. Knows no service, no store and no wire.

`documents` reads a policy, `grammar` refuses a malformed one, `patterns` matches wildcards and policy variables,
`conditions` and `principals` decide those elements, `evaluate` brings all policies together.
"""
