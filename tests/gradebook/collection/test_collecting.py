"""A class's downloads are collected: whose, of which lesson, which attempt; and everything that is not is told."""

from __future__ import annotations

import json
import os
import zipfile
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from autograder.cli import app
from autograder.gradebook.collection import collecting
from autograder.gradebook.collection.collecting import Collected, collect_class
from autograder.gradebook.collection.roster import Roster, Student
from autograder.gradebook.grade import grade_class
from course_lib.errors import CourseError
from tests.gradebook.small_course import LESSON, handed_in, judge, make_course, source

FULL = "def add(x):\n    return x  # earns 4"
MONDAY, TUESDAY = (2024, 5, 6, 10, 0, 0), (2024, 5, 7, 10, 0, 0)


def notebook(earns: int = 4) -> bytes:
    """A submission that is told from others by what it earns."""
    return json.dumps(handed_in(write_add=FULL.replace("4", str(earns)))).encode()


def of_large(text: bytes | str) -> bytes:
    """The same of the lesson `large`, whose exercises have other names."""
    text = text.decode() if isinstance(text, bytes) else text
    return text.replace("add", "plus").replace("half", "third").encode()


class Class:
    """A course with two lessons, `small` and `large`, a folder of downloads and one to collect into."""

    def __init__(self, folder: Path) -> None:
        self.course, self.folder, self.out = make_course(folder / "course"), folder / "in", folder / "out"
        large = self.course / "notebooks" / "large"
        large.mkdir()
        (large / "large.ipynb").write_bytes(of_large(json.dumps(source())))
        self.folder.mkdir()

    def file(self, name: str, data: bytes, when: tuple[int, ...] = MONDAY) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        moment = datetime(*when).timestamp()  # type: ignore[arg-type]
        os.utime(path, (moment, moment))
        return path

    def archive(self, name: str, members: dict[str, bytes], when: Any = MONDAY) -> Path:
        path = self.folder / name
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for member, data in members.items():
                archive.writestr(zipfile.ZipInfo(member, when), data)
        return path

    def collect(self, *sources: Path, **options: Any) -> Collected:
        return collect_class(sources or [self.folder], self.out, course=self.course, **options)

    def there(self) -> dict[str, bytes]:
        folder = self.out / "submitted"
        return {
            str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
        }

    def replaced(self) -> list[bytes]:
        return [path.read_bytes() for path in sorted((self.out / "replaced").rglob("*")) if path.is_file()]


@pytest.fixture
def one(tmp_path: Path) -> Class:
    return Class(tmp_path)


def left(done: Collected) -> dict[str, str]:
    return {each.name: each.reason for each in done.left_out}


CLASS = Roster(
    (
        Student("jdoe", "Doe, Jane", email="jane@example.org", canvas_id="12"),
        Student("bsmith", first="Bob", last="Smith"),
        Student("kim1", "Kim Lee"),
        Student("kim2", "Lee, Kim"),
        Student("_fay", "Fay Wray"),
    )
)


def test_a_download_from_canvas(one: Class) -> None:
    """Names and numbers are matched to the roster, two lessons are told apart, of two uploads the later counts."""
    path = one.archive(
        "submissions.zip",
        {
            "doejane_LATE_12_903_small-1.ipynb": notebook(4),
            "doejane_12_901_small.ipynb": notebook(1),
            "smithbob_13_902_My Small Homework.ipynb": notebook(2),
            "smithbob_13_904_work.ipynb": of_large(notebook(3)),
            "leekim_14_905_small.ipynb": notebook(),
            "nobody_15_906_small.ipynb": notebook(),
            "doejane_12_907_essay.docx": b"",
        },
    )

    done = one.collect(path, roster=CLASS)

    assert one.there() == {
        "jdoe/small/small.ipynb": notebook(4),
        "bsmith/small/small.ipynb": notebook(2),
        "bsmith/large/large.ipynb": of_large(notebook(3)),
    }
    assert [(row.student, row.lesson, row.state, row.notes) for row in done.rows] == [
        ("bsmith", "large", "new", ("It was called work.ipynb.",)),
        ("bsmith", "small", "new", ("It was called My Small Homework.ipynb.",)),
        ("jdoe", "small", "new", ("Canvas says that it was late.", "It was called small-1.ipynb.")),
    ]
    assert left(done) == {
        "doejane_12_901_small.ipynb": "For jdoe, doejane_LATE_12_903_small-1.ipynb is a later upload: "
        "Canvas gave it a higher number.",
        "leekim_14_905_small.ipynb": "leekim fits 2 students: kim1, kim2.",
        "nobody_15_906_small.ipynb": "nobody is not in the roster.",
        "doejane_12_907_essay.docx": "It is not a notebook.",
    }
    assert done.missing == {
        "small": ("_fay", "kim1", "kim2"),
        "large": ("_fay", "jdoe", "kim1", "kim2"),
    }


