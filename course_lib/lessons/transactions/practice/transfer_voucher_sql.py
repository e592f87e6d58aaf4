"""transfer_voucher_sql: one transaction block, locks in a fixed order, and all of it again after a deadlock."""

from collections import Counter

from course_lib.aws.services.mysql.messages import DEADLOCK, DatabaseError
from course_lib.aws.values import plain, same, show
from course_lib.checks.exercise import Exercise, Failure, expect, require
from course_lib.checks.explore import Fault, crash_points, interleavings
from course_lib.checks.results import Finding
from course_lib.checks.submission import LearnerError, value_of
from course_lib.lessons.transactions import vouchers_sql as lab

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
        "commit": "Nothing of it is in the database afterwards. A transaction that is not committed is rolled back: "
        "use `with engine.begin() as connection:`, which commits at the end of the block, or call "
        "connection.commit().",
        "one_transaction": "The writes were committed one by one. Whatever happens between them leaves the players "
        "and the voucher at odds. Put everything into one transaction, with one commit at its end.",
        "roll_back": "It refused after it had written, and what it had written was committed. Decide before you "
        "write, or roll back: call connection.rollback(), or leave the block of engine.begin() with an exception.",
        "conditions": "It wrote where it should have refused. Look at the voucher's holder and redeemed, and at "
        "whether the receiver exists: an UPDATE that finds no row has a rowcount of 0, and is no error.",
        "looks_first": "A plain SELECT locks nothing: between it and your write another caller can write. Read with "
        "FOR UPDATE (in SQLAlchemy .with_for_update()), or put the condition into the UPDATE and look at its "
        "rowcount.",
        "exactly_once": "The same call was made again, and the voucher's holder cannot tell whether it was this "
        "transfer that moved it. Write request_id into transfers in the same transaction, and look for it first.",
        "snapshot": "The plain SELECTs of one transaction all see the moment of the first one. Yours came before the "
        "locks, so it could not see what the same call, made a moment earlier, has committed since. Look into "
        "transfers after you have locked the voucher, or insert the row first and take a duplicate (1062) for done.",
        "lock_order": "Ana gives to Ben while Ben gives to Ana: each call held one player and waited for the other. "
        "Lock the players in an order that does not depend on who gives, such as sorted([sender, receiver]).",
        "gap": "A locking read of a row that is not there locks the gap in which it would be. Two callers can both "
        "have that lock, and then neither can insert. Look into transfers with a plain SELECT, or insert at once.",
        "upgrade": "Two callers have both read a row with a shared lock (FOR SHARE, or any SELECT at the level "
        "SERIALIZABLE), and then neither can write it. Lock with FOR UPDATE what you are going to change.",
        "run_again": "A deadlock (1213) and a lock wait timeout (1205) happen to right programs too. Catch "
        "OperationalError around the transaction, look at error.orig.args[0], and run the transaction again.",
        "whole_block": "After a deadlock MySQL has undone the whole transaction; after a lock wait timeout only the "
        "last statement. So roll back, and run all of it again, from its first statement: put the loop around the "
        "block.",
        "gives_up": "Try three to ten times altogether, then let the OperationalError out as it is: a bare `raise`.",
        "other_errors": "Only 1213 and 1205 are worth another try, and no error is an answer. Pass all others on "
        "with a bare `raise`.",
        "parameters": "A name can hold a quote. Put :names into the SQL and pass the values beside it: "
        "connection.execute(text(sql), {…}). Never put them into the text yourself.",
        "order": "Several answers can be true at once. Return the text that stands first in the list.",
        "changes": "Change the voucher's holder, take one from the sender's vouchers, add one to the receiver's, put "
        "one row into transfers, and keep all else.",
        "answer": 'Return exactly one of the texts in the list, such as "transferred".',
        "left_open": "A transaction is still open, and keeps its locks from everybody. Use a connection in a `with` "
        "block: it gives it back on every way out.",
    },
)

REFUSALS = ("not_yours", "redeemed", "no_such_player")
TEXTS = (*REFUSALS, "transferred")
NO_SPACE = DatabaseError(1114, "The table 'players' is full")
FEWEST, MOST = 3, 10  # tries


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


# What the learner's statements show. It decides only which advice fits.


def statements(cloud):
    """The learner's statements, on one line each, in capitals."""
    return [" ".join(entry.params["Statement"].upper().split()) for entry in cloud.journal.learner_entries()]


