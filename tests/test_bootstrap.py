"""Set-up's decisions, without a network: what is done already, what is made anew, what each problem is called."""

from __future__ import annotations

import ast
import errno
import importlib.util
import shutil
import subprocess
import sys
from collections import namedtuple
from pathlib import Path

import pytest

from course_lib import bootstrap

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "course_lib" / "bootstrap.py"

RUN_AS = """
import runpy, sys
sys.version_info = {version!r}
sys.argv = ["bootstrap.py"]
runpy.run_path({path!r}, run_name="__main__")
"""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course that has been set up for learning, with a .venv whose Python answers."""
    monkeypatch.setattr(bootstrap.subprocess, "run", lambda command, **_: subprocess.CompletedProcess(command, 0))
    for name in ("requirements.lock", "requirements-test.lock", "pyproject.toml"):
        (tmp_path / name).write_text(f"{name}\nfirst==1.0\n", encoding="utf-8")
    venv = tmp_path / ".venv"
    scripts = bootstrap.python_of(venv).parent
    scripts.mkdir(parents=True)
    bootstrap.python_of(venv).symlink_to(sys.executable)
    (scripts / "pip").write_text(f"#!{bootstrap.python_of(venv)}\n", encoding="utf-8")
    (venv / "pyvenv.cfg").write_text("home = /usr/bin\n", encoding="utf-8")
    bootstrap.write_stamps(tmp_path, [bootstrap.stamp_of(tmp_path, "learn")])
    return tmp_path


def test_an_old_python_is_told_in_one_sentence() -> None:
    """Python 3.8 gets the version needed, its own version and what to do; no traceback; exit status 1."""
    code = RUN_AS.format(version=(3, 8, 18, "final", 0), path=str(SOURCE))

    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert ended.returncode == 1
    assert ended.stderr.strip() == (
        f"This course needs Python 3.11 or newer; this is 3.8.18 ({sys.executable}). "
        "Install a newer Python, then run this again with it (make: add PYTHON=python3.12)."
    )


@pytest.mark.parametrize(
    ("version", "good"), [((3, 10, 14), False), ((3, 11, 0), True), ((3, 14, 0), True), ((4, 0, 0), True)]
)
def test_which_python_will_do(version: tuple[int, int, int], good: bool) -> None:
    """3.11 is the oldest that will do."""
    assert (bootstrap.too_old(*version, "/usr/bin/python3") == "") is good


def test_an_old_python_can_read_the_file_to_its_end() -> None:
    """No syntax newer than Python 3.5's: with it, an old Python stops at a SyntaxError instead of the sentence."""
    tree = ast.parse(SOURCE.read_text(encoding="utf-8"))
    newer = (ast.JoinedStr, ast.AnnAssign, ast.NamedExpr, ast.Match, ast.TryStar)
    assert [node.lineno for node in ast.walk(tree) if isinstance(node, newer)] == []


