"""Runs a script: statement by statement, with bounded steps, and no way to anything but `redis.call`."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Sequence
from typing import Any

from lark import Token, Tree

from course_lib.aws.http.messages import NotSimulated
from course_lib.aws.services.redis.lua.values import Table, from_reply, shown, to_number, to_text, type_of
from course_lib.aws.services.redis.replies import Refusal, Reply

MOST_STEPS = 20_000  # expressions and statements of one run
LONGEST_TEXT = 64 * 1024  # bytes that are put together; each step may copy them
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": "\0"}
FUNCTIONS = frozenset(["tonumber", "tostring", "type"])
REDIS = frozenset(["call", "pcall", "error_reply", "status_reply"])
# Names that Lua has in Redis, and we have not.
ELSEWHERE = frozenset(
    "assert bit cjson cmsgpack error getmetatable ipairs loadstring math next os pairs pcall rawequal rawget rawset "
    "select setmetatable string struct table unpack xpcall".split()
)

Call = Callable[[Sequence[bytes]], Reply]  # carries a command out; raises a Refusal
Node = Tree[Any]


class ScriptError(Exception):
    """What went wrong, in Lua's words, and the line."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.message, self.line = message, line


class _Return(Exception):
    def __init__(self, value: Any) -> None:
        super().__init__()
        self.value = value


