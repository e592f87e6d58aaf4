"""What ElastiCache keeps for an account: `cache leaves` with its settings, `snapshot leaves-monday`.

States, roles and automatic snapshots pass by themselves, and are no content.
"""

from __future__ import annotations

from collections.abc import Iterator

from course_lib.aws.kept import Kept, said
from course_lib.aws.service import Account
from course_lib.aws.services.elasticache.layer import ElastiCacheRules


def contents(account: Account) -> Iterator[tuple[str, Kept]]:
    """All of it, by name."""
    store = account.layer(ElastiCacheRules).store()
    for name, group in store.groups.items():
        shards = [(shard.name, shard.slots, sorted(node.name for node in shard.nodes)) for shard in group.planned()]
        chosen = (group.clustered, group.failover, group.multi_az, group.retention, group.window)
        kept = sorted(group.settings.items()), group.parameters, sorted(group.tags.items())
        words = (group.created.isoformat(), *kept, chosen, shards)
        yield f"cache {name}", said(repr((*words, group.gone is not None)))
    for name, parameters in store.parameters.items():
        settings = parameters.family, sorted(parameters.values.items()), sorted(parameters.tags.items())
        yield f"parameter group {name}", said(repr(settings))
    for name, snapshot in store.snapshots.items():
        taken = (snapshot.group, snapshot.taken.isoformat(), sorted(snapshot.tags.items()))
        yield f"snapshot {name}", said(repr(taken))
