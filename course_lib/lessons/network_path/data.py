"""What the lesson starts from: a shop's network in which everything works that should."""

from __future__ import annotations

from typing import Any

from course_lib.lessons.network_path.networks import build

SERVICES = ("ec2", "iam", "lambda", "elbv2")
DATABASES = ("mysql",)


def prepare(cloud: Any) -> None:
    """Make the network that the lesson starts from."""
    build(cloud)
