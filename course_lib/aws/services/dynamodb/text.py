"""DynamoDB's typed values, items and keys as a person would write them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from course_lib.aws.words import Keys, line, shorten

Params = Mapping[str, Any]


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
