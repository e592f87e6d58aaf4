"""The layer that brings throughput into a cloud. Off until a lesson turns it on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from course_lib.aws.clock import Clock
from course_lib.aws.http.addresses import DEFAULT_REGION
from course_lib.aws.http.messages import Answer, Call, Forward
from course_lib.aws.layers.journal import COURSE
from course_lib.aws.services.dynamodb import state
from course_lib.aws.services.dynamodb.accesses import guarded_by
from course_lib.aws.services.dynamodb.contracts import CONTRACTS
from course_lib.aws.services.dynamodb.errors import Refused
from course_lib.aws.services.dynamodb.state import Index, Table
from course_lib.aws.services.dynamodb.throughput import changes, described
from course_lib.aws.services.dynamodb.throughput.gate import CallGate
from course_lib.aws.services.dynamodb.throughput.history import TableLife, Units
from course_lib.aws.services.dynamodb.throughput.kinds import WARM, Capacity, Kind, Limit, Model
from course_lib.aws.services.dynamodb.throughput.ledger import Used
from course_lib.aws.services.dynamodb.throughput.resource import Resource

_TABLES = frozenset({"CreateTable", "UpdateTable", "DescribeTable", "DeleteTable"})
_MAXIMA = {Kind.READ: "MaxReadRequestUnits", Kind.WRITE: "MaxWriteRequestUnits"}


@dataclass
class _Kept:
    """What is known of one table: its life, its resources (the table's own under None), and its settings."""

    since: float
    life: TableLife = field(default_factory=TableLife)
    resources: dict[str | None, Resource] = field(default_factory=dict)
    most: dict[str | None, dict[Kind, float]] = field(default_factory=dict)
    warm: dict[str | None, Units] = field(default_factory=dict)


class Throughput:
    """Lets tables serve what their capacity and partitions allow, and no more.

    What the course itself sends costs nothing and is never refused.

    Args:
        clock: of the cloud.

    Attributes:
        model: how units are shared among partitions; None while it is off.
    """

    def __init__(self, clock: Clock) -> None:
        self.model: Model | None = None
        self._clock = clock
        self._since = 0.0
        self._sizes: Mapping[str, float] = {}
        self._tables: dict[tuple[str, str], _Kept] = {}  # by region and name

    @property
    def order_matters(self) -> bool:
        """Whether calls that touch different things still depend on each other: they use the same units."""
        return self.model is not None

    def turn_on(self, model: Model = Model.ADAPTIVE, sizes: Mapping[str, float] | None = None) -> None:
        """From now on tables have limits. Each begins with the units of one second, and keeps what it does not use.

        Args:
            model: how units are shared among partitions.
            sizes: bytes that lie in a table, by its name, beside what is really stored: large tables have more
                partitions.
        """
        self.turn_off()
        self.model, self._sizes, self._since = model, dict(sizes or {}), self._now()

    def turn_off(self) -> None:
        """Everything goes through again, and nothing is remembered."""
        self.model = None
        self._tables.clear()

    def used(self, table: str, index: str | None = None, region: str = DEFAULT_REGION) -> list[Used]:
        """What a table, or one of its global indexes, used and refused in the last hour, by second and partition."""
        resource = self._known(table, index, region)
        return [] if resource is None else resource.ledger.used()

    def reasons(
        self, table: str, index: str | None = None, region: str = DEFAULT_REGION
    ) -> dict[tuple[Kind, Limit], int]:
        """How many requests were refused, by what they exceeded."""
        resource = self._known(table, index, region)
        return {} if resource is None else dict(resource.reasons)

    def partitions(self, table: str, index: str | None = None, region: str = DEFAULT_REGION) -> list[int]:
        """The numbers of a table's partitions, in the order of their keys; none before it was first used."""
        resource = self._known(table, index, region)
        return [] if resource is None else [each.number for each in resource.partitions]

    def _known(self, table: str, index: str | None, region: str) -> Resource | None:
        kept = self._tables.get((region, table))
        return None if kept is None else kept.resources.get(index)

    def __call__(self, call: Call, forward: Forward) -> Answer:
        if self.model is None or call.service != "dynamodb":
            return forward(call)
        if call.operation in CONTRACTS and call.who != COURSE:
            with guarded_by(CallGate(call, lambda table, index: self._resource(call, table, index), self._now())):
                return forward(call)
        return self._about_table(call, forward) if call.operation in _TABLES else forward(call)

    def _about_table(self, call: Call, forward: Forward) -> Answer:
        if call.operation == "CreateTable":
            return self._create(call, forward)
        try:
            table = state.table(call, str(call.params.get("TableName")))
            if call.operation == "UpdateTable":
                return self._update(call, forward, table)
            if call.operation == "DeleteTable":
                changes.check_delete(table.name, self._keep(call, table).life, self._clock.now())
        except Refused as refusal:
            missing = refusal.error.code == "ResourceNotFoundException"
            return forward(call) if missing else Answer(error=refusal.error)
        answer = forward(call)
        if call.operation == "DeleteTable":
            if answer.error is None:
                self._tables.pop((call.region, table.name), None)
            return answer
        return self._shown(call, table, answer)

    def _create(self, call: Call, forward: Forward) -> Answer:
        answer = forward(call)
        if answer.error is not None:
            return answer
        name = str(call.params["TableName"])
        self._tables.pop((call.region, name), None)
        table = state.table(call, name)
        kept = self._keep(call, table)
        kept.since = self._now()
        self._set_maximum(kept, None, call.params.get("OnDemandThroughput"))
        for index in call.params.get("GlobalSecondaryIndexes") or ():
            self._set_maximum(kept, index["IndexName"], index.get("OnDemandThroughput"))
        return self._shown(call, table, answer)

    def _update(self, call: Call, forward: Forward, table: Table) -> Answer:
        kept, now, params = self._keep(call, table), self._clock.now(), call.params
        changes.check_update(params, table, kept.life, kept.warm, now)
        before = {each.index: table.throughput(each.index) for each in changes.wanted(params)}
        own, was_on_demand = table.throughput(None), table.throughput(None) is None
        answer = forward(call)
        if answer.error is not None:
            return answer
        for change in changes.wanted(params):
            kept.life.of(change.index).change(before[change.index] or (0, 0), change.units, now)
        busy = changes.takes(params, was_on_demand, kept.life)
        if params.get("BillingMode") == "PAY_PER_REQUEST" and not was_on_demand:
            kept.life.switches.append(now + (busy or changes.UPDATES))
        if busy is not None:
            kept.life.busy_until = now + busy
            kept.life.shown = own if not was_on_demand and params.get("BillingMode") != "PAY_PER_REQUEST" else None
        self._warm_up(kept, params.get("WarmThroughput"), now)
        self._set_maximum(kept, None, params.get("OnDemandThroughput"))
        self._take_effect(table, kept)
        return self._shown(call, table, answer)

    def _warm_up(self, kept: _Kept, given: Mapping[str, int] | None, now: datetime) -> None:
        if given is None:
            return
        life, current = kept.life, kept.warm[None]
        life.warm_shown = current
        life.warm_until = now + (changes.WARMS_AGAIN if life.warmed_once else changes.WARMS)
        life.warmed_once = True
        kept.warm[None] = (
            given.get("ReadUnitsPerSecond", current[0]),
            given.get("WriteUnitsPerSecond", current[1]),
        )

    def _take_effect(self, table: Table, kept: _Kept) -> None:
        """Let what was changed hold. A table serves by its new units at once, as soon as it was asked to."""
        for index in (None, *(each.name for each in table.indexes if each.is_global)):
            _keep_warm(kept, table, index)
            if index in kept.resources:
                kept.resources[index].change(self._capacity(table, kept, index), self._now())

    def _set_maximum(self, kept: _Kept, index: str | None, given: Mapping[str, int] | None) -> None:
        most = kept.most.setdefault(index, {})
        for kind, name in _MAXIMA.items():
            if (value := (given or {}).get(name)) is not None:
                most.pop(kind, None)
                if value > 0:
                    most[kind] = float(value)

    def _shown(self, call: Call, table: Table, answer: Answer) -> Answer:
        """A description with what moto does not know."""
        if answer.result is None:
            return answer
        kept = self._keep(call, table)
        [(member, found)] = answer.result.items()
        shown = described.table(found, table, kept.life, kept.warm, kept.most, self._clock.now())
        return replace(answer, result={member: shown}, response=None)

    def _keep(self, call: Call, table: Table) -> _Kept:
        where = (call.region, table.name)
        if where not in self._tables:
            kept = self._tables[where] = _Kept(self._since)
            if table.throughput(None) is None:
                kept.life.switches.append(datetime.fromtimestamp(self._since, UTC))
            for index in (None, *(each.name for each in table.indexes if each.is_global)):
                kept.warm[index] = table.warm_throughput(index)
                _keep_warm(kept, table, index)
        return self._tables[where]

    def _resource(self, call: Call, table: Table, index: Index | None) -> Resource:
        kept, name = self._keep(call, table), None if index is None else index.name
        if name not in kept.resources:
            assert self.model is not None
            kept.resources[name] = Resource(self._capacity(table, kept, name), self.model, kept.since)
        return kept.resources[name]

    def _capacity(self, table: Table, kept: _Kept, index: str | None) -> Capacity:
        units = table.throughput(index)
        warm = kept.warm.get(index, (0, 0))
        size = self._sizes.get(table.name, 0.0) if index is None else 0.0
        return Capacity(
            None if units is None else {Kind.READ: units[0], Kind.WRITE: units[1]},
            kept.most.get(index, {}) if units is None else {},
            {Kind.READ: warm[0], Kind.WRITE: warm[1]},
            size,
        )

    def _now(self) -> float:
        return self._clock.now().timestamp()


def _keep_warm(kept: _Kept, table: Table, index: str | None) -> None:
    """Warm throughput follows the highest units there ever were. Source: developer guide, "Warm throughput"."""
    reads, writes = kept.warm.get(index, (0, 0))
    needed = table.throughput(index) or (int(WARM[Kind.READ]), int(WARM[Kind.WRITE]))
    kept.warm[index] = max(reads, needed[0]), max(writes, needed[1])
