"""Amazon RDS as AWS answers it: instances whose states take time, backups that expire with them, snapshots that stay.

`state` is what an account keeps, and `backups` says which automated ones there are; `instances`, `snapshots`,
`restoring` and `tags` answer operations; `request`, `names`, `pages` and `errors` are what they share; `described` says
what AWS shows. moto has no part in it: its instances are available at once, and its automated backups never expire.
"""
