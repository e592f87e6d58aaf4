"""In an instance's process: a function's code is unpacked and imported once, and its handler called again and again.

Sources of what AWS's Python runtime does and says: its source is public (aws-lambda-python-runtime-interface-client);
Lambda developer guide, "AWS Lambda function errors in Python".
"""

from __future__ import annotations

import importlib
import json
import logging
import os
import re
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

from course_lib.aws.http.addresses import DEFAULT_REGION
from course_lib.aws.runtime.context import Context
from course_lib.aws.runtime.imports import hide_others
from course_lib.aws.runtime.interface import LOG, PAYLOAD, Ending, Invocation, Program, Ran
from course_lib.aws.runtime.log import Handler, Log
from course_lib.aws.runtime.processes import forbid_semaphores
from course_lib.aws.runtime.room import bound_memory
from course_lib.aws.runtime.unzip import CannotUnzip, unzip

LOG_FILE = "log"  # in an instance's folder
TASK = "/var/task"  # where AWS unpacks code
RUNTIME_MB = 36  # that AWS's runtime takes by itself
MEGABYTE = 1024 * 1024


class Link(Protocol):
    """The process's way to the account."""

    def on_pause(self, do: Callable[[], None]) -> None:
        """Let this be done after each pause from now on."""
        ...

    def now(self) -> datetime: ...

    def last_word(self, ran: Ran) -> None:
        """Tell what came of the invocation that runs; this process does nothing more."""
        ...


