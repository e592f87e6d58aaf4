"""IPython without a kernel: runs cells, magics included, and keeps what they define."""

from __future__ import annotations

import builtins
import io
import linecache
from contextlib import redirect_stderr, redirect_stdout
from functools import cache
from typing import Any

from autograder.line.notes import ASKED

OUTPUT_LIMIT = 1024 * 1024


class LimitedText(io.StringIO):
    """Keeps the first `OUTPUT_LIMIT` characters that are written to it."""

    cut = False

    def write(self, text: str) -> int:
        room = OUTPUT_LIMIT - self.tell()
        if len(text) > room:
            self.cut = True
        super().write(text[: max(room, 0)])
        return len(text)


@cache
def make_shell() -> Any:
    """The one shell of this process, made on first use."""
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    class Shell(InteractiveShell):  # type: ignore[misc]
        """IPython's, which shows pictures nowhere: `%matplotlib inline` does nothing and is no error."""

        def enable_gui(self, gui: str | None = None) -> None: ...

        def enable_matplotlib(self, gui: str | None = None) -> tuple[str | None, str]:
            return gui, "agg"

    config = Config()
    config.HistoryManager.enabled = False  # it would start a thread and open a database
    config.InteractiveShell.colors = "nocolor"
    config.InteractiveShell.xmode = "Minimal"
    return Shell.instance(config=config)


def run_cell(source: str) -> str | None:
    """Run one cell; return the error that ended it as one line, or None. What it prints is dropped.

    A cell that asks its reader for something gets an empty text, and `ASKED` for an error: nobody is there.
    """
    shell, asked = make_shell(), list[str]()
    builtins.input = lambda prompt="", /: asked.append("") or ""  # type: ignore[func-returns-value]
    with redirect_stdout(LimitedText()), redirect_stderr(LimitedText()):
        result = shell.run_cell(source, store_history=False)
    error = result.error_before_exec or result.error_in_exec
    if error is None:
        return ASKED if asked else None
    return _in_one_line(error)


def run_plain_cell(source: str) -> str | None:
    """As `run_cell`, without IPython where the cell is plain Python: nothing that it has would be shown anyway."""
    name = f"<cell {hash(source):x}>"
    try:
        code = compile(source, name, "exec")
    except SyntaxError:
        return run_cell(source)
    linecache.cache[name] = len(source), None, source.splitlines(keepends=True), name
    try:
        with redirect_stdout(LimitedText()), redirect_stderr(LimitedText()):
            exec(code, make_shell().user_ns)
    except BaseException as error:
        return _in_one_line(error)
    return None


def _in_one_line(error: BaseException) -> str:
    text = str(error).splitlines()
    return f"{type(error).__name__}: {text[0]}" if text else type(error).__name__