def writes_apart(cloud):
    """Whether a caller's writes were committed in more than one transaction."""
    pending, commits = Counter(), Counter()
    for entry in cloud.journal.learner_entries():
        if entry.error is None:
            pending[entry.who] += entry.operation in ("INSERT", "UPDATE", "DELETE")
            if pending[entry.who] and (entry.params["Autocommit"] or entry.operation == "COMMIT"):
                commits[entry.who], pending[entry.who] = commits[entry.who] + 1, 0
    return any(number > 1 for number in commits.values())


def changed_rows(before, after):
    """What differs between two states of everything, by `<table>/<key>`: (before, after), None where there is none."""
    names = sorted(before.keys() | after.keys())
    return {name: (before.get(name), after.get(name)) for name in names if before.get(name) != after.get(name)}


def after(before, voucher_id, sender, receiver, request_id):
    """Everything as it must be after a transfer."""
    voucher, one, other = f"vouchers/{voucher_id}", f"players/{sender}", f"players/{receiver}"
    row = {"request_id": request_id, "voucher_id": voucher_id, "sender": sender, "receiver": receiver}
    return {
        **before,
        voucher: {**before[voucher], "holder": receiver},
        one: {**before[one], "vouchers": before[one]["vouchers"] - 1},
        other: {**before[other], "vouchers": before[other]["vouchers"] + 1},
        f"transfers/{request_id}": row,
    }


def expect_changed(cloud, before, wanted, because, advice):
    """Fail unless what has changed in the tables is what should have."""
    found, wanted = plain(changed_rows(before, lab.everything(cloud))), plain(changed_rows(before, wanted))
    if same(found, wanted):
        return
    problem = f"Changed: {in_words(found)}."
    if not cloud.journal.learner_entries():
        problem = "Your function sent nothing to the `engine` it was given."
    raise Failure(Finding(problem=problem, expected=in_words(wanted), because=because), advice)


def in_words(changes):
    """Changed rows: "players/ana vouchers 2 → 1; transfers/r-1 is new"."""
    return "; ".join(row_in_words(name, *states) for name, states in changes.items()) or "nothing"


def row_in_words(name, old, new):
    if old is None or new is None:
        return f"{name} is {'new' if old is None else 'gone'}"
    columns = [column for column in new if old.get(column) != new[column]]
    return f"{name} " + ", ".join(f"{column} {show(old.get(column))} → {show(new[column])}" for column in columns)


def expect_closed(cloud):
    """Fail if a transaction of the learner's is still open."""
    because = "an open transaction keeps its locks, and its connection, from everybody"
    require(not cloud.database.open_transactions(), "A transaction was still open.", because, advice="left_open")


# What several checks ask


def transfers(submission, cloud, voucher_id, sender, receiver, request_id):
    """A call that must succeed."""
    before = lab.everything(cloud)
    answer = submission.transfer_voucher_sql(cloud.engine(), voucher_id, sender, receiver, request_id)
    because = "it is the sender's, it is not redeemed, and the receiver exists"
    require(answer not in REFUSALS, f"It answered {answer!r}.", because, advice="conditions")
    expect_closed(cloud)
    sent = statements(cloud)
    forgot = sent and lab.everything(cloud) == before and "COMMIT" not in sent
    because = "one voucher changes hands, the transfer is noted, and all else stays"
    wanted = after(before, voucher_id, sender, receiver, request_id)
    expect_changed(cloud, before, wanted, because, advice="commit" if forgot else "changes")
    expect(answer, "transferred", "all of it has changed", advice="answer")


def refuses(submission, cloud, voucher_id, sender, receiver, text, because, several=False):
    """A call that must change nothing and answer with this text; `several` when other texts are true as well."""
    before = lab.everything(cloud)
    request_id = f"refused-{len(statements(cloud))}"
    answer = submission.transfer_voucher_sql(cloud.engine(), voucher_id, sender, receiver, request_id)
    expect_closed(cloud)
    why = "one_transaction" if writes_apart(cloud) else "roll_back" if answer in REFUSALS else "conditions"
    expect_changed(cloud, before, before, because, advice=why)
    wrong = "order" if several else "conditions"
    expect(answer, text, because, advice=wrong if answer in TEXTS else "answer")


