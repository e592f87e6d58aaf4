"""What a lab and its helpers are while a notebook is graded: nothing, in every way."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any


def graded() -> bool:
    """Whether this notebook is being graded: then nothing is shown, and nothing but the learner's code runs."""
    return os.environ.get("COURSE_GRADED") == "1"


class Inert:
    """Accepts every use, shows nothing. Every attribute, call and item of it is inert too."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):  # copying, pickling and displaying ask for these, and take "no" well
            raise AttributeError(name)
        return self

    def __call__(self, *_: Any, **__: Any) -> Any:
        return self

    def __getitem__(self, _: Any) -> Any:
        return self

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    def __len__(self) -> int:
        return 0

    def __format__(self, _: str) -> str:
        return ""

    def __repr__(self) -> str:
        return ""


INERT = Inert()
