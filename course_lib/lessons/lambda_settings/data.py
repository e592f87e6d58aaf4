"""The libraries of a region: a function that reads a table for each branch, one that computes every night, and one
that has a password.

The libraries are invented.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from course_lib.aws.services.lambda_.layer import LambdaRules
from course_lib.aws.services.lambda_.state import Durations
from course_lib.aws.services.lambda_.work import Work, zip_of
from course_lib.lessons.lambda_settings import reminders

SERVICES = ("kms", "lambda", "secretsmanager", "ssm")
REPORTS, NIGHTLY = "branch-reports", "nightly-suggestions"
LIVE = "live"
ROLE = "arn:aws:iam::111122223333:role/libraries-functions"
PATH = "/libraries/tables"
BRANCHES = 52
# What people with a new branch are suggested is computed every night: mostly by six processes at once.
SUGGESTIONS = Work(serial_ms=400, parallel_ms=2600, processes=6, init_ms=250)
REPORT = Work(serial_ms=40, waiting_ms=60, init_ms=180)


def prepare(cloud: Any) -> None:
    """Make the functions, and the parameters of the first branches; wait until the functions are active."""
    make(cloud, REPORTS, REPORT, Environment={"Variables": tables(BRANCHES)})
    make(cloud, NIGHTLY, SUGGESTIONS)
    variables = {"TABLE": "loans", "LOG_LEVEL": "INFO", reminders.VARIABLE: reminders.PASSWORD}
    given = {"Handler": reminders.HANDLER, "Code": {"ZipFile": reminders.package()}}
    make(cloud, reminders.NAME, REPORT, **given, Environment={"Variables": variables})
    put(cloud, {f"{PATH}/{name.lower()}": value for name, value in tables(12).items()})
    cloud.clock.advance(minutes=1)
    release(cloud, NIGHTLY)
    release(cloud, reminders.NAME)


def tables(count: int) -> dict[str, str]:
    """So many environment variables, each with the name of a branch's table."""
    return {f"BRANCH_{number:02}": table(number) for number in range(1, count + 1)}


def table(number: int) -> str:
    """The name of a branch's table."""
    return f"libraries-production-eu-central-1-nightly-loans-of-branch-no-{number:02}"


def make(cloud: Any, name: str, work: Work, **settings: Any) -> None:
    """Begin to make a function that does this work, unseen in the journal of the learner's calls."""
    usual: dict[str, Any] = {"MemorySize": 128, "Timeout": 120}
    code = {"Handler": "index.handler", "Code": {"ZipFile": zip_of(work)}}
    functions(cloud).create_function(
        FunctionName=name, Runtime="python3.13", Role=ROLE, **{**code, **usual, **settings}
    )


def release(cloud: Any, name: str) -> str:
    """Publish a function's newest version, and let the alias `live` stand for it."""
    version = str(functions(cloud).publish_version(FunctionName=name)["Version"])
    known = [one["Name"] for one in functions(cloud).list_aliases(FunctionName=name)["Aliases"]]
    change = functions(cloud).update_alias if LIVE in known else functions(cloud).create_alias
    change(FunctionName=name, Name=LIVE, FunctionVersion=version)
    return version


def deploy(cloud: Any, name: str, work: Work) -> None:
    """Begin to give a function other code, as somebody else would."""
    functions(cloud).update_function_code(FunctionName=name, ZipFile=zip_of(work))


def live(cloud: Any, name: str) -> dict[str, Any]:
    """What the alias `live` stands for: its configuration."""
    found: dict[str, Any] = functions(cloud).get_function_configuration(FunctionName=name, Qualifier=LIVE)
    return found


def durations(cloud: Any, seconds: float) -> None:
    """Let an update take so long from now on."""
    from datetime import timedelta

    cloud.layer(LambdaRules).durations = Durations(update=timedelta(seconds=seconds))


def put(cloud: Any, parameters: Mapping[str, str], **more: Any) -> None:
    """Store parameters, whatever was there."""
    for name, value in parameters.items():
        given = {"Name": name, "Value": value, "Type": "String", "Overwrite": True, **more}
        _client(cloud, "ssm").put_parameter(**given)


def remove(cloud: Any, names: Iterable[str]) -> None:
    """Delete parameters."""
    for name in names:
        _client(cloud, "ssm").delete_parameter(Name=name)


def key(cloud: Any) -> str:
    """A key of KMS, made for this."""
    return str(_client(cloud, "kms").create_key()["KeyMetadata"]["KeyId"])


def secrets(cloud: Any) -> Any:
    """A client of Secrets Manager whose calls the learner's journal does not show."""
    return _client(cloud, "secretsmanager")


def functions(cloud: Any) -> Any:
    """A client of Lambda whose calls the learner's journal does not show."""
    return _client(cloud, "lambda")


def _client(cloud: Any, service: str) -> Any:
    return cloud.client(service, who="course")
