"""What Elastic Load Balancing keeps for an account: `load balancer shop`, `target group shop` with its targets."""

from __future__ import annotations

from collections.abc import Iterator

from course_lib.aws.kept import Kept, said
from course_lib.aws.service import Account
from course_lib.aws.services.elbv2.layer import BalancerRules
from course_lib.aws.services.elbv2.state import Listener


def contents(account: Account) -> Iterator[tuple[str, Kept]]:
    """All of it, by name. Health passes by itself, and is no content."""
    store = account.layer(BalancerRules).store()
    for balancer in store.balancers.values():
        listeners = [_listener(each) for each in balancer.listeners.values()]
        settings = sorted(balancer.attributes.items()), sorted(balancer.tags.items())
        yield f"load balancer {balancer.name}", said(repr((balancer.arn, balancer.subnets, listeners, settings)))
    for group in store.groups.values():
        places = [place for place, target in group.targets.items() if target.gone is None]
        settings = sorted(group.check.items(), key=str), sorted(group.attributes.items())
        yield f"target group {group.name}", said(repr((group.arn, settings, places)))


def _listener(each: Listener) -> tuple[object, ...]:
    rules = [(rule.priority, rule.conditions, rule.action) for rule in each.in_order()]
    return each.protocol, each.port, each.action, each.certificate, each.policy, rules
