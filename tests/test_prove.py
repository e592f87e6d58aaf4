"""`autograder prove` finds every way in which an exercise's fixtures and checks can disagree."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

import autograder.exercises
import course_lib.lessons
from autograder import catalog, proved
from autograder.cli import app
from autograder.prove import prove, to_json, to_table
from autograder.proved import Record
from course_lib.errors import CourseError
from tests.conftest import DEMO

STUB = """def claim(dynamodb, seat, owner):
    ### BEGIN SOLUTION
    return None
    ### END SOLUTION
"""
LOOKS_FIRST = """# fails: one_winner
# advice: looks_first
def claim(dynamodb, seat, owner):
    table = dynamodb.Table("seats")
    if "Item" in table.get_item(Key={"seat": seat}):
        return False
    table.put_item(Item={"seat": seat, "owner": owner})
    return True
"""
MISTAKES = """
from autograder.mistakes import Mistake

mistakes = [
    Mistake(
        name="says_no",
        tempts="Takes a new seat for a taken one.",
        fails="free_seat, other_seat, one_winner",
        advice="looks_first",
        old="return True",
        new="return False",
    ),
]
"""
PICK = """
section = "Part 1"
goal = "The chosen seats are free."
answer = ["A", "C"]
points = 2
hints = ["Read.", "Think.", "Choose."]
text = "Which seats are free?"
options.A = {text = "The first.", explanation = "Yes."}
options.B = {text = "The second.", explanation = "No."}
options.C = {text = "The third.", explanation = "Yes."}
"""
SAYS_YES = """# fails: free_seat, other_seat, one_winner
# advice: looks_first
def claim(dynamodb, seat, owner):
    dynamodb.Table("seats").scan()
    return True
