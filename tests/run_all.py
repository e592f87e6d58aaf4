"""Run every check of this project, one after the other, and say at the end which passed.

    .venv/bin/python tests/run_all.py              all of them
    .venv/bin/python tests/run_all.py ruff mypy    those named

A step that fails does not stop the others. Exit status: 0 all passed, 1 some failed, 2 no step of that name.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SANITIZE = ROOT / "tests" / "nbval_sanitize.cfg"


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
        Step(
            "nbval",
            "every source notebook gives its saved outputs again",
            # The notebooks' libraries warn as they like; pyproject's "error" is for our own tests.
            ("-m", "pytest", "--nbval", "--nbval-current-env", *sanitize, "-o", "filterwarnings=", *notebooks),
        ),
    ]


def run(step: Step) -> tuple[bool, float]:
    """Run one step with its output shown; return whether it passed, and how many seconds it took."""
    print(f"\n=== {step.name}: {step.shows}\n", flush=True)
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    began = time.monotonic()
    ended = subprocess.run(
        [sys.executable, *step.arguments],
        cwd=ROOT,
        env={**os.environ, "PATH": path},
        stdin=subprocess.DEVNULL,
        check=False,
    )
    return ended.returncode == 0, time.monotonic() - began


def main(names: list[str]) -> int:
    """Run the steps named, or all; return the exit status."""
    known = {step.name: step for step in steps()}
    unknown = [name for name in names if name not in known]
    if unknown:
        print(f"There is no step {unknown[0]!r}; there are: {', '.join(known)}.", file=sys.stderr)
        return 2
    results = {name: run(known[name]) for name in names or known}
    print("\n=== Summary\n")
    for name, (passed, seconds) in results.items():
        print(f"  {'passed' if passed else 'FAILED'}  {name:<8}{seconds:6.0f} s")
    return 0 if all(passed for passed, _ in results.values()) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