def test_nothing_but_the_standard_library_is_imported() -> None:
    """Set-up runs before anything is installed."""
    tree = ast.parse(SOURCE.read_text(encoding="utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in names} <= set(sys.stdlib_module_names)


def test_no_module_of_ours_hides_one_of_pythons() -> None:
    """Run as a script, set-up finds course_lib's own folder first: a logging.py there would break it."""
    ours = {path.stem for path in SOURCE.parent.iterdir() if path.suffix == ".py" or path.is_dir()}
    assert ours & set(sys.stdlib_module_names) == set()


def test_a_finished_set_up_is_not_done_again(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the stamp fits, no other program is started."""
    monkeypatch.setattr(bootstrap.subprocess, "run", None)
    monkeypatch.setattr(bootstrap.subprocess, "Popen", None)

    bootstrap.set_up(root, "learn")

    assert bootstrap.is_done(root, "learn")
    assert not bootstrap.is_done(root, "test")


@pytest.mark.parametrize("name", ["requirements.lock", "pyproject.toml"])
def test_a_changed_file_undoes_the_stamp(root: Path, name: str) -> None:
    """What is installed follows the lock file and pyproject.toml."""
    (root / name).write_text("second==2.0\n", encoding="utf-8")
    assert not bootstrap.is_done(root, "learn")


def test_the_test_lock_does_not_concern_a_learner(root: Path) -> None:
    """A new version of pytest gives a learner nothing to install."""
    (root / "requirements-test.lock").write_text("pytest==99\n", encoding="utf-8")
    assert bootstrap.is_done(root, "learn")


def test_a_missing_python_undoes_the_stamp(root: Path) -> None:
    """When the system's Python went away, .venv points nowhere."""
    python = bootstrap.python_of(root / ".venv")
    python.unlink()
    python.symlink_to(root / "gone")
    assert not bootstrap.is_done(root, "learn")


def test_a_broken_python_starts_over(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A .venv whose Python or pip does not run is of no use."""
    monkeypatch.setattr(bootstrap.subprocess, "run", lambda command, **_: subprocess.CompletedProcess(command, 1))
    assert bootstrap.must_start_over(root)


def test_a_working_venv_is_kept(root: Path) -> None:
    """A new lock file is installed into the .venv that is there."""
    assert not bootstrap.must_start_over(root)


def test_an_interrupted_set_up_starts_over(root: Path) -> None:
    """Half-installed packages cannot be told from whole ones, so a marked .venv is made anew."""
    bootstrap.write_stamps(root, [bootstrap.UNFINISHED])
    assert not bootstrap.is_done(root, "learn")
    assert bootstrap.must_start_over(root)


def test_an_interrupted_venv_starts_over(root: Path) -> None:
    """Without pyvenv.cfg it never became a virtual environment."""
    (root / ".venv" / "pyvenv.cfg").unlink()
    assert bootstrap.must_start_over(root)


def test_a_moved_folder_starts_over(root: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Scripts hold .venv's full path: after a move they would start another Python or none."""
    moved = tmp_path_factory.mktemp("elsewhere") / "course"
    shutil.copytree(root, moved, symlinks=True)
    assert not bootstrap.is_done(moved, "learn")
    assert bootstrap.must_start_over(moved)


def test_a_new_venv_is_marked_before_anything_is_in_it(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the run ends here, the next one finds the mark; nothing of the old .venv is left."""
    seen = []

    def interrupted(*_: object, **__: object) -> None:
        seen.append(bootstrap.read_stamps(root))
        raise KeyboardInterrupt

    monkeypatch.setattr(bootstrap.subprocess, "run", interrupted)
    with pytest.raises(KeyboardInterrupt):
        bootstrap.make_venv(root)

    assert seen == [[bootstrap.UNFINISHED]]
    assert [path.name for path in (root / ".venv").iterdir()] == [bootstrap.STAMP]


def test_a_folder_of_somebody_elses_is_left_alone(root: Path) -> None:
    """A .venv that is no virtual environment is never removed."""
    shutil.rmtree(root / ".venv")
    (root / ".venv").mkdir()
    (root / ".venv" / "thesis.txt").write_text("precious", encoding="utf-8")

    with pytest.raises(bootstrap.SetupError) as told:
        bootstrap.make_venv(root)

    assert str(told.value) == (
        f"{root / '.venv'} is in the way: it is not a virtual environment. Move it, then run this again."
    )
    assert (root / ".venv" / "thesis.txt").read_text(encoding="utf-8") == "precious"


@pytest.mark.parametrize("missing", ["venv", "ensurepip"])
def test_debian_without_python3_venv(root: Path, monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    """Debian ships Python without these; the sentence names the package to install."""
    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == missing else find(name))

    with pytest.raises(bootstrap.SetupError, match="module is missing.*sudo apt install python3-venv"):
        bootstrap.make_venv(root)


def test_little_disk_space(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is said before a minute of downloading, with both numbers."""
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**9, 10**9, 300_000_000))

    with pytest.raises(bootstrap.SetupError) as told:
        bootstrap.make_venv(root)

    assert str(told.value) == (
        f"Only 300 MB of disk is free at {root}; free some until it is 1500 MB, then run this again."
    )


def fake_pip(monkeypatch: pytest.MonkeyPatch, *scripts: str) -> list[list[str]]:
    """Put a small script in pip's place, one for each time it is called; return the list of its arguments."""
    waiting, calls = list(scripts), []
    popen = subprocess.Popen

    def start(command: list[str], **options: object) -> object:
        calls.append(command[4:])
        return popen([sys.executable, "-c", waiting.pop(0)], **options)  # type: ignore[call-overload]

    monkeypatch.setattr(bootstrap.subprocess, "Popen", start)
    return calls


def test_install_uses_hashes_and_stamps_at_the_end(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The lock file with its hashes first, then the project itself without asking a registry."""
    bootstrap.write_stamps(root, [])
    calls = fake_pip(monkeypatch, "print('Collecting first')", "pass")

    bootstrap.install(root, "learn")

    assert [call[-3:] for call in calls] == [
        ["--require-hashes", "-r", "requirements.lock"],
        ["--no-build-isolation", "-e", "."],
    ]
    assert bootstrap.is_done(root, "learn")


def test_pips_last_lines_are_shown(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A failed pip ends in its own last lines and one sentence; .venv counts as unfinished."""
    (root / "requirements.lock").write_text("other==1.0\n", encoding="utf-8")
    fake_pip(monkeypatch, "print('Installing collected packages: other\\nERROR: no wheel'); raise SystemExit(1)")

    with pytest.raises(bootstrap.SetupError) as told:
        bootstrap.install(root, "learn")

    assert str(told.value) == (
        "pip could not install requirements.lock; its last lines are above, "
        f"all of them in {root / '.venv' / 'set-up.log'}."
    )
    assert "ERROR: no wheel" in capsys.readouterr().err
    assert bootstrap.must_start_over(root)


def test_a_failed_download_breaks_nothing(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a network `make test` fails, and `make learn` still works as before."""
    fake_pip(monkeypatch, "print('ERROR: [Errno -3] Temporary failure in name resolution'); raise SystemExit(1)")

    with pytest.raises(bootstrap.SetupError, match=r"^pip could not reach the place it downloads packages from\."):
        bootstrap.install(root, "test")

    assert bootstrap.is_done(root, "learn")


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("OSError: [Errno 28] No space left on device", "The disk is full."),
        ("ERROR: [Errno 13] Permission denied: 'x'", "Cannot write to "),
        ("WARNING: Retrying ... Failed to establish a new connection", "pip could not reach"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "pip could not install requirements.lock;"),
    ],
)
def test_what_pip_says_becomes_a_sentence(said: str, sentence: str) -> None:
    """The three problems people have are named; anything else shows where pip's words are."""
    assert bootstrap.explain_pip(said, "requirements.lock", Path("/course")).startswith(sentence)


def test_warnings_do_not_hide_the_error() -> None:
    """pip's warnings are left out of its last lines, unless there is nothing else."""
    assert bootstrap.last_lines("ERROR: first\n" + "WARNING: noise\n" * 20) == "ERROR: first"
    assert bootstrap.last_lines("WARNING: only this\n\n") == "WARNING: only this"


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (errno.EACCES, "Cannot write to /course/.venv: permission denied."),
        (errno.EROFS, "Cannot write to /course/.venv: permission denied."),
        (errno.ENOSPC, "The disk is full. Free about 1500 MB at /course, then run this again."),
    ],
)
def test_the_systems_refusals_become_sentences(
    number: int, sentence: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """No permission and a full disk end in one sentence and exit status 1, without a traceback."""

    def refuse(*_: object) -> None:
        raise OSError(number, "refused", "/course/.venv")

    monkeypatch.setattr(bootstrap, "set_up", refuse)
    monkeypatch.setattr(bootstrap, "ROOT", Path("/course"))

    assert bootstrap.main([]) == 1
    assert capsys.readouterr().err.startswith(sentence)


def test_ctrl_c_says_how_to_go_on(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit status 130, as a shell gives for an interrupted program."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(bootstrap, "set_up", interrupt)
    assert bootstrap.main(["--test"]) == 130
    assert capsys.readouterr().err.strip() == "Interrupted. Run this again to finish."


def test_an_unknown_option_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """A slip must not start a set-up."""
    assert bootstrap.main(["--tests"]) == 2
    assert capsys.readouterr().err.strip() == "Usage: python3 course_lib/bootstrap.py [--test]"
