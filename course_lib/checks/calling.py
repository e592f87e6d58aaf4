"""Call a function of a learner's namespace and turn whatever happens into an `Outcome` of plain data."""

from __future__ import annotations

import inspect
import linecache
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import TracebackType
from typing import Any

from course_lib.aws.values import BadValue, plain, show
from course_lib.checks.lent import Lent
from course_lib.checks.submission import Ending, Outcome, Raised

MESSAGE_LIMIT = 2000


def call_function(
    namespace: Mapping[str, Any], name: str, arguments: Sequence[Any], keywords: Mapping[str, Any]
) -> Outcome:
    """Call `namespace[name]` and report how it ended.

    Raises:
        KeyboardInterrupt: the person at the keyboard asked for it.
    """
    function = namespace.get(name)
    if not callable(function):
        return Outcome(Ending.UNDEFINED, problem=f"There is no function `{name}` yet. Run the cell that defines it.")
    misfit = _misfit(name, function, arguments, keywords)
    if misfit:
        return Outcome(Ending.WRONG_PARAMETERS, problem=misfit)
    lent = Lent(function, arguments, keywords)
    return replace(_called(name, function, arguments, keywords, namespace), changed=lent.changed())


def _called(
    name: str,
    function: Callable[..., Any],
    arguments: Sequence[Any],
    keywords: Mapping[str, Any],
    namespace: Mapping[str, Any],
) -> Outcome:
    try:
        return Outcome(Ending.RETURNED, value=plain(function(*arguments, **keywords)))
    except KeyboardInterrupt:
        raise
    except SystemExit:
        return Outcome(
            Ending.DIED, problem=f"`{name}` asked Python to exit. Return a value or raise an exception instead."
        )
    except BadValue as error:
        return Outcome(Ending.GARBLED, problem=f"`{name}` returned a value that is not plain data ({error}).")
    except RecursionError:
        return Outcome(
            Ending.RAISED, raised=Raised(("RecursionError", "RuntimeError", "Exception"), "called itself too deeply")
        )
    except Exception as error:
        return Outcome(Ending.RAISED, raised=describe_exception(error, namespace))


def _misfit(
    name: str, function: Callable[..., Any], arguments: Sequence[Any], keywords: Mapping[str, Any]
) -> str | None:
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):  # some built-ins have none
        return None
    try:
        signature.bind(*arguments, **keywords)
    except TypeError:
        count = len(arguments) + len(keywords)
        plural = "argument" if count == 1 else "arguments"
        return (
            f"`{name}` is called with {count} {plural}, but yours takes `{name}{signature}`. "
            "Keep the parameters of the stub."
        )
    return None


def describe_exception(error: BaseException, namespace: Mapping[str, Any]) -> Raised:
    """An exception as plain data, with the learner's line that raised it."""
    kinds = [kind for kind in type(error).__mro__ if kind not in (object, BaseException)]
    types = tuple(_name(kind, namespace) for kind in kinds)
    public = {name: value for name, value in vars(error).items() if not name.startswith("_") and name != "response"}
    response = getattr(error, "response", None)
    return Raised(
        types=types or (type(error).__name__,),
        message=_text(error),
        attributes=_plain_or_nothing(public),
        response=_plain_or_nothing(response) if isinstance(response, dict) else None,
        line=_learner_line(error.__traceback__, namespace),
    )


def _name(kind: type, namespace: Mapping[str, Any]) -> str:
    """A class's name; of one that a call makes for itself, which no caller can name in an `except`, the whole path."""
    own = kind.__module__ == namespace.get("__name__") and "<locals>" in kind.__qualname__
    return kind.__qualname__ if own and all(kind is not value for value in namespace.values()) else kind.__name__


def _text(error: BaseException) -> str:
    try:
        return str(error)[:MESSAGE_LIMIT]
    except Exception:
        return show(type(error).__name__)


def _plain_or_nothing(value: dict[str, Any]) -> dict[str, Any]:
    try:
        result = plain(value)
    except BadValue:
        return {}
    return result if isinstance(result, dict) else {}


def _learner_line(traceback: TracebackType | None, namespace: Mapping[str, Any]) -> str | None:
    """The innermost line that belongs to the notebook."""
    found = None
    while traceback is not None:
        frame = traceback.tb_frame
        if frame.f_globals is namespace:
            text = linecache.getline(frame.f_code.co_filename, traceback.tb_lineno).strip()
            found = (
                f"line {traceback.tb_lineno} of that cell: {text}"
                if text
                else f"line {traceback.tb_lineno} of that cell"
            )
        traceback = traceback.tb_next
    return found
