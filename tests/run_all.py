"""Run every check of this project, one after the other, and say at the end which passed.

    .venv/bin/python tests/run_all.py              all of them
    .venv/bin/python tests/run_all.py ruff mypy    those named

A step that fails does not stop the others; the summary repeats the last lines it printed.
Exit status: 0 all passed, 1 some failed, 2 no step of that name.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parent.parent
SANITIZE = ROOT / "tests" / "nbval_sanitize.cfg"
REPEATED = 8  # lines of a failed step, said again in the summary


@dataclass(frozen=True)
class Step:
    """One check: a name, what it shows, and the arguments for this Python."""

    name: str
    shows: str
    arguments: tuple[str, ...]


def steps(root: Path = ROOT) -> list[Step]:
    """Return every step, in the order they run: quick ones first."""
    notebooks = [str(path.relative_to(root)) for path in sorted(root.glob("notebooks/**/*.ipynb"))
                 if ".ipynb_checkpoints" not in path.parts]  # fmt: skip
    sanitize = ("--nbval-sanitize-with", str(SANITIZE.relative_to(ROOT))) if SANITIZE.exists() else ()
    return [
        Step("ruff", "the code is clean", ("-m", "ruff", "check", ".")),
        Step("mypy", "the types fit", ("-m", "mypy")),
        Step(
            "pytest",
            "every part does what its tests say",
            ("-m", "pytest", "tests", "-n", "auto", "--dist", "loadfile"),
        ),
        # `make prove` also runs the other checks that a wrong solution claims to pass, which takes half as long again.
        Step(
            "prove",
            "every exercise proves itself",
            ("-c", "from autograder.cli import app; app()", "prove", "--claimed", "--timings"),
        ),
        # One in so many, always the same ones. `make mutants` tries all, which takes about an hour on two cores.
        Step(
            "mutants",
            "what the exams do not look at is explained",
            ("-c", "from autograder.cli import app; app()", "prove", "--mutants", "--part", "24"),
        ),
        Step(
            "nbval",
            "every source notebook gives its saved outputs again",
            # The notebooks' libraries warn as they like; pyproject's "error" is for our own tests.
            (
                "-m",
                "pytest",
                "--nbval",
                "--nbval-current-env",
                *sanitize,
                "-o",
                "filterwarnings=",
                "-n",
                "auto",
                "--dist",
                "loadfile",
                *notebooks,
            ),
        ),
    ]


@dataclass(frozen=True)
class Ran:
    """How one step went: whether it passed, how long it took in seconds, and the last lines it printed."""

    passed: bool
    seconds: float
    last: tuple[str, ...] = ()


def run(step: Step) -> Ran:
    """Run one step with its output shown as it comes, and return how it went."""
    print(f"\n=== {step.name}: {step.shows}\n", flush=True)
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    began = time.monotonic()
    last: deque[str] = deque(maxlen=REPEATED)
    started = subprocess.Popen(
        [sys.executable, *step.arguments],
        cwd=ROOT,
        env={**os.environ, "PATH": path, "PYTHONUNBUFFERED": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    shown = threading.Thread(target=_show, args=(started.stdout, last), daemon=True)
    shown.start()
    started.wait()
    shown.join(timeout=5)  # a process that the step left behind may hold the pipe open
    return Ran(started.returncode == 0, time.monotonic() - began, tuple(last))


def _show(lines: IO[str], last: deque[str]) -> None:
    """Print each of `lines` as it comes, and keep those with text in `last`."""
    for line in lines:
        print(line, end="", flush=True)
        if line.strip():
            last.append(line.rstrip()[:300])


def main(names: list[str]) -> int:
    """Run the steps named, or all; return the exit status."""
    known = {step.name: step for step in steps()}
    unknown = [name for name in names if name not in known]
    if unknown:
        print(f"There is no step {unknown[0]!r}; there are: {', '.join(known)}.", file=sys.stderr)
        return 2
    results = {name: run(known[name]) for name in names or known}
    print("\n=== Summary\n")
    for name, ran in results.items():
        print(f"  {'passed' if ran.passed else 'FAILED'}  {name:<8}{ran.seconds:6.0f} s")
    for name, ran in results.items():
        if not ran.passed:
            print(f"\nThe last lines of {name}:", *ran.last, sep="\n  ")
    return 0 if all(ran.passed for ran in results.values()) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
