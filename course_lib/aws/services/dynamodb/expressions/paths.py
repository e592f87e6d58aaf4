"""Document paths: reading what they lead to, projecting an item on them, and telling when two of them clash."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from course_lib.aws.services.dynamodb.expressions.tree import Part, Path
from course_lib.aws.services.dynamodb.values import Item, Wire

_CLASH = (
    "Two document paths {how} with each other; must remove or rewrite one of these paths; "
    "path one: {one}, path two: {two}"
)


def find(item: Item, path: Path) -> Wire | None:
    """The value at the end of a path, or None when something on the way is missing."""
    here: Wire | None = item.get(str(path.parts[0]))
    for part in path.parts[1:]:
        if here is None:
            return None
        here = child(here, part)
    return here


def child(value: Wire, part: Part) -> Wire | None:
    """One step down: a map's member by name, a list's element by index."""
    if isinstance(part, int):
        elements: list[Wire] = value.get("L", [])
        return elements[part] if part < len(elements) else None
    member: Wire | None = value.get("M", {}).get(part)
    return member


def project(item: Item, paths: Iterable[Path]) -> Item:
    """The parts of an item that paths lead to, in the item's own structure. List elements move together."""
    wanted: dict[Part, Any] = {}
    for path in paths:
        here = wanted
        for part in path.parts[:-1]:
            here = here.setdefault(part, {})
        here[path.parts[-1]] = None
    return _members(item, wanted)


def _members(members: Item, wanted: dict[Part, Any]) -> Item:
    kept = {name: _kept(members[name], wanted[name]) for name in members if name in wanted}
    return {name: value for name, value in kept.items() if value is not None}


def _kept(value: Wire, wanted: dict[Part, Any] | None) -> Wire | None:
    if wanted is None:
        return value
    if "M" in value:
        members = _members(value["M"], wanted)
        return {"M": members} if members else None
    if "L" in value:
        elements = [_kept(element, wanted[place]) for place, element in enumerate(value["L"]) if place in wanted]
        elements = [element for element in elements if element is not None]
        return {"L": elements} if elements else None
    return None


def clash(paths: Sequence[Path]) -> str | None:
    """What AWS says of two paths of one expression that overlap or conflict, or None. Overlaps are reported first."""
    pairs = [(one, two) for place, two in enumerate(paths) for one in paths[:place]]
    for how in ("overlap", "conflict"):
        for one, two in pairs:
            if _relation(one, two) == how:
                return _CLASH.format(how=how, one=one, two=two)
    return None


def _relation(one: Path, two: Path) -> str:
    """Paths overlap when one leads through the other; they conflict when the same value would be a map and a list."""
    for left, right in zip(one.parts, two.parts, strict=False):
        if isinstance(left, int) is not isinstance(right, int):
            return "conflict"
        if left != right:
            return "apart"
    return "overlap"
