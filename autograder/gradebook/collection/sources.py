"""The files of folders, archives and single notebooks, as they are. Nothing is unpacked, run or followed.

Bounds: the number of files, their sizes, and the bytes that are read of an archive, whatever it says of itself.
"""

from __future__ import annotations

import os
import stat
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from autograder.gradebook.notebooks import FILE_BYTES, NO_LINK
from autograder.gradebook.submissions import notebook_stem
from course_lib.aws.values import readable
from course_lib.errors import CourseError

MOST_FILES = 50_000  # of a source
MOST_UNPACKED = 10 * 1024**3  # bytes that are read of an archive
MOST_LISTED = 32 * 1024**2  # bytes of an archive's list of files
DEEPEST = 20  # folders inside one another
SHOWN = 150  # characters of a path

ARCHIVES = (".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar")
OF_A_SYSTEM = ("__MACOSX", "__pycache__", "Thumbs.db", "desktop.ini")
UNREADABLE = (OSError, zipfile.BadZipFile, zlib.error, EOFError)  # what reading an entry may raise
_ENCRYPTED = 0x1
_UTF_8 = 0x800
_UTC_FIELD = 0x5455  # Info-ZIP's extended timestamp, in seconds since 1970


@dataclass(frozen=True)
class Entry:
    """A file that may have been handed in.

    Attributes:
        parts: its path inside of what was collected from, file name last.
        size: in bytes, as it says.
        when: when it was changed last.
        clock: what says so.
        open: opens it for reading; that and reading raise one of UNREADABLE where it cannot be read.
    """

    parts: tuple[str, ...]
    size: int
    when: datetime
    clock: str
    open: Callable[[], IO[bytes]]

    @property
    def name(self) -> str:
        """Its path, fit to be shown."""
        return readable("/".join(self.parts), SHOWN)


@dataclass(frozen=True)
class LeftOut:
    """A file, or a line of something else, that was passed over, and why."""

    name: str
    reason: str


@dataclass
class Found:
    """What is in the sources. `close` ends the reading of archives."""

    entries: list[Entry] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    open_archives: ExitStack = field(default_factory=ExitStack)

    def close(self) -> None:
        """Close the archives; no entry can be read any more."""
        self.open_archives.close()

    def leave(self, parts: tuple[str, ...], reason: str) -> None:
        """Pass a file over."""
        self.left_out.append(LeftOut(readable("/".join(parts), SHOWN), reason))


def find(sources: list[Path]) -> Found:
    """Everything in these folders, archives and files, in their order.

    Raises:
        CourseError: one is not there, is of another kind, or holds more files than are read.
    """
    found = Found()
    try:
        for source in sources:
            before = len(found.entries)
            if source.is_dir():
                _folder(source.resolve(), found)
            elif not source.is_file():
                raise CourseError(f"There is no folder, archive or notebook {source}.")
            elif zipfile.is_zipfile(source):
                _archive(source, found)
            elif notebook_stem(source.name):
                _file(source.resolve(), (source.name,), found)
            else:
                raise CourseError(f"{source} is no folder, zip archive or notebook.")
            found.entries[before:] = _without_wrapper(found.entries[before:])
    except BaseException:
        found.close()
        raise
    return found


def _without_wrapper(entries: list[Entry]) -> list[Entry]:
    """Without a folder that holds all the others, as an archive has it when a folder was packed."""
    while len({each.parts[0] for each in entries}) == 1 and all(len(each.parts) > 2 for each in entries):
        inner = {each.parts[1] for each in entries}
        if len(inner) < 2:  # one student's folder
            break
        entries = [Entry(each.parts[1:], each.size, each.when, each.clock, each.open) for each in entries]
    return entries


# folders


def _folder(folder: Path, found: Found) -> None:
    systems = Counter[str]()
    for number, (path, parts) in enumerate(_walk(folder, (), found, systems)):
        if number >= MOST_FILES:
            raise CourseError(f"{folder} holds more than {MOST_FILES:,} files. Name the folder of the submissions.")
        _file(path, parts, found)
    _say_systems(folder.name, systems, found)


def _walk(
    folder: Path, above: tuple[str, ...], found: Found, systems: Counter[str]
) -> Iterator[tuple[Path, tuple[str, ...]]]:
    try:
        with os.scandir(folder) as listing:
            inside = sorted(listing, key=lambda each: each.name)
    except OSError as error:
        found.leave((*above, ""), f"The folder cannot be read: {error.strerror}.")
        return
    for each in inside:
        parts = (*above, each.name)
        if of_a_system(each.name):
            systems[each.name] += 1
        elif each.is_symlink():
            found.leave(parts, "It is a link. Links are not followed: collect the notebook itself.")
        elif not each.is_dir(follow_symlinks=False):
            yield Path(each.path), parts
        elif len(parts) > DEEPEST:
            found.leave((*parts, ""), f"More than {DEEPEST} folders are inside one another.")
        else:
            yield from _walk(Path(each.path), parts, found, systems)


def of_a_system(name: str) -> bool:
    """Whether a file or folder is an operating system's or a program's own."""
    return name.startswith(".") or name in OF_A_SYSTEM


def _say_systems(name: str, systems: Counter[str], found: Found) -> None:
    if systems:
        names = ", ".join(readable(each, 40) for each in sorted(systems)[:5]) + (", …" if len(systems) > 5 else "")
        found.leave((name,), f"Files and folders of programs, {sum(systems.values())} in all: {names}.")


