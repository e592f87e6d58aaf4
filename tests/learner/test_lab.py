"""The lab that a notebook opens."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from course_lib import open_lab
from course_lib.aws.sdk import wall
from course_lib.errors import CourseError, NotFound
from course_lib.lab import Lab, current
from tests.in_a_notebook import claims_blindly, claims_well

OPENED = """\
The lab demo is open.
  Tables:  seats
  Region:  us-east-1
  Privacy: Nothing leaves this machine. Your own AWS account is not used."""


def test_says_what_it_holds(lab: Lab) -> None:
    """An open lab names its tables and the region, and says that nothing leaves the machine."""
    assert repr(lab) == OPENED
    html = str(lab._repr_mimebundle_()["text/html"])
    assert "<dt>Tables</dt><dd>seats</dd>" in html
    assert "Nothing leaves this machine." in html


def test_unknown_lesson(nobody_before: None) -> None:
    """A slip gets a suggestion."""
    with pytest.raises(NotFound, match="^There is no lesson 'conditional_write'. Did you mean 'conditional_writes'?"):
        open_lab("conditional_write")


def test_no_lab_open(nobody_before: None) -> None:
    """Whatever needs a lab says how to open one."""
    with pytest.raises(CourseError, match="^No lab is open yet. Run the cell near the top that says open_lab"):
        current()


def test_plain_boto3_talks_to_the_lab_opened_last(lab: Lab, seats: Any) -> None:
    """Opening a lab closes the one before, and clients made earlier talk to the new one."""
    seats.put_item(Item={"seat": "1C"})
    reopened = open_lab("demo")
    try:
        assert current() is reopened is not lab
        assert seats.scan()["Items"] == []
    finally:
        reopened.close()
        wall.close()


def test_a_second_lab_says_what_it_replaced(lab: Lab) -> None:
    """A notebook has one lab; whoever opens another one, or the same again, is told what is gone."""
    assert "Before" not in repr(lab)
    again = open_lab("demo")
    other = open_lab("conditional_writes")
    try:
        assert "  Before:  It was open already, and is now as at the beginning: what your code had" in repr(again)
        assert "  Before:  The lab demo was open in this notebook, and is closed now. A notebook has one" in repr(other)
    finally:
        other.close()
        wall.close()


def test_reset_starts_afresh(lab: Lab, seats: Any) -> None:
    """Reset puts back the scenario; the learner's clients go on working."""
    seats.put_item(Item={"seat": "1C"})
    lab.clock.advance(days=3)
    lab.reset()
    assert seats.scan()["Items"] == []
    assert [entry.operation for entry in lab.cloud.journal.learner_entries()] == ["Scan"]
    assert lab.clock.now().day == 2
    assert current() is lab


def test_table(lab: Lab, seats: Any) -> None:
    """All items of a table, however they were written; looking leaves no trace in the journal."""
    seats.put_item(Item={"seat": "11B", "owner": "<script>"})
    assert repr(lab.table("seats")).splitlines() == [
        "Table seats: 2 items",
        "seat  owner     price",
        "----  --------  -----",
        "11B   <script>",
        "12A   Cy           40",
    ]
    assert "&lt;script&gt;" in str(lab.table("seats")._repr_mimebundle_()["text/html"])
    assert len(lab.cloud.journal.learner_entries()) == 1


def test_table_of_many_pages(lab: Lab) -> None:
    """Every item is there, also beyond DynamoDB's one megabyte a page."""
    table = lab.cloud.resource("dynamodb", who="course").Table("seats")
    for number in range(4):
        table.put_item(Item={"seat": f"S{number}", "note": "x" * 350_000})
    assert len(lab.table("seats")) == 5


def test_unknown_table(lab: Lab) -> None:
    """A slip gets a suggestion."""
    with pytest.raises(NotFound, match="^There is no table 'seat'. Did you mean 'seats'?"):
        lab.table("seat")


def test_journal(lab: Lab, seats: Any) -> None:
    """What my code sent, numbered from 1, with what came of it; an error is in there too."""
    assert repr(lab.journal()) == "What your code sent\nYour code has sent nothing yet."
    seats.get_item(Key={"seat": "12A"})
    with pytest.raises(ClientError):
        seats.put_item(Item={"seat": "12A"}, ConditionExpression="attribute_not_exists(seat)")
    seats.scan()
    assert repr(lab.journal()).splitlines() == [
        "What your code sent",
        "number  who  operation  what                                     result or error",
        "------  ---  ---------  ---------------------------------------  ----------------------------------------",
        "     1  you  GetItem    seats 12A                                owner Cy, price 40",
        "     2  you  PutItem    seats 12A if attribute_not_exists(seat)  refused: ConditionalCheckFailedException",
        "     3  you  Scan       seats                                    1 item",
    ]


def test_race_answers_in_the_order_asked_for(lab: Lab) -> None:
    """Two callers who write blindly are both told True; the picture shows what the second overwrote."""
    ana, ben = (lambda dynamodb, who=who: claims_blindly(dynamodb, "1C", who) for who in ("Ana", "Ben"))
    race = lab.race({"Ana": ana, "Ben": ben}, order="Ben Ana")
    assert repr(race).splitlines() == [
        "    Ana                                      │ Ben",
        "    ─────────────────────────────────────────┼─────────────────────────────────────────",
        " 1                                           │ PutItem 1C",
        "                                             │ (owner Ben)",
        "                                             │ → stored",
        " 2  PutItem 1C                               │",
        "    (owner Ana)                              │",
        "    → stored                                 │",
        "    returned True                            │ returned True",
    ]
    assert race.outcomes["Ana"].value is True
    assert "Now 1C: owner Ben. 2: Ana sends" in race.alt
    assert race.alt.endswith("Now 1C: owner Ana. Ana returned True. Ben returned True.")


def test_race_with_conditions(lab: Lab) -> None:
    """With a condition the second caller is told False, and the table stays as it was."""
    callers = {who: lambda dynamodb, who=who: claims_well(dynamodb, "1C", who) for who in ("Ana", "Ben")}
    race = lab.race(callers, order=["Ana", "Ben"])
    assert {who: outcome.value for who, outcome in race.outcomes.items()} == {"Ana": True, "Ben": False}
    assert race.alt.count("Now 1C:") == 1
    assert race.alt.endswith("; refused: ConditionalCheckFailedException. Ana returned True. Ben returned False.")


def test_race_order_names_only_callers(lab: Lab) -> None:
    """A slip in the order gets a suggestion, before anything runs."""
    with pytest.raises(NotFound, match="^There is no caller 'ana'. Did you mean 'Ana'?"):
        lab.race({"Ana": print, "Ben": print}, order="ana Ben")


def test_timeline_begins_at_the_mark(lab: Lab, seats: Any) -> None:
    """A timeline shows what was sent since the lab was opened, a mark, or the last race began."""
    seats.get_item(Key={"seat": "12A"})
    assert len(lab.timeline().entries) == 1
    lab.mark()
    assert repr(lab.timeline("Nothing")) == "Nothing\n\nNothing was sent."
    seats.delete_item(Key={"seat": "12A"})
    lab.table("seats")
    assert lab.timeline().alt == ("A timeline of 1 call by you. 1: you send DeleteItem 12A; done. Now 12A: no item.")
    lab.race({"Ana": lambda dynamodb: claims_blindly(dynamodb, "1C", "Ana")}, order="Ana")
    assert [entry.who for entry in lab.timeline().entries] == ["Ana"]