class Interpreter:
    """One run of a script.

    Args:
        call: carries out commands.
        keys, args: what the script finds in KEYS and ARGV.
    """

    def __init__(self, call: Call, keys: Sequence[bytes], args: Sequence[bytes]) -> None:
        self._call = call
        self._scopes: list[dict[str, Any]] = [{"KEYS": Table(list(keys)), "ARGV": Table(list(args))}]
        self._steps, self._line = 0, 1

    def run(self, script: Node) -> Any:
        """What the script returns.

        Raises:
            ScriptError: it went wrong.
            NotSimulated: it uses what is not there, or does not come to an end.
        """
        try:
            self._block(script.children[0])
        except _Return as end:
            return end.value
        return None

    # Statements

    def _block(self, block: Node) -> None:
        self._scopes.append({})
        try:
            for statement in block.children:
                self._step(statement)
                getattr(self, f"_do_{statement.data.rstrip('_')}")(*statement.children)
        finally:
            self._scopes.pop()

    def _step(self, node: Node) -> None:
        self._steps += 1
        if self._steps > MOST_STEPS:
            raise NotSimulated(f"A script of more than {MOST_STEPS:,} steps is not simulated.")
        self._line = getattr(node.meta, "line", self._line)

    def _do_local(self, names: Node, values: Node | None) -> None:
        found = [self._value(each) for each in values.children] if values else []
        for place, name in enumerate(names.children):
            self._scopes[-1][str(name)] = found[place] if place < len(found) else None

    def _do_assign(self, name: Token, value: Node) -> None:
        held = self._value(value)
        scope = next((scope for scope in reversed(self._scopes) if str(name) in scope), None)
        if scope is None:
            raise self._error("Attempt to modify a readonly table")
        scope[str(name)] = held

    def _do_call_statement(self, call: Node) -> None:
        self._value(call)

    def _do_do(self, block: Node) -> None:
        self._block(block)

    def _do_return(self, values: Node | None) -> None:
        found = [self._value(each) for each in values.children] if values else []
        raise _Return(found[0] if found else None)

    def _do_if(self, *parts: Node | None) -> None:
        *pairs, otherwise = parts
        for condition, block in zip(pairs[::2], pairs[1::2], strict=True):
            if self._holds(condition):
                return self._block(block)  # type: ignore[arg-type]
        if otherwise is not None:
            self._block(otherwise.children[0])
        return None

    def _do_while(self, condition: Node, block: Node) -> None:
        while self._holds(condition):
            self._step(block)
            self._block(block)

    def _do_for(self, name: Token, first: Node, last: Node, step: Node | None, block: Node) -> None:
        what = ("initial", "limit", "step")
        numbers = [to_number(self._value(each)) if each is not None else 1.0 for each in (first, last, step)]
        for word, number in zip(what, numbers, strict=True):
            if number is None:
                raise self._error(f"'for' {word}{' value' if word == 'initial' else ''} must be a number")
        value, end, by = (float(number or 0) for number in numbers)
        while by > 0 and value <= end or by <= 0 and value >= end:
            self._step(block)
            self._scopes.append({str(name): value})
            self._block(block)
            self._scopes.pop()
            value += by

    # Expressions

    def _holds(self, node: Any) -> bool:
        value = self._value(node)
        return value is not None and value is not False

    def _value(self, node: Any) -> Any:
        self._step(node)
        return getattr(self, f"_of_{node.data.rstrip('_')}")(*node.children)

    def _of_nil(self) -> None:
        return None

    def _of_true(self) -> bool:
        return True

    def _of_false(self) -> bool:
        return False

    def _of_number(self, text: Token) -> Any:
        return to_number(str(text).encode())

    def _of_string(self, text: Token) -> bytes:
        return _unescape(str(text)[1:-1]).encode("utf-8")

    def _of_brackets(self, node: Node) -> Any:
        return self._value(node)

    def _of_name(self, name: Token) -> Any:
        for scope in reversed(self._scopes):
            if str(name) in scope:
                return scope[str(name)]
        if name in FUNCTIONS | ELSEWHERE or name == "redis":
            raise NotSimulated(
                f"`{name}` is not simulated in scripts but for calls such as redis.call(…), tonumber(…)."
            )
        raise self._error(f"Script attempted to access nonexistent global variable '{name}'")

    def _of_table(self, *items: Node | None) -> Table:
        table = Table()
        for item in filter(None, items):
            if item.data == "named":
                table.named[str(item.children[0]).encode()] = self._value(item.children[1])
            else:
                table.items.append(self._value(item.children[0]))
        return table

    def _of_index(self, node: Node, key: Node) -> Any:
        return self._field(self._value(node), self._value(key))

    def _of_field(self, node: Node, name: Token) -> Any:
        return self._field(self._value(node), str(name).encode())

    def _field(self, table: Any, key: Any) -> Any:
        if not isinstance(table, Table):
            raise self._error(f"attempt to index a {type_of(table)} value")
        return table.get(key)

    def _of_or(self, one: Node, other: Node) -> Any:
        first = self._value(one)
        return self._value(other) if first is None or first is False else first

    def _of_and(self, one: Node, other: Node) -> Any:
        first = self._value(one)
        return first if first is None or first is False else self._value(other)

    def _of_not(self, node: Node) -> bool:
        return not self._holds(node)

    def _of_negative(self, node: Node) -> float:
        return -self._number(self._value(node))

    def _of_length(self, node: Node) -> float:
        value = self._value(node)
        if isinstance(value, Table):
            return float(len(value.items))
        if not isinstance(value, bytes):
            raise self._error(f"attempt to get length of a {type_of(value)} value")
        return float(len(value))

    def _of_concat(self, one: Node, other: Node) -> bytes:
        values = self._value(one), self._value(other)
        texts = [to_text(value) for value in values]
        for value, text in zip(values, texts, strict=True):
            if text is None:
                raise self._error(f"attempt to concatenate a {type_of(value)} value")
        joined = b"".join(text or b"" for text in texts)
        if len(joined) > LONGEST_TEXT:
            raise NotSimulated("A script that puts together more than 64 KB is not simulated.")
        return joined

    def _of_arithmetic(self, one: Node, sign: Token, other: Node) -> float:
        first, second = self._number(self._value(one)), self._number(self._value(other))
        try:
            return float(_ARITHMETIC[str(sign)](first, second))
        except OverflowError:
            return float("inf")
        except ZeroDivisionError:
            return float("nan") if sign == "%" or not first else float("inf") if first > 0 else float("-inf")

    def _number(self, value: Any) -> float:
        number = to_number(value)
        if number is None:
            raise self._error(f"attempt to perform arithmetic on a {type_of(value)} value")
        return number

    def _of_compare(self, one: Node, sign: Token, other: Node) -> bool:
        first, second = self._value(one), self._value(other)
        alike = type_of(first) == type_of(second)
        if sign in ("==", "~="):
            same = alike and (first is second if isinstance(first, Table) else first == second)
            return same is (sign == "==")
        kind, its = type_of(first), type_of(second)
        if not alike or kind not in ("number", "string"):
            both = f"two {kind} values" if alike else f"{kind} with {its}"
            raise self._error(f"attempt to compare {both}")
        return bool(_ORDER[str(sign)](first, second))

    # Calls

    def _of_call(self, callee: Node, given: Node | None) -> Any:
        name = _dotted(callee)
        args = [self._value(each) for each in given.children] if given else []
        owner, _, method = name.rpartition(".")
        if owner == "redis" and method in ("call", "pcall"):
            return self._redis(method, args)
        if owner == "redis" and method in REDIS:
            return Table(
                named={b"err" if method == "error_reply" else b"ok": to_text(args[0] if args else None) or b""}
            )
        if name in FUNCTIONS:
            return self._builtin(name, args)
        if owner == "redis" or name.partition(".")[0] in ELSEWHERE:
            offered = ", ".join([*(f"redis.{each}" for each in sorted(REDIS)), *sorted(FUNCTIONS)])
            raise NotSimulated(f"`{name}` is not simulated in scripts. These are: {offered}.")
        raise self._error(f"attempt to call a {type_of(self._value(callee))} value")

    def _builtin(self, name: str, args: list[Any]) -> Any:
        if not args:
            raise self._error(f"bad argument #1 to '{name}' (value expected)")
        if name == "tonumber":
            if len(args) > 1:
                raise NotSimulated("`tonumber` with a base is not simulated.")
            return to_number(args[0])
        return shown(args[0]) if name == "tostring" else type_of(args[0]).encode()

    def _redis(self, method: str, args: list[Any]) -> Any:
        words = [to_text(each) for each in args]
        try:
            if not words:
                raise Refusal("ERR Please specify at least one argument for this redis lib call")
            if None in words:
                raise Refusal("ERR Lua redis lib command arguments must be strings or integers")
            return from_reply(self._call([word for word in words if word is not None]))
        except Refusal as refusal:
            if method == "pcall":
                return from_reply(refusal)
            raise ScriptError(refusal.text, self._line) from None

    def _error(self, message: str) -> ScriptError:
        return ScriptError(f"ERR user_script:{self._line}: {message}", self._line)


def _dotted(callee: Node) -> str:
    """The name of what is called, such as redis.call; empty for what is no name."""
    if callee.data == "name":
        return str(callee.children[0])
    return f"{_dotted(callee.children[0])}.{callee.children[1]}" if callee.data == "field" else ""


def _unescape(text: str) -> str:
    return re.sub(r"\\(.)", lambda found: ESCAPES.get(found[1], found[1]), text, flags=re.DOTALL)


def _power(one: float, other: float) -> float:
    result = one**other
    return result if isinstance(result, float) else float("nan")


_ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "%": operator.mod,
    "^": _power,
}
_ORDER = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
