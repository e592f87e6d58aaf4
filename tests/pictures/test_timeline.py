"""The timeline, as text and as a picture."""

from __future__ import annotations

import io
from typing import Any

import pytest

from course_lib.checks.submission import Ending, Outcome, Raised
from course_lib.pictures.picture import _Picture, broken, width_of
from course_lib.pictures.timeline import Timeline, as_text, ending, sentence, steps_of
from course_lib.pictures.watch import Change
from tests.in_a_notebook import CHECK_FAILED, Entries

KEY = {"TableName": "samples", "Key": {"sample_id": {"S": "S-1001"}}}
ITEM = {"sample_id": {"S": "S-1001"}, "version": {"N": "1"}, "stage": {"S": "received"}}


def update(result: str) -> dict[str, Any]:
    return {
        **KEY,
        "UpdateExpression": "SET #r = :r, version = version + :one",
        "ConditionExpression": "version = :seen",
        "ExpressionAttributeNames": {"#r": "result"},
        "ExpressionAttributeValues": {":r": {"S": result}, ":one": {"N": "1"}, ":seen": {"N": "1"}},
    }


def a_race(entry: Entries) -> list[Any]:
    entry("Ana", "GetItem", KEY, {"Item": ITEM})
    entry("Ben", "GetItem", KEY, {"Item": ITEM})
    entry("Ana", "UpdateItem", update("negative"), {})
    entry("Ben", "UpdateItem", update("positive"), None, CHECK_FAILED)
    return entry.made


TWO_LANES = """\
    Ana                                      │ Ben
    ─────────────────────────────────────────┼─────────────────────────────────────────
 1  GetItem S-1001                           │
    → version 1, stage received              │
 2                                           │ GetItem S-1001
                                             │ → version 1, stage received
 3  UpdateItem S-1001                        │
    SET result = "negative",                 │
      version = version + 1                  │
    if version = 1                           │
    → done                                   │
 4                                           │ UpdateItem S-1001
                                             │ SET result = "positive",
                                             │   version = version + 1
                                             │ if version = 1
                                             │ → refused:
                                             │   ConditionalCheckFailedException
    returned True                            │ raised StaleVersion"""


def test_two_lanes_as_text(entry: Entries) -> None:
    """Each caller has a lane, time goes down, and a refusal is said in words."""
    assert as_text(a_race(entry), endings={"Ana": "returned True", "Ben": "raised StaleVersion"}) == TWO_LANES


def test_lanes_in_the_order_asked_for(entry: Entries) -> None:
    """The lanes stand as asked for, also those of callers who sent nothing."""
    head = as_text(a_race(entry), lanes=["Cy", "Ben"]).splitlines()[0]
    assert [name.strip() for name in head.split("│")] == ["Cy", "Ben", "Ana"]


def test_key_of_a_new_item_as_other_calls_name_it(entry: Entries) -> None:
    """A PutItem's key is found in the calls that name the table's key."""
    entry("Ana", "GetItem", KEY, {})
    entry("Ana", "PutItem", {"TableName": "samples", "Item": {"patient_id": {"S": "P-1"}, **ITEM}}, {})
    assert "PutItem S-1001\n" in as_text(entry.made)


@pytest.mark.parametrize("callers", [1, 2, 3, 4, 5, 9])
def test_text_is_never_wider_than_its_place(entry: Entries, callers: int) -> None:
    """88 characters at most, however many callers, however long their names and values."""
    long = {"sample_id": {"S": "S" * 200}, "note": {"S": "x" * 500}, "a" * 100: {"N": "1"}}
    for caller in range(callers):
        entry(f"caller_{'n' * 40}_{caller}", "PutItem", {"TableName": "t", "Item": long}, None, CHECK_FAILED)
    lines = as_text(entry.made).splitlines()
    assert max(map(len, lines)) <= 88
    assert all(line == line.rstrip() for line in lines)


