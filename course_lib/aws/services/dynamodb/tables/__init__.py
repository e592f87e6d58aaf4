"""Tables and their indexes: what a request may say about them, how they change, how they are described.

`schema` has the rules of keys and projections, `updates` those of UpdateTable, `changes` is the layer that carries
changes of indexes out in their time, `described` completes what moto tells of a table. `tags` and `time_to_live` are
layers for the operations of these names.
"""