def _file(path: Path, parts: tuple[str, ...], found: Found) -> None:
    try:
        status = path.lstat()
    except (OSError, ValueError) as error:
        found.leave(parts, f"It cannot be read: {error}.")
        return
    if not stat.S_ISREG(status.st_mode):  # opening a named pipe would wait for ever
        found.leave(parts, "It is not an ordinary file.")
    elif _is_fit(parts, status.st_size, found):
        when = datetime.fromtimestamp(status.st_mtime, UTC)
        found.entries.append(Entry(parts, status.st_size, when, "its time on this disk", lambda: _opened(path)))


def _opened(path: Path) -> IO[bytes]:
    return open(os.open(path, os.O_RDONLY | NO_LINK), "rb")


def _is_fit(parts: tuple[str, ...], size: int, found: Found) -> bool:
    if parts[-1].lower().endswith(ARCHIVES):
        found.leave(parts, "It is an archive. Unpack it, or name it as a source of its own if it is a whole class's.")
    elif size > FILE_BYTES:
        limit = FILE_BYTES // 2**20
        found.leave(parts, f"It is too large: {size / 2**20:.0f} MB, the limit is {limit} MB.")
    else:
        return True
    return False


# archives


def _archive(path: Path, found: Found) -> None:
    try:
        listed = _bytes_of_list(path)
        if listed > MOST_LISTED:
            raise CourseError(f"The archive {path} lists more files than are read, which is {MOST_FILES:,}.")
        archive = found.open_archives.enter_context(zipfile.ZipFile(path))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise CourseError(f"The archive {path} cannot be read: {error}. Download it again.") from None
    if len(archive.infolist()) > MOST_FILES:
        raise CourseError(f"The archive {path} holds more than {MOST_FILES:,} files.")
    budget, systems = _Budget(path.name), Counter[str]()
    for info in archive.infolist():
        if not info.is_dir():
            _member(archive, info, budget, systems, found)
    _say_systems(path.name, systems, found)


def _member(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: _Budget, systems: Counter[str], found: Found
) -> None:
    name = _name(info)
    parts = tuple(name.split("/"))
    hidden = next((part for part in parts if of_a_system(part) and part not in (".", "..")), None)
    if _leaves(name, parts):
        found.leave(parts, "Its path leads out of the archive.")
    elif hidden is not None:
        systems[hidden] += 1
    elif stat.S_ISLNK(info.external_attr >> 16):
        found.leave(parts, "It is a link. Links are not followed: collect the notebook itself.")
    elif info.flag_bits & _ENCRYPTED:
        found.leave(parts, "It is encrypted. Unpack the archive with its password, and collect the folder.")
    elif len(parts) > DEEPEST:
        found.leave(parts, f"More than {DEEPEST} folders are inside one another.")
    elif _is_fit(parts, info.file_size, found):
        opened = _Bounded(archive, info, budget)
        found.entries.append(Entry(parts, info.file_size, _when(info), "its time in the archive", opened.open))


def _leaves(name: str, parts: tuple[str, ...]) -> bool:
    return "\\" in name or "\0" in name or name[1:2] == ":" or any(part in ("", ".", "..") for part in parts)


def _name(info: zipfile.ZipInfo) -> str:
    """Python takes a name that is not marked as UTF-8 for code page 437; many programs write UTF-8 unmarked."""
    name = info.orig_filename
    if info.flag_bits & _UTF_8:
        return name
    try:
        return name.encode("cp437").decode("utf-8")
    except UnicodeError:
        return name


def _when(info: zipfile.ZipInfo) -> datetime:
    """An archive keeps local time, of whoever made it; some programs add seconds since 1970."""
    extra = info.extra
    while len(extra) >= 4:
        kind, size = struct.unpack_from("<HH", extra)
        if kind == _UTC_FIELD and size >= 5 and len(extra) >= 9 and extra[4] & 1:
            return datetime.fromtimestamp(struct.unpack_from("<i", extra, 5)[0], UTC)
        extra = extra[4 + size :]
    try:
        return datetime(*info.date_time).astimezone(UTC)
    except (ValueError, OverflowError):
        return datetime(1980, 1, 1, tzinfo=UTC)


class _Budget:
    """How many bytes may still be read of an archive."""

    def __init__(self, name: str) -> None:
        self.name, self.left = name, MOST_UNPACKED


@dataclass(frozen=True)
class _Bounded:
    """A file of an archive, of which no more is read than a file may have, nor than the archive may have in all."""

    archive: zipfile.ZipFile
    info: zipfile.ZipInfo
    budget: _Budget

    def open(self) -> IO[bytes]:
        if self.budget.left < self.info.file_size:
            raise OSError(f"more than {MOST_UNPACKED / 2**30:g} GB would be unpacked of {self.budget.name}")
        self.budget.left -= self.info.file_size  # zipfile reads no more than a file says that it has
        try:
            return self.archive.open(self.info)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
            raise OSError(str(error)) from None


def _bytes_of_list(path: Path) -> int:
    """How long the list of files at an archive's end is. Python reads all of it before one can ask how many there are.

    Source: PKWARE's APPNOTE.TXT, 4.3.14 to 4.3.16.
    """
    with open(path, "rb") as file:
        file.seek(0, os.SEEK_END)
        start = max(0, file.tell() - 65_557)
        file.seek(start)
        tail = file.read()
        at = tail.rfind(b"PK\x05\x06")
        if at < 0 or len(tail) < at + 22:
            raise zipfile.BadZipFile("it has no end")
        sizes = [struct.unpack_from("<I", tail, at + 12)[0]]
        if at >= 76 and tail[at - 20 : at - 16] == b"PK\x06\x07" and tail[at - 76 : at - 72] == b"PK\x06\x06":
            sizes = [struct.unpack_from("<Q", tail, at - 76 + 40)[0]]
        return int(sizes[0])