"""


def cell(source, **nbgrader):
    return {
        "cell_type": "code",
        "source": source,
        "metadata": {"nbgrader": nbgrader} if nbgrader else {},
        "outputs": [],
    }


@pytest.fixture
def folder(tmp_path, monkeypatch, demo_lesson):
    """The demo exercise in a copy, with a notebook and two wrong solutions; the judge runs in this process."""
    exercises = tmp_path / "exercises"
    shutil.copytree(DEMO / "exercises", exercises)
    monkeypatch.setattr(autograder.exercises, "__path__", [str(exercises)])
    monkeypatch.setattr(course_lib.lessons, "NOTEBOOKS", tmp_path / "notebooks")
    (tmp_path / "notebooks" / "demo").mkdir(parents=True)
    notebook = {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {},
        "cells": [
            cell(STUB, solution=True, grade=False, grade_id="claim"),
            cell('check("claim")', solution=False, grade=True, grade_id="claim-check", points=3),
        ],
    }
    (tmp_path / "notebooks" / "demo" / "demo.ipynb").write_text(json.dumps(notebook))
    claim = exercises / "demo" / "claim"
    (claim / "wrong").mkdir()
    (claim / "wrong" / "looks_first.py").write_text(LOOKS_FIRST)
    (claim / "wrong" / "says_yes.py").write_text(SAYS_YES)
    return claim


@pytest.fixture
def record(tmp_path):
    """A record of what was proved, empty at first."""
    return tmp_path / "build" / "proved.json"


def misses():
    (proof,) = prove("demo", workers=1)
    return proof.misses


def unchanged(record):
    """How many of the five or so fixtures `--changed` leaves out."""
    (proof,) = prove("demo", workers=1, record=Record(record), changed=True)
    return proof.unchanged


def test_a_sound_exercise_has_no_misses(folder):
    (folder / "right").mkdir()
    shutil.copy(folder / "reference.py", folder / "right" / "another.py")

    (proof,) = prove("demo", workers=1)

    assert to_json([proof]) == {
        "schema": 1,
        "misses": 0,
        "exercises": [{"id": "demo.claim", "checks": 3, "right": 1, "wrong": 2, "misses": []}],
    }


def test_a_wrong_solution_that_passes_what_it_claims_to_fail_is_a_miss(folder):
    (folder / "wrong" / "looks_first.py").write_text(LOOKS_FIRST.replace("one_winner", "one_winner, free_seat"))

    assert misses() == ["wrong/looks_first: claims to fail free_seat and passes it"]


def test_a_wrong_solution_that_fails_more_than_it_claims_is_a_miss(folder):
    (folder / "wrong" / "says_yes.py").write_text(SAYS_YES.replace("other_seat, ", ""))

    assert "wrong/says_yes: fails other_seat and does not claim it" in misses()


def test_most_of_what_a_wrong_solution_claims_to_pass_can_be_left_out(folder, record, monkeypatch):
    """As CI does, for the time it takes. What it claims to fail is run, and nothing is noted as proved."""

    def claimed(one_in):
        monkeypatch.setattr("autograder.prove.ONE_IN", one_in)
        (proof,) = prove("demo", workers=1, record=Record(record), claimed=True)
        return proof.misses

    (folder / "wrong" / "says_yes.py").write_text(SAYS_YES.replace("free_seat, other_seat, ", ""))
    more = ["fails free_seat and does not claim it", "fails other_seat and does not claim it"]
    assert [miss.removeprefix("wrong/says_yes: ") for miss in claimed(1) if "says_yes: fails" in miss] == more
    assert not any("says_yes: fails" in miss for miss in claimed(2**40))

    (folder / "wrong" / "looks_first.py").write_text(LOOKS_FIRST.replace("one_winner", "one_winner, free_seat"))
    assert "wrong/looks_first: claims to fail free_seat and passes it" in claimed(2**40)
    assert unchanged(record) == 0


def test_a_wrong_solution_that_claims_nothing_or_nonsense_is_a_miss(folder):
    (folder / "wrong" / "looks_first.py").write_text(LOOKS_FIRST.replace("one_winner", "no_such_check"))

    found = misses()

    assert "wrong/looks_first: claims to fail no_such_check, which is no check" in found
    assert "wrong/looks_first: fails one_winner and does not claim it" in found


def test_a_claim_with_a_question_mark_may_hold_or_not(folder):
    """free_seat passes, one_winner fails: neither is a miss, as long as something is claimed for sure."""
    perhaps = LOOKS_FIRST.replace("one_winner", "one_winner?, free_seat?").replace("looks_first", "looks_first?", 1)
    (folder / "wrong" / "looks_first.py").write_text(perhaps)
    assert misses() == ["wrong/looks_first: claims nothing for sure: say which checks it fails whatever the exam draws"]

    (folder / "wrong" / "looks_first.py").write_text(LOOKS_FIRST.replace("one_winner", "one_winner, free_seat?"))
    assert misses() == []


def test_other_advice_than_claimed_is_a_miss(folder):
    (folder / "wrong" / "looks_first.py").write_text(LOOKS_FIRST.replace("advice: looks_first", "advice: another"))

    assert misses() == [
        "wrong/looks_first: claims to show the advice 'another' and does not",
        "wrong/looks_first: shows the advice 'looks_first' and does not claim it",
    ]


def test_a_check_that_no_wrong_solution_fails_is_a_miss(folder):
    (folder / "wrong" / "says_yes.py").unlink()

    assert misses() == [
        "no wrong solution fails `free_seat`, so nothing shows that the check works. "
        'Add a mistake to mistakes.py that claims it: fails="free_seat".',
        "no wrong solution fails `other_seat`, so nothing shows that the check works. "
        'Add a mistake to mistakes.py that claims it: fails="other_seat".',
    ]


def test_a_right_solution_or_a_reference_that_fails_is_a_miss(folder):
    (folder / "right").mkdir()
    (folder / "right" / "looks_first.py").write_text(LOOKS_FIRST)

    (miss,) = misses()

    assert miss.startswith("right/looks_first: does not pass one_winner: Not yet: When two race for a seat")


def test_a_stub_that_already_does_something_is_a_miss(folder):
    path = catalog.source_notebook("demo")
    path.write_text(path.read_text().replace("    ### BEGIN", "    return 1\\n    ### BEGIN"))

    assert 'stub: free_seat says failed, not "not attempted"' in misses()


def test_a_verdict_that_hangs_on_the_inputs_is_found_with_more_seeds(folder):
    exam = folder / "exam.py"
    luck = 'advice=submission.random.choice(["looks_first", None])'
    exam.write_text(exam.read_text().replace('advice="looks_first"', luck))

    (proof,) = prove("demo", workers=1, seeds=6)

    assert "wrong/looks_first: claims to show the advice 'looks_first' and does not" in proof.misses


# mistakes


def test_inputs_do_not_hang_on_the_words_of_a_notebook(folder, tmp_path):
    """Whatever stands in its cells, and whatever the solution, a seed draws the same."""
    exam, drawn, path = folder / "exam.py", tmp_path / "drawn", catalog.source_notebook("demo")
    seat = '    seat = f"{submission.random.randint(1, 40)}C"\n'
    assert seat in exam.read_text()
    note = f'    with open({str(drawn)!r}, "a") as file:\n        file.write(f"{{seat}} ")\n'
    exam.write_text(exam.read_text().replace(seat, seat + note))

    list(prove("demo", workers=1))
    path.write_text(path.read_text().replace("import ", "import  "))
    catalog.load.cache_clear()
    list(prove("demo", workers=1))

    assert len(drawn.read_text().split()) > 6
    assert len(set(drawn.read_text().split())) == 1


def test_a_mistake_is_a_wrong_solution(folder):
    """It is proved as a file under wrong/ is."""
    (folder / "mistakes.py").write_text(MISTAKES)

    (proof,) = prove("demo", workers=1)

    assert (proof.misses, proof.wrong) == ([], 3)


def test_a_mistake_that_does_not_fit_the_reference_is_a_miss(folder):
    """The others are proved all the same."""
    (folder / "mistakes.py").write_text(MISTAKES.replace('old="return True"', 'old="return Treu"'))

    assert misses() == ["wrong/says_no: the reference no longer says this: return Treu"]


def test_two_solutions_of_one_name_are_refused(folder):
    """A claim is about one of them."""
    (folder / "mistakes.py").write_text(MISTAKES.replace("says_no", "says_yes"))

    with pytest.raises(CourseError, match="^demo.claim has two solutions named wrong/says_yes.$"):
        misses()


def test_a_wrong_solution_is_printed_whole(folder):
    """With its claims, whether it is a file or a mistake; a slip gets a suggestion."""
    (folder / "mistakes.py").write_text(MISTAKES)
    shown = CliRunner().invoke(app, ["wrong", "demo.claim", "says_no"])
    reference = (folder / "reference.py").read_text()
    assert shown.stdout == (
        "# fails: free_seat, other_seat, one_winner\n# advice: looks_first\n"
        '"""Takes a new seat for a taken one."""\n\n' + reference.replace("return True", "return False")
    )
    assert CliRunner().invoke(app, ["wrong", "demo.claim", "says_yes"]).stdout == SAYS_YES

    slip = CliRunner().invoke(app, ["wrong", "demo.claim", "say_no"])
    assert (slip.exit_code, slip.stderr) == (1, "There is no wrong solution 'say_no'. Did you mean 'says_no'?\n")
    (folder / "mistakes.py").write_text(MISTAKES.replace("return True", "return Treu"))
    stale = CliRunner().invoke(app, ["wrong", "demo.claim", "says_no"])
    assert (stale.exit_code, stale.stderr) == (1, "claim.says_no: the reference no longer says this: return Treu\n")


# questions


def test_a_question_proves_itself(folder, tmp_path, monkeypatch):
    """All that it is proved with follows from its file: every wrong letter, one too many, one missing, no letter."""
    questions = tmp_path / "lessons" / "demo" / "questions"
    questions.mkdir(parents=True)
    (questions / "pick.toml").write_text(PICK)
    monkeypatch.setattr(course_lib.lessons, "__path__", [*course_lib.lessons.__path__, str(tmp_path / "lessons")])
    path = catalog.source_notebook("demo")
    notebook = json.loads(path.read_text())
    stub = "# All right letters\n### BEGIN SOLUTION\npick = 'A, C'\n### END SOLUTION"
    notebook["cells"] = [
        cell(stub, solution=True, grade=False, grade_id="pick_solution"),
        cell('check("pick")', solution=False, grade=True, grade_id="pick", points=2),
        *notebook["cells"],
    ]
    path.write_text(json.dumps(notebook))

    pick, _ = prove("demo", workers=1)

    assert pick.misses == []
    assert (pick.id, pick.checks, pick.right, pick.wrong) == ("demo.pick", 3, 5, 5)


# what has changed since it was proved


def test_nothing_is_proved_twice(folder, record):
    """What holds is left out until something has changed that it hangs on."""
    assert unchanged(record) == 0
    assert unchanged(record) == 4  # the stub, the reference, two wrong solutions


def test_the_whole_proof_leaves_nothing_out(folder, record):
    """It fills the record, and does not ask it."""
    for _ in range(2):
        (proof,) = prove("demo", workers=1, record=Record(record))
        assert (proof.unchanged, proof.seconds > 0) == (0, True)
    assert unchanged(record) == 4


def test_an_edited_wrong_solution_alone_is_proved_again(folder, record):
    """Neither the reference nor another mistake hangs on it."""
    (folder / "mistakes.py").write_text(MISTAKES)
    assert unchanged(record) == 0
    (folder / "mistakes.py").write_text(MISTAKES.replace("return False", "return None"))
    assert unchanged(record) == 4


def test_a_changed_claim_is_proved_again(folder, record):
    """The verdicts are the same, but not what they are compared with."""
    (folder / "mistakes.py").write_text(MISTAKES)
    assert unchanged(record) == 0
    (folder / "mistakes.py").write_text(MISTAKES.replace("free_seat, ", ""))
    (proof,) = prove("demo", workers=1, record=Record(record), changed=True)
    assert proof.misses == ["wrong/says_no: fails free_seat and does not claim it"]


def test_what_does_not_hold_is_proved_again_each_time(folder, record):
    """A miss is told until it is mended, and what held before and does not now is forgotten."""
    (folder / "wrong" / "looks_first.py").write_text(LOOKS_FIRST.replace("one_winner", "one_winner, free_seat"))
    for left_out in (0, 3, 3):
        (proof,) = prove("demo", workers=1, record=Record(record), changed=True)
        assert proof.misses == ["wrong/looks_first: claims to fail free_seat and passes it"]
        assert proof.unchanged == left_out


@pytest.mark.parametrize("name", ["exam.py", "reference.py", "oracle.py"])
def test_a_file_of_the_exercise_changes_all_its_verdicts(folder, record, name):
    """Its exam and what else lies beside it; the reference, since the mistakes are made of it."""
    assert unchanged(record) == 0
    path = folder / name
    path.write_text((path.read_text() if path.exists() else "") + "\n# changed\n")
    assert unchanged(record) == 0


def test_a_cell_of_the_notebook_changes_all_verdicts(folder, record):
    """Every cell runs before the exercise is called; text and test cells do not."""
    assert unchanged(record) == 0
    path = catalog.source_notebook("demo")
    notebook = json.loads(path.read_text())
    notebook["cells"].insert(0, {**cell("# Seats"), "cell_type": "markdown"})
    path.write_text(json.dumps(notebook))
    assert unchanged(record) == 4
    notebook["cells"].insert(0, cell("import boto3"))
    path.write_text(json.dumps(notebook))
    assert unchanged(record) == 0


def test_what_verdicts_hang_on(folder):
    """The account, the checks, the judge, the lesson and the exercise; not the solutions, nor what grades a class."""
    files = proved.own_files(catalog.load("demo", "claim")) + proved.judging_files()
    names = {path.relative_to(parent).as_posix() for path in files for parent in path.parents}
    for name in ("aws/account.py", "checks/exercise.py", "lab.py", "judge/run.py", "worker/instance.py", "prove.py"):
        assert name in names
    assert {"demo/data.py", "practice/claim.py", "claim/exam.py", "claim/reference.py"} <= names
    for name in ("looks_first.py", "mistakes.py", "gradebook/book.py", "consistency/data.py"):
        assert name not in names


def test_every_module_of_a_judging_process_counts(demo_lesson):
    """What judging imports of ours is among the files that are looked at."""
    program = """
