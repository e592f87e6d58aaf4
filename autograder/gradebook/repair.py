"""Put a submitted notebook back into the shape nbgrader needs, one sentence for each thing done. No code is lost.

A learner deletes a cell, copies one, changes its type, loses all metadata, or hands in another lesson. What is
unambiguous is repaired; what is not is said. Nothing here runs code or touches a file.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

import nbformat
from nbformat import NotebookNode

from autograder.gradebook.notebooks import exercise_of
from autograder.gradebook.recognise import Given, Kind, defined, given_cells, recognise, same_source, tidy
from autograder.gradebook.shape import normalise

LESSONS_OWN = "given_by_the_lesson"  # the key in a cell's metadata
IN_CHECKSUM = ("grade", "grade_id", "locked", "points", "solution")  # what nbgrader's checksum of a cell holds
SETTINGS = ("cell_type", "grade", "grade_id", "locked", "points", "schema_version", "solution", "task")


@dataclass(frozen=True)
class Repaired:
    """A notebook that nbgrader can grade, and what was done to it, in sentences for learner and instructor."""

    notebook: NotebookNode
    problems: tuple[str, ...]


def repair(submitted: Mapping[str, Any], source: NotebookNode, given: dict[str, Given] | None = None) -> Repaired:
    """Repair a submitted notebook against the lesson's source notebook.

    Args:
        submitted: a parsed notebook in format 4, possibly malformed; it is not changed.
        source: the lesson's notebook with its solutions and hidden tests.
        given: `given_cells(source)`, where it is at hand.
    """
    notebook, incomplete = normalise(submitted)
    bench = _Bench(notebook.cells, given or given_cells(source), list(incomplete))
    bench.claim()
    bench.recognise_missing()
    if bench.belongs():
        bench.take_solutions_above()
        bench.say_ignored_ids()
        bench.restore_given()
        bench.put_back()
        bench.say_order()
    else:
        bench.problems.append(_say_other(notebook))
        bench.put_only_graded()
    notebook.cells = bench.cells
    _mark_lessons_own(notebook, source)
    return Repaired(notebook, tuple(bench.problems))


def _mark_lessons_own(notebook: NotebookNode, source: NotebookNode) -> None:
    """Note in each cell whether the lesson gave it as it is, for what is made of the notebook later."""
    given = {(cell.cell_type, tidy(cell.source)) for cell in source.cells}
    for cell in notebook.cells:
        cell.metadata.pop(LESSONS_OWN, None)
        meta = cell.metadata.get("nbgrader", {})
        if not meta.get("solution") and not meta.get("grade") and (cell.cell_type, tidy(cell.source)) in given:
            cell.metadata[LESSONS_OWN] = True


def unreadable(source: NotebookNode) -> NotebookNode:
    """What stands for a submission that cannot be read: the lesson's check cells, and nothing else."""
    bench = _Bench([], given_cells(source), [])
    bench.put_only_graded()
    return nbformat.v4.new_notebook(cells=bench.cells)


def _say_other(notebook: NotebookNode) -> str:
    if not any(cell.source.strip() for cell in notebook.cells):
        return "The notebook is empty: it has no cells with anything in them."
    titles = [line.lstrip("# ") for cell in notebook.cells for line in cell.source.splitlines() if line[:2] == "# "]
    title = f' Its title is "{titles[0][:80]}".' if titles else ""
    return f"This is not the notebook of this lesson: none of the lesson's cells were found in it.{title}"


def _say_known(known: list[str], given: int) -> str:
    if len(known) == given:
        return f"The nbgrader settings of all {given} cells were missing; every cell was known by its content."
    cells = "1 cell" if len(known) == 1 else f"{len(known)} cells"
    return f"The nbgrader settings of {cells} were missing; known by content: {', '.join(known)}."


