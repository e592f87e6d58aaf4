"""What a notebook opens: a simulated AWS with a lesson's data in it, and helpers to look at it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from html import escape
from typing import TYPE_CHECKING, Any

from course_lib.errors import CourseError, NotFound
from course_lib.pictures.inert import INERT, graded

if TYPE_CHECKING:
    from course_lib.aws.account import Cloud
    from course_lib.aws.clock import Clock
    from course_lib.aws.http.messages import Request
    from course_lib.aws.layers.journal import Entry
    from course_lib.pictures.grid import Grid
    from course_lib.pictures.steps import Begun
    from course_lib.pictures.timeline import Timeline

_open: Lab | None = None


def open_lab(lesson: str, real: bool = False) -> Lab:
    """Open a lesson's lab and close the one before. From then on, plain boto3 in this notebook talks to the lab.

    Args:
        lesson: such as "conditional_writes".
        real: whether real servers on this machine stand behind a part of it: with "caching" six processes of
            redis-server, which has to be installed. Checks run on simulated ones all the same.

    Raises:
        NotFound: there is no such lesson.
        CourseError: it has no real servers, or they are not installed.
    """
    global _open
    if graded():
        return INERT  # type: ignore[return-value]
    from course_lib.cells import watch
    from course_lib.lessons import lessons

    if lesson not in lessons():
        raise NotFound("lesson", str(lesson), lessons())
    watch()
    before, _open = _open, Lab(lesson, _open.lesson if _open else None, real)
    if before is not None:
        before.close()
    return _open


def current() -> Lab:
    """The open lab.

    Raises:
        CourseError: none is open.
    """
    if _open is None:
        raise CourseError('No lab is open yet. Run the cell near the top that says open_lab("…"), then try again.')
    return _open


class Lab:
    """A lesson's cloud and its data. Make one with `open_lab`.

    Attributes:
        lesson: its slug.
        cloud: the simulated account.
        replaced: the lesson whose lab was open in this notebook before, and is gone; None if there was none.
        real: whether real servers stand behind a part of it.
    """

    def __init__(self, lesson: str, replaced: str | None = None, real: bool = False) -> None:
        self.lesson, self.replaced, self.real = lesson, replaced, real
        self.cloud: Cloud
        self._fill()

    def _fill(self) -> None:
        from course_lib.aws.account import Cloud
        from course_lib.aws.sdk import wall
        from course_lib.lessons import prepare, services, use_real_servers
        from course_lib.pictures.meter import Meter
        from course_lib.pictures.watch import Watch
        from course_lib.pictures.watch_rows import WatchRows

        cloud = Cloud(services=services(self.lesson))
        try:
            if self.real:
                use_real_servers(self.lesson, cloud)
            prepare(self.lesson, cloud)
        except BaseException:
            cloud.close()
            raise
        self._watch = Watch()
        self._meter = Meter()
        cloud.add(self._watch, self._meter)
        self._rows = WatchRows(cloud)
        cloud.journal.listeners.append(self._rows)
        self.cloud = cloud
        self.mark()
        wall.open_to(cloud)

    @property
    def clock(self) -> Clock:
        """The lab's time: `lab.clock.now()`, `lab.clock.advance(days=30)`."""
        return self.cloud.clock

    def reset(self) -> None:
        """Put everything back as it was when the lab was opened, in an account of its own."""
        before = self.cloud
        self._fill()
        before.close()

    def close(self) -> None:
        """Forget the lab's data. Plain boto3 in this notebook then answers only that there is no lab."""
        self.cloud.close()

    # Looking

    def tables(self) -> list[str]:
        """The names of the tables."""
        if "dynamodb" not in self.cloud.services:
            return []
        return sorted(self._client().list_tables()["TableNames"])

    def table(self, name: str) -> Grid:
        """All items of a table, as a table.

        Raises:
            NotFound: there is no such table.
        """
        if name not in self.tables():
            raise NotFound("table", str(name), self.tables())
        pages = self._client().get_paginator("scan").paginate(TableName=name, ConsistentRead=True)
        return items_grid(name, self._keys(name), [item for page in pages for item in page["Items"]])

    def journal(self) -> Grid:
        """What your code sent, and what came of it."""
        from course_lib.pictures.describe import in_words
        from course_lib.pictures.grid import Grid

        rows = []
        entries = self.cloud.journal.learner_entries()
        keys = self._all_keys()
        for number, entry in enumerate(entries, 1):
            words = in_words(entry, keys)
            what = words.what if words.target.startswith(words.table) else f"{words.table} {words.what}"
            rows.append([str(number), entry.who, words.operation, what, words.outcome])
        columns = ["number", "who", "operation", "what", "result or error"]
        return Grid("What your code sent", columns, rows, "Your code has sent nothing yet.", frozenset(["number"]))

    def bucket(self, name: str | None = None) -> Grid:
        """The objects of a bucket, or without a name the buckets.

        Raises:
            CourseError: this lesson's account has no S3.
            NotFound: there is no such bucket.
        """
        from course_lib.pictures.browse import buckets_grid, objects_grid

        client = self._of("s3", "S3")
        names = [bucket["Name"] for bucket in client.list_buckets()["Buckets"]]
        if name is None:
            return buckets_grid(client, names)
        if name not in names:
            raise NotFound("bucket", str(name), names)
        return objects_grid(client, name)

    def keys(self) -> Grid:
        """The keys in KMS: their names, their state, whether they are rotated.

        Raises:
            CourseError: this lesson's account has no KMS.
        """
        from course_lib.pictures.browse import keys_grid

        return keys_grid(self._of("kms", "KMS"))

    def bill(self) -> Grid:
        """What your code's requests would cost on AWS so far, by operation."""
        from course_lib.pictures.browse import bill_grid

        return bill_grid(self.cloud.journal.learner_entries(), self._meter)

    def _of(self, service: str, called: str) -> Any:
        """The course's own client of a service.

        Raises:
            CourseError: this lesson's account does not have it.
        """
        from course_lib.aws.layers.journal import COURSE

        if service not in self.cloud.services:
            raise CourseError(f"The account of the lab {self.lesson} has no {called}.")
        return self.cloud.client(service, who=COURSE)

    def mark(self) -> None:
        """Let the next timeline begin here."""
        self._mark = len(self.cloud.journal.entries())
        self._rows.begin()

    def timeline(self, title: str | None = None) -> Timeline:
        """A picture of what was sent since the lab was opened, `mark` was called, or the last race began."""
        return self._timeline(title=title)

    def race(
        self,
        callers: Mapping[str, Callable[[Any], Any]],
        order: str | Sequence[str],
        title: str | None = None,
        phases: bool = False,
        service: str = "dynamodb",
    ) -> Timeline:
        """Run functions side by side and answer their AWS calls in exactly one order.

        Args:
            callers: by name, functions that are called with a boto3 resource `dynamodb` of their own.
            order: whose call is answered next, such as "Ana Ben Ana Ben"; afterwards each in turn runs to its end.
            title: a line above the picture.
            phases: whether a transaction that writes takes two turns: one prepares it, one commits it.
            service: of the resource; "mysql" for a SQLAlchemy engine.

        Returns:
            the timeline; its `outcomes` say how each function ended.

        Raises:
            NotFound: the order names someone who does not take part.
        """
        from course_lib.checks.explore import drawing, run_order

        turns = order.split() if isinstance(order, str) else list(order)
        for who in turns:
            if who not in callers:
                raise NotFound("caller", str(who), callers)
        self.mark()
        begun: list[Begun] = []
        first = len(self.cloud.journal.learner_entries())

        def taken(who: str, request: Request) -> None:
            drawing.begin(self.cloud, begun, who, request, first)

        outcomes = run_order(self.cloud, callers, turns, service, phases, taken)
        return self._timeline(list(callers), title, outcomes, begun)

    def _timeline(
        self,
        lanes: Sequence[str] = (),
        title: str | None = None,
        outcomes: Mapping[str, Any] | None = None,
        begun: Sequence[Begun] = (),
    ) -> Timeline:
        from course_lib.aws.layers.journal import COURSE
        from course_lib.pictures.timeline import Timeline

        entries: list[Entry] = [entry for entry in self.cloud.journal.entries()[self._mark :] if entry.who != COURSE]
        changes = {entry.number: [*self._watch.changes(entry), *self._rows.changes(entry)] for entry in entries}
        return Timeline(entries, lanes, title, outcomes or {}, self._all_keys(), changes, begun)

    def _client(self) -> Any:
        from course_lib.aws.layers.journal import COURSE

        return self.cloud.client("dynamodb", who=COURSE)

    def _keys(self, table: str) -> list[str]:
        schema = self._client().describe_table(TableName=table)["Table"]["KeySchema"]
        return [part["AttributeName"] for part in schema]

    def _all_keys(self) -> dict[str, list[str]]:
        return {table: self._keys(table) for table in self.tables()}

    # Showing itself

    def _facts(self) -> list[tuple[str, str]]:
        return [
            *([("Before", self._before())] if self.replaced else []),
            *([("Tables", ", ".join(self.tables()) or "none yet")] if "dynamodb" in self.cloud.services else []),
            ("Region", self._client().meta.region_name),
            *([("Servers", "Real ones, on this machine. Checks run on simulated ones.")] if self.real else []),
            ("Privacy", "Nothing leaves this machine. Your own AWS account is not used."),
        ]

    def _before(self) -> str:
        if self.replaced == self.lesson:
            return "It was open already, and is now as at the beginning: what your code had stored is gone."
        return f"The lab {self.replaced} was open in this notebook, and is closed now. A notebook has one lab."

    def __repr__(self) -> str:
        lines = [f"The lab {self.lesson} is open."]
        return "\n".join(lines + [f"  {label + ':':<9}{text}" for label, text in self._facts()])

    def _repr_mimebundle_(self, **_: object) -> dict[str, object]:
        from course_lib.pictures.markup import bundle

        rows = "".join(f"<dt>{label}</dt><dd>{escape(text)}</dd>" for label, text in self._facts())
        head = f'<p class="course-title">The lab {escape(self.lesson)} is open.</p>'
        return bundle(repr(self), f'<div class="course-box course-good">{head}<dl>{rows}</dl></div>')


