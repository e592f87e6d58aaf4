"""A line that says how far a check is, while it runs; gone when it has ended."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import escape
from typing import Any


@contextmanager
def progress_line(exercise: str) -> Iterator[Callable[[int, int], None] | None]:
    """Give a function that shows how many checks have ended, of how many.

    Where nobody waits in front of a notebook (a terminal, a program that runs notebooks), it is None.
    """
    shell = _notebook()
    if shell is None:
        yield None
        return
    from IPython.display import HTML, clear_output, display

    line: list[Any] = []

    def tell(ended: int, total: int) -> None:
        text = f"Checking {exercise}: {ended} of {total} checks have ended. ■ above the notebook stops it."
        shown = HTML(f'<p role="status">{escape(text)}</p>')
        if line:
            line[0].update(shown)
        else:
            line.append(display(shown, display_id=True))

    try:
        yield tell
    finally:
        if line:
            clear_output(wait=True)


@contextmanager
def waiting_line(text: str) -> Iterator[None]:
    """Show a line while something runs that says nothing of how far it is."""
    if _notebook() is None:
        yield
        return
    from IPython.display import HTML, clear_output, display

    display(HTML(f'<p role="status">{escape(text)}</p>'))
    try:
        yield
    finally:
        clear_output(wait=True)


def _notebook() -> Any:
    """This notebook's shell, if a person is there: programs that run notebooks allow no questions to be asked."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    kernel = getattr(shell, "kernel", None)
    return shell if getattr(kernel, "_allow_stdin", False) else None