def test_a_download_from_moodle(one: Class) -> None:
    """Folders and flat names, with what lies beside the notebook."""
    path = one.archive(
        "moodle.zip",
        {
            "Jane Doe_7_assignsubmission_file_/small.ipynb": notebook(1),
            "Jane Doe_7_assignsubmission_file_/helper.py": b"x = 1\n",
            "Bob Smith_8_assignsubmission_file_hw.ipynb": notebook(2),
            "Fay Wray_9_assignsubmission_onlinetext/onlinetext.html": b"<p>",
        },
    )

    done = one.collect(path, roster=CLASS)

    assert one.there() == {
        "jdoe/small/small.ipynb": notebook(1),
        "jdoe/small/helper.py": b"x = 1\n",
        "bsmith/small/small.ipynb": notebook(2),
    }
    assert done.rows[1].notes == ("Beside it: helper.py.",)
    assert left(done) == {"Fay Wray_9_assignsubmission_onlinetext/onlinetext.html": "It is not a notebook."}


def test_what_nbgrader_leaves_is_understood(one: Class) -> None:
    """Its own layout with the time, its exchange, and what its zip_collect reads."""
    one.file("ana/small/small.ipynb", notebook(1))
    one.file("ana/small/timestamp.txt", "\ufeff2024-05-01 10:00:00 UTC".encode())
    one.file("ben+small+2024-05-02 10:00:00.5 UTC+r4nd0m/small.ipynb", notebook(2))
    one.file("hw_cho_attempt_2024-05-03-10-30-00_small.ipynb", notebook(3))

    done = one.collect()

    assert {name: data for name, data in one.there().items() if name.endswith("timestamp.txt")} == {
        "ana/small/timestamp.txt": b"2024-05-01 10:00:00.000000 UTC",
        "ben/small/timestamp.txt": b"2024-05-02 10:00:00.500000 UTC",
        "cho/small/timestamp.txt": f"{datetime(2024, 5, 3, 10, 30).astimezone(UTC):%Y-%m-%d %H:%M:%S.%f} UTC".encode(),
    }  # fmt: skip
    assert [(row.student, row.clock) for row in done.rows] == [
        ("ana", "timestamp.txt"),
        ("ben", "the time in its name"),
        ("cho", "the time in its name"),
    ]


def test_odd_names_are_collected_and_said(one: Class) -> None:
    """Another ending, an id that begins with `_`, a browser's `(1)`, an id beside the lesson's name."""
    one.file("ana.IPYNB", notebook(1))
    one.file("ben (1).ipynb.txt", notebook(2))
    one.file("_fay/small.ipynb", notebook(3))
    one.file("small_dan.ipynb", notebook(4))

    done = one.collect()

    assert {name.partition("/")[0]: data for name, data in one.there().items()} == {
        "ana": notebook(1), "ben": notebook(2), "_fay": notebook(3), "dan": notebook(4),
    }  # fmt: skip
    assert {row.student: row.notes for row in done.rows} == {
        "ana": ("It was called ana.IPYNB.",),
        "ben": ("It was called ben (1).ipynb.txt.",),
        "_fay": (),
        "dan": (),
    }
    assert done.left_out == []


NOBODYS = {
    "small.ipynb": "It does not say whose it is: neither its name nor a folder that it is in.",
    "anon_x7_12_small.ipynb": "Canvas left the name out. Download the submissions of an assignment that is not graded "
    "anonymously.",
    "=cmd.ipynb": "=cmd is not an id that a grade book can hold.",
    ("n" * 101) + ".ipynb": ("n" * 60) + " is not an id that a grade book can hold.",
    ("学" * 80) + ".ipynb": ("学" * 60) + " is not an id that a grade book can hold.",
}


