"""What travels between the judge and a submission: every message arrives as it was sent, and nothing else arrives."""

from __future__ import annotations

from dataclasses import fields, is_dataclass

import msgpack
import pytest

from autograder.line import messages
from autograder.line.channel import ChannelGarbled
from autograder.line.messages import Call, Came, Done, SendToAws, WriteFile, from_wire, to_wire

EXAMPLES = {
    "str": "text", "bool": True, "int": 5, "float": 1.5, "bytes": b"data", "Any": None, "int | None": 7,
    "str | None": "line 3", "dict[str, str]": {"a": "b"}, "dict[str, Any]": {"a": 1}, "list[Any]": [b"x", ["client"]],
    "list[str]": ["KeyError"], "dict[str, Any] | None": {"types": []},
}  # fmt: skip
KINDS = [each for each in vars(messages).values() if isinstance(each, type) and is_dataclass(each)]
ASKED = SendToAws("you", "POST", "https://x/", {"a": "b"}, b"", 0.0)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_message_arrives_as_it_was_sent(kind: type) -> None:
    """Every kind, with a value for every field."""
    sent = kind(**{each.name: EXAMPLES[str(each.type)] for each in fields(kind)})

    assert from_wire(msgpack.unpackb(msgpack.packb(to_wire(sent))), kind) == sent


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ({}, "a message that nobody expected"),
        (to_wire(Done(True)), "a message that nobody expected"),
        ({"kind": "messages.Came"}, "a message that nobody expected"),
        ({"kind": ["Came"]}, "a message that nobody expected"),
        ({"kind": "Came"}, "a message Came that is not well formed"),
        ({**to_wire(ASKED), "slept": 0}, "a message SendToAws that is not well formed"),
        ({**to_wire(ASKED), "headers": {"a": 1}}, "a message SendToAws that is not well formed"),
        ({**to_wire(ASKED), "headers": {1: "a"}}, "a message SendToAws that is not well formed"),
        ({**to_wire(ASKED), "who": None}, "a message SendToAws that is not well formed"),
        ({**to_wire(WriteFile(0, b"")), "number": True}, "a message WriteFile that is not well formed"),
    ],
    ids=repr,
)
def test_anything_else_is_refused(message: dict[str, object], said: str) -> None:
    """Another kind than those that may come, a field that is missing, a value of another type."""
    with pytest.raises(ChannelGarbled, match=f"^{said}$"):
        from_wire(message, Came, SendToAws, WriteFile)


def test_a_call_says_nothing_of_who_makes_it() -> None:
    """What a worker hears of a call is what it needs to make it."""
    assert [each.name for each in fields(Call)] == "function arguments keywords now chance memory anew".split()
