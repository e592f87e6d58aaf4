"""A Redis cluster, as Amazon ElastiCache runs it, simulated: slots, shards, redirections, expiry by the cloud's clock,
transactions, short scripts, slots that move, keys that go when a node is full, and failovers that lose the last writes.

    cache = cloud.cache(who="ana")        # a redis.cluster.RedisCluster, as the redis package gives it

`messages` is what travels, `client` the caller's side: the real client, over connections that are ours. `cluster`
answers: it knows nodes (`shards`), sessions and faults; `placing` says which node a command is for, `migration` moves
slots, `memory` lets keys go, `told` is what a node tells of the others; `keyspace` holds keys, `commands` says what
each command does and `lua` runs scripts. Words of errors are those of Redis 7.0: the tests run the same commands
against a real server.
"""
