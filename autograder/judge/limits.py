"""How much a submission may take."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Bounds on one submission, in seconds of real time.

    Attributes:
        cell: one cell of the notebook.
        notebook: all cells together.
        call: one call of a learner's function, from its start or its last AWS answer to its next request or its end.
        restarts: how many cells may have to be skipped because they never end or end the process.
    """

    cell: float = 10
    notebook: float = 60
    call: float = 5
    restarts: int = 5
