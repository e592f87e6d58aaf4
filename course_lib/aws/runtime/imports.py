"""What a function's code can import: its own files, Python's library, and what AWS puts into its Python runtime.

A function that needs anything else brings it in its zip file. So what is installed on this machine, and what AWS does
not have, is hidden from a function's code, and from that alone.

Source: Lambda developer guide, "Building Lambda functions with Python" (the runtime includes boto3 and its
dependencies).
"""

from __future__ import annotations

import builtins
import importlib
import sys
from collections.abc import Mapping, Sequence
from importlib.machinery import PathFinder
from pathlib import Path
from types import ModuleType

INCLUDED = frozenset("awslambdaric boto3 botocore dateutil jmespath s3transfer six urllib3".split())
_REAL, _REAL_MODULE = builtins.__import__, importlib.import_module


def hide_others(task: Path) -> None:
    """Let code in this folder import only what it could on AWS."""

    def look_at(name: str, space: Mapping[str, object]) -> None:
        top = name.partition(".")[0]
        if (
            top in sys.stdlib_module_names
            or top in INCLUDED
            or not str(space.get("__file__", "")).startswith(str(task))
        ):
            return
        if PathFinder.find_spec(top, [str(task)]) is None:
            raise ModuleNotFoundError(f"No module named '{top}'", name=top)

    def taken(
        name: str,
        globals: Mapping[str, object] | None = None,
        locals: Mapping[str, object] | None = None,
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> ModuleType:
        if level == 0:
            look_at(name, sys._getframe(1).f_globals if globals is None else globals)
        return _REAL(name, globals, locals, fromlist or (), level)

    def taken_module(name: str, package: str | None = None) -> ModuleType:
        if not name.startswith("."):
            look_at(name, sys._getframe(1).f_globals)
        return _REAL_MODULE(name, package)

    builtins.__import__ = taken
    importlib.import_module = taken_module
