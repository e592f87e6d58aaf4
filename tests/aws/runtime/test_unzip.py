"""Unpacking, whatever a zip file says of itself."""

from __future__ import annotations

import io
import zipfile

import pytest

from course_lib.aws.runtime import unzip


def zipped(files):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return content.getvalue()


def test_files_and_folders(tmp_path):
    unzip.unzip(zipped({"a.py": "1", "b/c.py": "2", "d/": ""}), tmp_path)
    found = sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*"))
    assert found == ["a.py", "b", "b/c.py", "d"]
    assert (tmp_path / "b" / "c.py").read_text() == "2"


def test_what_is_unpacked_is_counted(tmp_path, monkeypatch):
    """All files together; those that still fit are there."""
    monkeypatch.setattr(unzip, "UNZIPPED", 100_000)
    unzip.unzip(zipped({"a": bytes(50_000), "b": bytes(50_000)}), tmp_path)
    with pytest.raises(unzip.CannotUnzip, match="unzipped it has more than 100,000 bytes"):
        unzip.unzip(zipped({"a": bytes(50_000), "b": bytes(50_001)}), tmp_path)


def test_files_are_counted(tmp_path, monkeypatch):
    monkeypatch.setattr(unzip, "MOST_FILES", 3)
    with pytest.raises(unzip.CannotUnzip, match="more than 3 files"):
        unzip.unzip(zipped(dict.fromkeys("abcd", "")), tmp_path)


@pytest.mark.parametrize("name", ["../a", "/a", "b/../../a", "..\\a", "c:/../../a"])
def test_names_that_lead_out(tmp_path, name):
    """Whatever the sign between folders."""
    with pytest.raises(unzip.CannotUnzip, match="leads out"):
        unzip.unzip(zipped({name: "1"}), tmp_path / "inside")


@pytest.mark.parametrize(
    "content", [b"", b"PK", b"no zip file", zipped({"a": "1"})[:-10]], ids=["empty", "two letters", "text", "cut off"]
)
def test_what_is_no_zip_file(tmp_path, content):
    with pytest.raises(unzip.CannotUnzip, match="cannot be read"):
        unzip.unzip(content, tmp_path)
