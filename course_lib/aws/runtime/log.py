"""What a handler prints and logs. Source: Lambda developer guide, "Working with Lambda function logs in Python"."""

from __future__ import annotations

import io
import logging
import os
import time
from contextlib import suppress
from pathlib import Path

from course_lib.aws.runtime.interface import LOG

_FORMAT = "[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s"


class Log(io.TextIOBase):
    """Keeps the first `LOG` characters of each invocation; those of the beginning count to the first one.

    Args:
        file: has them too, for whoever finds this process ended; `left_in` reads it.
    """

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        self._parts: list[str] = []
        self._room = LOG

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        kept = text[: self._room]
        self._room -= len(kept)
        if kept:
            self._parts.append(kept)
            with suppress(OSError):
                os.write(self._file, kept.encode(errors="replace"))
        return len(text)

    def taken(self) -> str:
        """What was written since the last time this was asked."""
        text = "".join(self._parts)
        self._parts, self._room = [], LOG
        with suppress(OSError):
            os.ftruncate(self._file, 0)
        return text


def left_in(file: Path) -> str:
    """What was written to a log that nobody has taken."""
    try:
        with open(file, "rb") as found:
            return found.read(LOG).decode(errors="replace")
    except OSError:
        return ""


class Handler(logging.Handler):
    """The root logger's, in the form of Lambda's own; messages below WARNING are left out unless code asks for them."""

    def __init__(self, log: Log) -> None:
        super().__init__()
        self._log = log
        self.request_id = ""
        formatter = logging.Formatter(_FORMAT, "%Y-%m-%dT%H:%M:%S")
        formatter.converter = time.gmtime
        self.setFormatter(formatter)

    def emit(self, record: logging.LogRecord) -> None:
        record.aws_request_id = self.request_id
        self._log.write(self.format(record) + "\n")