@dataclass
class _Bench:
    """A notebook under repair. `found` says which cell is which given one, by grade id."""

    cells: list[NotebookNode]
    given: dict[str, Given]
    problems: list[str]
    found: dict[str, NotebookNode] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)

    def claim(self) -> None:
        """Take each cell's own word for which one it is; of cells that claim the same, one is right."""
        claims: dict[str, list[NotebookNode]] = {}
        for cell in self.cells:
            meta = cell.metadata.get("nbgrader")
            name = meta.get("grade_id") if isinstance(meta, dict) else None
            if isinstance(name, str) and name in self.given:
                claims.setdefault(name, []).append(cell)
                continue
            cell.metadata.pop("nbgrader", None)
            if isinstance(name, str) and name:
                self.ignored.append(name)
        for name, cells in claims.items():
            self.found[name] = cells[0] if len(cells) == 1 else self._settle(self.given[name], cells)

    def _settle(self, given: Given, cells: list[NotebookNode]) -> NotebookNode:
        changed = [cell for cell in cells if not _untouched(cell, given)]
        if given.kind in (Kind.CHECK, Kind.TEXT):
            kept, why = cells[0], "the first one counts"
        elif len(changed) == 1:
            kept, why = changed[0], "the one you worked on counts"
        else:
            kept, why = cells[-1], "the last one counts"
        for cell in cells:
            if cell is not kept:
                del cell.metadata["nbgrader"]
                if given.kind is Kind.SOLUTION and changed and cell not in changed:
                    _set_aside(cell)
        self._say(f"{given.label} was there {len(cells)} times; {why}.")
        return kept

    def recognise_missing(self) -> None:
        """Give cells whose metadata is gone their identity back, where their content leaves no doubt."""
        known: list[str] = []
        for given in self.given.values():
            if given.id in self.found:
                continue
            cell = recognise(given, [cell for cell in self.cells if not cell.metadata.get("nbgrader")])
            if cell is not None:
                cell.metadata["nbgrader"] = deepcopy(given.cell.metadata["nbgrader"])
                self.found[given.id] = cell
                known.append(given.label)
        if known and self.belongs():
            self._say(_say_known(known, len(self.given)))

    def belongs(self) -> bool:
        """Whether any cell is one of this lesson's; given text may be the same in every lesson, and does not count."""
        return any(self.given[name].kind is not Kind.TEXT for name in self.found)

    def take_solutions_above(self) -> None:
        """Where a stub was left as it was given and an earlier cell defines its names, that cell is the solution.

        Run after it, the stub would undo the learner's function.
        """
        for name, stub in list(self.found.items()):
            given = self.given[name]
            if given.kind is not Kind.SOLUTION or not given.names or not same_source(stub, given):
                continue
            above = [cell for cell in self.cells[: self._index(stub)] if not cell.metadata.get("nbgrader")]
            written = [cell for cell in above if given.names <= defined(cell)]
            if not written:
                continue
            written[-1].metadata["nbgrader"] = deepcopy(given.cell.metadata["nbgrader"])
            self.found[name] = written[-1]
            del stub.metadata["nbgrader"]
            _set_aside(stub)
            names = " and ".join(sorted(given.names))
            self._say(f"{given.label} was left as it was given, and a cell above it defines {names}; that one counts.")

    def say_ignored_ids(self) -> None:
        if self.ignored:
            names = ", ".join(dict.fromkeys(self.ignored))
            self._say(f"Cells with grade ids that this lesson does not have were treated as ordinary cells: {names}.")

    def restore_given(self) -> None:
        """Give every found cell the type, settings and (where it is not the learner's to write) text it was given."""
        for name, cell in self.found.items():
            given = self.given[name]
            if cell.cell_type != given.cell.cell_type:
                self._say(
                    f"{given.label} had become a {cell.cell_type} cell; it is a {given.cell.cell_type} cell again."
                )
                _retype(cell, given.cell.cell_type)
            as_released = any(_has_checksum(cell, source) for source in (cell.source, given.cell.source))
            self._restore_source(cell, given)
            self._restore_settings(cell, given, as_released)

    def _restore_source(self, cell: NotebookNode, given: Given) -> None:
        if given.kind not in (Kind.CHECK, Kind.TEXT) or same_source(cell, given):
            return
        if not _untouched(cell, given):
            extra = _own_work(cell, given)
            kept = "; what you had written in it was kept as a cell of its own" if extra else ""
            self._say(f"{given.label} had been changed; it is as it was given{kept}.")
            if extra:
                self.cells.insert(self._index(cell) + 1, _new_cell(cell.cell_type, extra, self._free_id(cell["id"])))
        cell.source = given.cell.source

    def _restore_settings(self, cell: NotebookNode, given: Given, as_released: bool) -> None:
        """Settings of an earlier release are restored and not told: the lesson has changed, not the learner."""
        theirs, ours = cell.metadata["nbgrader"], given.cell.metadata["nbgrader"]
        excused = IN_CHECKSUM if as_released else ()
        changed = [key for key in SETTINGS if theirs.get(key) != ours.get(key) and key not in excused]
        if changed:
            self._say(
                f"The nbgrader settings of {given.label} had been changed ({', '.join(changed)}); they are restored."
            )
        cell.metadata["nbgrader"] = deepcopy(ours)

    def put_back(self) -> None:
        """Insert the given cells that are missing; never a stub, which would undo a function defined elsewhere."""
        for given in self.given.values():
            if given.id in self.found:
                continue
            if given.kind is Kind.SOLUTION:
                self._say(self._missing_solution(given))
                continue
            self._insert(given)
            self._say(f"{given.label} was missing; it was put back.")

    def put_only_graded(self) -> None:
        """Add the cells that carry points, and say nothing: all that a notebook which is not the lesson's needs."""
        for cell in self.found.values():
            del cell.metadata["nbgrader"]
        self.found.clear()
        for given in self.given.values():
            if given.kind in (Kind.CHECK, Kind.ANSWER):
                self._insert(given)

    def _insert(self, given: Given) -> None:
        cell = deepcopy(given.cell)
        cell["id"] = self._free_id(cell["id"])
        self.cells.insert(self._place(given), cell)
        self.found[given.id] = cell

    def _missing_solution(self, given: Given) -> str:
        if any(given.names & defined(cell) for cell in self.cells):
            names = " and ".join(sorted(given.names))
            return f"{given.label} was missing, but other cells define {names}; they were run as they are."
        return f"{given.label} is missing, and no other cell was recognised in its place."

    def _place(self, given: Given) -> int:
        """After the nearest given cell before it that is there; else before the nearest one after it; else last."""
        others = sorted((self.given[name].place, self._index(cell)) for name, cell in self.found.items())
        before = [index for place, index in others if place < given.place]
        after = [index for place, index in others if place > given.place]
        return before[-1] + 1 if before else after[0] if after else len(self.cells)

    def say_order(self) -> None:
        places = [self.given[name].place for cell in self.cells for name, mine in self.found.items() if mine is cell]
        if places != sorted(places):
            self._say("The cells are not in the lesson's order; they were run in the order of your notebook.")

    def _index(self, cell: NotebookNode) -> int:
        return next(index for index, other in enumerate(self.cells) if other is cell)

    def _free_id(self, wanted: str) -> str:
        taken = {cell["id"] for cell in self.cells}
        return (
            wanted
            if wanted not in taken
            else next(name for number in range(len(taken) + 1) if (name := f"{wanted[:50]}-{number}") not in taken)
        )

    def _say(self, sentence: str) -> None:
        self.problems.append(sentence[0].upper() + sentence[1:])


