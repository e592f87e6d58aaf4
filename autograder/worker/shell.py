"""IPython without a kernel: runs cells, magics included, and keeps what they define."""

from __future__ import annotations

import io
from contextlib import redirect_stderr, redirect_stdout
from typing import Any

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


def make_shell() -> Any:
    """The one shell of this process, made on first use."""
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    config = Config()
    config.HistoryManager.enabled = False  # it would start a thread and open a database
    config.InteractiveShell.colors = "nocolor"
    config.InteractiveShell.xmode = "Minimal"
    return InteractiveShell.instance(config=config)


def run_cell(source: str) -> str | None:
    """Run one cell; return the error that ended it as one line, or None. What it prints is dropped."""
    shell = make_shell()
    with redirect_stdout(LimitedText()), redirect_stderr(LimitedText()):
        result = shell.run_cell(source, store_history=False)
    error = result.error_before_exec or result.error_in_exec
    if error is None:
        return None
    text = str(error).splitlines()
    return f"{type(error).__name__}: {text[0]}" if text else type(error).__name__
