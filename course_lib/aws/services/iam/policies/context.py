"""What is known about a request when policies are evaluated: condition keys and their values.

Source: IAM user guide, "AWS global condition context keys", "Single-valued vs. multivalued context keys".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

Value = str | tuple[str, ...]  # of a key that has one value, or of one that has any number


class Context(Mapping[str, Value]):
    """Condition keys with their values. Keys are found whatever their case, as in AWS.

    Args:
        values: of each key; a tuple for keys that can have several values. A key without any value is absent.
    """

    def __init__(self, values: Mapping[str, Value] | None = None) -> None:
        self._values = {name.lower(): value for name, value in (values or {}).items() if value != ()}

    def __getitem__(self, name: str) -> Value:
        return self._values[name.lower()]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.lower() in self._values

    def values_of(self, name: str) -> tuple[str, ...]:
        """All values of a key, none where it is absent."""
        value = self._values.get(name.lower(), ())
        return (value,) if isinstance(value, str) else value

    def single(self, name: str) -> str | None:
        """The value of a key that has one; None for absent keys and for those that can have several."""
        value = self._values.get(name.lower())
        return value if isinstance(value, str) else None

    def with_values(self, values: Mapping[str, Value]) -> Context:
        """These keys too, in place of those of the same name."""
        return Context({**self._values, **{name.lower(): value for name, value in values.items()}})
