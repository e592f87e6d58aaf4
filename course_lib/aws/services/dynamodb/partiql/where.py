"""The key in a WHERE clause: which conditions tell it, and what is left to be tried on the item."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from course_lib.aws.services.dynamodb.errors import Refused, invalid
from course_lib.aws.services.dynamodb.expressions import tree
from course_lib.aws.services.dynamodb.state import Key, Table
from course_lib.aws.services.dynamodb.values import Item, Wire

NO_KEY = "Where clause does not contain a mandatory equality on all key attributes"
Where = tree.Condition | None


def parts(where: Where) -> Iterator[tree.Condition]:
    """The conditions that have to hold together."""
    return _joined(where, tree.Both)


def _joined(where: Where, by: type[tree.Both] | type[tree.Either]) -> Iterator[tree.Condition]:
    """The conditions that AND, or OR, joins, left to right; there can be hundreds."""
    waiting = [where]
    while waiting:
        here = waiting.pop()
        if isinstance(here, by):
            waiting += [here.right, here.left]
        elif here is not None:
            yield here


def together(conditions: Sequence[tree.Condition]) -> Where:
    """One condition again."""
    found: Where = None
    for each in conditions:
        found = each if found is None else tree.Both(found, each)
    return found


def about(condition: tree.Condition) -> str | None:
    """The attribute that a condition compares with values, if it is such a one."""
    match condition:
        case tree.Comparison(_, tree.Path((str(name),)), tree.Literal()):
            return name
        case tree.Between(tree.Path((str(name),)), tree.Literal(), tree.Literal()):
            return name
        case tree.Call("begins_with", (tree.Path((str(name),)), tree.Literal())):
            return name
    return None


def equality(condition: tree.Condition) -> tuple[str, tree.Literal] | None:
    """Attribute and value of `attribute = value`."""
    match condition:
        case tree.Comparison("=", tree.Path((str(name),)), tree.Literal() as value):
            return name, value
        case tree.Comparison("=", tree.Literal() as value, tree.Path((str(name),))):
            return name, value
    return None


def values_of(name: str, where: Where) -> list[Wire] | None:
    """The values that conditions leave for an attribute by = and IN; None where they leave it open.

    Source: developer guide, "PartiQL select statements for DynamoDB": with these no table is read as a whole.
    """
    return next((found for each in parts(where) if (found := _values_in(name, each)) is not None), None)


def _values_in(name: str, condition: tree.Condition) -> list[Wire] | None:
    if isinstance(condition, tree.Either):
        found = [values_of(name, each) for each in _joined(condition, tree.Either)]
        return None if None in found else [value for values in found for value in values or ()]
    match condition:
        case tree.In(tree.Path((str(key),)), options) if key == name:
            literals = [each.value for each in options if isinstance(each, tree.Literal)]
            return literals if len(literals) == len(options) else None
    one = equality(condition)
    return [one[1].value] if one is not None and one[0] == name else None


def whole_key(keys: Sequence[Key], where: Where) -> tuple[Item, Where] | None:
    """The key that a clause names by equality, and the rest of the clause; None where it does not."""
    key: Item = {}
    rest: list[tree.Condition] = []
    names = {each.name for each in keys}
    for condition in parts(where):
        found = equality(condition)
        if found is not None and found[0] in names and found[0] not in key:
            key[found[0]] = found[1].value
        else:
            rest.append(condition)
    return (key, together(rest)) if key.keys() == names else None


def needed_key(table: Table, where: Where) -> tuple[Item, Where]:
    """The same.

    Raises:
        Refused: there is none.
    """
    found = whole_key(table.keys, where)
    if found is None:
        raise no_key()
    return found


def no_key() -> Refused:
    """A statement that has to name one item does not."""
    return invalid(NO_KEY)
