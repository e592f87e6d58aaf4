"""What a command is: its name, how many arguments it takes, where its keys are, and what it does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NoReturn

from course_lib.aws.services.redis.keyspace import Keyspace
from course_lib.aws.services.redis.replies import Refusal, Reply, text_of

Args = Sequence[bytes]  # without the command's name
Run = Callable[[Keyspace, Args], Reply]

# Redis 7.0, server.c and object.c.
SYNTAX = Refusal("ERR syntax error")
NOT_AN_INTEGER = Refusal("ERR value is not an integer or out of range")
NOT_A_FLOAT = Refusal("ERR value is not a valid float")
OVERFLOW = Refusal("ERR increment or decrement would overflow")
MOST, LEAST = 2**63 - 1, -(2**63)


@dataclass(frozen=True)
class Spec:
    """A command. What it is called, takes and touches is told as Redis's own COMMAND tells it.

    Attributes:
        name: in small letters.
        arity: how many words it has with its name; at least so many, if negative.
        keys: position of the first and the last key (negative: from the end), and the step between two; zeros for none.
        reads: it changes nothing.
        grows: it can take more memory, and is refused when there is none.
        run: what it does; None where the cluster itself does it.
    """

    name: str
    arity: int
    keys: tuple[int, int, int]
    reads: bool
    grows: bool
    run: Run | None

    def takes(self, words: int) -> bool:
        """Whether it can have so many words, its name included."""
        return words == self.arity if self.arity > 0 else words >= -self.arity

    def keys_of(self, command: Sequence[bytes]) -> list[bytes]:
        """The keys in a command.

        Args:
            command: its name and its arguments, as many as it takes.

        Raises:
            Refusal: they cannot be told.
        """
        if self.name in ("eval", "evalsha"):
            return list(command[3 : 3 + keys_in_script(command[1:])])
        first, last, step = self.keys
        if not first:
            return []
        return list(command[first : (len(command) + last if last < 0 else last) + 1 : step])


def keys_in_script(args: Args) -> int:
    """How many of a script's arguments are keys.

    Raises:
        Refusal: it is not said, or there are not so many.
    """
    count = to_integer(args[1])
    if count > len(args) - 2:
        raise Refusal("ERR Number of keys can't be greater than number of args")
    if count < 0:
        raise Refusal("ERR Number of keys can't be negative")
    return count


COMMANDS: dict[str, Spec] = {}  # by name, in small letters


def command(
    name: str, arity: int, keys: tuple[int, int, int] = (1, 1, 1), reads: bool = False, grows: bool = False
) -> Callable[[Run], Run]:
    """Note a function as what a command does; see `Spec`."""

    def note(run: Run) -> Run:
        COMMANDS[name] = Spec(name, arity, keys, reads, grows, run)
        return run

    return note


def to_integer(data: bytes, error: Refusal = NOT_AN_INTEGER) -> int:
    """A whole number of 64 bits, written as Redis writes it: no blanks, no plus, no zeros in front.

    Raises:
        Refusal: it is none.
    """
    text = text_of(data)
    digits = text[1:] if text.startswith("-") else text
    plain = digits.isascii() and digits.isdigit() and (digits == "0" and text == "0" or not digits.startswith("0"))
    if not plain or len(text) > 20 or not LEAST <= int(text) <= MOST:
        raise error
    return int(text)


def to_float(data: bytes) -> float:
    """A number.

    Raises:
        Refusal: it is none.
    """
    text = text_of(data)
    try:
        number = float(text)
    except ValueError:
        raise NOT_A_FLOAT from None
    if number != number or text != text.strip() or "_" in text:
        raise NOT_A_FLOAT
    return number


def of_float(number: float) -> bytes:
    """A sorted set's score as Redis 7.0 writes it."""
    if number in (float("inf"), float("-inf")):
        return b"inf" if number > 0 else b"-inf"
    return b"%.17g" % number


def refuse_expiry(name: str) -> NoReturn:
    raise Refusal(f"ERR invalid expire time in '{name}' command")


def wrong_number(name: str) -> Refusal:
    return Refusal(f"ERR wrong number of arguments for '{name}' command")


def unknown(command: Sequence[bytes]) -> Refusal:
    """As server.c words it: the name and the arguments, 128 bytes of each."""
    args = "".join(f"'{text_of(each)[:128]}' " for each in command[1:21])
    return Refusal(f"ERR unknown command '{text_of(command[0])[:128]}', with args beginning with: {args[:128]}")
