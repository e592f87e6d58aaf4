"""What the lesson transactions says of its own tables is so; the rest is in `test_lessons`."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from autograder.exercises.transactions.plan import sizes
from course_lib.aws.account import Cloud
from course_lib.lessons.transactions import data as scenario
from course_lib.lessons.transactions.practice.plan import CASES


def test_reserved_words():
    """No attribute needs a placeholder."""
    from moto.dynamodb.parsing.reserved_keywords import ReservedKeywords

    names = {name for item in [*scenario.PLAYERS, *scenario.ITEMS, *scenario.VOUCHERS] for name in item}
    assert {name for name in names if name.upper() in ReservedKeywords.get_reserved_keywords()} == set()


def test_counts_agree_with_the_vouchers():
    """A player's `vouchers` are those that name the player as holder and are not redeemed."""
    held = [voucher["holder"] for voucher in scenario.VOUCHERS if not voucher["redeemed"]]
    assert {player["player_id"]: player.get("vouchers", 0) for player in scenario.PLAYERS} == {
        player["player_id"]: held.count(player["player_id"]) for player in scenario.PLAYERS
    }


def test_a_transaction_under_way_refuses_others_until_it_ends():
    """`under_way` takes items as a real one does, writes nothing, and gives them back."""
    with Cloud() as cloud:
        scenario.prepare(cloud)
        before = scenario.everything(cloud)
        with scenario.under_way(cloud, [("players", "ana")]), pytest.raises(ClientError) as refused:
            scenario.transfer(cloud, "V-100", "ana", "ben")
        codes = [reason["Code"] for reason in refused.value.response["CancellationReasons"]]
        assert codes == ["None", "TransactionConflict", "None"]
        assert scenario.everything(cloud) == before
        scenario.transfer(cloud, "V-100", "ana", "ben")
        assert scenario.stored(cloud, "vouchers", "V-100")["holder"] == "ben"


@pytest.mark.parametrize("name", CASES)
def test_what_practice_knows_of_a_plan_is_what_the_exam_measures(name):
    """The visible checks of `plan` have sizes and counts as numbers, since what works them out is the exercise."""
    case = CASES[name]
    actions = [known.action for known in case.known]
    measured = sizes.measured(actions, case.most_bytes)
    assert case.enough == measured.enough
    assert [known.size for known in case.known if known.size != 40] == [
        other.size for known, other in zip(case.known, measured.known, strict=True) if known.size != 40
    ]
    assert all(other.size <= 40 for known, other in zip(case.known, measured.known, strict=True) if known.size == 40)
    places = [known.item for known in measured.known]
    for position, known in enumerate(case.known):
        same = [other.item == known.item for other in case.known]
        assert same == [place == places[position] for place in places]
