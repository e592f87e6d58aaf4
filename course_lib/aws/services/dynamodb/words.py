"""One DynamoDB call in a few words, from its entry in the journal. Nothing here needs more than the entry.

Typed values are shown as plain ones, and the names and values of an expression are put in their places:

    UpdateItem S-1001 SET version = 2 if version = 1 → refused: ConditionalCheckFailedException
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from course_lib.aws.http.fates import CALLER_DIED
from course_lib.aws.layers.journal import Entry
from course_lib.aws.services.dynamodb.text import Params, item_text, key_names, key_text, value_text
from course_lib.aws.words import Keys, Words, count, kind_of, line, refusal, shorten


def in_words(entry: Entry, keys: Keys, reads_only: bool) -> Words:
    """A call in parts.

    Args:
        entry: of the journal.
        keys: the key attributes of tables, where known; without them a new item's key is guessed.
        reads_only: whether the operation changes nothing.
    """
    statement = entry.params.get("Statement")  # of PartiQL
    selects = isinstance(statement, str) and statement.lstrip().upper().startswith("SELECT")
    kind = kind_of(entry, reads_only or selects)
    try:
        return _in_words(entry, keys, kind)
    except (AttributeError, KeyError, TypeError, ValueError):  # parameters of a shape that AWS refuses too
        outcome = f"refused: {line(entry.error.code)}" if entry.error else "done"
        return Words(entry.operation, "", "", "", "", outcome, kind)


def _in_words(entry: Entry, keys: Keys, kind: str) -> Words:
    params = entry.params
    return Words(
        operation=entry.operation,
        table=line(params.get("TableName", "")),
        target=_target(entry.operation, params, keys),
        change=_change(params, keys),
        condition=_condition(params),
        outcome=_refusal(entry.error, params, keys) if entry.error else _success(entry, keys),
        kind=kind,
    )


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
    text = refusal(error.code)
    if error.code == CALLER_DIED:
        return text
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
