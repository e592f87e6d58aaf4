"""transfer_voucher_sql: one transaction block, locks in a fixed order, and all of it again after a deadlock."""

from course_lib.aws.services.mysql.messages import DEADLOCK
from course_lib.checks import Exercise, Reason
from course_lib.checks.kit import answered_none_of
from course_lib.lessons.transactions import vouchers_sql as lab
from course_lib.lessons.transactions.sql import seen
from course_lib.lessons.transactions.sql.alone import odd_names, refuses, repeats, transfers
from course_lib.lessons.transactions.sql.together import give_apart, give_both_ways, races, twice_at_once
from course_lib.lessons.transactions.sql.trouble import ends, lets_out, survives, tries_again

exercise = Exercise(
    call="transfer_voucher_sql(engine, voucher_id, sender, receiver, request_id)",
    section='Part 6, "The same transfer in SQL"',
    hints=(
        "Which row can two callers fight over? Whoever locks it first decides, and the other one waits. And which row "
        "tells that this very transfer was made before, if it is written in the same transaction?",
        "In one `with engine.begin() as connection:` block: lock the voucher with SELECT … FOR UPDATE, look whether "
        "transfers has the request_id, decide, lock the two players in the order of their names, write. Around the "
        "block a loop: after OperationalError with error.orig.args[0] of 1213 or 1205, run the whole block again.",
        'text("SELECT holder, redeemed FROM vouchers WHERE voucher_id = :v FOR UPDATE"), then "SELECT 1 FROM transfers '
        'WHERE request_id = :r"; for player in sorted([sender, receiver]): "UPDATE players SET vouchers = vouchers + '
        ':change WHERE player_id = :player", whose rowcount is 0 if there is no such player: then roll back. Last '
        '"UPDATE vouchers SET holder = …" and "INSERT INTO transfers …".',
    ),
    advice={
        "answer": Reason(
            'Return exactly one of the texts in the list, such as "transferred".',
            when=answered_none_of(seen.TEXTS),
        ),
        "other_errors": Reason(
            "Only 1213 and 1205 are worth another try, and no error is an answer. Pass all others on "
            "with a bare `raise`.",
            when=seen.refused_in_the_dark,
        ),
        "commit": Reason(
            "Nothing of it is in the database afterwards. A transaction that is not committed is rolled back: "
            "use `with engine.begin() as connection:`, which commits at the end of the block, or call "
            "connection.commit().",
            when=seen.never_committed,
        ),
        "one_transaction": Reason(
            "The writes were committed one by one. Whatever happens between them leaves the players "
            "and the voucher at odds. Put everything into one transaction, with one commit at its end.",
            when=seen.writes_apart,
        ),
        "roll_back": Reason(
            "It refused after it had written, and what it had written was committed. Decide before you "
            "write, or roll back: call connection.rollback(), or leave the block of engine.begin() with an exception.",
            when=seen.refused_after_writing,
        ),
        "guess": Reason(
            "The voucher's holder does not tell which request has moved it: it can have moved on, or come back, since. "
            "The row in transfers tells.",
            when=lambda seen: seen.got == "transferred" and not seen.changes,
        ),
        "conditions": "It wrote where it should have refused. Look at the voucher's holder and redeemed, and at "
        "whether the receiver exists: an UPDATE that finds no row has a rowcount of 0, and is no error.",
        "looks_first": Reason(
            "A plain SELECT locks nothing: between it and your write another caller can write. Read with "
            "FOR UPDATE (in SQLAlchemy .with_for_update()), or put the condition into the UPDATE and look at its "
            "rowcount.",
            when=seen.looked_too_early,
        ),
        "snapshot": Reason(
            "The plain SELECTs of one transaction all see the moment of the first one. Yours came before the "
            "locks, so it could not see what the same call, made a moment earlier, has committed since. Look into "
            "transfers after you have locked the voucher, or insert the row first and take a duplicate (1062) for "
            "done.",
            when=seen.looked_for_transfer,
        ),
        "exactly_once": "The same call was made again, and the voucher's holder cannot tell whether it was this "
        "transfer that moved it. Write request_id into transfers in the same transaction, and look for it first.",
        "remembers": Reason(
            "It was told that the transfer is made, and nothing of it is in the database. Only a committed row in "
            "transfers says so: not that a COMMIT was sent, and not what a variable remembers of an earlier call.",
            when=lambda seen: "transferred" in seen.answers and not seen.changes,
        ),
        "upgrade": Reason(
            "Two callers have both read a row with a shared lock (FOR SHARE, or any SELECT at the level "
            "SERIALIZABLE), and then neither can write it. Lock with FOR UPDATE what you are going to change.",
            when=seen.shares,
        ),
        "gap": Reason(
            "A locking read of a row that is not there locks the gap in which it would be. Two callers can both "
            "have that lock, and then neither can insert. Look into transfers with a plain SELECT, or insert at once.",
            when=seen.locks_gap,
        ),
        "left_open": Reason(
            "A transaction is still open, and keeps its locks from everybody. Use a connection in a `with` "
            "block: it gives it back on every way out.",
            when=seen.is_left_open,
        ),
        "lock_order": "Ana gives to Ben while Ben gives to Ana: each call held one player and waited for the other. "
        "Lock the players in an order that does not depend on who gives, such as sorted([sender, receiver]).",
        "whole_block": Reason(
            "After a deadlock MySQL has undone the whole transaction; after a lock wait timeout only the "
            "last statement. So roll back, and run all of it again, from its first statement: put the loop around the "
            "block.",
            when=seen.went_on,
        ),
        "run_again": Reason(
            "A deadlock (1213) and a lock wait timeout (1205) happen to right programs too. Catch "
            "OperationalError around the transaction, look at error.orig.args[0], and run the transaction again.",
            when=seen.tried_once,
        ),
        "gives_up": "Try three to ten times altogether, then let the OperationalError out as it is: a bare `raise`.",
        "parameters": "A name can hold a quote. Put :names into the SQL and pass the values beside it: "
        "connection.execute(text(sql), {…}). Never put them into the text yourself.",
        "order": "Several answers can be true at once. Return the text that stands first in the list.",
        "changes": "Change the voucher's holder, take one from the sender's vouchers, add one to the receiver's, put "
        "one row into transfers, and keep all else.",
    },
)


