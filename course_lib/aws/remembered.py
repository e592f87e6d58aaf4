"""Answers that are remembered for the process's life, of short texts alone: what a submission sends can be large."""

from __future__ import annotations

from collections.abc import Callable, Sized
from functools import lru_cache, wraps
from typing import Concatenate, ParamSpec, TypeVar

Text = TypeVar("Text", bound=Sized)
Others = ParamSpec("Others")
Answer = TypeVar("Answer")


def remembered(
    most: int, longest: int
) -> Callable[[Callable[Concatenate[Text, Others], Answer]], Callable[Concatenate[Text, Others], Answer]]:
    """Remember what a function has answered.

    Args:
        most: how many answers.
        longest: how long its first argument may be, in characters or bytes; of longer ones nothing is kept.
    """

    def wrap(function: Callable[Concatenate[Text, Others], Answer]) -> Callable[Concatenate[Text, Others], Answer]:
        kept = lru_cache(maxsize=most)(function)

        @wraps(function)
        def answer(text: Text, /, *others: Others.args, **named: Others.kwargs) -> Answer:
            return kept(text, *others, **named) if len(text) <= longest else function(text, *others, **named)  # type: ignore[arg-type]

        return answer

    return wrap
