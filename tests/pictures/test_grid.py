"""Tables of text."""

from __future__ import annotations

from course_lib.lab import items_grid
from course_lib.pictures.grid import Grid


def test_items_as_text() -> None:
    """Keys come first, the others by name; items by key; a missing attribute is blank; numbers stand to the right."""
    items = [
        {"row": {"N": "10"}, "seat": {"S": "A"}, "price": {"N": "40"}, "by": {"S": "Ana"}},
        {"row": {"N": "9"}, "seat": {"S": "B"}, "extras": {"L": [{"S": "meal"}]}},
    ]
    assert repr(items_grid("seats", ["row", "seat"], items)).splitlines() == [
        "Table seats: 2 items",
        "row  seat  by   extras    price",
        "---  ----  ---  --------  -----",
        '  9  B          ["meal"]',
        " 10  A     Ana               40",
    ]


def test_no_items() -> None:
    """An empty table says that it is empty."""
    assert repr(items_grid("seats", ["seat"], [])) == "Table seats: 0 items\nIt has no items."


def test_values_are_escaped() -> None:
    """Whatever a learner stored is shown, not run."""
    script = "<script>alert('x')</script>"
    html = items_grid("seats", ["seat"], [{"seat": {"S": script}, script: {"S": "&"}}]).html
    assert "<script" not in html
    assert html.count("&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;") == 2
    assert "<td>&amp;</td>" in html


def test_a_long_cell_is_broken_not_cut() -> None:
    """Text of more than 40 characters goes on in the next line."""
    grid = Grid(
        "T", ["what", "n"], [["refused: ConditionalCheckFailedException, stored: x", "1"]], numbers=frozenset("n")
    )
    assert repr(grid).splitlines() == [
        "T",
        "what                                n",
        "----------------------------------  -",
        "refused:                            1",
        "  ConditionalCheckFailedException,",
        "  stored: x",
    ]