class Fault(Exception):
    """The code cannot be used."""

    def __init__(self, kind: str, message: str, stack: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.kind, self.stack = kind, stack


class Function:
    """A function's code in this process.

    Args:
        program: the code.
        link: to the account.
        folder: the instance's own. The code is unpacked into its folder `task`.
    """

    def __init__(self, program: Program, link: Link, folder: Path) -> None:
        self._program, self._link, self._task = program, link, folder / "task"
        self._handler: Callable[[Any, Any], Any] | None = None
        self._log = Log(folder / LOG_FILE)
        self._logging = Handler(self._log)

    def begin(self) -> Ran:
        """Unpack the code and import the handler's module."""
        try:
            unzip(self._program.code, self._task)
        except (CannotUnzip, OSError) as problem:
            return self._refused(Fault("Runtime.CannotUnzip", f"The code could not be unpacked: {problem}"))
        self._settle()
        with redirect_stdout(self._log), redirect_stderr(self._log):
            try:
                bound_memory(max(self._program.memory_mb - RUNTIME_MB, 1) * MEGABYTE)
                self._handler = self._find()
            except Fault as fault:
                return self._refused(fault)
            except Exception as error:
                return self._failed(error, "", Ending.REFUSED)
            except BaseException as end:
                return self._exited(end)
        return Ran(Ending.READY)

    def run(self, invocation: Invocation) -> Ran:
        """Call the handler."""
        assert self._handler is not None
        self._logging.request_id = invocation.request_id
        self._link.on_pause(lambda: self._look_at_the_time(invocation))
        context = Context(invocation, self._program.environment, self._link.now)
        with redirect_stdout(self._log), redirect_stderr(self._log):
            try:
                returned = self._handler(json.loads(invocation.event), context)
                payload = _marshalled(returned)
            except Fault as fault:
                return self._refused(fault, invocation.request_id, Ending.RAISED)
            except Exception as error:
                return self._failed(error, invocation.request_id, Ending.RAISED)
            except BaseException as end:
                return self._exited(end)
            finally:
                self._link.on_pause(_nothing)  # a thread that is left has no deadline
        return Ran(Ending.RETURNED, payload, self._log.taken())

    def _settle(self) -> None:
        import boto3

        environment = dict(self._program.environment)
        kept = {name: os.environ[name] for name in ("TMPDIR",) if name in os.environ}
        os.environ.clear()
        os.environ.update({**_QUIET, **kept, **environment, "LAMBDA_TASK_ROOT": str(self._task)})
        if hasattr(time, "tzset"):
            time.tzset()
        os.chdir(self._task)
        sys.path.insert(0, str(self._task))
        hide_others(self._task)
        forbid_semaphores()
        if environment.get("AWS_REGION", DEFAULT_REGION) != DEFAULT_REGION:
            boto3.DEFAULT_SESSION = None  # its clients are for another Region
        root = logging.getLogger()
        root.handlers[:] = [self._logging]
        root.setLevel(logging.WARNING)

    def _find(self) -> Callable[[Any, Any], Any]:
        """The handler.

        Raises:
            Fault: there is none.
        """
        text = self._program.handler
        module, dot, name = text.rpartition(".")
        if not dot:
            words = f"Bad handler '{text}': not enough values to unpack (expected 2, got 1)"
            raise Fault("Runtime.MalformedHandlerName", words)
        module = module.replace("/", ".")
        sys.modules.pop(module, None)  # this process may have one of its own
        try:
            found = getattr(importlib.import_module(module), name, None)
        except ImportError as error:
            raise Fault("Runtime.ImportModuleError", f"Unable to import module '{module}': {error}") from None
        except SyntaxError as error:
            stack = f'  File "{TASK}/{Path(error.filename or "").name}" Line {error.lineno}\n    {error.text or ""}'
            raise Fault(
                "Runtime.UserCodeSyntaxError", f"Syntax error in module '{module}': {error}", (stack,)
            ) from None
        if found is None:
            raise Fault("Runtime.HandlerNotFound", f"Handler '{name}' missing on module '{module}'")
        called: Callable[[Any, Any], Any] = found
        return called

    def _look_at_the_time(self, invocation: Invocation) -> None:
        if self._link.now() >= invocation.deadline:
            self._link.last_word(Ran(Ending.TIMED_OUT, log=self._log.taken()))

    def _refused(self, fault: Fault, request_id: str = "", ending: Ending = Ending.REFUSED) -> Ran:
        return self._told(fault.kind, str(fault), list(fault.stack), request_id, ending)

    def _exited(self, end: BaseException) -> Ran:
        code = end.code if isinstance(end, SystemExit) else 1
        return Ran(
            Ending.EXITED, log=self._log.taken(), status=code if isinstance(code, int) else int(code is not None)
        )

    def _failed(self, error: Exception, request_id: str, ending: Ending) -> Ran:
        """An exception of the code's own, without the frames that are ours. Without memory the process is killed."""
        if isinstance(error, MemoryError):
            return Ran(Ending.EXITED, log=self._log.taken(), status=-9)
        frames = [each for each in traceback.extract_tb(error.__traceback__) if not _is_ours(each.filename)]
        stack = [self._as_on_aws(line) for line in traceback.format_list(frames)]
        return self._told(type(error).__name__, self._as_on_aws(_text(error)), stack, request_id, ending)

    def _told(self, kind: str, message: str, stack: list[str], request_id: str, ending: Ending) -> Ran:
        lines = [f"[ERROR] {kind}: {message}", *(["Traceback (most recent call last):"] if stack else [])]
        self._log.write("\n".join(lines) + "\n" + "".join(stack))
        told = {"errorMessage": message, "errorType": kind, "requestId": request_id, "stackTrace": stack}
        payload = json.dumps(told).encode()
        if len(payload) > PAYLOAD:
            payload = json.dumps({"errorMessage": "", "errorType": kind, "requestId": request_id}).encode()
        return Ran(ending, payload, self._log.taken())

    def _as_on_aws(self, text: str) -> str:
        text = re.sub(r"/[^\"\s]*/site-packages/", f"{_PYTHON}/lib/python/site-packages/", text)
        return text.replace(str(self._task), TASK).replace(sys.base_prefix, _PYTHON)


_OURS = str(Path(__file__).parents[2])
_PYTHON = "/var/lang"  # where AWS has Python

_QUIET = {
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
    "LANG": "en_US.UTF-8",
    "PATH": os.defpath,
    "TZ": ":UTC",
}


def _is_ours(file: str) -> bool:
    return file.startswith((_OURS, "<frozen importlib"))


def _nothing() -> None:
    """After a pause nothing has to be looked at."""


def _text(error: Exception) -> str:
    try:
        return str(error)[:LOG]
    except Exception:
        return ""


def _marshalled(value: Any) -> bytes:
    """A handler's answer as JSON.

    Raises:
        Fault: it is not for JSON, or too large.
    """
    try:
        payload = json.dumps(value, default=_number, ensure_ascii=False).encode()
    except (TypeError, ValueError, OverflowError, RecursionError) as error:
        raise Fault("Runtime.MarshalError", f"Unable to marshal response: {error}") from None
    if len(payload) > PAYLOAD:
        words = f"Response payload size exceeded maximum allowed payload size ({PAYLOAD} bytes)."
        raise Fault("Function.ResponseSizeTooLarge", words)
    return payload


def _number(value: Any) -> Any:
    """AWS's runtime makes numbers of Decimals, and refuses everything else that JSON does not know."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")