def items_grid(table: str, keys: Sequence[str], items: Sequence[Mapping[str, Any]]) -> Grid:
    """A table's items: key attributes first, then the others by name; sorted by key.

    Args:
        keys: the key attributes, partition key first.
        items: with plain or typed values, as a boto3 client returns them.
    """
    from course_lib.pictures.describe import count, line, value_text
    from course_lib.pictures.grid import Grid

    others = sorted({name for item in items for name in item} - set(keys))
    columns = [*keys, *others]
    ordered = sorted(items, key=lambda item: [_sortable(item.get(key)) for key in keys])
    rows = [[value_text(item[name]) if name in item else "" for name in columns] for item in ordered]
    numbers = frozenset(
        line(name) for name in columns if all(set(item[name]) == {"N"} for item in items if name in item)
    )
    title = f"Table {line(table)}: {count(len(items), 'item')}"
    return Grid(title, [line(name) for name in columns], rows, "It has no items.", numbers if items else frozenset())


def _sortable(value: Any) -> tuple[str, Decimal, str]:
    """Numbers by value, everything else by its text."""
    kind, content = next(iter((value or {"S": ""}).items()))
    if kind == "N":
        try:
            return kind, Decimal(content), ""
        except InvalidOperation:
            pass
    return kind, Decimal(0), str(content)