def odd_names(submission, cloud, sender, receiver, voucher_id):
    """A transfer between players with such names, and one of a voucher whose name is a piece of SQL."""
    lab.prepare(cloud)
    lab.put(cloud, "players", *({"player_id": name, "vouchers": 1, "coins": 1} for name in (sender, receiver)))
    lab.put(cloud, "vouchers", {"voucher_id": voucher_id, "holder": sender, "euros": 5, "redeemed": False})
    because = "its names are data, whatever signs they hold"
    transfers(submission, cloud, "V-100", "ana", "ben", "r-1")
    try:
        transfers(submission, cloud, voucher_id, sender, receiver, "it's r-2")
        refuses(submission, cloud, "x' OR '1'='1", sender, "ana", "not_yours", because)
    except LearnerError as error:
        of_sql = {"ProgrammingError", "OperationalError", "StatementError"} & set(error.raised.types)
        require(not of_sql, f"Your code raised {error.raised}.", because, advice="parameters")
        raise
    except Failure as failure:
        raise Failure(failure.finding, failure.advice if failure.advice == "left_open" else "parameters") from None


def repeats(submission, cloud, voucher_id, sender, receiver, request_id, moves_on=None):
    """A transfer, perhaps another one of the voucher, and the first call once more."""
    transfers(submission, cloud, voucher_id, sender, receiver, request_id)
    if moves_on:
        transfers(submission, cloud, voucher_id, *moves_on)
    before = lab.everything(cloud)
    cloud.clock.advance(seconds=60)
    because = "this very transfer was made before"
    try:
        answer = submission.transfer_voucher_sql(cloud.engine(), voucher_id, sender, receiver, request_id)
    except LearnerError as error:
        duplicate = "IntegrityError" in error.raised.types
        require(not duplicate, f"Made again, it raised {error.raised}.", because, advice="exactly_once")
        raise
    expect_closed(cloud)
    expect_changed(cloud, before, before, because, advice="exactly_once")
    problem = f"Made again, it answered {answer!r}."
    why = "exactly_once" if answer in TEXTS else "answer"
    require(answer == "transferred", problem, because, advice=why)


def survives(submission, cloud, prepare, voucher_id, sender, receiver, request_id):
    """Every fault at every statement, and the call made once more where it did not return."""
    before, wanted = states(submission, cloud, prepare, voucher_id, sender, receiver, request_id)
    faults = [fault for fault in Fault if fault not in (Fault.DEADLOCK, Fault.LOCK_TIMEOUT)]

    def calls(cloud):
        return [submission.later.transfer_voucher_sql(cloud.engine(), voucher_id, sender, receiver, request_id)]

    def once(cloud, outcomes):
        (outcome,) = outcomes
        half = 0 < len(changed_rows(before, lab.everything(cloud))) < len(changed_rows(before, wanted))
        why = "one_transaction" if half or writes_apart(cloud) else "exactly_once"
        if outcome.value in REFUSALS and lab.everything(cloud) == before:
            why = "other_errors"
        because = "one voucher changes hands, once, and all else stays"
        expect_changed(cloud, before, wanted, because, advice=why)
        if outcome.raised is not None and "IntegrityError" in outcome.raised.types:
            require(False, f"Made again, it raised {outcome.raised}.", because, advice="exactly_once")
        told = value_of(outcome)
        problem = f"It answered {told!r}, and the voucher was transferred."
        because = "made again, the call has to find out that the transfer is made"
        require(told == "transferred", problem, because, advice=why if told in TEXTS else "answer")

    crash_points(submission, cloud, prepare, calls, once, faults)


def tries_again(submission, cloud, prepare, voucher_id, sender, receiver, request_id):
    """Every statement meets a deadlock once, or waits too long once."""
    before, wanted = states(submission, cloud, prepare, voucher_id, sender, receiver, request_id)

    def calls(cloud):
        return [submission.later.transfer_voucher_sql(cloud.engine(), voucher_id, sender, receiver, request_id)]

    def succeeds(cloud, outcomes):
        (outcome,) = outcomes
        because = "the next try meets nothing of the kind"
        if outcome.raised is not None and "OperationalError" in outcome.raised.types:
            require(False, f"Your code raised {outcome.raised}.", because, advice="run_again")
        told = value_of(outcome)
        done = changed_rows(before, lab.everything(cloud))
        why = "whole_block" if done or told == "transferred" or went_on(cloud) else "run_again"
        why = "one_transaction" if writes_apart(cloud) else why
        expect_changed(cloud, before, wanted, because, advice=why)
        expect_closed(cloud)
        problem = f"It answered {told!r}."
        require(told == "transferred", problem, because, advice=why if told in TEXTS else "answer")

    crash_points(submission, cloud, prepare, calls, succeeds, (Fault.DEADLOCK, Fault.LOCK_TIMEOUT), again=False)