@pytest.mark.parametrize(("name", "reason"), NOBODYS.items(), ids=range(len(NOBODYS)))
def test_what_is_nobodys_is_left_out(one: Class, name: str, reason: str) -> None:
    """Neither guessed, nor put into a grade book."""
    one.file(name, notebook())

    assert left(one.collect()) == {name: reason}
    assert one.there() == {}


def test_a_name_with_terminal_codes_is_shown_spelled_out(one: Class) -> None:
    one.file("a\x1b[31m.ipynb", notebook())

    done = one.collect()

    assert left(done) == {"a\\x1b[31m.ipynb": "a\\x1b[31m is not an id that a grade book can hold."}


def test_a_file_whose_name_is_no_text_is_collected(one: Class) -> None:
    """The name is shown spelled out, and kept so in the grade book."""
    path = os.fsencode(one.folder / "ana") + b"/sm\xff.ipynb"
    os.makedirs(os.path.dirname(path))
    with open(path, "wb") as file:
        file.write(notebook())

    done = one.collect()

    assert [(row.name, row.notes) for row in done.rows] == [
        ("ana/sm\\udcff.ipynb", ("It was called sm\\udcff.ipynb.",))
    ]
    assert one.there() == {"ana/small/small.ipynb": notebook()}


def test_a_cut_off_notebook_is_known_by_what_is_left(one: Class) -> None:
    """Which lesson it is of is searched for, not parsed: grading says what is wrong with it."""
    one.file("ana.ipynb", notebook()[:-200])

    assert [(row.student, row.lesson) for row in one.collect().rows] == [("ana", LESSON)]


def test_a_student_who_is_not_in_the_roster_gets_a_suggestion(one: Class) -> None:
    one.file("jdoee.ipynb", notebook())

    assert left(one.collect(roster=CLASS)) == {"jdoee.ipynb": "jdoee is not in the roster. Is it jdoe?"}


def test_a_number_of_canvas_goes_before_a_name(one: Class) -> None:
    """A stranger of the same name is not taken for the student whose number the roster has."""
    one.file("doejane_99_1_small.ipynb", notebook(1))
    one.file("janey_12_2_small.ipynb", notebook(2))

    done = one.collect(roster=CLASS)

    assert one.there() == {"jdoe/small/small.ipynb": notebook(2)}
    assert left(done) == {"doejane_99_1_small.ipynb": "doejane is not in the roster."}


def test_two_of_one_name_are_not_mixed_up_without_a_roster(one: Class) -> None:
    """Neither in one download, nor when the second one comes later."""
    both = {"leekim_1_10_small.ipynb": notebook(1), "leekim_2_11_small.ipynb": notebook(2)}
    names = list(both)
    done = one.collect(one.archive("both.zip", both))
    said = "Canvas has 2 people of this name (1, 2). Use --roster to tell them apart."
    assert (left(done), one.there()) == (dict.fromkeys(names, said), {})

    one.collect(one.archive("first.zip", {names[0]: both[names[0]]}))
    done = one.collect(one.archive("second.zip", {names[1]: both[names[1]]}, TUESDAY))

    assert one.there() == {"leekim/small/small.ipynb": notebook(1)}
    assert left(done) == {names[1]: "Canvas has two people of this name, 1 and 2. Use --roster to tell them apart."}


def test_the_last_in_time_counts(one: Class) -> None:
    """Of two places of one student; the other one is told with the times."""
    one.file("ana.ipynb", notebook(1), TUESDAY)
    one.file("ana/small.ipynb", notebook(2), MONDAY)
    done = one.collect()

    assert one.there() == {"ana/small/small.ipynb": notebook(1)}
    assert left(done) == {
        "ana/small.ipynb": "For ana, ana.ipynb was handed in later: 2024-05-07 10:00:00, its time on this disk."
    }