def test_many_callers_stand_under_each_other(entry: Entries) -> None:
    """Five lanes would be too narrow to read."""
    for who in "ABCDE":
        entry(who, "GetItem", KEY, {})
    assert as_text(entry.made, endings={"B": "returned 1"}).splitlines() == [
        " 1  A: GetItem S-1001",
        "      → no item",
        " 2  B: GetItem S-1001",
        "      → no item",
        " 3  C: GetItem S-1001",
        "      → no item",
        " 4  D: GetItem S-1001",
        "      → no item",
        " 5  E: GetItem S-1001",
        "      → no item",
        "    B returned 1",
    ]


def test_names_cannot_break_the_lanes(entry: Entries) -> None:
    """A caller's name is one line of letters that print."""
    entry("Ana\n\x1b[2J│", "GetItem", KEY, {})
    assert as_text(entry.made).splitlines()[0] == "    Ana �[2J│"


def test_nothing_sent() -> None:
    """An empty timeline says so."""
    assert as_text([]) == "Nothing was sent."
    assert repr(Timeline([])) == "Nothing was sent."


def test_alternative_text_says_it_all(entry: Entries) -> None:
    """Whoever cannot see the picture reads who sent what and what came of it; values cannot break out of the tag."""
    entry("you", "GetItem", {"TableName": "samples", "Key": {"sample_id": {"S": '"><script>alert(1)</script>'}}}, {})
    timeline = Timeline(a_race(entry), title="A race")
    assert timeline.alt == (
        "A timeline of 5 calls by you, Ana and Ben. "
        '1: you send GetItem "><script>alert(1)</script>; no item. '
        "2: Ana sends GetItem S-1001; version 1, stage received. "
        "3: Ben sends GetItem S-1001; version 1, stage received. "
        '4: Ana sends UpdateItem S-1001 SET result = "negative", version = version + 1 if version = 1; done. '
        '5: Ben sends UpdateItem S-1001 SET result = "positive", version = version + 1 if version = 1; '
        "refused: ConditionalCheckFailedException."
    )
    html = timeline._repr_mimebundle_()["text/html"]
    assert isinstance(html, str)
    assert "GetItem &quot;&gt;&lt;script&gt;alert(1)" in html
    assert "<script" not in html
    assert '<img alt="A timeline of 5 calls' in html and 'src="data:image/png;base64,iVBOR' in html


def test_alternative_text_ends_with_whole_sentences(entry: Entries) -> None:
    """What a caller came to is one sentence, also when it is said of its function."""
    entry("the shop", "GetItem", KEY, {})
    endings = {"the shop": "The function died here: nothing of it runs on.", "Ana": "returned 130"}
    told = sentence(steps_of(entry.made), ["the shop", "Ana"], endings)
    assert told.endswith("the shop: The function died here: nothing of it runs on. Ana returned 130.")


def test_plain_only(entry: Entries, monkeypatch: pytest.MonkeyPatch) -> None:
    """COURSE_PLAIN=1 leaves the text, under its title."""
    monkeypatch.setenv("COURSE_PLAIN", "1")
    shown = Timeline(a_race(entry), title="A race")._repr_mimebundle_()
    assert list(shown) == ["text/plain"]
    assert str(shown["text/plain"]).startswith("A race\n\n    Ana  ")


def test_picture_is_900_wide_at_twice_the_pixels_and_always_the_same(entry: Entries) -> None:
    """The same calls give the same file; it is a PNG of 1800 pixels."""
    from PIL import Image

    timeline = Timeline(a_race(entry), title="A race")
    png = timeline.png()
    assert Image.open(io.BytesIO(png)).size[0] == 1800
    assert png == timeline.png()
    assert len(png) < 80_000


