"""A question's file: its form, and what is wrong with one that has not got it.

    section = 'Part 5, "The exam question"'          the part of the lesson that teaches it
    goal = "The chosen option refuses the second writer."
    answer = "C"                                     several right letters: ["B", "D"]
    points = 2
    hints = ["a nudge", "the approach", "almost the answer"]

    text = "..."                                     the lines of a paragraph are joined, indented lines are code

    [options.A]
    text = "..."
    explanation = "..."                              what speaks for or against it; the advice to whoever chose it

The file's name is the exercise's, and that of the variable that takes the answer.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from course_lib.checks.question import Option, Question
from course_lib.errors import CourseError


@dataclass(frozen=True)
class Kind:
    """What a key's value must be, as types and in words."""

    types: tuple[type, ...]
    words: str


TEXT = Kind((str,), "a text")
KEYS = {
    "section": TEXT,
    "goal": TEXT,
    "answer": Kind((str, list), 'a letter, or several: ["B", "D"]'),
    "points": Kind((int, float), "a number above 0"),
    "hints": Kind((list,), "three texts in brackets"),
    "text": TEXT,
    "options": Kind((dict,), "tables such as [options.A]"),
}
OPTION_KEYS = {"text": TEXT, "explanation": TEXT}


class Malformed(CourseError):
    """A question's file that is none, with what is wrong in it."""

    def __init__(self, path: Path, fault: str) -> None:
        super().__init__(f"{'/'.join(path.parts[-3:])}: {fault}")  # from the lesson's folder on


def read_question(path: Path) -> Question:
    """The question that a file holds.

    Raises:
        Malformed: it holds none.
    """
    try:
        return _question(path.stem, tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Malformed(path, f"this is no TOML: {error}") from None
    except _Fault as fault:
        raise Malformed(path, str(fault)) from None


class _Fault(Exception):
    """What is wrong with a question."""


def _question(name: str, said: Mapping[str, Any]) -> Question:
    _compare("the question", said, KEYS)
    if not name.isidentifier():
        raise _Fault(f"the file's name {name!r} cannot be a variable's.")
    options = {letter: _option(letter, option) for letter, option in said["options"].items()}
    hints = [_joined(hint) for hint in said["hints"] if isinstance(hint, str)]
    if not len(hints) == len(said["hints"]) == 3 or not all(hints):
        raise _Fault("`hints` must be three texts.")
    return Question(
        name=name,
        text=_joined(said["text"]),
        options=options,
        answer=_answer(said["answer"], options),
        goal=_joined(said["goal"]),
        section=said["section"],
        hints=(hints[0], hints[1], hints[2]),
        points=said["points"],
    )


def _option(letter: str, said: Any) -> Option:
    if not re.fullmatch("[A-Z]", letter):
        raise _Fault(f"the option {letter!r} must be named by one capital letter.")
    _compare(f"option {letter}", said, OPTION_KEYS)
    return Option(_joined(said["text"]), _joined(said["explanation"]))


def _answer(said: str | list[Any], options: Mapping[str, Option]) -> tuple[str, ...]:
    letters = [said] if isinstance(said, str) else said
    for letter in letters:
        if not isinstance(letter, str) or letter not in options:
            raise _Fault(f"the answer {letter!r} is none of the options {', '.join(options)}.")
    if not letters or len(set(letters)) < len(letters):
        raise _Fault("`answer` must name each right letter once.")
    if len(letters) == len(options):
        raise _Fault("every option is right, so there is nothing to ask.")
    return tuple(sorted(letters))


def _compare(what: str, said: Any, keys: Mapping[str, Kind]) -> None:
    """What is said has these keys, each with a value of its type that is not empty."""
    if not isinstance(said, dict):
        raise _Fault(f"{what} must have {' and '.join(f'`{key}`' for key in keys)}.")
    for key in said:
        if key not in keys:
            close = get_close_matches(key, keys, n=1)
            advice = f"Did you mean `{close[0]}`?" if close else f"There is: {', '.join(keys)}."
            raise _Fault(f"{what} has no `{key}`. {advice}")
    for key, kind in keys.items():
        if key not in said:
            raise _Fault(f"{what} lacks `{key}`.")
        value = said[key]
        if not isinstance(value, kind.types) or isinstance(value, bool) or _is_nothing(value):
            raise _Fault(f"`{key}` of {what} must be {kind.words}, not {value!r:.40}.")


def _is_nothing(value: Any) -> bool:
    if isinstance(value, int | float):
        return not value > 0
    return not (value.strip() if isinstance(value, str) else value)


def _joined(text: str) -> str:
    """Paragraphs as single lines, whatever the file's line width; indented lines stay as they are."""
    parts = re.split(r"\n\s*\n", text.strip("\n"))
    return "\n\n".join(part if part.startswith("    ") else " ".join(part.split()) for part in parts)