def ends(submission, cloud, error, voucher_id, sender, receiver, request_id):
    """Each try ends with this error of the database's."""
    before = lab.everything(cloud)
    because = f"each try ended with MySQL's error {error.code}"
    raised, start = None, len(cloud.journal.learner_entries())
    with cloud.database.refusing(error):
        try:
            answer = submission.transfer_voucher_sql(cloud.engine(), voucher_id, sender, receiver, request_id)
        except LearnerError as problem:
            raised = problem.raised
            if "NotImplementedError" in raised.types:
                raise
    tries = sum(entry.error is not None for entry in cloud.journal.learner_entries()[start:])
    expect_closed(cloud)
    problem = "It tried once." if tries == 1 else f"It tried {tries} times."
    require(tries >= FEWEST, problem, because, advice="run_again" if tries < 2 else "gives_up")
    require(tries <= MOST, problem, because, advice="gives_up")
    problem = f"It answered {answer!r}." if raised is None else f"It raised {raised}."
    came_out = raised is not None and "OperationalError" in raised.types and str(error.code) in raised.message
    require(came_out, problem, because, advice="gives_up")
    expect_changed(cloud, before, before, because, advice="whole_block")


def lets_out(submission, cloud, voucher_id, sender, receiver, request_id):
    """The database has no space left, which trying again does not change."""
    before = lab.everything(cloud)
    because = "the database said that it is full"
    try:
        with cloud.database.refusing(NO_SPACE):
            answer = submission.transfer_voucher_sql(cloud.engine(), voucher_id, sender, receiver, request_id)
    except LearnerError as error:
        if "NotImplementedError" in error.raised.types:
            raise
        came_out = "OperationalError" in error.raised.types and "1114" in error.raised.message
        require(came_out, f"It raised {error.raised}.", because, advice="other_errors")
    else:
        require(False, f"It answered {answer!r}.", because, advice="other_errors")
    expect_closed(cloud)
    expect_changed(cloud, before, before, because, advice="roll_back")


def states(submission, cloud, prepare, voucher_id, sender, receiver, request_id):
    """Everything before and after a transfer. If nothing was tried yet, it is, undisturbed, and must succeed."""
    if not cloud.database.has("players"):
        prepare(cloud)
        transfers(submission, cloud, voucher_id, sender, receiver, request_id)
    with cloud.fresh() as fresh:
        prepare(fresh)
        before = lab.everything(fresh)
    return before, after(before, voucher_id, sender, receiver, request_id)


def races(submission, cloud, prepare, voucher_id, sender, receivers, limit=300):
    """One voucher given to several players at once, in every order."""
    before, _ = states(submission, cloud, prepare, voucher_id, sender, receivers[0], "r-1")

    def calls(cloud):
        return [
            submission.later.transfer_voucher_sql(
                cloud.engine(who=f"to-{receiver}"), voucher_id, sender, receiver, f"r-{receiver}"
            )
            for receiver in receivers
        ]

    def one_gets_it(cloud, outcomes):
        answers = answers_of(cloud, outcomes)
        why = "one_transaction" if writes_apart(cloud) else "looks_first"
        given = [receiver for receiver, answer in zip(receivers, answers, strict=True) if answer == "transferred"]
        for answer in answers:
            require(answer in TEXTS, f"A caller was told {answer!r}.", "callers know these texts", advice="answer")
        problem = f"{len(given)} of {len(receivers)} callers were told that the voucher is transferred."
        require(len(given) == 1, problem, "there is one voucher", advice=why)
        wanted = after(before, voucher_id, sender, given[0], f"r-{given[0]}")
        because = "one voucher changes hands, and all else stays"
        expect_changed(cloud, before, wanted, because, advice=why)
        others = {answer for answer in answers if answer != "transferred"}
        problem = f"The other caller was told {', '.join(map(repr, sorted(others)))}."
        require(others == {"not_yours"}, problem, "the voucher is the sender's no more", advice=why)

    interleavings(submission, cloud, prepare, calls, one_gets_it, limit)


