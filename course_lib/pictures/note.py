"""A few sentences for the learner: a hint, a refusal, an answer explained."""

from __future__ import annotations

from dataclasses import dataclass

from course_lib.pictures.markup import PLAIN, bundle, paragraphs, plain_only, prose


@dataclass(frozen=True)
class Note:
    """A title, and the text under it."""

    title: str
    text: str = ""

    def __repr__(self) -> str:
        return "\n".join(filter(None, [self.title, self.text]))

    @property
    def html(self) -> str:
        return f'<div class="course-box course-none"><p><b>{prose(self.title)}</b></p>{paragraphs(self.text)}</div>'

    def _repr_mimebundle_(self, **_: object) -> dict[str, object]:
        return bundle(repr(self), self.html)


@dataclass(frozen=True)
class Code:
    """Python source, coloured where the viewer can."""

    source: str

    def __repr__(self) -> str:
        return self.source

    def _repr_mimebundle_(self, **_: object) -> dict[str, object]:
        rich = {} if plain_only() else {"text/markdown": f"```python\n{self.source.rstrip()}\n```"}
        return {PLAIN: self.source, **rich}