def test_picture_grows_wider_for_many_callers(entry: Entries) -> None:
    """With eight callers no lane is narrower than 170 CSS pixels."""
    from PIL import Image

    for number in range(8):
        entry(f"caller {number}", "GetItem", KEY, {})
    assert Image.open(io.BytesIO(Timeline(entry.made).png())).size[0] == 2 * (9 * 170 + 8 * 34 + 2 * 14)


def test_picture_of_many_calls_stops_and_says_so(entry: Entries, monkeypatch: pytest.MonkeyPatch) -> None:
    """A picture shows only so many calls, and says how many there were."""
    monkeypatch.setattr("course_lib.pictures.timeline.MOST_STEPS", 3)
    for _ in range(4):
        entry("you", "GetItem", KEY, {})
    html = Timeline(entry.made).html
    assert html.endswith("The first 3 of 4 calls.")
    assert html.count("1: you send GetItem") == 2  # in the alternative text and in what is said of the step
    assert "The first" not in Timeline(entry.made[:3]).html


S = {"sample_id": {"S": "S-1001"}}
STATES: list[tuple[dict[str, Any] | None, dict[str, Any] | None, list[str]]] = [
    (None, {**S, "shelf": {"S": "A-1"}}, ["S-1001", "shelf A-1"]),
    (None, S, ["S-1001", "nothing but its key"]),
    (
        {**S, "shelf": {"S": "A-1"}, "kind": {"S": "swab"}, "result": {"S": "negative"}},
        {**S, "shelf": {"S": "C-9"}, "kind": {"S": "swab"}, "version": {"N": "2"}},
        ["S-1001", "**shelf C-9 (was A-1)", "**version 2", "**result gone (was negative)", "kind swab"],
    ),
    (ITEM, None, ["S-1001", "**no item any more"]),
    (None, None, ["S-1001", "**no item"]),
]


@pytest.mark.parametrize(("before", "after", "lines"), STATES)
def test_item_after_a_write(before: dict[str, Any] | None, after: dict[str, Any] | None, lines: list[str]) -> None:
    """The table's lane shows the item after each write: first and bold what changed, with what was there before."""
    picture = _Picture([], ["Ana", "Ben"], None, {})
    box = picture._state_box(Change("samples", S, before, after), after, before)
    assert [("**" if line.bold else "") + line.text for line in box.lines] == lines


@pytest.mark.parametrize("text", ["ConditionalCheckFailedException", "x" * 200, 'a, b "c d" (e)', "é日本"])
def test_lines_of_a_box_fit(text: str) -> None:
    """Whatever is written into a box is broken into lines that fit, and nothing of it is lost."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # a letter that the font lacks
        lines = broken(text, 150, 12.5)
        assert max(width_of(line, 12.5) for line in lines) <= 150
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_a_long_name_breaks_at_its_seams() -> None:
    """Capitals, underscores and brackets are where a long name may break."""
    assert broken("ConditionalCheckFailedException", 150, 12.5) == ["ConditionalCheckFailed", "Exception"]
    assert broken("attribute_not_exists(sample_id)", 160, 12.5) == ["attribute_not_exists(", "sample_id)"]


def test_endings() -> None:
    """How a caller ended: the value, or the exception; AWS's own words where it has some."""
    conditional = Raised(
        ("ConditionalCheckFailedException", "ClientError", "Exception"),
        "An error occurred (ConditionalCheckFailedException) when calling the PutItem operation: …",
        response={"Error": {"Code": CHECK_FAILED.code, "Message": CHECK_FAILED.message}},
    )
    assert ending(Outcome(Ending.RETURNED, value={"a": [1]})) == "returned {'a': [1]}"
    assert ending(Outcome(Ending.RAISED, raised=Raised(("StaleVersion", "Exception"), ""))) == "raised StaleVersion"
    assert ending(Outcome(Ending.RAISED, raised=conditional)) == (
        "raised ConditionalCheckFailedException: The conditional request failed"
    )
    assert ending(Outcome(Ending.TIMED_OUT, problem="It never came back.")) == "It never came back."