def test_of_two_at_the_same_time_the_one_found_last_counts(one: Class) -> None:
    """The order of the sources decides."""
    first, second = (one.archive(name, {"ana.ipynb": notebook(n)}) for n, name in enumerate(("a.zip", "b.zip")))

    done = one.collect(second, first)

    assert one.there() == {"ana/small/small.ipynb": notebook(0)}
    assert left(done) == {"ana.ipynb": "For ana, ana.ipynb is as old, and was found after it."}


def test_a_later_download_replaces_and_keeps(one: Class) -> None:
    """What is replaced moves; the same again changes nothing; an earlier one is not taken, unless it is told to."""
    one.collect(one.file("ana.ipynb", notebook(1), MONDAY))
    again = one.collect(one.file("ana.ipynb", notebook(1), MONDAY))
    later = one.collect(one.file("ana.ipynb", notebook(2), TUESDAY))
    earlier = one.collect(one.file("ana.ipynb", notebook(3), MONDAY))

    assert [row.state for row in again.rows + later.rows] == ["unchanged", "replaces the one before"]
    assert left(earlier) == {
        "ana.ipynb": "For ana a later one was collected before, of 2024-05-07 10:00:00; this one is of "
        "2024-05-06 10:00:00, its time on this disk. With --even-earlier it replaces that."
    }
    assert (one.there(), one.replaced()) == ({"ana/small/small.ipynb": notebook(2)}, [notebook(1)])
    one.collect(even_earlier=True)
    assert one.there() == {"ana/small/small.ipynb": notebook(3)}
    assert sorted(one.replaced()) == sorted([notebook(1), notebook(2)])


def test_canvas_numbers_decide_between_downloads(one: Class) -> None:
    """An old download made again later holds later times; the numbers of its files are what they were."""
    one.collect(one.archive("a.zip", {"doejane_12_20_small.ipynb": notebook(2)}, MONDAY))
    done = one.collect(one.archive("b.zip", {"doejane_12_10_small.ipynb": notebook(1)}, TUESDAY))

    assert one.there() == {"doejane/small/small.ipynb": notebook(2)}
    assert left(done) == {"doejane_12_10_small.ipynb": "For doejane a later upload to Canvas was collected before."}


def test_two_with_the_same_time_are_both_kept(one: Class) -> None:
    """Two that are replaced one after the other never take each other's place."""
    for number in range(3):
        one.collect(one.file("ana.ipynb", notebook(number), MONDAY))

    assert one.there() == {"ana/small/small.ipynb": notebook(2)}
    assert sorted(one.replaced()) == [notebook(0), notebook(1)]


def test_nothing_takes_no_works_place(one: Class) -> None:
    """An empty file, a folder without a notebook, a file that is damaged in its archive: what there was stays."""
    one.collect(one.archive("a.zip", {"ana/small.ipynb": notebook(1), "ben/small.ipynb": notebook(2)}))
    before = one.there()
    path = one.archive("b.zip", {"ana/small.ipynb": notebook(3) * 9, "ben/small.ipynb": b""}, TUESDAY)
    data = bytearray(path.read_bytes())
    at = data.index(b"ana/small.ipynb") + 20
    data[at : at + 10] = bytes(10)
    path.write_bytes(data)

    done = one.collect(path)

    assert (one.there(), one.replaced()) == (before, [])
    assert left(done)["ben/small.ipynb"] == "It is empty."
    assert left(done)["ana/small.ipynb"].startswith("It cannot be read: ")


def test_what_lay_beside_an_earlier_notebook_goes_with_it(one: Class) -> None:
    """A helper of the attempt before would be there when the new one is run."""
    one.file("ana/small.ipynb", notebook(1))
    one.file("ana/helper.py", b"old")
    one.collect()
    (one.folder / "ana" / "helper.py").unlink()
    one.file("ana/small.ipynb", notebook(2), TUESDAY)
    one.file("ana/data.csv", b"new")
    one.file("ben.txt", b"nobody's")

    done = one.collect()

    assert one.there() == {"ana/small/small.ipynb": notebook(2), "ana/small/data.csv": b"new"}
    assert sorted(one.replaced()) == sorted([notebook(1), b"old"])
    assert left(done) == {"ben.txt": "It is not a notebook."}


