"""The AWS CLI against `course serve`, as somebody types it: nothing of it is ours, and it must not notice."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import zipfile
from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.aws.served import ROOT_KEYS, serving

TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::{account}:root"}, "Action": "sts:AssumeRole"}
        ],
    }
)


@dataclass(frozen=True)
class Said:
    """How a command ended: its exit status, its answer, and what it complained of."""

    status: int
    output: str
    error: str

    @property
    def answer(self) -> Any:
        return json.loads(self.output)


Aws = Callable[..., Said]


def _works(program: str | None) -> bool:
    return bool(program) and subprocess.run([program, "--version"], capture_output=True, check=False).returncode == 0


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Aws]:
    """Runs a command of the AWS CLI in the account that is served, by default as its root."""
    program = shutil.which("aws")
    if not _works(program):
        pytest.skip("the AWS CLI is not installed (apt-get install awscli)")
    home = tmp_path_factory.mktemp("home")
    with serving() as endpoint:

        def run(*words: str, keys: Mapping[str, str] = ROOT_KEYS) -> Said:
            environment = {
                "PATH": os.environ["PATH"], "HOME": str(home), "AWS_DEFAULT_REGION": "us-east-1", "AWS_PAGER": "",
                **keys,
            }  # fmt: skip
            if "PYENV_VERSION" in os.environ:
                environment["PYENV_VERSION"] = os.environ["PYENV_VERSION"]
            command = [str(program), "--endpoint-url", endpoint, "--output", "json", *words]
            done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
            return Said(done.returncode, done.stdout, done.stderr.strip())

        yield run


def make_table(aws: Aws, name: str) -> None:
    key = "AttributeName=id,AttributeType=S", "AttributeName=id,KeyType=HASH"
    words = "--attribute-definitions", key[0], "--key-schema", key[1], "--billing-mode", "PAY_PER_REQUEST"
    made = aws("dynamodb", "create-table", "--table-name", name, *words)
    assert made.answer["TableDescription"]["TableName"] == name, made.error
    assert aws("dynamodb", "wait", "table-exists", "--table-name", name).status == 0


def put(aws: Aws, table: str, *more: str, keys: Mapping[str, str] = ROOT_KEYS) -> Said:
    item = json.dumps({"id": {"S": "1A"}, "owner": {"S": "ana"}})
    return aws("dynamodb", "put-item", "--table-name", table, "--item", item, *more, keys=keys)


def test_a_conditional_write_and_its_refusal(aws: Aws) -> None:
    make_table(aws, "seats")
    only_new = "--condition-expression", "attribute_not_exists(id)"

    first, second = put(aws, "seats", *only_new), put(aws, "seats", *only_new)
    read = aws("dynamodb", "get-item", "--table-name", "seats", "--key", '{"id": {"S": "1A"}}', "--consistent-read")

    assert first.status == 0
    assert second.status != 0
    assert second.error.endswith(
        "An error occurred (ConditionalCheckFailedException) when calling the PutItem operation: "
        "The conditional request failed"
    )
    assert read.answer == {"Item": {"id": {"S": "1A"}, "owner": {"S": "ana"}}}


def policy(action: str, resource: str) -> str:
    allowed = {"Effect": "Allow", "Action": action, "Resource": resource}
    return json.dumps({"Version": "2012-10-17", "Statement": [allowed]})


def keys_of(made: Mapping[str, str]) -> dict[str, str]:
    """What a program is given of an answer with keys."""
    names = {
        "AccessKeyId": "AWS_ACCESS_KEY_ID",
        "SecretAccessKey": "AWS_SECRET_ACCESS_KEY",
        "SessionToken": "AWS_SESSION_TOKEN",
    }
    return {variable: made[name] for name, variable in names.items() if name in made}


def as_role(aws: Aws, name: str, allowed: str) -> dict[str, str]:
    """The keys of a new role's session; root may assume none, so a user does."""
    account = aws("sts", "get-caller-identity").answer["Account"]
    trust = TRUST.replace("{account}", account)
    role = aws("iam", "create-role", "--role-name", name, "--assume-role-policy-document", trust).answer["Role"]["Arn"]
    aws("iam", "put-role-policy", "--role-name", name, "--policy-name", "allows", "--policy-document", allowed)
    aws("iam", "create-user", "--user-name", "ana")
    may = policy("sts:AssumeRole", role)
    aws("iam", "put-user-policy", "--user-name", "ana", "--policy-name", "assumes", "--policy-document", may)
    ana = keys_of(aws("iam", "create-access-key", "--user-name", "ana").answer["AccessKey"])
    assumed = aws("sts", "assume-role", "--role-arn", role, "--role-session-name", "night", keys=ana)
    return keys_of(assumed.answer["Credentials"])


