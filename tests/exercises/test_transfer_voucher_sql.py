"""The checks of transfer_voucher_sql on a real MariaDB server: what the fixtures claim holds there too.

Where there is no server, and none is given in COURSE_MARIADB_URL, these are skipped.
"""

from __future__ import annotations

from typing import Any

import pytest

from autograder.catalog import load
from autograder.fixtures import Fixture, fixtures
from course_lib.aws.account import Cloud
from course_lib.aws.services.mysql.database import URL_VARIABLE
from course_lib.checks import Check
from course_lib.checks.explore import interleavings
from course_lib.checks.here.apart import AT_MOST_SECONDS
from course_lib.checks.here.local import LocalSubmission
from course_lib.checks.results import CheckResult
from course_lib.checks.run import run_check
from course_lib.checks.submission import value_of
from course_lib.lessons.transactions import vouchers_sql as scenario

LOADED = load("transactions", "transfer_voucher_sql")
IN_ONE_PROCESS = ("wrong/remembers_before_the_commit",)  # wrong in another way if a call finds another program's memory
FIXTURES = [one for one in fixtures(LOADED) if one.kind != "stub" and one.name not in IN_ONE_PROCESS]


def functions_of(fixture: Fixture) -> dict[str, Any]:
    namespace: dict[str, Any] = {}
    exec(compile(fixture.source, fixture.name, "exec", dont_inherit=True), namespace)
    return namespace


def run_locally(fixture: Fixture, checks: list[Check]) -> list[CheckResult]:
    results = []
    for check in checks:
        with Cloud(pooled=True) as cloud:
            submission = LocalSubmission(functions_of(fixture), check.name, cloud.clock, AT_MOST_SECONDS)
            results.append(run_check(check, LOADED.exercise, submission, cloud))
    return results


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda fixture: fixture.name)
def test_on_a_real_server(fixture, mariadb_url, monkeypatch):
    """Right solutions pass the exam; wrong ones fail what they claim to fail, with the advice that they claim.

    What a wrong one passes is proved by the judge, where each caller of a race is a program of its own.
    """
    monkeypatch.setenv(URL_VARIABLE, mariadb_url)
    exam = [check for check in LOADED.exam.checks if fixture.kind != "wrong" or check.name in fixture.fails.named]
    failed = [result for result in run_locally(fixture, exam) if not result.passed]
    assert {result.name for result in failed} == fixture.fails.sure & {check.name for check in exam}
    assert {result.advice for result in failed if result.advice} <= fixture.advice.named


def test_both_servers_know_the_same_orders(mariadb_url, monkeypatch):
    """Who waits for whom, and what each order of two transfers comes to, is the same on both."""
    seen: dict[str, list[Any]] = {}
    reference = next(one for one in FIXTURES if one.name == "right/by_hand")

    def explore(name: str) -> None:
        with Cloud(pooled=True) as model:
            submission = LocalSubmission(functions_of(reference), "orders", model.clock)

            def calls(cloud):
                give = submission.later.transfer_voucher_sql
                return [
                    give(cloud.engine(who="gives"), "V-100", "ana", "ben", "r-1"),
                    give(cloud.engine(who="returns"), "V-102", "ben", "ana", "r-2"),
                ]

            def note(cloud, outcomes):
                sent = [(entry.who, entry.operation, entry.error) for entry in cloud.journal.learner_entries()]
                told = [value_of(outcome) for outcome in outcomes]
                seen.setdefault(name, []).append((sent, told, scenario.everything(cloud)))

            assert interleavings(submission, model, scenario.prepare, calls, note).complete

    monkeypatch.delenv(URL_VARIABLE, raising=False)
    explore("simulated")
    monkeypatch.setenv(URL_VARIABLE, mariadb_url)
    explore("mariadb")
    assert len(seen["simulated"]) > 5
    assert seen["simulated"] == seen["mariadb"]


def test_counts_agree_with_the_vouchers():
    """A player's `vouchers` are those that name the player as holder and are not redeemed."""
    held = [voucher["holder"] for voucher in scenario.VOUCHERS if not voucher["redeemed"]]
    assert {player["player_id"]: player["vouchers"] for player in scenario.PLAYERS} == {
        player["player_id"]: held.count(player["player_id"]) for player in scenario.PLAYERS
    }


def test_the_story_is_that_of_the_lesson():
    """The same players and vouchers as in DynamoDB."""
    from course_lib.lessons.transactions import data as lesson

    assert scenario.VOUCHERS == lesson.VOUCHERS
    shared = ("player_id", "coins")
    ours, theirs = ([tuple(player[name] for name in shared) for player in each.PLAYERS] for each in (scenario, lesson))
    assert ours == theirs


def test_a_lab_opens_the_database_once():
    """And a second engine sees what the first one has done."""
    with Cloud() as cloud:
        lab = type("Lab", (), {"cloud": cloud})
        scenario.open_database(lab)
        cloud.database.execute("DELETE FROM vouchers")
        scenario.open_database(lab)
        assert cloud.database.query("SELECT * FROM vouchers") == []
