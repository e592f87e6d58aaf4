"""One copy of a submission, as one Lambda instance would be: runs the calls of one check, in order."""

from __future__ import annotations

import os
from contextlib import AbstractContextManager, nullcontext, redirect_stderr, redirect_stdout
from dataclasses import replace
from functools import partial
from typing import Any

from autograder.line.messages import BeginFunction, Call, Came, RaisedMessage, RunFunction
from autograder.worker import chance
from autograder.worker.cloud_link import CloudLink
from autograder.worker.folders import folder
from autograder.worker.function import FunctionInstance
from autograder.worker.logs import logged_in
from autograder.worker.shell import LimitedText, make_shell
from course_lib.aws.runtime.room import bound_memory
from course_lib.aws.values import pack, unpack
from course_lib.checks.calling import call_function
from course_lib.checks.file_changes import dies_before_change
from course_lib.checks.files import disk_is_full_after
from course_lib.checks.processors.work import Work, be_an_instance
from course_lib.checks.submission import Outcome, Raised

PRINTED_LIMIT = 4000


def serve(link: CloudLink) -> None:
    """Make the calls that the judge asks for until it is gone, or run a function of the account."""
    function = FunctionInstance(link)

    def do(message: Any) -> Any:
        return _came(_call(message, link)) if isinstance(message, Call) else function.do(message)

    link.serve(do, (Call, BeginFunction, RunFunction))


def _call(call: Call, link: CloudLink) -> Outcome:
    if call.anew:
        link.bindings.release()
    link.set_clock(unpack(call.now))
    chance.follow(call.chance)
    arguments = [_argument(data, link) for data in call.arguments]
    keywords = {name: _argument(data, link) for name, data in call.keywords.items()}
    printed, logged = LimitedText(), LimitedText()
    if call.memory:
        bound_memory(call.memory)
    try:
        output = redirect_stdout(printed), redirect_stderr(logged), logged_in(logged)
        with output[0], output[1], output[2], disk_is_full_after(_room(call)), _death(call):
            outcome = call_function(make_shell().user_ns, call.function, arguments, keywords)
    except KeyboardInterrupt:
        outcome = call_function({call.function: exit}, call.function, [], {})
    return replace(outcome, printed=printed.getvalue()[:PRINTED_LIMIT], logged=logged.getvalue()[:PRINTED_LIMIT])


def _room(call: Call) -> int | None:
    """How many bytes a file may have, if the call is handed a folder whose disk is full then."""
    return next((room for _, _, room, _ in _directories(call)), None)


def _death(call: Call) -> AbstractContextManager[None]:
    """In this block the process ends before a change of a folder that the call is handed, if it is to."""
    for _, token, _, number in _directories(call):
        if number is not None:
            return dies_before_change(folder(token), number, partial(os._exit, 1))
    return nullcontext()


def _directories(call: Call) -> list[Any]:
    handed = [*call.arguments, *call.keywords.values()]
    return [each for each in handed if isinstance(each, list) and each[0] == "directory"]


def _argument(data: Any, link: CloudLink) -> Any:
    """Plain data arrives packed; what is made here arrives as a list, such as ["client", "s3", "you"]."""
    if isinstance(data, bytes):
        return unpack(data)
    kind, what, *more = data
    if kind == "directory":
        return folder(what)
    if kind == "work":
        work = Work(link.take_passed(), link.now())
        be_an_instance(work, what)
        return work
    if kind in ("source", "sink"):
        return link.reader(what) if kind == "source" else link.writer(what)
    return link.bindings.get(kind, what, more[0])


def _came(outcome: Outcome) -> Came:
    raised = vars(_raised(outcome.raised)) if outcome.raised else None
    value, changed = pack(outcome.value), list(outcome.changed)
    return Came(outcome.ending.value, value, outcome.printed, outcome.logged, outcome.problem, raised, changed)


def _raised(raised: Raised) -> RaisedMessage:
    packed = pack(dict(raised.attributes)), pack(raised.response)
    return RaisedMessage(list(raised.types), raised.message, *packed, raised.line)
