"""The exam of transfer_voucher_sql."""

from uuid import UUID

from course_lib.aws.services.mysql.messages import DEADLOCK, LOCK_TIMEOUT
from course_lib.checks import Exam
from course_lib.checks.kit import uses_what_it_is_handed
from course_lib.lessons.transactions import vouchers_sql as lab
from course_lib.lessons.transactions.sql.alone import odd_names, refuses, repeats, transfers
from course_lib.lessons.transactions.sql.together import give_apart, give_both_ways, races, twice_at_once
from course_lib.lessons.transactions.sql.trouble import ends, lets_out, remembers_nothing, survives, tries_again

exam = Exam()


def new_id(submission):
    """A request_id as the uuid module makes it, 36 characters long."""
    return str(UUID(int=submission.random.getrandbits(128), version=4))


def two_players(submission):
    """Two players with a voucher each, which nobody has seen, and what puts them in."""
    random = submission.random
    number = random.randrange(100, 1000)
    one, other = random.sample([f"p-{number}a", f"P-{number}A"], 2)  # alike to whoever orders them without their case
    voucher, its = (f"V-{number}" for number in random.sample(range(2000, 9000), 2))
    players = [{"player_id": name, "vouchers": random.randrange(1, 9), "coins": 1} for name in (one, other)]
    vouchers = [
        {"voucher_id": voucher, "holder": one, "redeemed": False, "euros": 15},
        {"voucher_id": its, "holder": other, "redeemed": False, "euros": 25},
        {"voucher_id": "V-used", "holder": one, "redeemed": True, "euros": 1},
    ]

    def prepare(cloud):
        lab.prepare(cloud)
        lab.put(cloud, "players", *players)
        lab.put(cloud, "vouchers", *vouchers)

    return one, other, voucher, its, prepare


@exam.check(points=2)
def exam_transfers(submission, cloud):
    """A voucher passes from hand to hand, and nothing else changes."""
    one, other, voucher, _, prepare = two_players(submission)
    prepare(cloud)
    transfers(submission, cloud, voucher, one, other, new_id(submission))
    transfers(submission, cloud, voucher, other, "dan", new_id(submission))


@exam.check(points=2)
def exam_refused(submission, cloud):
    """Foreign, missing and redeemed vouchers and unknown receivers are refused, each in its own words."""
    one, other, voucher, its, prepare = two_players(submission)
    prepare(cloud)
    refuses(submission, cloud, voucher, other, "ben", "not_yours", "this voucher is not the sender's")
    refuses(submission, cloud, its, one, other, "not_yours", "the receiver has it, and not from this sender")
    refuses(submission, cloud, "V-none", one, other, "not_yours", "nobody has this voucher")
    refuses(submission, cloud, "V-used", one, other, "redeemed", "this voucher has been used")
    refuses(submission, cloud, voucher, one, "p-none", "no_such_player", "nobody has this player_id")
    given = ("V-none", one, other, new_id(submission))
    uses_what_it_is_handed(cloud, lambda who: submission.transfer_voucher_sql(cloud.engine(who=who), *given))


@exam.check(points=1)
def exam_several_reasons(submission, cloud):
    """Of several true answers the first in the list is returned."""
    one, other, _, _, prepare = two_players(submission)
    prepare(cloud)
    because = "more than one answer is true, and the list says which counts"
    refuses(submission, cloud, "V-used", one, "p-none", "redeemed", because, several=True)
    refuses(submission, cloud, "V-used", other, "ben", "not_yours", because, several=True)


@exam.check(points=1)
def exam_quotes(submission, cloud):
    """Names may hold any sign."""
    number = submission.random.randrange(100, 1000)
    odd_names(submission, cloud, f"d'arc {number}", f"%(x)s {number}%", f"V':{number};--")


@exam.check(points=2)
def exam_made_again(submission, cloud):
    """A call that is made again changes nothing, whatever has become of the voucher."""
    one, other, voucher, _, prepare = two_players(submission)
    prepare(cloud)
    first, second, third = (new_id(submission) for _ in range(3))
    repeats(submission, cloud, voucher, one, other, first)
    repeats(submission, cloud, voucher, other, one, second, (one, other, third))


@exam.check(points=3)
def exam_races(submission, cloud):
    """A voucher that is given to several players at once, or to one of them twice, goes to one of them."""
    one, other, voucher, _, prepare = two_players(submission)
    races(submission, cloud, prepare, voucher, one, (other, "dan"))
    races(submission, cloud, prepare, voucher, one, (other, "dan", "ben"), limit=40)
    twice_at_once(submission, cloud, prepare, voucher, one, other, new_id(submission))


@exam.check(points=2)
def exam_both_ways(submission, cloud):
    """When two players give to each other at once, or to others, all succeed, and no deadlock happens."""
    one, other, voucher, its, prepare = two_players(submission)
    give_both_ways(submission, cloud, prepare, (voucher, one), (its, other))
    give_apart(submission, cloud, prepare, (voucher, one, "cleo"), (its, other, "dan"))


@exam.check(points=2)
def exam_crash(submission, cloud):
    """Wherever the program or its connection ends, and the call is made again, the voucher is transferred once."""
    one, other, voucher, its, prepare = two_players(submission)
    survives(submission, cloud, prepare, voucher, one, other, new_id(submission))
    remembers_nothing(submission, cloud, its, other, one, new_id(submission))


@exam.check(points=2)
def exam_deadlock(submission, cloud):
    """If any statement meets a deadlock or waits too long for a lock, the call still succeeds."""
    one, other, voucher, _, prepare = two_players(submission)
    tries_again(submission, cloud, prepare, voucher, one, other, new_id(submission))


@exam.check(points=1)
def exam_gives_up(submission, cloud):
    """When no try succeeds, the error comes out after a few; an error that is not about locks comes out too."""
    one, other, voucher, _, prepare = two_players(submission)
    prepare(cloud)
    for error in (DEADLOCK, LOCK_TIMEOUT):
        ends(submission, cloud, error, voucher, one, other, new_id(submission))
    lets_out(submission, cloud, voucher, one, other, new_id(submission))
