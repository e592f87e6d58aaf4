"""What docs/adding-a-service.md tells an author to do is enough: it is done here, in a copy, word by word."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from course_lib.aws import services
from course_lib.aws.account import Cloud
from course_lib.aws.services import SERVICES
from course_lib.pictures.describe import describe

ROOT = Path(__file__).resolve().parents[2]
NAME = "athena"
PAGE = (ROOT / "docs" / "adding-a-service.md").read_text(encoding="utf-8")


def block(title: str) -> str:
    """The Python block after a bold title of the page."""
    found = re.search(rf"^\*\*`{re.escape(title)}`\*\*\n\n```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    assert found is not None, f"the page shows nothing for {title}"
    return found[1]


@pytest.fixture
def added(tmp_path, monkeypatch):
    """The page's folder, in a place of its own beside the services of the course."""
    assert NAME not in SERVICES, "the course has this service now: let the page show another one"
    folder = tmp_path / NAME
    folder.mkdir()
    for name in ("__init__.py", "service.py", "history.py"):
        (folder / name).write_text(block(name), encoding="utf-8")
    monkeypatch.setattr(services, "__path__", [*services.__path__, str(tmp_path)])
    SERVICES.look_again()
    yield folder
    monkeypatch.undo()
    SERVICES.look_again()
    for name in [name for name in sys.modules if name.startswith(f"{services.__name__}.{NAME}")]:
        del sys.modules[name]


@pytest.fixture
def the_test(added):
    """What the page's test file defines."""
    namespace: dict[str, object] = {"__name__": "test_history"}
    exec(compile(block("test_history.py"), "test_history.py", "exec"), namespace)
    return namespace


def run(the_test, name, **arguments):
    """One test of the page, with its own fixture."""
    made = the_test["aws"].__wrapped__()
    try:
        the_test[name](next(made), **arguments)
    finally:
        made.close()


def test_the_page_s_tests_pass(the_test):
    """Each test of the page passes, and there are no others."""
    for days in (0, 44):
        run(the_test, "test_a_query_is_listed", days=days)
    run(the_test, "test_after_45_days_it_is_forgotten")
    named = {name for name in the_test if name.startswith("test_")}
    assert named == {"test_a_query_is_listed", "test_after_45_days_it_is_forgotten"}


def test_the_page_s_tests_fail_without_the_behaviour(the_test, monkeypatch):
    """With moto alone a query is never forgotten, and one of the page's tests says so."""
    monkeypatch.setattr(type(SERVICES[NAME]), "layers", lambda self, clock, seed, ask: ())
    with pytest.raises(AssertionError):  # the list still has it
        run(the_test, "test_after_45_days_it_is_forgotten")


def test_everything_else_learns_of_it(added):
    """Pictures and refusals know the new service without being told."""
    with Cloud(services=[NAME]) as cloud:
        client = cloud.client(NAME, who="ana")
        client.start_query_execution(QueryString="SELECT 1", ResultConfiguration={"OutputLocation": "s3://results/"})
        client.list_query_executions()
        made, read = cloud.journal.learner_entries()
        assert describe(made) == "StartQueryExecution SELECT 1 → done"
        assert [SERVICES[each.service].is_read(each.operation) for each in (made, read)] == [False, True]
    with Cloud() as other, pytest.raises(Exception, match="Amazon Athena is not part of this lesson's cloud"):
        other.client(NAME).list_work_groups()
