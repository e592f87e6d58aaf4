"""A picture with sliders, where widgets work; elsewhere the picture as it begins."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from course_lib.pictures.markup import page, plain_only
from course_lib.pictures.widgets import WIDGET, widgets_work


@dataclass(frozen=True)
class Slider:
    """One slider.

    Attributes:
        name: of the parameter that it sets.
        label: what stands beside it.
        value: where it begins.
        least, most, step: its ends, and how far one move goes; whole numbers, or not.
    """

    name: str
    label: str
    value: float
    least: float
    most: float
    step: float = 1


@dataclass
class Sliders:
    """What `draw` gives, drawn anew whenever a slider is moved.

    Args:
        draw: makes a picture (with `html` and `_repr_mimebundle_`) of the sliders' values, by name.
        sliders: from top to bottom.
    """

    draw: Callable[..., Any]
    sliders: Sequence[Slider]
    _widget: Any = field(default=None, repr=False)

    def _first(self) -> Any:
        return self.draw(**{slider.name: slider.value for slider in self.sliders})

    def __repr__(self) -> str:
        return repr(self._first())

    def _repr_mimebundle_(self, **_: object) -> dict[str, object]:
        first = self._first()
        shown: dict[str, object] = first._repr_mimebundle_()
        if plain_only() or not widgets_work():
            return shown
        self._widget = self._widget or self._make(first)
        return {**shown, WIDGET: self._widget._repr_mimebundle_().get(WIDGET)}

    def _make(self, first: Any) -> Any:
        import ipywidgets as widgets  # starts slowly

        made = {slider.name: _widget(slider) for slider in self.sliders}
        picture = widgets.HTML(page(first.html))

        def draw(_: Any) -> None:
            picture.value = page(self.draw(**{name: each.value for name, each in made.items()}).html)

        for each in made.values():
            each.observe(draw, names="value")
        return widgets.VBox([*made.values(), picture])


def _widget(slider: Slider) -> Any:
    import ipywidgets as widgets

    whole = all(isinstance(each, int) for each in (slider.value, slider.least, slider.most, slider.step))
    return (widgets.IntSlider if whole else widgets.FloatSlider)(
        value=slider.value,
        min=slider.least,
        max=slider.most,
        step=slider.step,
        description=slider.label,
        continuous_update=False,
        layout=widgets.Layout(width="480px"),
        style={"description_width": "120px"},
    )
