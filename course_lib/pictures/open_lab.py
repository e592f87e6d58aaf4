"""What a picture asks of an open lab; the lab itself stands above the pictures, so that they do not import it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from course_lib.aws.account import Cloud
    from course_lib.pictures.timeline import Timeline


class OpenLab(Protocol):
    """A lab, as `open_lab` gives it."""

    cloud: Cloud

    def timeline(self, title: str | None = None) -> Timeline:
        """A picture of what was sent since the lab was opened, or was told to begin anew."""
