"""Every message between the judge and the processes of a submission, spelled once.

A message is a dataclass here. On the way it is a map: its fields, and its class's name under "kind". Who receives says
which kinds it expects there; another kind, or a field of another type, is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, cast, get_args, get_origin, get_type_hints

from autograder.line.channel import ChannelGarbled

KIND = "kind"
M = TypeVar("M")


# From the judge to the fork server, and back.


@dataclass(frozen=True)
class Fork:
    """Fork a worker; its two sockets come with this. It gives root up for this user; None where it has not root."""

    user: int | None


@dataclass(frozen=True)
class Bound:
    """Let a process have so many bytes of data and no more.

    Attributes:
        process: its number in the fork server's namespace.
        user: as in `Fork`.
        most: bytes.
    """

    process: int
    user: int | None
    most: int


@dataclass(frozen=True)
class BoundSet:
    """It has that bound, or is gone."""


@dataclass(frozen=True)
class Ready:
    """The fork server has imported everything."""


@dataclass(frozen=True)
class Forked:
    """The worker has been forked."""


# From the judge to a worker or an instance.


@dataclass(frozen=True)
class RunCell:
    """Run a cell; done with the error that ended it, or None.

    Attributes:
        source: its code.
        given: whether it came with the lesson.
        only_definitions: run its functions, classes, imports and constants, and pass over the rest.
    """

    source: str
    given: bool
    only_definitions: bool


@dataclass(frozen=True)
class ReadGlobal:
    """Done with the packed value of a global of the notebook."""

    name: str


@dataclass(frozen=True)
class ForkInstance:
    """Fork an instance; its socket comes with this. Done with whether there was room for one more process."""


@dataclass(frozen=True)
class ReadFiles:
    """Done with the files of one of the submission's folders, packed: bytes by name."""

    directory: str


@dataclass(frozen=True)
class ReadLeftFiles:
    """Done with the files that calls have left elsewhere than in the folders they were handed, packed."""


@dataclass(frozen=True)
class PlantFiles:
    """Put packed files into one of the submission's folders. Done with None."""

    directory: str
    files: bytes


@dataclass(frozen=True)
class EndOthers:
    """End what earlier calls left running. Done with None."""


@dataclass(frozen=True)
class Call:
    """Call a function of the notebook; `Came` says what came of it.

    Attributes:
        function: its name.
        arguments, keywords: each packed, or a list that names what the other side makes itself, such as
            ["client", "s3", "you"].
        now: what the cloud's clock shows, packed.
        chance: what random numbers are drawn from; empty for real chance.
        memory: how many bytes it may take; 0 for as many as its process may have.
        anew: whether this is its instance's first call.
    """

    function: str
    arguments: list[Any]
    keywords: dict[str, Any]
    now: bytes
    chance: str
    memory: int
    anew: bool


@dataclass(frozen=True)
class BeginFunction:
    """Be the instance of a function of the account; `FunctionRan` says what came of its beginning.

    Attributes:
        code: a zip file.
        handler: "module.function".
        environment: all its variables.
        memory: megabytes that it may take.
        now: what the account's clock shows, in seconds since 1970.
    """

    code: bytes
    handler: str
    environment: dict[str, str]
    memory: int
    now: float


@dataclass(frozen=True)
class RunFunction:
    """Call the handler; `FunctionRan` says what came of it.

    Attributes:
        event: JSON.
        request: the invocation's id.
        arn: as the function was named.
        deadline, now: on the account's clock, in seconds since 1970.
    """

    event: bytes
    request: str
    arn: str
    deadline: float
    now: float


@dataclass(frozen=True)
class HowItEnded:
    """End the last instance that was forked, if it has not ended. Done with what is known of it.

    That is its exit status, or None, and the log of the function that ran in it.
    """


# From a worker or an instance to the judge.


@dataclass(frozen=True)
class Done:
    """What was asked for has been done."""

    value: Any


@dataclass(frozen=True)
class RaisedMessage:
    """The exception of a call: names of its class and base classes, text, packed attributes and AWS response."""

    types: list[str]
    message: str
    attributes: bytes
    response: bytes
    line: str | None


@dataclass(frozen=True)
class Came:
    """What a call came to: an `Outcome`, with its `value` packed and `raised` a `RaisedMessage` as a map."""

    ending: str
    value: bytes
    printed: str
    logged: str
    problem: str
    raised: dict[str, Any] | None
    changed: list[str]


@dataclass(frozen=True)
class FunctionRan:
    """What came of a function's beginning or of an invocation: `course_lib.aws.runtime.interface.Ran`."""

    ending: str
    payload: bytes
    log: str
    slept: float
    status: int | None


@dataclass(frozen=True)
class SendToAws:
    """A request to AWS, after a pause of `slept` seconds. `who` is empty for a client of the submission's own."""

    who: str
    method: str
    url: str
    headers: dict[str, str]
    body: bytes
    slept: float


@dataclass(frozen=True)
class ReadFile:
    """Read from one of the files that the call was handed."""

    number: int
    size: int


@dataclass(frozen=True)
class WriteFile:
    """Write to one of the files that the call was handed."""

    number: int
    data: bytes


# From the judge, in answer to these three.


@dataclass(frozen=True)
class AwsAnswered:
    """AWS's response. `now` is what the account's clock shows, in seconds since 1970; 0.0 where it is not told."""

    status: int
    headers: dict[str, str]
    body: bytes
    now: float = 0.0


@dataclass(frozen=True)
class FileData:
    """What was read; nothing at the end."""

    data: bytes


@dataclass(frozen=True)
class Taken:
    """The data is written."""


@dataclass(frozen=True)
class FileBroken:
    """Reading or writing raises an OSError there, as the check wants it."""

    errno: int
    message: str


def to_wire(message: Any) -> dict[str, Any]:
    """A message as the map that travels."""
    return {KIND: type(message).__name__, **{each.name: getattr(message, each.name) for each in fields(message)}}


def from_wire(arrived: Mapping[str, Any], *expected: type[M]) -> M:
    """The message in a map that has arrived.

    Args:
        expected: the kinds that may come here.

    Raises:
        ChannelGarbled: it is none of these kinds, or a field is missing or of another type.
    """
    kind = next((each for each in expected if arrived.get(KIND) == each.__name__), None)
    if kind is None:
        raise ChannelGarbled("a message that nobody expected")
    hints = _hints(cast(type, kind))
    if not all(name in arrived and _fits(arrived[name], hint) for name, hint in hints.items()):
        raise ChannelGarbled(f"a message {kind.__name__} that is not well formed")
    return kind(**{name: arrived[name] for name in hints})


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _fits(value: Any, hint: Any) -> bool:
    """Whether a value is of a type, exactly: True is no int."""
    origin = get_origin(hint)
    if hint is Any:
        return True
    if origin is UnionType:
        return any(_fits(value, each) for each in get_args(hint))
    if origin is list:
        return type(value) is list and all(_fits(each, get_args(hint)[0]) for each in value)
    if origin is dict:
        key, member = get_args(hint)
        return type(value) is dict and all(_fits(name, key) and _fits(each, member) for name, each in value.items())
    return type(value) is (NoneType if hint is None else hint)
