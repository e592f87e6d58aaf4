"""Every attack of the catalogue earns what it deserves, learns nothing, and harms nobody."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.attacks.catalogue import FAMILIES, RIGHT, Attack
from tests.attacks.outcome import WALLED, said, verdicts

pytestmark = pytest.mark.skipif(not WALLED, reason="bubblewrap is not installed")

POINTS = (1, 2, 1, 3)
ROOT = Path(__file__).parent.parent.parent
SECRET = ("heron", "autograder/judge", "exam.py", str(ROOT), "Traceback", "We expected", "You called")
ATTACKS = [pytest.param(each, id=f"{family}: {each.name}") for family, found in FAMILIES.items() for each in found]


@pytest.mark.parametrize("one", ATTACKS)
def test_an_attack_earns_only_what_it_deserves(attack, one: Attack):
    """Its verdicts and points are exactly these, nothing secret is told, and the next submission is judged as ever."""
    result = attack(*one.cells, **one.limits)

    assert verdicts(result) == one.comes_to, said(result)
    earned = sum(points for points, letter in zip(POINTS, one.comes_to, strict=True) if letter == "p")
    assert (result.points, result.max) == (earned, 8)
    assert [word for word in SECRET if word in said(result)] == []
    assert all(sign.isprintable() or sign in "\n\t" for sign in said(result))
    assert verdicts(attack(RIGHT)) == "pppp"
