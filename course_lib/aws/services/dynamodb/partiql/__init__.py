"""PartiQL for DynamoDB, on top of what answers the other item operations.

`tokens` and `parser` read a statement into one of `statements`, whose conditions and updates are the trees that
expressions are read into (`expressions.tree`). `where` finds the key in a condition; `reads` answers SELECT, `writes`
plans INSERT, UPDATE and DELETE. The operations themselves are in `operations.statements`.

Source: DynamoDB developer guide, "PartiQL for DynamoDB: A SQL-compatible query language".
"""