def twice_at_once(submission, cloud, prepare, voucher_id, sender, receiver, request_id):
    """One call, made by two callers at once, in every order."""
    before, wanted = states(submission, cloud, prepare, voucher_id, sender, receiver, request_id)

    def calls(cloud):
        return [
            submission.later.transfer_voucher_sql(cloud.engine(who=who), voucher_id, sender, receiver, request_id)
            for who in ("first", "again")
        ]

    def once(cloud, outcomes):
        because = "both calls are one and the same transfer"
        looked = any("TRANSFERS" in sql and sql.startswith("SELECT") for sql in statements(cloud))
        for outcome in outcomes:
            if outcome.raised is not None and "IntegrityError" in outcome.raised.types:
                why = "looks_first" if looked else "exactly_once"
                require(False, f"A call raised {outcome.raised}.", because, advice=why)
        answers = answers_of(cloud, outcomes)
        why = "one_transaction" if writes_apart(cloud) else "snapshot" if looked else "exactly_once"
        for answer in answers:
            problem = f"A caller was told {answer!r}."
            require(answer == "transferred", problem, because, advice=why if answer in TEXTS else "answer")
        expect_changed(cloud, before, wanted, because, advice=why)

    interleavings(submission, cloud, prepare, calls, once)


def give_both_ways(submission, cloud, prepare, one, other):
    """Two players give each other a voucher at once, in every order. One and other: a voucher and its holder."""
    (first, ana), (second, ben) = one, other
    before, between = states(submission, cloud, prepare, first, ana, ben, "r-1")
    wanted = after(between, second, ben, ana, "r-2")

    def calls(cloud):
        return [
            submission.later.transfer_voucher_sql(cloud.engine(who="gives"), first, ana, ben, "r-1"),
            submission.later.transfer_voucher_sql(cloud.engine(who="returns"), second, ben, ana, "r-2"),
        ]

    def both_succeed(cloud, outcomes):
        refused = [entry for entry in cloud.journal.learner_entries() if entry.error and entry.error.code == "1213"]
        because = "two calls of this function never meet each other in a deadlock"
        if refused:
            why = "upgrade" if shares(cloud) else "gap" if locks_gap(cloud) else "lock_order"
            require(False, "MySQL found a deadlock, and undid one of the two transactions.", because, advice=why)
        answers = answers_of(cloud, outcomes)
        why = "one_transaction" if writes_apart(cloud) else "looks_first"
        because = "each gives a voucher that is their own"
        require(answers == ["transferred"] * 2, f"The callers were told {answers}.", because, advice=why)
        expect_changed(cloud, before, wanted, "two vouchers change hands, and all else stays", advice=why)

    interleavings(submission, cloud, prepare, calls, both_succeed, limit=100)


def answers_of(cloud, outcomes):
    """What callers were told. Between right calls nobody meets so much trouble with locks that an error comes out."""
    for outcome in outcomes:
        if outcome.raised is not None and "OperationalError" in outcome.raised.types:
            why = "upgrade" if shares(cloud) else "left_open" if "(1205," in outcome.raised.message else "lock_order"
            problem = f"A call raised {outcome.raised}."
            require(False, problem, "calls of this function do not keep each other from their work", advice=why)
    return [value_of(outcome) for outcome in outcomes]


def shares(cloud):
    """Whether the learner's code takes shared locks, as every SELECT does at the level SERIALIZABLE."""
    if any(entry.params["Isolation"] == "SERIALIZABLE" for entry in cloud.journal.learner_entries()):
        return True
    return any(sql.endswith(("FOR SHARE", "LOCK IN SHARE MODE")) for sql in statements(cloud))


def locks_gap(cloud):
    """Whether the learner's code locks a row of transfers, which is not there yet."""
    return any(sql.startswith("SELECT") and "TRANSFERS" in sql and "FOR UPDATE" in sql for sql in statements(cloud))


def went_on(cloud):
    """Whether the learner's code sent anything after the database's error, besides the end of the transaction."""
    entries = cloud.journal.learner_entries()
    last = max((number for number, entry in enumerate(entries) if entry.error), default=len(entries))
    return any(entry.operation not in ("COMMIT", "ROLLBACK") for entry in entries[last + 1 :])
