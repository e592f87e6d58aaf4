"""What the notebook's kernel knows of its cells: the last run of each, and which of them made a name what it is now.

A check judges what the kernel holds. That is not always what the learner sees: the cell may have been edited since it
ran, its last run may have failed, or it may define another name now. `notice` says so in a sentence.

`watch` is called by the start-up file of the course's own kernel (`course_lib.jupyter`), and by `open_lab`.
"""

from __future__ import annotations

import ast
import json
import re
import sys
from dataclasses import dataclass, field
from typing import Any

DEFINES = re.compile(r"^(?:async\s+def|def|class)\s+(\w+)|^(\w+)\s*(?::[^=\n]+)?=(?!=)", re.MULTILINE)
FIRST_CELL = 'Run the first code cell of this notebook, the one with open_lab("…"), and then this cell again.'
OF_THE_FIRST_CELL = ("check", "hint", "lab", "open_lab", "quiz", "solution")


@dataclass(frozen=True)
class Run:
    """One run of a cell. `error` is its exception in one line, or None; `number` counts all runs of this kernel."""

    cell: str
    number: int
    source: str
    defines: frozenset[str]
    error: str | None


@dataclass
class Cells:
    """Every cell's last run, and which run bound each name.

    Attributes:
        last: by cell id.
        bound: by name, the run after which the name is what it is now.
        shown: by cell id, what stands in the cell, where the notebook's page has told it.
    """

    last: dict[str, Run] = field(default_factory=dict)
    bound: dict[str, Run] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)
    runs: int = 0

    def record(self, cell: str, source: str, error: str | None, changed: frozenset[str]) -> None:
        """Note that a cell has run.

        Args:
            cell: its id; empty where there is none.
            source: what ran.
            error: its exception, in one line.
            changed: of the names that it defines, those that are another object than before.
        """
        self.runs += 1
        defines = names_defined(source)
        run = Run(cell, self.runs, source, defines, error)
        self.last[cell] = run
        self.bound.update(dict.fromkeys(changed if error else defines, run))
        self.shown.pop(cell, None)

    def notice(self, name: str) -> str | None:
        """How what is checked differs from what the learner sees, or None.

        Args:
            name: of a function, or of an answer.
        """
        bound = self.bound.get(name)
        failed = [run for run in self.last.values() if run.error and name in run.defines and run is not bound]
        latest = max(failed, key=lambda run: run.number, default=None)
        if latest and (bound is None or latest.number > bound.number):
            which = "This is the version before" if bound else f"There is no `{name}` yet"
            return f"{which}: your last run of its cell failed with {latest.error}"
        if bound is None or not bound.cell:
            return None
        now = self.last.get(bound.cell, bound)
        if name not in now.defines:
            return f"This is the version before: {_instead(name, now)}"
        if self.shown.get(bound.cell, now.source) != now.source:
            return "This is the version before: you have changed its cell since you ran it. Run the cell, then check."
        return None


def _instead(name: str, run: Run) -> str:
    """What a cell defines that defined something else before."""
    others = sorted(run.defines)
    now = f" It defines {' and '.join(f'`{other}`' for other in others)} now." if others else ""
    return f"the cell that defined `{name}` does not define it any more.{now}"


def names_defined(source: str) -> frozenset[str]:
    """The names that a cell gives a value at its outer level; of a cell with a syntax error, as far as can be seen."""
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError):
        return frozenset(one or other for one, other in DEFINES.findall(source))
    names: set[str] = set()
    for statement in body:
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names.add(statement.name)
        elif isinstance(statement, (ast.Assign, ast.AnnAssign)):
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            names |= {target.id for target in targets if isinstance(target, ast.Name)}
    return frozenset(names)


CELLS = Cells()  # of this kernel; stays empty where there is none


def shown(sources: str) -> None:
    """The notebook's page tells what stands in some cells.

    Args:
        sources: JSON, an object of sources by cell id.
    """
    CELLS.shown.update(json.loads(sources))


# Listening to IPython

_watched: list[Any] = []  # the shell that is listened to


def watch(shell: Any = None) -> None:
    """Listen to what runs in this kernel, from now on; once, however often it is called.

    Args:
        shell: IPython's; by default the one of this process. Without one, nothing happens.
    """
    ipython = sys.modules.get("IPython")
    shell = shell or (ipython.get_ipython() if ipython else None)
    if shell is None or shell in _watched:
        return
    _watched.append(shell)
    before: dict[str, Any] = {}

    def remember(info: Any) -> None:
        before.clear()
        before.update({name: shell.user_ns.get(name) for name in names_defined(info.raw_cell or "")})

    def record(result: Any) -> None:
        if result is None or result.info is None:
            return
        changed = frozenset(name for name, value in before.items() if shell.user_ns.get(name) is not value)
        error = result.error_before_exec or result.error_in_exec
        CELLS.record(result.info.cell_id or "", result.info.raw_cell or "", error and _in_a_line(error), changed)

    shell.events.register("pre_run_cell", remember)
    shell.events.register("post_run_cell", record)
    shell.set_custom_exc((NameError,), _explain_name_error)


def _in_a_line(error: BaseException) -> str:
    """Such as "SyntaxError: expected ':' (line 3)."."""
    first = str(error.msg if isinstance(error, SyntaxError) else error).strip().split("\n")[0].rstrip(".")
    line = f" (line {error.lineno})" if isinstance(error, SyntaxError) and error.lineno else ""
    return f"{type(error).__name__}{': ' if first else ''}{first}{line}."


def _explain_name_error(
    shell: Any, kind: type[BaseException], error: NameError, traceback: Any, tb_offset: int | None = None
) -> None:
    """Say what to do where a name of the notebook's first cell is missing: its kernel has been started afresh."""
    name = getattr(error, "name", None)
    if name in OF_THE_FIRST_CELL and not lab_is_open():
        text = f"`{name}` is not there yet: this notebook's kernel has been started afresh. {FIRST_CELL}"
        error._render_traceback_ = lambda: [text]  # type: ignore[attr-defined]
    shell.showtraceback((kind, error, traceback), tb_offset=tb_offset)


def lab_is_open() -> bool:
    """Whether a lab is open in this process."""
    return getattr(sys.modules.get("course_lib.lab"), "_open", None) is not None
