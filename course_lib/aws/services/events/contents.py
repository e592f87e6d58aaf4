"""What EventBridge keeps for an account: `rule monthly` with its schedule, targets and tags."""

from __future__ import annotations

from collections.abc import Iterator

from course_lib.aws.kept import Kept, said
from course_lib.aws.service import Account
from course_lib.aws.services.events.layer import EventRules


def contents(account: Account) -> Iterator[tuple[str, Kept]]:
    """All of it, by name."""
    for name, rule in account.layer(EventRules).store().rules.items():
        targets = [sorted(target.items()) for _, target in sorted(rule.targets.items())]
        settings, tags = sorted(rule.settings.items()), sorted(rule.tags.items())
        yield f"rule {name}", said(repr((rule.number, rule.schedule, rule.enabled, settings, targets, tags)))
