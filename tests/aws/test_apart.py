"""Services are found, not named, and stay apart."""

from __future__ import annotations

import ast
import keyword
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from course_lib.aws.account import Cloud
from course_lib.aws.layers.boundary import Boundary
from course_lib.aws.layers.faults import Refuse
from course_lib.aws.layers.journal import Journal
from course_lib.aws.layers.moto_state import MotoState
from course_lib.aws.services import SERVICES, find
from course_lib.errors import NotFound

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "course_lib" / "aws" / "services"
NEUTRAL = ("course_lib/aws", "course_lib/checks/explore", "autograder/worker")  # these know no service by name
NO_STRINGS = (*NEUTRAL, "course_lib/pictures", "autograder/judge/workers.py")


def files(*places: str) -> Iterator[Path]:
    """The Python files there, but for what is in a service's folder."""
    for place in places:
        found = [ROOT / place] if place.endswith(".py") else sorted((ROOT / place).rglob("*.py"))
        yield from (path for path in found if FOLDER not in path.parents or path.parent == FOLDER)


def folder(name: str) -> str:
    """A service's folder: Python keeps some words for itself."""
    return f"{name}_" if keyword.iskeyword(name) else name


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(path: Path) -> Iterator[str]:
    """What a file imports, in functions and for types too, each with the name that it takes."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_the_services():
    """Found by listing the folder; whoever asks for another one is told which there are."""
    assert list(SERVICES) == [
        "dynamodb",
        "ec2",
        "elasticache",
        "elbv2",
        "events",
        "iam",
        "kms",
        "lambda",
        "mysql",
        "rds",
        "redis",
        "s3",
        "scheduler",
        "secretsmanager",
        "ssm",
        "sts",
    ]
    with pytest.raises(NotFound, match="There is no service 'dynamo'. Did you mean 'dynamodb'?"):
        find("dynamo")


def test_no_service_is_named_outside_its_folder():
    """No text is a service's name, but for the one that a cloud offers unless it is told, and a protocol's name."""
    named = [
        (path.relative_to(ROOT).as_posix(), node.value)
        for path in files(*NO_STRINGS)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant) and node.value in SERVICES
    ]
    protocol = ("course_lib/aws/layers/refusals.py", "ec2")  # EC2's protocol is called so, too
    library = ("autograder/worker/logs.py", "redis")  # whose loggers are called so
    assert named == [protocol, ("course_lib/aws/services/__init__.py", "dynamodb"), library]


def test_no_service_is_imported_by_what_serves_them_all():
    """The account, HTTP, layers, the SDK's side, explore and the worker go by what `SERVICES` holds."""
    inside = tuple(f"course_lib.aws.services.{name}" for name in SERVICES)
    taken = [(path.name, name) for path in files(*NEUTRAL) for name in imports(path) if name.startswith(inside)]
    assert taken == []


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_never_imports_another_s_inside(name):
    """One that needs another makes a call."""
    others = tuple(f"course_lib.aws.services.{other}" for other in SERVICES if other != name)
    files_of = (FOLDER / folder(name)).rglob("*.py")
    taken = [each for path in files_of for each in imports(path) if each.startswith(others)]
    assert taken == []


def test_the_order_of_layers():
    """The journal, what was given, the line that no exception crosses, each service's own, moto."""
    with Cloud([given := Refuse("PutItem", "X", "x")]) as cloud:
        first, second, boundary, *behaviours, last = cloud.layers
    assert (isinstance(first, Journal), second is given, isinstance(last, MotoState)) == (True, True, True)
    assert isinstance(boundary, Boundary)
    packages = [type(layer).__module__.split(".")[3] for layer in behaviours]
    ours = set(map(folder, SERVICES)) - {"mysql", "redis"}  # these speak protocols of their own
    assert packages == sorted(packages) and set(packages) == ours


@pytest.mark.parametrize("name", SERVICES.aws)
def test_what_a_service_says_of_itself_is_what_botocore_s_model_says(name):
    """Name, protocol, version, target and, in the JSON protocol, the content type."""
    import botocore.session

    service = SERVICES.aws[name]
    said = botocore.session.get_session().get_service_model(name).metadata
    assert (service.title, service.protocol) == (said["serviceFullName"], said["protocol"])
    assert service.target == said.get("targetPrefix", "")
    if service.protocol == "json":
        assert service.content_type == f"application/x-amz-json-{said['jsonVersion']}"
    if service.protocol == "query":
        assert service.version == said["apiVersion"]


def test_finding_the_services_loads_no_sdk():
    """An account is there quickly: boto3, moto and SQLAlchemy wait until a call or a client needs them."""
    slow = ("boto3", "botocore", "moto", "sqlalchemy", "pymysql", "sqlglot", "matplotlib", "redis")
    program = (
        "import sys, course_lib.aws.account; from course_lib.aws.services import SERVICES; list(SERVICES); "
        f"print([name for name in {slow} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout == "[]\n"