def _untouched(cell: NotebookNode, given: Given) -> bool:
    """Whether a cell holds what some release of the lesson gave: this one, or the one its checksum was made for."""
    return same_source(cell, given) or _has_checksum(cell, cell.source)


def _has_checksum(cell: NotebookNode, source: str) -> bool:
    """Whether a release made the cell's checksum for this text and for the settings that the cell has."""
    from nbgrader.utils import compute_checksum

    settings = {key: cell[key] for key in ("cell_type", "metadata")}
    try:
        checksum = compute_checksum(NotebookNode(source=source, **settings))
        return bool(cell.metadata["nbgrader"]["checksum"] == checksum)
    except (KeyError, TypeError, ValueError):
        return False


def _own_work(cell: NotebookNode, given: Given) -> str:
    """What a learner wrote into a cell that was not theirs: all of it, without the calls of the check cell."""
    ours = set(tidy(given.cell.source).splitlines())
    lines = cell.source.splitlines()
    written = [line for line in lines if line.rstrip() not in ours and not _is_empty(line, cell)]
    if not written:
        return ""
    if given.kind is Kind.CHECK:
        lines = [line for line in lines if line.rstrip() not in ours]
        if all(_is_call(line, given) or _is_empty(line, cell) for line in lines):
            return ""
    return "\n".join(lines).strip("\n")


def _is_call(line: str, given: Given) -> bool:
    return exercise_of(NotebookNode(source=line)) is not None and line.strip().startswith("check(")


def _is_empty(line: str, cell: NotebookNode) -> bool:
    return not line.strip() or (cell.cell_type == "code" and line.lstrip().startswith("#"))


def _new_cell(kind: str, source: str, name: str) -> NotebookNode:
    makers = {"code": nbformat.v4.new_code_cell, "markdown": nbformat.v4.new_markdown_cell}
    return makers.get(kind, nbformat.v4.new_raw_cell)(source, id=name)


def _retype(cell: NotebookNode, kind: str) -> None:
    cell.cell_type = kind
    if kind == "code":
        cell.update(outputs=[], execution_count=None)
        cell.pop("attachments", None)
    else:
        cell.pop("outputs", None)
        cell.pop("execution_count", None)


def _set_aside(cell: NotebookNode) -> None:
    """Keep an untouched copy of a stub without running it: run last, it would undo the learner's function."""
    _retype(cell, "raw")
