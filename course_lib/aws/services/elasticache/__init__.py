"""ElastiCache's control plane as AWS answers it: replication groups of Valkey and Redis OSS, on the cloud's clock.

`state` is what an account keeps; `planned` reads what a request wants a group to be and refuses what cannot be;
`groups`, `replicas`, `resharding`, `failover`, `parameters`, `snapshots` and `tags` answer operations; `request`,
`names`, `versions` and `errors` are what they share; `described` says what AWS shows. moto has no part in it: its
groups are available at once, and take any engine. What a cluster's nodes hold, and how they answer commands, is no
matter of this service; `nodes` is what it asks of those that do, and `node_types` how much memory they have, when a lab
or a check connects a group with a cluster.
"""
