"""One AWS call in a few words, from its entry in the journal. Nothing here needs more than the entry.

DynamoDB's typed values are shown as plain ones, and the names and values of an expression are put in their places:

    UpdateItem S-1001 SET version = 2 if version = 1 → refused: ConditionalCheckFailedException
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from course_lib.aws.layers.journal import Entry

Keys = Mapping[str, Sequence[str]]  # table name: the names of its key attributes
Params = Mapping[str, Any]

CALLER_DIED = "CallerDied"  # the error of a call that was not sent any more, as `layers.faults` writes it
VALUE_LIMIT = 60  # characters of one value
READS = re.compile(r"(Batch|Transact)?(Get|Query|Scan|Describe|List|Head)")


@dataclass(frozen=True)
class Words:
    """A call in parts, each a few words or nothing.

    Attributes:
        operation: "UpdateItem".
        table: the table's name, where there is one.
        target: which item: "S-1001".
        change: what it writes: "SET version = 2".
        condition: "if version = 1".
        outcome: "version 2", "stored", "refused: ConditionalCheckFailedException".
        kind: "read", "write", "refused", or "unsent" when the program ended before.
    """

    operation: str
    table: str
    target: str
    change: str
    condition: str
    outcome: str
    kind: str

    @property
    def subject(self) -> str:
        return " ".join(filter(None, [self.operation, self.target]))

    @property
    def what(self) -> str:
        return " ".join(filter(None, [self.target, self.change, self.condition]))


def describe(entry: Entry, keys: Keys | None = None) -> str:
    """The call and what came of it, in one line."""
    words = in_words(entry, keys)
    return " ".join(filter(None, [words.operation, words.what, "→", words.outcome]))


def in_words(entry: Entry, keys: Keys | None = None) -> Words:
    """The call in parts.

    Args:
        entry: of the journal.
        keys: the key attributes of tables, where known; without them a new item's key is guessed.
    """
    if entry.service == "mysql":
        from course_lib.pictures.statements import entry_in_words

        return entry_in_words(entry)
    try:
        return _in_words(entry, keys or {})
    except (AttributeError, KeyError, TypeError, ValueError):  # parameters of a shape that AWS refuses too
        outcome = f"refused: {line(entry.error.code)}" if entry.error else "done"
        return Words(entry.operation, "", "", "", "", outcome, _kind(entry))


def _in_words(entry: Entry, keys: Keys) -> Words:
    params = entry.params
    return Words(
        operation=entry.operation,
        table=line(params.get("TableName", "")),
        target=_target(entry.operation, params, keys),
        change=_change(params, keys),
        condition=_condition(params),
        outcome=_refusal(entry.error, params, keys) if entry.error else _success(entry, keys),
        kind=_kind(entry),
    )


def _kind(entry: Entry) -> str:
    if entry.error:
        return "unsent" if entry.error.code == CALLER_DIED else "refused"
    return "read" if is_read(entry) else "write"


def is_read(entry: Entry) -> bool:
    """Whether the call only looks."""
    statement = entry.params.get("Statement")
    if isinstance(statement, str):
        return statement.lstrip().upper().startswith("SELECT")
    return bool(READS.match(entry.operation))


# Values


def line(text: object) -> str:
    """Text on one line, without characters that would not print."""
    joined = " ".join(str(text).split())
    return "".join(character if character.isprintable() else "�" for character in joined)


def shorten(text: str, limit: int = VALUE_LIMIT) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


def value_text(value: Any, quoted: bool = False) -> str:
    """One DynamoDB value, typed as it travels, as a person would write it.

    Args:
        value: such as {"N": "3"}.
        quoted: put quotes around every string; otherwise only around those that would look like something else.
    """
    if not (isinstance(value, Mapping) and len(value) == 1):
        return shorten(line(value))
    kind, content = next(iter(value.items()))
    if kind == "S":
        text = line(content)
        return shorten(json.dumps(text, ensure_ascii=False) if quoted or _misleading(text) else text)
    if kind == "NULL":
        return "null"
    if kind == "BOOL":
        return str(content).lower()
    if kind == "B":
        return _bytes(content)
    return shorten(_collection(kind, content))


def _collection(kind: str, content: Any) -> str:
    if kind == "M" and isinstance(content, Mapping):
        return "{" + ", ".join(f"{line(name)}: {value_text(item, True)}" for name, item in content.items()) + "}"
    if kind == "L" and isinstance(content, list):
        return "[" + ", ".join(value_text(item, True) for item in content) + "]"
    if kind in ("SS", "NS", "BS") and isinstance(content, list):
        return "{" + ", ".join(sorted(value_text({kind[0]: item}, True) for item in content)) + "}"
    return line(content)


def _misleading(text: str) -> bool:
    """Whether a bare string would be taken for a number, another type, or nothing at all."""
    return not text or text in ("true", "false", "null") or bool(re.fullmatch(r"[-+]?[\d.]+([eE][-+]?\d+)?", text))


def _bytes(content: Any) -> str:
    length = len(str(content)) * 3 // 4 - str(content).count("=")  # base64 as it travels
    return f"<{length} bytes>"


def item_text(item: Params, without: Iterable[str] = ()) -> str:
    """An item's attributes: "version 1, status received"."""
    hidden = set(without)
    return ", ".join(f"{line(name)} {value_text(value)}" for name, value in item.items() if name not in hidden)


