"""A piece of the course's HTML."""

from __future__ import annotations

from course_lib.pictures.markup import page


def test_code_is_no_formula():
    r"""JupyterLab and nbconvert typeset `\[…\]` and `$…$` wherever MathJax is not told to leave them."""
    opening = page(r'<p>re.fullmatch(r"\[(.+)\]", entry) of $LATEST, not $HOME</p>').partition("<p>")[0]

    assert "mathjax_ignore" in opening  # MathJax 3 and later, as in JupyterLab
    assert "tex2jax_ignore" in opening  # MathJax 2, as in nbconvert's pages