def test_a_role_is_refused_what_its_policy_does_not_allow(aws: Aws) -> None:
    """In AWS's words: who, which action, on which resource, and why; what it allows goes through."""
    make_table(aws, "players")
    account = aws("sts", "get-caller-identity").answer["Account"]
    table = f"arn:aws:dynamodb:us-east-1:{account}:table/players"
    keys = as_role(aws, "reader", policy("dynamodb:GetItem", table))

    who = aws("sts", "get-caller-identity", keys=keys).answer["Arn"]
    refused = put(aws, "players", keys=keys)
    read = aws("dynamodb", "get-item", "--table-name", "players", "--key", '{"id": {"S": "1A"}}', keys=keys)

    assert who == f"arn:aws:sts::{account}:assumed-role/reader/night"
    assert refused.status != 0
    assert refused.error.endswith(
        "An error occurred (AccessDeniedException) when calling the PutItem operation: "
        f"User: {who} is not authorized to perform: dynamodb:PutItem on resource: {table} "
        "because no identity-based policy allows the dynamodb:PutItem action"
    )
    assert (read.status, read.error) == (0, "")


def test_wrong_keys_are_refused(aws: Aws) -> None:
    refused = put(aws, "seats", keys={**ROOT_KEYS, "AWS_SECRET_ACCESS_KEY": "not it"})

    assert refused.status != 0
    assert "(InvalidSignatureException)" in refused.error


def test_a_file_goes_to_s3_and_comes_back(aws: Aws, tmp_path: Path) -> None:
    """With the CLI's own commands, in parts too: 9 MB is more than it sends at once."""
    there, back = tmp_path / "there", tmp_path / "back"
    there.write_bytes(os.urandom(9 * 2**20))

    assert aws("s3", "mb", "s3://exports").status == 0
    sent = aws("s3", "cp", "--no-progress", str(there), "s3://exports/daily/there")
    listed = aws("s3", "ls", "s3://exports/daily/")
    got = aws("s3", "cp", "--no-progress", "s3://exports/daily/there", str(back))

    assert (sent.status, got.status) == (0, 0), sent.error + got.error
    assert listed.output.split()[-2:] == [str(9 * 2**20), "there"]
    assert back.read_bytes() == there.read_bytes()


def test_a_key_encrypts_and_decrypts(aws: Aws, tmp_path: Path) -> None:
    """Under the same context; under another one it is refused."""
    key = aws("kms", "create-key").answer["KeyMetadata"]["KeyId"]
    plain, sealed = tmp_path / "plain", tmp_path / "sealed"
    plain.write_bytes(b"S-1001 positive")
    context = "--encryption-context", "sample=S-1001"
    told = aws("kms", "encrypt", "--key-id", key, "--plaintext", f"fileb://{plain}", *context).answer
    sealed.write_bytes(b64decode(told["CiphertextBlob"]))
    opened = aws("kms", "decrypt", "--ciphertext-blob", f"fileb://{sealed}", *context).answer
    refused = aws("kms", "decrypt", "--ciphertext-blob", f"fileb://{sealed}", "--encryption-context", "sample=S-1002")

    assert b64decode(opened["Plaintext"]) == b"S-1001 positive"
    assert "(InvalidCiphertextException)" in refused.error


