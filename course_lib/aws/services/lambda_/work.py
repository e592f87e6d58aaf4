"""How long a function's work takes, and what it costs, as memory has it.

A function's zip file declares its work in `work.json`: a part that one thread has to do alone, and a part that can be
split. What is declared takes time on the cloud's clock; no code of a function runs.

Sources: Lambda developer guide, "Configure Lambda function memory" (CPU in proportion to memory, 1,769 MB are one
vCPU); AWS What's New, December 2020 (10,240 MB, six vCPUs); AWS Compute Blog, "AWS Lambda standardizes billing for INIT
phase" (from 1 August 2025 on, INIT is billed for every function); pricing page (by the millisecond, rounded up).
"""

from __future__ import annotations

import io
import json
import math
import random
import zipfile
from dataclasses import asdict, dataclass, fields

MB_PER_VCPU = 1769
MOST_VCPUS = 6
FILE = "work.json"
NOISE = 0.03  # a call takes up to so much longer than the least
_HANDLER = '"""The work is declared in work.json."""\n\n\ndef handler(event, context):\n    return {"done": True}\n'


@dataclass(frozen=True)
class Work:
    """What a function does in one call.

    Attributes:
        serial_ms: what one thread has to do alone, in milliseconds of one whole vCPU.
        parallel_ms: what can be split, in milliseconds of one whole vCPU.
        processes: among how many processes it is split. With 1, threads or not, Python computes one thing at a time.
        waiting_ms: in which the function waits for others, whatever its memory.
        init_ms: of a new instance, before its first call.
        needs_mb: with less memory it is killed.
    """

    serial_ms: float = 0.0
    parallel_ms: float = 0.0
    processes: int = 1
    waiting_ms: float = 0.0
    init_ms: float = 200.0
    needs_mb: int = 60

    def least_ms(self, memory_mb: int) -> float:
        """How long a call takes at least, without INIT.

        Args:
            memory_mb: of the function.
        """
        cpu = vcpus(memory_mb)
        apart = min(cpu, max(1, self.processes)) if cpu > 1 else cpu
        return self.waiting_ms + self.serial_ms / min(1.0, cpu) + self.parallel_ms / apart


def vcpus(memory_mb: int) -> float:
    """How much processor a function has.

    Args:
        memory_mb: of the function.
    """
    return min(memory_mb / MB_PER_VCPU, MOST_VCPUS)


@dataclass(frozen=True)
class Run:
    """One call's times in milliseconds."""

    duration_ms: float
    init_ms: float

    @property
    def billed_ms(self) -> int:
        """What is paid for."""
        return math.ceil(self.duration_ms + self.init_ms)


def run(work: Work, memory_mb: int, cold: bool, seed: str) -> Run:
    """How long one call takes.

    Args:
        work: what it does.
        memory_mb: of the function.
        cold: whether its instance is new.
        seed: of the noise; the same again gives the same.
    """
    chance = random.Random(seed)
    duration = work.least_ms(memory_mb) * (1 + NOISE * chance.random())
    init = work.init_ms * (1 + NOISE * chance.random()) if cold else 0.0
    return Run(round(duration, 2), round(init, 2))


def zip_of(work: Work) -> bytes:
    """A zip file for `create_function` or `update_function_code` whose function does this work.

    Args:
        work: what a call does.
    """
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in (("index.py", _HANDLER), (FILE, json.dumps(asdict(work), sort_keys=True))):
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), text)
    return content.getvalue()


def declared(text: bytes) -> Work:
    """The work that a zip file's `work.json` declares.

    Raises:
        ValueError: it declares none.
    """
    told = json.loads(text)
    names = {each.name for each in fields(Work)}
    if not isinstance(told, dict) or not told.keys() <= names:
        raise ValueError(f"{FILE} takes {', '.join(sorted(names))}")
    if any(isinstance(value, bool) or not isinstance(value, int | float) or value < 0 for value in told.values()):
        raise ValueError(f"{FILE} takes numbers that are not negative")
    return Work(**told)