@exercise.check()
def own_voucher(submission, cloud):
    """A player's own voucher goes to the other player, and both players' counts follow."""
    lab.prepare(cloud)
    transfers(submission, cloud, "V-100", "ana", "ben", "r-1")
    transfers(submission, cloud, "V-102", "ben", "cleo", "r-2")


@exercise.check()
def refused(submission, cloud):
    """Foreign, missing and redeemed vouchers and unknown receivers are refused, and nothing is changed."""
    lab.prepare(cloud)
    refuses(submission, cloud, "V-102", "ana", "cleo", "not_yours", "ben holds V-102")
    refuses(submission, cloud, "V-999", "ana", "cleo", "not_yours", "there is no V-999")
    refuses(submission, cloud, "V-101", "ana", "ben", "redeemed", "ana has redeemed V-101")
    refuses(submission, cloud, "V-100", "ana", "eve", "no_such_player", "there is no eve")


@exercise.check()
def several_reasons(submission, cloud):
    """If several answers are true, it is the first in the list."""
    lab.prepare(cloud)
    because = "V-101 is ana's and redeemed, and there is no eve: redeemed comes first in the list"
    refuses(submission, cloud, "V-101", "ana", "eve", "redeemed", because, several=True)
    because = "V-101 is redeemed, but it is not ben's: not_yours comes first in the list"
    refuses(submission, cloud, "V-101", "ben", "cleo", "not_yours", because, several=True)


@exercise.check()
def quotes(submission, cloud):
    """Names may hold quotes, percent signs and pieces of SQL."""
    odd_names(submission, cloud, "o'hara", "100%s", 'V "7"')


@exercise.check()
def made_again(submission, cloud):
    """The same call a minute later answers "transferred" again, and changes nothing."""
    lab.prepare(cloud)
    repeats(submission, cloud, "V-100", "ana", "ben", "r-1")


@exercise.check()
def moved_on(submission, cloud):
    """The same call again changes nothing, also when the voucher has moved on or come back since."""
    lab.prepare(cloud)
    repeats(submission, cloud, "V-100", "ana", "ben", "r-1", ("ben", "cleo", "r-2"))
    repeats(submission, cloud, "V-103", "ana", "ben", "r-3", ("ben", "ana", "r-4"))


@exercise.check()
def race(submission, cloud):
    """When ana gives one voucher to two players at once, one of them gets it."""
    races(submission, cloud, lab.prepare, "V-100", "ana", ("ben", "cleo"))


@exercise.check()
def both_at_once(submission, cloud):
    """When the same call is made twice at once, the voucher is transferred once, and both calls are told so."""
    twice_at_once(submission, cloud, lab.prepare, "V-100", "ana", "ben", "r-1")


@exercise.check()
def both_ways(submission, cloud):
    """When ana gives to ben while ben gives to ana, both succeed, and no deadlock happens."""
    give_both_ways(submission, cloud, lab.prepare, ("V-100", "ana"), ("V-102", "ben"))


@exercise.check()
def apart(submission, cloud):
    """Two transfers that have no player and no voucher in common never meet in a deadlock."""
    give_apart(submission, cloud, lab.prepare, ("V-100", "ana", "cleo"), ("V-102", "ben", "dan"))


@exercise.check()
def crash(submission, cloud):
    """Wherever the program or its connection ends, and the call is made again, the voucher is transferred once."""
    survives(submission, cloud, lab.prepare, "V-100", "ana", "ben", "r-1")


@exercise.check()
def deadlock(submission, cloud):
    """If any statement meets a deadlock or waits too long for a lock, the call still succeeds."""
    tries_again(submission, cloud, lab.prepare, "V-100", "ana", "ben", "r-1")


@exercise.check()
def gives_up(submission, cloud):
    """When each try meets a deadlock, there are three to ten of them, and then the error comes out."""
    lab.prepare(cloud)
    ends(submission, cloud, DEADLOCK, "V-100", "ana", "ben", "r-1")


@exercise.check()
def another_error(submission, cloud):
    """An error that has nothing to do with locks comes out."""
    lab.prepare(cloud)
    lets_out(submission, cloud, "V-100", "ana", "ben", "r-1")