def key_text(key: Params) -> str:
    """A key: "S-1001", or "ana / 2026-03-02" where there is a sort key."""
    return " / ".join(value_text(value) for value in key.values())


def key_names(item: Params, table: object, keys: Keys, condition: object = "") -> list[str]:
    """Which attributes of a new item are its key: as known, else those its condition names, else the first."""
    known = [name for name in keys.get(str(table), ()) if name in item]
    if known:
        return known
    named = [name for name in item if re.search(rf"\b{re.escape(name)}\b", str(condition))]
    ids = [name for name in item if name.lower().endswith("id")]
    return (named or ids or list(item))[:1]


# What is sent


def fill_in(expression: object, params: Params) -> str:
    """An expression with its `#names` and `:values` put in their places."""
    names = params.get("ExpressionAttributeNames") or {}
    values = params.get("ExpressionAttributeValues") or {}

    def put(match: re.Match[str]) -> str:
        token = match[0]
        if token in names:
            return line(names[token])
        return value_text(values[token], quoted=True) if token in values else token

    text = line(expression)
    if re.fullmatch(r"\([^()]*(\([^()]*\))?[^()]*\)", text):  # boto3 puts brackets round the conditions it builds
        text = text[1:-1]
    return re.sub(r"[#:]\w+", put, text)


def _target(operation: str, params: Params, keys: Keys) -> str:
    if isinstance(params.get("Key"), Mapping):
        strong = ", strongly consistent" if params.get("ConsistentRead") is True else ""
        return key_text(params["Key"]) + strong
    if isinstance(params.get("Item"), Mapping):
        item = params["Item"]
        names = key_names(item, params.get("TableName"), keys, _condition(params))
        return key_text({name: item[name] for name in names})
    if isinstance(params.get("TransactItems"), list):
        return ", ".join(_action(action, keys) for action in params["TransactItems"])
    if isinstance(params.get("RequestItems"), Mapping):
        return ", ".join(_batch(table, asked) for table, asked in params["RequestItems"].items())
    if isinstance(params.get("Statement"), str):
        return shorten(line(params["Statement"]))
    if operation in ("Query", "Scan"):
        return " ".join(filter(None, [line(params.get("TableName", "")), _where(params)]))
    return next((shorten(line(value)) for value in params.values() if isinstance(value, str)), "")


def _action(action: Any, keys: Keys) -> str:
    if not isinstance(action, Mapping) or len(action) != 1:
        return line(action)
    kind, params = next(iter(action.items()))
    return " ".join(filter(None, [line(kind), _target(kind, params, keys), _change(params, keys), _condition(params)]))


def _batch(table: str, asked: Any) -> str:
    number = len(asked.get("Keys", ())) if isinstance(asked, Mapping) else len(asked)
    return f"{line(table)} ({count(number, 'item')})"


def _where(params: Params) -> str:
    parts = []
    if params.get("KeyConditionExpression"):
        parts.append(f"where {fill_in(params['KeyConditionExpression'], params)}")
    if params.get("FilterExpression"):
        parts.append(f"keeping {fill_in(params['FilterExpression'], params)}")
    return " ".join(parts)


