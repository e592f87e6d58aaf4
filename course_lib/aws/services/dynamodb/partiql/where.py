"""The key in a WHERE clause: which conditions tell it, and what is left to be tried on the item."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from course_lib.aws.services.dynamodb.errors import Refused, invalid
from course_lib.aws.services.dynamodb.expressions import tree
from course_lib.aws.services.dynamodb.state import Key, Table
from course_lib.aws.services.dynamodb.values import Item

NO_KEY = "Where clause does not contain a mandatory equality on all key attributes"
Where = tree.Condition | None


def parts(where: Where) -> Iterator[tree.Condition]:
    """The conditions that have to hold together."""
    if isinstance(where, tree.Both):
        yield from parts(where.left)
        yield from parts(where.right)
    elif where is not None:
        yield where


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
