"""What is in folders and archives is found within bounds, and nothing in them leads elsewhere or does anything."""

from __future__ import annotations

import io
import os
import stat
import struct
import zipfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from autograder.gradebook.collection import sources
from autograder.gradebook.collection.sources import UNREADABLE, Entry, Found, find
from course_lib.errors import CourseError

LINK = "It is a link. Links are not followed: collect the notebook itself."


def packed(folder: Path, members: dict[str, bytes], name: str = "all.zip") -> Path:
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, data in members.items():
            archive.writestr(member, data)
    return path


def paths(found: Found) -> list[str]:
    return ["/".join(entry.parts) for entry in found.entries]


def content(entry: Entry) -> bytes:
    with entry.open() as file:
        return file.read()


def left(found: Found) -> dict[str, str]:
    return {each.name: each.reason for each in found.left_out}


def test_a_folder_an_archive_and_a_notebook_are_found(tmp_path: Path) -> None:
    """In the order in which they are named; what programs leave is one line a source."""
    folder = tmp_path / "in"
    (folder / "ana" / ".ipynb_checkpoints").mkdir(parents=True)
    (folder / "ana" / "x.ipynb").write_bytes(b"1")
    (folder / ".DS_Store").write_bytes(b"")
    (tmp_path / "one.ipynb").write_bytes(b"2")
    archive = packed(tmp_path, {"ben/x.ipynb": b"3", "__MACOSX/ben/._x.ipynb": b"", "ben/.DS_Store": b""})

    with closing(find([tmp_path / "one.ipynb", archive, folder])) as found:
        assert paths(found) == ["one.ipynb", "ben/x.ipynb", "ana/x.ipynb"]
        assert [content(entry) for entry in found.entries] == [b"2", b"3", b"1"]
    assert left(found) == {
        "all.zip": "Files and folders of programs, 2 in all: .DS_Store, __MACOSX.",
        "in": "Files and folders of programs, 2 in all: .DS_Store, .ipynb_checkpoints.",
    }


def test_a_folder_around_everything_is_taken_off(tmp_path: Path) -> None:
    """A packed folder's own name is nobody's id. One student's folder alone stays."""
    many = packed(tmp_path, {"hw1/ana/x.ipynb": b"1", "hw1/ben/x.ipynb": b"2"}, "many.zip")
    alone = packed(tmp_path, {"ana/small/x.ipynb": b"1"}, "alone.zip")

    with closing(find([many, alone])) as found:
        assert paths(found) == ["ana/x.ipynb", "ben/x.ipynb", "ana/small/x.ipynb"]


OUT = ["../x.ipynb", "/etc/x.ipynb", "a/../../x.ipynb", "C:/x.ipynb", "a\\..\\x.ipynb", "a//x.ipynb"]


@pytest.mark.parametrize("name", OUT)
def test_no_path_leads_out_of_an_archive(tmp_path: Path, name: str) -> None:
    """Absolute, upwards, a drive, a backslash: it is left out, and nothing is written anywhere."""
    with closing(find([packed(tmp_path, {name: b"1", "ana.ipynb": b"2"})])) as found:
        assert paths(found) == ["ana.ipynb"]
        assert left(found) == {name: "Its path leads out of the archive."}
    assert sorted(os.listdir(tmp_path)) == ["all.zip"]


def test_links_are_not_followed(tmp_path: Path) -> None:
    """In a folder, to a file or a folder; and in an archive, where a link is a file that holds its target."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "file.ipynb").symlink_to("/etc/passwd")
    (folder / "folder").symlink_to("/etc")
    archive = tmp_path / "a.zip"
    info = zipfile.ZipInfo("link.ipynb")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr(info, "/etc/passwd")

    with closing(find([folder, archive])) as found:
        assert paths(found) == []
        assert left(found) == {"file.ipynb": LINK, "folder": LINK, "link.ipynb": LINK}


def test_what_is_no_ordinary_file_is_not_opened(tmp_path: Path) -> None:
    """Opening a named pipe would wait for ever."""
    (tmp_path / "in").mkdir()
    os.mkfifo(tmp_path / "in" / "ana.ipynb")

    with closing(find([tmp_path / "in"])) as found:
        assert left(found) == {"ana.ipynb": "It is not an ordinary file."}


def test_archives_in_archives_are_named_and_stay_closed(tmp_path: Path) -> None:
    """A student's archive, and one bomb inside of the other, cost a line each."""
    inner = packed(tmp_path, {"x.ipynb": b"1"}, "inner.zip").read_bytes()

    with closing(find([packed(tmp_path, {"ana/work.zip": inner, "ben/work.TGZ": b""})])) as found:
        assert paths(found) == []
        assert set(left(found).values()) == {
            "It is an archive. Unpack it, or name it as a source of its own if it is a whole class's."
        }


def test_encrypted_files_are_named(tmp_path: Path) -> None:
    path = packed(tmp_path, {"ana.ipynb": b"1"})
    data = bytearray(path.read_bytes())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + at] |= 1
    path.write_bytes(data)

    with closing(find([path])) as found:
        assert left(found) == {
            "ana.ipynb": "It is encrypted. Unpack the archive with its password, and collect the folder."
        }