def test_which_lesson_is_said_by_an_option(one: Class) -> None:
    """It takes what nothing tells of, such as a damaged notebook, and leaves what is of another lesson."""
    one.file("ana.ipynb", b"Dear teacher, it is in the attachment.")
    one.file("ben.ipynb", of_large(notebook(1)))
    stripped = handed_in(write_add=FULL)
    for cell in stripped.cells:
        cell.metadata = {}
    one.file("cho.ipynb", json.dumps(stripped).encode())

    assert left(one.collect()) == {"ana.ipynb": collecting.NO_LESSON}
    done = one.collect(lesson=LESSON)

    assert [row.student for row in done.rows] == ["ana", "cho"]
    assert left(done) == {"ben.ipynb": "It is of another lesson, large."}
    with pytest.raises(CourseError, match=r"^There is no lesson 'smal'\. Did you mean 'small'\?$"):
        one.collect(lesson="smal")


def test_a_link_in_the_place_leads_nowhere(one: Class, tmp_path: Path) -> None:
    """Nothing is written through it."""
    (tmp_path / "elsewhere").mkdir()
    (one.out / "submitted").mkdir(parents=True)
    (one.out / "submitted" / "ana").symlink_to(tmp_path / "elsewhere")
    one.file("ana.ipynb", notebook())

    done = one.collect()

    assert list((tmp_path / "elsewhere").iterdir()) == []
    assert left(done)["ana.ipynb"].endswith("ana/small is a link or lies in one, so nothing is written there.")


def test_the_roster_fills_nbgraders_students(one: Class) -> None:
    """Names, address and Canvas's number; what a later roster does not say stays."""
    from nbgrader.api import Gradebook

    one.file("jdoe.ipynb", notebook())
    one.collect(roster=CLASS)
    one.collect(roster=Roster((Student("jdoe"),)))

    with Gradebook(f"sqlite:///{one.out / 'gradebook.db'}") as book:
        jane = book.find_student("jdoe")
        assert (jane.first_name, jane.last_name, jane.email, jane.lms_user_id) == (
            "Jane", "Doe", "jane@example.org", "12",
        )  # fmt: skip
        assert len(book.students) == 5


def test_what_was_collected_is_graded(one: Class) -> None:
    """From downloads to points, in the folder that collecting filled."""
    one.collect(one.archive("a.zip", {"smithbob_13_902_hw.ipynb": notebook(3)}), roster=CLASS)

    got = grade_class(LESSON, one.out / "submitted", one.out, course=one.course, judge=judge)

    assert [(row.points, row.problems) for row in got.rows if row.student == "bsmith"] == [(3, ())]


def test_the_command_shows_everything_in_80_columns(
    one: Class, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A table of what was collected, one of what was not, and the same as JSON."""
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr(collecting, "collect_class", partial(collect_class, course=one.course))
    one.file("jdoe.ipynb", notebook())
    stranger = "a_rather_long_name_of_a_stranger_who_is_nowhere_in_the_roster_at_all_the_end"
    one.file(f"{stranger}.ipynb", notebook())
    (tmp_path / "roster.csv").write_text("id;name\njdoe;Jane Doe\nben;Ben\n")
    arguments = ["--roster", str(tmp_path / "roster.csv"), "--out", str(one.out), "--json", str(tmp_path / "c.json")]

    told = CliRunner().invoke(app, ["collect", str(one.folder), *arguments])

    assert told.exit_code == 0, told.output
    assert max(map(len, told.output.splitlines())) <= 80
    assert "…" not in told.output
    assert "Nothing of 1 more of the class: ben" in told.output
    document = json.loads((tmp_path / "c.json").read_text())
    assert list(document) == ["schema", "collected", "left_out", "missing", "roster"]
    assert document["schema"] == 1
    moment = datetime(*MONDAY).astimezone(UTC).isoformat()
    assert document["collected"] == [
        {
            "student": "jdoe", "lesson": LESSON, "from": "jdoe.ipynb", "when": moment, "by": "its time on this disk",
            "state": "new", "notes": [],
        }
    ]  # fmt: skip
    assert document["left_out"] == [
        {"name": f"{stranger}.ipynb", "reason": f"{stranger[:60]} is not in the roster."},
    ]
    assert document["missing"] == {LESSON: ["ben"]}