def test_a_function_is_created_and_invoked(aws: Aws, tmp_path: Path) -> None:
    package = tmp_path / "package.zip"
    with zipfile.ZipFile(package, "w") as file:
        file.writestr(
            "handler.py",
            "import boto3\n"
            "def handler(event, context):\n"
            "    return [event, boto3.client('sts').get_caller_identity()['Arn'], context.memory_limit_in_mb]\n",
        )
    account = aws("sts", "get-caller-identity").answer["Account"]
    role = f"arn:aws:iam::{account}:role/nightly"
    trust = json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
            ],
        }
    )
    aws("iam", "create-role", "--role-name", "nightly", "--assume-role-policy-document", trust)
    words = "--runtime", "python3.13", "--role", role, "--handler", "handler.handler", "--memory-size", "1769"

    made = aws("lambda", "create-function", "--function-name", "nightly", "--zip-file", f"fileb://{package}", *words)
    waited = aws("lambda", "wait", "function-active", "--function-name", "nightly")
    shown = aws("lambda", "get-function-configuration", "--function-name", "nightly")

    assert made.answer["State"] == "Pending", made.error
    assert waited.status == 0
    assert (shown.answer["State"], shown.answer["MemorySize"]) == ("Active", 1769)

    out = tmp_path / "answer.json"
    event = tmp_path / "event.json"
    event.write_text('{"a": 1}')
    invoke = "lambda", "invoke", "--function-name", "nightly", "--payload", f"fileb://{event}"
    invoked = aws(*invoke, "--log-type", "Tail", str(out))
    assert invoked.answer["StatusCode"] == 200, invoked.error
    assert json.loads(out.read_text()) == [
        {"a": 1},
        f"arn:aws:sts::{account}:assumed-role/nightly/nightly",
        "1769",
    ]
    assert b"REPORT RequestId: " in base64.b64decode(invoked.answer["LogResult"])
    assert aws(*invoke, "--invocation-type", "Event", str(out)).answer["StatusCode"] == 202


def test_a_function_is_scheduled(aws: Aws) -> None:
    """By a rule, and by a schedule with a role; wrong expressions are refused in each service's words."""
    account = aws("sts", "get-caller-identity").answer["Account"]
    function = f"arn:aws:lambda:us-east-1:{account}:function:monthly"
    role = f"arn:aws:iam::{account}:role/caller"
    statement = {"Effect": "Allow", "Principal": {"Service": "scheduler.amazonaws.com"}, "Action": "sts:AssumeRole"}
    trust = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    aws("iam", "create-role", "--role-name", "caller", "--assume-role-policy-document", trust)

    rule = aws("events", "put-rule", "--name", "monthly", "--schedule-expression", "cron(0 3 1 * ? *)")
    targets = aws("events", "put-targets", "--rule", "monthly", "--targets", f"Id=1,Arn={function}")
    wrong_rule = aws("events", "put-rule", "--name", "monthly", "--schedule-expression", "cron(0 3 1 * *)")
    target = json.dumps({"Arn": function, "RoleArn": role})
    words = "--name", "monthly", "--flexible-time-window", "Mode=OFF", "--target", target
    made = aws("scheduler", "create-schedule", "--schedule-expression", "cron(0 3 1 * ? *)", *words)
    wrong = aws("scheduler", "create-schedule", "--schedule-expression", "rate(1 months)", *words)
    listed = aws("scheduler", "list-schedules")

    assert rule.answer["RuleArn"] == f"arn:aws:events:us-east-1:{account}:rule/monthly", rule.error
    assert targets.answer["FailedEntryCount"] == 0, targets.error
    assert "(ValidationException)" in wrong_rule.error
    assert "Parameter ScheduleExpression is not valid." in wrong_rule.error
    assert made.answer["ScheduleArn"].endswith(":schedule/default/monthly"), made.error
    assert "Invalid Schedule Expression rate(1 months)." in wrong.error
    assert [each["Name"] for each in listed.answer["Schedules"]] == ["monthly"]
