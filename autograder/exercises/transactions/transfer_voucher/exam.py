"""The exam of transfer_voucher."""

from functools import partial
from itertools import product
from uuid import UUID

from course_lib.checks import Exam, expect_client_error
from course_lib.checks.kit import busy, uses_what_it_is_handed
from course_lib.lessons.transactions import data as lab
from course_lib.lessons.transactions.practice.transfer_voucher import (
    conflicts_twice,
    disturbed,
    hears_nothing,
    lets_errors_out,
    meets_transaction,
    races,
    refuses,
    refuses_oneself,
    repeats,
    survives,
    there_and_back,
    transfers,
    transfers_alike,
)

exam = Exam()


def request_id(submission):
    """A token as the uuid module makes it, 36 characters long."""
    return str(UUID(int=submission.random.getrandbits(128), version=4))


def two_players(submission):
    """Two players and a voucher which nobody has seen, and what puts them in."""
    random = submission.random
    one, other = (f"p-{number}" for number in random.sample(range(100, 1000), 2))
    voucher = f"V-{random.randrange(2000, 9000)}"
    giver = {"player_id": one, "vouchers": random.randrange(2, 9), "coins": 1, "home": "Lund"}
    taker = {"player_id": other, "coins": random.randrange(1, 90), "guild": "Otters"}

    def prepare(cloud):
        lab.prepare(cloud)
        lab.put(cloud, "players", giver, taker)
        new = {"voucher_id": voucher, "holder": one, "redeemed": False, "euros": 15, "text": "Happy birthday"}
        lab.put(cloud, "vouchers", new)

    return one, other, voucher, prepare


@exam.check(points=2)
def exam_transfers(submission, cloud):
    """A voucher passes from hand to hand, and nothing else changes."""
    one, other, voucher, prepare = two_players(submission)
    prepare(cloud)
    transfers(submission, cloud, voucher, one, other, request_id(submission))
    transfers(submission, cloud, voucher, other, "dan", request_id(submission))
    lab.put(cloud, "players", {"player_id": "\u00e9 #1", "vouchers": 10**37}, {"player_id": "e\u0301", "vouchers": 0})
    lab.put(cloud, "vouchers", {"voucher_id": ":v", "holder": "\u00e9 #1", "value": 5, "status": None})
    transfers(submission, cloud, ":v", "\u00e9 #1", "e\u0301", "x")
    names = ("E\u0301", "e\u0301", "\u00e9", "e", "e ", "01", "1")
    transfers_alike(submission, cloud, "V-alike", names, [request_id(submission) for _ in names])
    lab.put(cloud, "players", {"player_id": "giver", "vouchers": 9})
    for number, redeemed in enumerate((False, None, "", 0, "no")):  # nothing but True says that it is redeemed
        lab.put(cloud, "vouchers", {"voucher_id": f"V-{number}", "holder": "giver", "redeemed": redeemed})
        transfers(submission, cloud, f"V-{number}", "giver", one, request_id(submission))


@exam.check(points=2)
def exam_refused(submission, cloud):
    """Foreign, missing and redeemed vouchers and unknown receivers are refused, each in its own words."""
    one, other, voucher, prepare = two_players(submission)
    prepare(cloud)
    lab.put(cloud, "vouchers", {"voucher_id": "V-used", "holder": one, "redeemed": True, "euros": 1})
    refuses(submission, cloud, voucher, other, "ben", "not_yours", "this voucher is not the sender's")
    refuses(submission, cloud, "V-none", one, other, "not_yours", "nobody has this voucher")
    refuses(submission, cloud, "V-used", one, other, "redeemed", "this voucher has been used")
    refuses(submission, cloud, voucher, "p-none", other, "not_yours", "whoever is no player holds nothing")
    lab.put(cloud, "players", {"player_id": "used up", "vouchers": 0})
    lab.put(cloud, "vouchers", {"voucher_id": "V-last", "holder": "used up", "redeemed": True})
    refuses(
        submission, cloud, "V-last", "used up", other, "redeemed", "this voucher has been used, as all the sender's"
    )
    call = partial(submission.transfer_voucher, voucher_id="V-none", sender=one, receiver=other)
    uses_what_it_is_handed(cloud, lambda who: call(cloud.resource("dynamodb", who=who), request_id=f"none, {who}"))
    mine = request_id(submission)
    because = "nobody has this player_id"
    refuses(submission, cloud, voucher, one, "p-none", "no_such_player", because, request_id=mine)
    refuses(submission, cloud, "V-102", one, "ben", "not_yours", "ben has it, and not from this sender", guess=True)
    lab.put(cloud, "players", {"player_id": "p-none"})
    transfers(submission, cloud, voucher, one, "p-none", mine)  # what was refused can be made again
    refuses(submission, cloud, voucher, one, "p-none", "not_yours", "this is another transfer", guess=True)