def _change(params: Params, keys: Keys) -> str:
    if params.get("UpdateExpression"):
        return fill_in(params["UpdateExpression"], params)
    if isinstance(params.get("AttributeUpdates"), Mapping):
        return ", ".join(_legacy_update(name, update) for name, update in params["AttributeUpdates"].items())
    if isinstance(params.get("Item"), Mapping):
        item = params["Item"]
        rest = item_text(item, without=key_names(item, params.get("TableName"), keys, _condition(params)))
        return f"({rest})" if rest else ""
    return ""


def _legacy_update(name: str, update: Any) -> str:
    value = value_text(update.get("Value"), quoted=True) if "Value" in update else ""
    action = update.get("Action", "PUT")
    if action == "PUT":
        return f"SET {line(name)} = {value}"
    return f"{'REMOVE' if action == 'DELETE' and not value else action} {line(name)} {value}".rstrip()


def _condition(params: Params) -> str:
    if params.get("ConditionExpression"):
        return f"if {fill_in(params['ConditionExpression'], params)}"
    if isinstance(params.get("Expected"), Mapping):
        joint = f" {params.get('ConditionalOperator', 'AND')} "
        return "if " + joint.join(_legacy_condition(name, test) for name, test in params["Expected"].items())
    return ""


_SIGNS = {"EQ": "=", "NE": "<>", "LT": "<", "LE": "<=", "GT": ">", "GE": ">="}


def _legacy_condition(name: str, test: Any) -> str:
    """One `Expected` condition, in the words of today's expressions."""
    name, operator = line(name), test.get("ComparisonOperator", "EQ")
    if test.get("Exists") is False or operator == "NULL":
        return f"attribute_not_exists({name})"
    if operator == "NOT_NULL":
        return f"attribute_exists({name})"
    values = test.get("AttributeValueList") or [test.get("Value")]
    return f"{name} {_SIGNS.get(operator, operator)} {', '.join(value_text(value, quoted=True) for value in values)}"


# What came back


def _refusal(error: Any, params: Params, keys: Keys) -> str:
    if error.code == CALLER_DIED:
        return "never sent: the program had ended"
    text = f"refused: {line(error.code)}"
    stored, reasons = error.members.get("Item"), error.members.get("CancellationReasons")
    if isinstance(stored, Mapping) and stored:
        return f"{text}, stored: {item_text(stored, without=_known_names(params, keys))}"
    if isinstance(reasons, list):
        return f"{text} ({', '.join(str(reason.get('Code')) for reason in reasons)})"
    return text


def _known_names(params: Params, keys: Keys) -> list[str]:
    if isinstance(params.get("Key"), Mapping):
        return list(params["Key"])
    item = params.get("Item") or {}
    return key_names(item, params.get("TableName"), keys, _condition(params)) if item else []


def _success(entry: Entry, keys: Keys) -> str:
    result = entry.result or {}
    hidden = _known_names(entry.params, keys)
    if entry.operation == "GetItem":
        item = result.get("Item")
        return "no item" if item is None else item_text(item, without=hidden) or "the item, with nothing but its key"
    if "Count" in result:
        return count(result["Count"], "item") + (", and more pages" if result.get("LastEvaluatedKey") else "")
    if isinstance(result.get("Responses"), (Mapping, list)):
        return count(_responses(result["Responses"]), "item")
    if result.get("UnprocessedItems"):
        return f"{count(sum(map(len, result['UnprocessedItems'].values())), 'item')} not written"
    if isinstance(result.get("Attributes"), Mapping):
        returned = item_text(result["Attributes"], without=hidden)
        old = str(entry.params.get("ReturnValues", "")).endswith("OLD")
        return f"before: {returned}" if old and returned else returned or "done"
    return {"PutItem": "stored"}.get(entry.operation, "done")


def _responses(responses: Mapping[str, Any] | list[Any]) -> int:
    if isinstance(responses, Mapping):
        return sum(map(len, responses.values()))
    return sum(1 for response in responses if response.get("Item"))


def count(number: int, noun: str) -> str:
    """1 item, 2 items."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
