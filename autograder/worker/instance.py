"""One copy of a submission, as one Lambda instance would be: runs the calls of one check, in order."""

from __future__ import annotations

from contextlib import redirect_stderr, redirect_stdout
from typing import Any

from autograder.worker import chance
from autograder.worker.cloud_link import CloudLink
from autograder.worker.folders import folder
from autograder.worker.room import bound_memory
from autograder.worker.shell import LimitedText, make_shell
from course_lib.aws.values import pack, unpack
from course_lib.checks.calling import call_function
from course_lib.checks.submission import Outcome

PRINTED_LIMIT = 4000


def serve(link: CloudLink) -> None:
    """Make the calls that the judge asks for until it is gone."""
    link.serve(lambda message: _outcome(_call(message, link)))


def _call(message: dict[str, Any], link: CloudLink) -> Outcome:
    if message["anew"]:
        link.bindings.release()
    link.set_clock(unpack(message["now"]))
    chance.follow(message["chance"])
    arguments = [_argument(data, link) for data in message["arguments"]]
    keywords = {name: _argument(data, link) for name, data in message["keywords"].items()}
    printed = LimitedText()
    if message["memory"]:
        bound_memory(message["memory"])
    try:
        with redirect_stdout(printed), redirect_stderr(LimitedText()):
            outcome = call_function(make_shell().user_ns, message["function"], arguments, keywords)
    except KeyboardInterrupt:
        outcome = call_function({message["function"]: exit}, message["function"], [], {})
    return Outcome(outcome.ending, outcome.value, outcome.raised, printed.getvalue()[:PRINTED_LIMIT], outcome.problem)


def _argument(data: Any, link: CloudLink) -> Any:
    """Plain data arrives packed; what is made here arrives as a list, such as ["client", "s3", "you"]."""
    if isinstance(data, bytes):
        return unpack(data)
    kind, what, *more = data
    if kind == "directory":
        return folder(what)
    if kind in ("source", "sink"):
        return link.reader(what) if kind == "source" else link.writer(what)
    return link.bindings.get(kind, what, more[0])


def _outcome(outcome: Outcome) -> dict[str, Any]:
    raised = outcome.raised
    return {
        "ending": outcome.ending.value,
        "value": pack(outcome.value),
        "printed": outcome.printed,
        "problem": outcome.problem,
        "raised": raised
        and {
            "types": list(raised.types),
            "message": raised.message,
            "attributes": pack(dict(raised.attributes)),
            "response": pack(raised.response),
            "line": raised.line,
        },
    }
