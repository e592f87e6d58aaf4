"""EC2's operations, a module for each kind of thing; each names its own in `OPERATIONS`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from course_lib.aws.services.ec2.state import State

Params = Mapping[str, Any]
Operation = Callable[[State, Params], dict[str, Any]]