import json, sys
import autograder.exercises, course_lib.lessons
autograder.exercises.__path__.append(sys.argv[1] + "/exercises")
course_lib.lessons.__path__.append(sys.argv[1] + "/lessons")
from autograder.judge.limits import Limits
from autograder.judge.pool import Job, judge_job
cells = [{"cell_type": "code", "metadata": {}, "source": "from course_lib import *\\ndef claim(*args): return True"}]
judged = judge_job(Job("key", {"cells": cells}, "demo", practice=True), Limits())
assert judged.result is not None, judged.problem
ours = [name for name in sys.modules if name.split(".")[0] in ("autograder", "course_lib")]
print(json.dumps([file for name in ours if (file := sys.modules[name].__file__)]))
"""
    done = subprocess.run([sys.executable, "-c", program, str(DEMO)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    files = proved.own_files(catalog.load("demo", "claim")) + proved.judging_files()
    packages = {Path(autograder.__file__), Path(autograder.exercises.__file__)}
    assert {Path(file) for file in json.loads(done.stdout)} - set(files) - packages == set()


def test_no_exercise_takes_anything_from_anothers_practice():
    """Only so can an exercise be left out when another one's practice file has changed."""
    taken = []
    for lesson in catalog.lessons():
        for path in Path(str(course_lib.lessons.data(lesson).__file__)).parent.rglob("*.py"):
            taken += [(path.stem, name) for name in re.findall(r"\.practice(?:\.| import )(\w+)", path.read_text())]
        for path in catalog.load(lesson, catalog.exercises(lesson)[0]).folder.parent.glob("*/exam.py"):
            names = re.findall(r"\.practice(?:\.| import )(\w+)", path.read_text())
            taken += [(path.parent.name, name) for name in names]
    assert len(taken) >= 27  # every exam takes something from its own
    assert [each for each in taken if each[0] != each[1]] == []


