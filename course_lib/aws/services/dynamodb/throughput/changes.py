"""What UpdateTable may change about throughput, and how often.

Source of rules, words and durations: DynamoDB developer guide, "Quotas" and "Considerations when switching capacity
modes"; the public ack-api-quirks record of probes, us-west-2, October 2026; answers recorded at AWS in September 2026
(public test data of the project stackd).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from course_lib.aws.http.messages import AwsError
from course_lib.aws.services.dynamodb.errors import INVALID, Refused, invalid
from course_lib.aws.services.dynamodb.state import Table
from course_lib.aws.services.dynamodb.throughput.history import FREE_DECREASES, TableLife, Units, is_decrease

UPDATES = timedelta(seconds=2)  # a change of units, as measured
TO_PROVISIONED = timedelta(seconds=80)  # measured: 60 to 98
TO_ON_DEMAND, TO_ON_DEMAND_AGAIN = timedelta(seconds=150), timedelta(seconds=5)  # measured: 129 to 172; 4 to 5
WARMS, WARMS_AGAIN = timedelta(seconds=400), timedelta(seconds=2)  # measured: 272 to 514; 2

_NEITHER = INVALID + (
    "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST"
)
_UNITS_NEEDED = INVALID + "ProvisionedThroughput must be specified when BillingMode is PROVISIONED"
_SAME = (
    "The provisioned throughput for the {what} will not change. The requested value equals the current value. "
    "Current ReadCapacityUnits provisioned for the {what}: {0}. Requested ReadCapacityUnits: {0}. "
    "Current WriteCapacityUnits provisioned for the {what}: {1}. Requested WriteCapacityUnits: {1}. "
    "Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits."
)
_TOO_OFTEN = (
    "Subscriber limit exceeded: Provisioned throughput decreases are limited within a given UTC day. After the first "
    f"{FREE_DECREASES} decreases, each subsequent decrease in the same UTC day can be performed at most once every "
    "3600 seconds. Number of decreases today: {count}. Last decrease at {last}. Next decrease can be made at {next}"
)
_SWITCHED = (
    "Subscriber limit exceeded: Update to PayPerRequest mode are limited to 4 in 1 day(s). "
    "Last update at {last}. Next update can be made at {next}"
)
_BUSY = "Attempt to change a resource which is still in use: Table IOPS are currently being updated. Table: {}"
_BEING_UPDATED = "Attempt to change a resource which is still in use: Table: {} is in the process of being updated."
_COOLER = INVALID + (
    "Requested {} for WarmThroughput for {} is lower than current WarmThroughput, decreasing WarmThroughput is not "
    "supported"
)
_NO_MAXIMUM = INVALID + "{} for OnDemandThroughput cannot be specified when the table BillingMode is PROVISIONED"
_MAXIMUM_RANGE = INVALID + "Requested {} for OnDemandThroughput for table is outside of valid range"

Params = Mapping[str, Any]


@dataclass(frozen=True)
class Wanted:
    """New units for the table (None) or one of its global indexes."""

    index: str | None
    units: Units


def wanted(params: Params) -> Iterator[Wanted]:
    """The units that a request asks for."""
    if given := params.get("ProvisionedThroughput"):
        yield Wanted(None, _units(given))
    for each in params.get("GlobalSecondaryIndexUpdates") or ():
        update = each.get("Update") or {}
        if given := update.get("ProvisionedThroughput"):
            yield Wanted(update["IndexName"], _units(given))


def _units(given: Params) -> Units:
    return int(given["ReadCapacityUnits"]), int(given["WriteCapacityUnits"])


def check_update(
    params: Params, table: Table, life: TableLife, warm: Mapping[str | None, Units], now: datetime
) -> None:
    """An UpdateTable request against the table and what was done to it before.

    Args:
        params: of the request.
        table: as it is.
        life: its throughput so far.
        warm: what it and its indexes are ready for.
        now: the time.

    Raises:
        Refused: it may not be done, or not now.
    """
    mode = params.get("BillingMode")
    on_demand = table.throughput(None) is None
    changes = list(wanted(params))
    if (changes or mode is not None) and life.is_busy(now):
        raise Refused(AwsError("ResourceInUseException", _BUSY.format(table.name)))
    _check_mode(mode, on_demand, changes)
    if mode == "PAY_PER_REQUEST" and not on_demand and life.next_switch(now) > now:
        told = _SWITCHED.format(last=_short(life.switches[-1]), next=_short(life.next_switch(now)))
        raise Refused(AwsError("LimitExceededException", told))
    if not on_demand and mode != "PAY_PER_REQUEST":
        for change in changes:
            _check_units(change, table, life, now)
    _check_maximum(params.get("OnDemandThroughput"), mode or ("PAY_PER_REQUEST" if on_demand else "PROVISIONED"))
    _check_warm(params.get("WarmThroughput"), warm[None])


def check_delete(name: str, life: TableLife, now: datetime) -> None:
    """A DeleteTable request. Raises Refused while the table is being changed."""
    if life.is_busy(now):
        raise Refused(AwsError("ResourceInUseException", _BEING_UPDATED.format(name)))


def takes(params: Params, was_on_demand: bool, life: TableLife) -> timedelta | None:
    """How long a change of units or mode keeps the table busy; None if it changes neither."""
    mode = params.get("BillingMode")
    if mode == "PAY_PER_REQUEST":
        if was_on_demand:
            return None
        return TO_ON_DEMAND_AGAIN if len(life.switches) > 1 else TO_ON_DEMAND
    if mode == "PROVISIONED" and was_on_demand:
        return TO_PROVISIONED
    return UPDATES if params.get("ProvisionedThroughput") else None


def _check_mode(mode: str | None, on_demand: bool, changes: list[Wanted]) -> None:
    own = any(change.index is None for change in changes)
    if mode == "PROVISIONED" and not own:
        raise invalid(_UNITS_NEEDED)
    if own and (mode == "PAY_PER_REQUEST" or (mode is None and on_demand)):
        raise invalid(_NEITHER)


def _check_units(change: Wanted, table: Table, life: TableLife, now: datetime) -> None:
    current = table.throughput(change.index)
    if current is None:
        return
    if current == change.units:
        what = "table" if change.index is None else f"index {change.index}"
        raise invalid(_SAME.format(*current, what=what))
    own = life.of(change.index)
    if is_decrease(current, change.units) and own.next_decrease(now) > now and own.decreased is not None:
        told = _TOO_OFTEN.format(
            count=own.decreases_on(now), last=_long(own.decreased), next=_long(own.next_decrease(now))
        )
        raise Refused(AwsError("LimitExceededException", told))


def _check_maximum(given: Params | None, mode: str) -> None:
    for name in ("MaxReadRequestUnits", "MaxWriteRequestUnits"):
        value = (given or {}).get(name)
        if value is None:
            continue
        if mode == "PROVISIONED":
            raise invalid(_NO_MAXIMUM.format(name))
        if value != -1 and value < 1:
            raise invalid(_MAXIMUM_RANGE.format(name))


def _check_warm(given: Params | None, warm: Units) -> None:
    for name, current in zip(("ReadUnitsPerSecond", "WriteUnitsPerSecond"), warm, strict=True):
        if given is not None and given.get(name, current) < current:
            raise invalid(_COOLER.format(name, "table"))


def _long(moment: datetime) -> str:
    """Thursday, October 8, 2026 at 11:20:48 PM Coordinated Universal Time."""
    hour = moment.hour % 12 or 12
    return f"{moment:%A, %B} {moment.day}, {moment:%Y} at {hour}:{moment:%M:%S %p} Coordinated Universal Time"


def _short(moment: datetime) -> str:
    """Fri Sep 18 09:08:14 UTC 2026."""
    return f"{moment:%a %b %d %H:%M:%S} UTC {moment:%Y}"
