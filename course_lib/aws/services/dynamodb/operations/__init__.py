"""The item operations: each module here that answers some has them in its `OPERATIONS`, by AWS's names."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from course_lib.aws.http.messages import Call

Operation = Callable[[Call], dict[str, Any]]


def operations() -> Mapping[str, Operation]:
    """Which function answers which operation, found by listing this folder."""
    modules = [import_module(f"{__name__}.{each.name}") for each in pkgutil.iter_modules(__path__)]
    return {name: answer for module in modules for name, answer in getattr(module, "OPERATIONS", {}).items()}
