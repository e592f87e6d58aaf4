"""A figure that is shown with the words that stand for it."""

from __future__ import annotations

from matplotlib.figure import Figure

from course_lib.pictures.figure import described


def bars():
    figure = Figure(figsize=(4, 2))
    figure.subplots().bar(["a", "b"], [1, 2])
    return figure


def test_the_words_stand_for_the_picture():
    """A screen reader gets them as the image's alt text, a log as plain text."""
    shown = described(bars(), 'Two bars, "a" lower than b.')._repr_mimebundle_()

    assert shown["text/plain"] == 'Two bars, "a" lower than b.'
    assert (
        '<img alt="Two bars, &quot;a&quot; lower than b." style="width: 100%; max-width: 400px" src="data:image/png'
        in (shown["text/html"])
    )


def test_plain_text_alone_where_it_is_wanted(monkeypatch):
    """Where outputs are compared, there is no picture."""
    monkeypatch.setenv("COURSE_PLAIN", "1")

    assert described(bars(), "Two bars.")._repr_mimebundle_() == {"text/plain": "Two bars."}


def test_nothing_is_drawn_while_a_notebook_is_graded(monkeypatch):
    """As with all views."""
    monkeypatch.setenv("COURSE_GRADED", "1")

    assert "Two bars." not in repr(described(None, "Two bars."))
