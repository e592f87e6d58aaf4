"""DynamoDB as AWS answers it, where moto is more lenient or leaves things out.

`service` is what the rest of the cloud knows of it. `table_rules` refuses wrong requests about tables, `tables` has
their rules and carries changes out. `item_rules` is the layer that answers item operations; `contracts` has a row for
each of them, `operations` a function, `expressions` the expression languages, `values` and `numbers` the attribute
values, `shapes`, `members` and `keys` what requests may hold, `state` the items in moto, `accesses` what a call touched
and `capacity` what that cost. Layers in front of it:
`backups` (backups, recovery, exports, imports, Time to Live), `idempotency` (a transaction sent again), `two_phase` (a
transaction under way), `lag` (reads that miss recent writes), `throughput` (what a table can do in a second).
`moto_tables` makes tables in moto. `words`, `text` and `written` are for pictures.
"""
