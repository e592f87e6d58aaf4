"""A figure of matplotlib with the words that stand for it.

JupyterLab shows an output of `image/png` without the `alt` in its metadata. So the picture is part of a piece of HTML,
and the words are the plain text too.
"""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from html import escape
from io import BytesIO
from typing import Any

from course_lib.pictures.inert import INERT, graded
from course_lib.pictures.markup import bundle, plain_only

PIXELS = 2  # of the file per CSS pixel


@dataclass(frozen=True)
class Described:
    """A figure, and what it shows in words."""

    figure: Any
    alt: str

    def __repr__(self) -> str:
        return self.alt

    def png(self) -> bytes:
        """The picture, in twice the resolution of the page."""
        file = BytesIO()
        self.figure.savefig(file, format="png", dpi=self.figure.dpi * PIXELS)
        return file.getvalue()

    @property
    def html(self) -> str:
        width = round(self.figure.get_figwidth() * self.figure.dpi)
        source = f"data:image/png;base64,{b64encode(self.png()).decode()}"
        style = f"width: 100%; max-width: {width}px"  # as wide as the page, and no wider than it was drawn
        shown = f'<img alt="{escape(self.alt)}" style="{style}" src="{source}">'
        return f"<figure>{shown}</figure>"

    def _repr_mimebundle_(self, **_: object) -> dict[str, object]:
        return bundle(repr(self), "" if plain_only() else self.html)


def described(figure: Any, alt: str) -> Described | Any:
    """Show a figure with a text for those who cannot see it.

    Args:
        figure: a matplotlib Figure.
        alt: what it shows, in words.
    """
    return INERT if graded() else Described(figure, alt)