@exam.check(points=1)
def exam_several_reasons(submission, cloud):
    """Of several true answers the first in the list is returned."""
    one, other, _, prepare = two_players(submission)
    prepare(cloud)
    lab.put(cloud, "vouchers", {"voucher_id": "V-used", "holder": one, "redeemed": True, "euros": 1})
    because = "more than one answer is true, and the list says which counts"
    refuses(submission, cloud, "V-used", one, "p-none", "redeemed", because, several=True)
    refuses(submission, cloud, "V-used", other, "ben", "not_yours", because, several=True)


@exam.check(points=2)
def exam_made_again(submission, cloud):
    """A call that is made again changes nothing, whatever has become of the voucher."""
    one, other, voucher, prepare = two_players(submission)
    prepare(cloud)
    first, second, third = (request_id(submission) for _ in range(3))
    now = cloud.clock.now()
    cloud.clock.advance(days=1, hours=-now.hour, minutes=-now.minute, seconds=-now.second - 5)  # a day ends
    repeats(submission, cloud, voucher, one, other, first, seconds=540)
    repeats(submission, cloud, voucher, other, one, second, (one, other, third), seconds=300)


@exam.check(points=2)
def exam_crash(submission, cloud):
    """Wherever the program ends or loses touch, and is started again, the voucher is transferred once."""
    one, other, voucher, prepare = two_players(submission)
    survives(submission, cloud, prepare, voucher, one, other, request_id(submission))
    prepare(cloud)
    hears_nothing(submission, cloud, voucher, one, other, request_id(submission))


@exam.check(points=2)
def exam_race(submission, cloud):
    """A voucher that is given to several players at once goes to one of them."""
    one, other, voucher, prepare = two_players(submission)
    races(submission, cloud, prepare, voucher, one, (other, "dan"))
    races(submission, cloud, prepare, voucher, one, (other, "dan", "ben"), limit=15)


@exam.check(points=2)
def exam_mixed_reasons(submission, cloud):
    """Where others are in the way too, an answer is true whatever they do; if it cannot be, the error comes out."""
    one, _, voucher, prepare = two_players(submission)
    prepare(cloud)
    lab.put(cloud, "vouchers", {"voucher_id": "V-used", "holder": one, "redeemed": True})
    vouchers = {"V-none": "not_yours", "V-102": "not_yours", "V-used": "redeemed", voucher: None}
    receivers = {"p-none": "no_such_player", "dan": None}
    pairs = product(vouchers.items(), receivers.items())
    disturbed(submission, cloud, [(each, one, other, first or second) for (each, first), (other, second) in pairs])


@exam.check(points=1)
def exam_two_requests(submission, cloud):
    """Calls with other request_ids are other transfers, however alike these are."""
    one, other, voucher, prepare = two_players(submission)
    prepare(cloud)
    there_and_back(submission, cloud, voucher, one, other, request_id(submission).replace("-", "a", 1))


@exam.check(points=1)
def exam_conflict_first(submission, cloud):
    """After a conflict the transfer is made once, by whatever call."""
    one, other, voucher, prepare = two_players(submission)
    conflicts_twice(submission, cloud, prepare, voucher, one, other, request_id(submission))


@exam.check(points=1)
def exam_to_oneself(submission, cloud):
    """A transfer to oneself is a ValueError, and nothing is sent."""
    one, _, voucher, prepare = two_players(submission)
    prepare(cloud)
    refuses_oneself(submission, cloud, voucher, one)


@exam.check(points=1)
def exam_other_failures(submission, cloud):
    """A conflict, a busy table and a request_id that was used for another transfer are passed on as errors."""
    one, other, voucher, prepare = two_players(submission)
    prepare(cloud)
    meets_transaction(submission, cloud, voucher, one, other, request_id(submission))
    because = "nobody has looked at the voucher"
    mine = request_id(submission)
    dynamodb = cloud.resource("dynamodb")
    with busy(cloud), expect_client_error("ProvisionedThroughputExceededException", because, advice="not_a_condition"):
        submission.transfer_voucher(dynamodb, voucher, one, other, mine)
    transfers(submission, cloud, "V-102", "ben", "cleo", mine)
    because = "this request_id names another transfer"
    with expect_client_error("IdempotentParameterMismatchException", because, advice=("mismatch", "token")):
        submission.transfer_voucher(dynamodb, voucher, one, other, mine)
    lets_errors_out(submission, cloud, "V-100", "ana", "ben", request_id(submission))
    lets_errors_out(submission, cloud, "V-999", "ana", "ben", request_id(submission))