def test_another_version_of_a_package_changes_all_verdicts(folder, record, monkeypatch):
    """moto, botocore or any other: nobody has to know which of them matter. A setting counts as well."""
    assert unchanged(record) == 0
    installed = [*proved.distributions()]
    monkeypatch.setattr(proved, "distributions", lambda: installed[1:])
    assert unchanged(record) == 0
    monkeypatch.setenv("COURSE_OF_THIS_TEST", "1")
    assert unchanged(record) == 0


def test_another_seed_is_another_proof(folder, record):
    """A fixture is left out when it was proved with every seed that is asked for."""
    assert unchanged(record) == 0
    (proof,) = prove("demo", workers=1, seeds=2, record=Record(record), changed=True)
    assert proof.unchanged == 0
    (proof,) = prove("demo", workers=1, seeds=2, record=Record(record), changed=True)
    assert proof.unchanged == 4


def test_the_command_keeps_a_record(folder, record, monkeypatch):
    """`autograder prove` fills it, and with `--changed` asks it; a miss gives the exit status 1."""
    monkeypatch.setattr(proved, "RECORD", record)

    def told(*options):
        done = CliRunner().invoke(app, ["prove", "demo", "--workers", "1", *options])
        (line,) = [line for line in done.stdout.splitlines() if "demo.claim" in line and "│" in line]
        return [done.exit_code, *line.replace("│", " ").split()]

    assert told() == [0, "demo.claim", "3", "0", "2", "0"]
    assert told("--changed", "--timings") == [0, "demo.claim", "3", "0", "2", "0", "4", "0.0"]
    (folder / "wrong" / "looks_first.py").write_text(LOOKS_FIRST.replace("one_winner", "one_winner, free_seat"))
    assert told("--changed") == [1, "demo.claim", "3", "0", "2", "1", "3"]


def test_a_damaged_record_is_an_empty_one(folder, record):
    """Half a file, or one of something else, costs a proof and nothing more."""
    for text in ("{", "[]", "\0"):
        record.parent.mkdir(exist_ok=True)
        record.write_text(text)
        assert unchanged(record) == 0
        assert list(record.parent.iterdir()) == [record]


def test_a_record_that_cannot_be_written_is_said(folder, record):
    """What, where and why."""
    record.parent.write_text("a file where the folder should be")
    with pytest.raises(CourseError, match=r"^What was proved could not be noted in .*proved\.json: File exists\.$"):
        unchanged(record)


def test_the_table_has_what_was_asked_for(folder, record):
    """`--changed` adds what was left out, `--timings` the seconds of each exercise and of all."""
    (proof,) = prove("demo", workers=1)
    proof.seconds = 1.24
    for changed, timings, ending in ((False, False, []), (True, False, ["0"]), (True, True, ["0", "1.2"])):
        console = Console(width=200, record=True, file=StringIO())
        console.print(to_table([proof], changed, timings))
        (line,) = [line for line in console.export_text().splitlines() if "demo.claim" in line]
        assert line.replace("│", " ").split() == ["demo.claim", "3", "0", "2", "0", *ending]
