"""Health checks: one every some seconds by the account's clock, counted when somebody looks.

What a target answers now counts for all checks since somebody looked last. Source: Elastic Load Balancing guide,
"Target group health checks" (the first check that a new target passes makes it healthy; then so many in a row as the
thresholds say), and TargetHealth, for codes and words.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from course_lib.aws.services.elbv2.request import Probe
from course_lib.aws.services.elbv2.state import Group, Target


def count(group: Group, target: Target, now: datetime, probe: Probe) -> None:
    """Count the checks that have been made of a target since it was looked at last.

    Args:
        group: whose checks they are.
        target: one of it.
        now: by the account's clock.
        probe: makes one.
    """
    interval = timedelta(seconds=int(group.check["HealthCheckIntervalSeconds"]))
    made = (now - target.looked) // interval
    if made < 1:
        return
    target.looked += made * interval
    wrong = _wrong(group, target, probe)
    if wrong is None:
        target.good, target.bad = target.good + made, 0
        if target.healthy is None or target.good >= int(group.check["HealthyThresholdCount"]):
            target.healthy = True
        return
    target.good, target.bad, target.reason = 0, target.bad + made, wrong
    if target.bad >= int(group.check["UnhealthyThresholdCount"]):
        target.healthy = False


def _wrong(group: Group, target: Target, probe: Probe) -> tuple[str, str] | None:
    """Why a check fails: code and words; None where it passes."""
    port = group.check["HealthCheckPort"]
    status = probe(target.id, target.port if port == "traffic-port" else int(port), group.check["HealthCheckPath"])
    if status is None:
        return "Target.Timeout", "Request timed out"
    if not _matches(status, group.check["Matcher"]["HttpCode"]):
        return "Target.ResponseCodeMismatch", f"Health checks failed with these codes: [{status}]"
    return None


def _matches(status: int, wanted: str) -> bool:
    """Whether a status is among "200", "200,202" or "200-299"."""
    for part in wanted.split(","):
        low, _, high = part.partition("-")
        if int(low) <= status <= int(high or low):
            return True
    return False


def is_matcher(text: str) -> bool:
    """Whether a text names statuses from 200 to 499."""
    if not re.fullmatch(r"\d{3}(-\d{3})?(,\d{3}(-\d{3})?)*", text):
        return False
    return all(200 <= int(each) <= 499 for each in re.findall(r"\d{3}", text))
