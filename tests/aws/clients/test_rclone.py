"""rclone against `course serve`: a folder is copied, compared, changed, and comes back."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.aws.served import ROOT_KEYS, serving

Rclone = Callable[..., str]


@pytest.fixture
def rclone(tmp_path: Path) -> Iterator[Rclone]:
    """Runs a command of rclone, whose remote "cloud:" is what is served, and gives what it prints."""
    program = shutil.which("rclone")
    if program is None:
        pytest.skip("rclone is not installed (apt-get install rclone)")
    with serving() as endpoint:
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(tmp_path / "home"),
            "RCLONE_CONFIG_CLOUD_TYPE": "s3",
            "RCLONE_CONFIG_CLOUD_PROVIDER": "Other",
            "RCLONE_CONFIG_CLOUD_ENV_AUTH": "true",
            "RCLONE_CONFIG_CLOUD_REGION": "us-east-1",
            "RCLONE_CONFIG_CLOUD_ENDPOINT": endpoint,
            "RCLONE_CONFIG_CLOUD_CHUNK_SIZE": "5M",
            "RCLONE_CONFIG_CLOUD_UPLOAD_CUTOFF": "5M",
            "RCLONE_RETRIES": "1",
            **ROOT_KEYS,
        }

        def run(*words: str) -> str:
            done = subprocess.run([program, *words], env=environment, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stderr
            return done.stdout

        yield run


def test_a_folder_goes_there_and_comes_back(rclone, tmp_path):
    """Names with blanks and accents, an empty file, and one in parts."""
    source, back = tmp_path / "source", tmp_path / "back"
    files = {"a b.txt": b"first", "deep/é+%.txt": "ö".encode(), "empty": b"", "large": os.urandom(11 * 1024 * 1024)}
    for name, body in files.items():
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_bytes(body)

    rclone("mkdir", "cloud:genomes")
    rclone("copy", str(source), "cloud:genomes/run")
    rclone("check", str(source), "cloud:genomes/run")
    listed = rclone("lsf", "--recursive", "--files-only", "cloud:genomes/run").split("\n")
    rclone("copy", "cloud:genomes/run", str(back))

    assert sorted(filter(None, listed)) == sorted(files)
    assert {name: (back / name).read_bytes() for name in files} == files


def test_what_changed_is_sent_again_and_what_is_gone_is_deleted(rclone, tmp_path):
    """`sync`; the versions that were before are still there."""
    source = tmp_path / "source"
    source.mkdir()
    for name in ("kept", "changed", "gone"):
        (source / name).write_text(name)
    rclone("mkdir", "cloud:genomes")
    rclone("backend", "versioning", "cloud:genomes", "Enabled")
    rclone("sync", str(source), "cloud:genomes")
    (source / "changed").write_text("changed, and longer")
    (source / "gone").unlink()

    rclone("sync", str(source), "cloud:genomes")

    assert rclone("cat", "cloud:genomes/changed") == "changed, and longer"
    assert rclone("lsf", "cloud:genomes").split() == ["changed", "kept"]
    assert len(rclone("lsf", "--s3-versions", "cloud:genomes").split()) == 4
