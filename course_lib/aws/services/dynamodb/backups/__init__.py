"""Backups of DynamoDB tables, recovery of their past, and their way to S3 and back.

`layer` is the layer. `on_demand` has backups, `recovery` point-in-time recovery, `restores` the new tables made from
either, `exports` (with `export_requests` and `export_files`) and `imports` the way to S3 and back, `expiry` Time to
Live; `making` the tables that are not ready yet, `snapshots` what a table is made of, `jobs` the work that takes time,
`requests`, `refusals` and `arns` what is wrong with a request, `times` moments as they travel, `pages` long lists.
"""
