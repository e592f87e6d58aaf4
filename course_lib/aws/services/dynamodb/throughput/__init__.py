"""How much a table can do in a second: partitions, their ceilings, bursts, splits, and what is refused.

`kinds` names what is counted and what can be exceeded. `bucket`, `places`, `partition` and `space` are the parts of a
`resource`: one table or one global index. `ledger` keeps what was used, by partition and second. None of these knows
about AWS calls; `replay` runs them with made-up load. `gate` asks a resource before each read and write of a call,
`refusals` words the answer, `changes` and `described` are UpdateTable's rules and what DescribeTable shows. `layer`
brings them into a cloud, where they are off until `Throughput.turn_on`.

Source: DynamoDB developer guide, "DynamoDB burst and adaptive capacity", "Best practices for designing and using
partition keys", "Quotas", "Diagnosing throttling". AWS does not publish how partitions are split, nor exactly when a
request is let in; what is invented here is said where it is.
"""