def test_a_bomb_is_refused_by_the_size_that_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Small in the archive, large unpacked: nothing of it is read."""
    monkeypatch.setattr(sources, "FILE_BYTES", 2**20)

    with closing(find([packed(tmp_path, {"ana.ipynb": bytes(3 * 2**20), "ben.ipynb": b"1"})])) as found:
        assert paths(found) == ["ben.ipynb"]
        assert left(found) == {"ana.ipynb": "It is too large: 3 MB, the limit is 1 MB."}


def test_a_bomb_that_lies_gives_no_more_than_it_says(tmp_path: Path) -> None:
    """Its list says ten bytes; what is read ends there, and then it is known to be damaged."""
    path = packed(tmp_path, {"ana.ipynb": bytes(10**6)})
    data = bytearray(path.read_bytes())
    struct.pack_into("<I", data, data.index(b"PK\x01\x02") + 24, 10)
    path.write_bytes(data)

    with closing(find([path])) as found, found.entries[0].open() as file:
        assert found.entries[0].size == 10
        with pytest.raises(UNREADABLE):
            assert len(file.read(20)) <= 10
            file.read()


def test_all_files_of_an_archive_together_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The one with which it would be too much is not opened; nor is it where a file says less than it holds."""
    monkeypatch.setattr(sources, "MOST_UNPACKED", 1500)

    with closing(find([packed(tmp_path, {"ana.ipynb": bytes(1000), "ben.ipynb": bytes(1000)})])) as found:
        assert len(content(found.entries[0])) == 1000
        with pytest.raises(OSError, match=r"^more than .* GB would be unpacked of all\.zip$"):
            found.entries[1].open()


def test_the_number_of_files_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a folder and in an archive; and an archive's list is measured before it is read."""
    monkeypatch.setattr(sources, "MOST_FILES", 2)
    members = {f"{number}.ipynb": b"1" for number in range(3)}
    archive = packed(tmp_path, members)
    folder = tmp_path / "in"
    folder.mkdir()
    for name in members:
        (folder / name).write_bytes(b"1")

    with pytest.raises(CourseError, match=r"all\.zip holds more than 2 files\.$"):
        find([archive])
    with pytest.raises(CourseError, match=r"in holds more than 2 files\. Name the folder of the submissions\.$"):
        find([folder])
    monkeypatch.setattr(sources, "MOST_LISTED", 100)
    monkeypatch.setattr(zipfile, "ZipFile", None)
    with pytest.raises(CourseError, match=r"all\.zip lists more files than are read, which is 2\.$"):
        find([archive])


def test_folders_inside_one_another_are_bounded(tmp_path: Path) -> None:
    deep = tmp_path.joinpath("in", *"abcdefghijklmnopqrstuvwxyz")
    deep.mkdir(parents=True)
    archive = packed(tmp_path, {"/".join("abcdefghijklmnopqrstuvwxyz") + "/x.ipynb": b"1"})

    with closing(find([tmp_path / "in", archive])) as found:
        assert paths(found) == []
        assert set(left(found).values()) == {"More than 20 folders are inside one another."}


def test_a_damaged_archive_is_said(tmp_path: Path) -> None:
    """Cut off, it is no archive at all; with a damaged list, it cannot be read."""
    whole = packed(tmp_path, {"ana.ipynb": b"1" * 1000}).read_bytes()
    (tmp_path / "cut.zip").write_bytes(whole[:60])
    (tmp_path / "list.zip").write_bytes(whole.replace(b"PK\x01\x02", b"PK\x09\x09"))

    with pytest.raises(CourseError, match=r"cut\.zip is no folder, zip archive or notebook\.$"):
        find([tmp_path / "cut.zip"])
    with pytest.raises(CourseError, match=r"list\.zip cannot be read: .*\. Download it again\.$"):
        find([tmp_path / "list.zip"])
    with pytest.raises(CourseError, match=r"^There is no folder, archive or notebook .*nowhere\.$"):
        find([tmp_path / "nowhere"])


def test_the_time_in_an_archive(tmp_path: Path) -> None:
    """Local time, unless the archive also says the seconds since 1970."""
    local, exact = (
        zipfile.ZipInfo("a.ipynb", (2024, 5, 1, 10, 0, 0)),
        zipfile.ZipInfo("b.ipynb", (2024, 5, 1, 10, 0, 0)),
    )
    exact.extra = struct.pack("<HHBi", 0x5455, 5, 1, 1_700_000_000)
    odd = zipfile.ZipInfo("c.ipynb", (1980, 0, 0, 0, 0, 0))
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for info in (local, exact, odd):
            archive.writestr(info, b"1")

    with closing(find([tmp_path / "a.zip"])) as found:
        assert [entry.when for entry in found.entries] == [
            datetime(2024, 5, 1, 10).astimezone(UTC),
            datetime.fromtimestamp(1_700_000_000, UTC),
            datetime(1980, 1, 1, tzinfo=UTC),
        ]


def test_names_that_are_utf_8_and_do_not_say_so(tmp_path: Path) -> None:
    """Many programs write them; Python would show them in code page 437."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("XXXX.ipynb", b"1")
    (tmp_path / "a.zip").write_bytes(written.getvalue().replace(b"XXXX", "müä"[:2].encode() + b"y"))

    with closing(find([tmp_path / "a.zip"])) as found:
        assert paths(found) == ["müy.ipynb"]
