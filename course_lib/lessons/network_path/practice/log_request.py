"""log_request: the evidence as it came, in one row, whatever a client has written into it."""

from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256

from course_lib.aws.services.mysql.messages import DatabaseError
from course_lib.checks import Exercise, Fault, Reason, crash_points, expect, interleavings, require, value_of
from course_lib.checks.kit import error_means, expect_unchanged, may_change
from course_lib.checks.submission import Ending, LearnerError
from course_lib.lessons.network_path import request_log as lab

NAME = "X-Forwarded-For"
NOON = datetime(2026, 3, 2, 12, 0, 0, 250_000, UTC)
# MySQL 8.0 Error Reference, ER_RECORD_FILE_FULL and ER_BAD_NULL_ERROR. SQLAlchemy raises the second as an
# IntegrityError.
OTHERS = (
    DatabaseError(1114, "The table 'requests' is full"),
    DatabaseError(1048, "Column 'client' cannot be null", "23000"),
)
ROWS = "mysql://requests/*"


def about(topic):
    """The check says what its headers are about."""
    return lambda seen: seen.facts.get("about") == topic


exercise = Exercise(
    call="log_request(engine, request_id, headers, client, received)",
    section='Part 1, "Who is asking"',
    hints=(
        "Who has written what you store? Treat it as bytes that you do not understand: nothing is cleaned, nothing is "
        "read, and nothing of it gets near the text of a statement.",
        "Join the values with a comma and a blank and encode them with latin-1, which makes one byte of each "
        "character. Compare the number of bytes with the column's. In `with engine.begin()` insert with :names and a "
        "dictionary of values; an IntegrityError with error.orig.args[0] == 1062 means that the row is there.",
        'evidence = ", ".join(v for n, v in headers if n.lower() == "x-forwarded-for").encode("latin-1"); if it is too '
        'long: evidence[:952] + b" sha256:" + hashlib.sha256(evidence).hexdigest().encode(); the time: '
        "received.astimezone(UTC).replace(tzinfo=None).",
    ),
    advice={
        "parameters": "What a client has written stands in the text of a statement, or was put into it in another "
        "form. Whoever sends a quote there writes SQL. Put :names into the text, and hand the values over beside it.",
        "commit": "There is no such row afterwards. What is not committed is rolled back: use `with engine.begin() as "
        "connection:`, or call connection.commit().",
        "no_answer": "The row was there, and the call was to say so: return False. MySQL's 1062 says that the key is "
        "there already. Every other error comes out.",
        "first_stays": "The first row of a request stays as it is: INSERT, without REPLACE and without ON DUPLICATE "
        "KEY UPDATE.",
        "looks_first": "Between your SELECT and your INSERT another call can insert the same row. Insert, and look at "
        "the error. FOR UPDATE does not help: where no row is, it locks a gap, two calls can both hold that lock, and "
        "then each INSERT waits for the other call.",
        "answer": "True if this call has stored the row, False if it was there before: these two, and not a number.",
        "errors": "Only 1062 means that the row is there: error.orig.args[0], and not the error's text, which quotes "
        "what a client has sent. After any other error nothing is stored, and whoever called has to hear of it.",
        "memory": "Whether the row is there is known to the database alone: ask it each time, and remember no ids in "
        "your program. There an id stays when its row was never stored, or was deleted.",
        "left_open": "A transaction is open after the call, and keeps what it has locked: the next statement for this "
        "row waits for nothing. Roll back after an error, whichever it was; `with engine.begin() as connection:` does.",
        "own_row": "The answer to your COMMIT was lost, and the row was stored. When you insert it once more, 1062 "
        "speaks of your own row. Let the error out.",
        "several": Reason(
            "All values of that header, in whatever letters its name is written, in their order, with a comma and a "
            "blank between two. Other headers are none of it.",
            when=about("several"),
        ),
        "none": Reason(
            "No header at all is NULL, with 0 bytes. A header that is empty is no NULL: it is evidence of 0 bytes.",
            when=about("none"),
        ),
        "bytes": Reason(
            'Each character of a value stands for one byte: value.encode("latin-1"). UTF-8 makes two of those from '
            "U+0080 on, and other encodings refuse or replace them. Blanks and zeros are evidence, too.",
            when=about("bytes"),
        ),
        "cut": Reason(
            'Up to 1024 bytes are stored as they are. Of more: the first 952, b" sha256:", and the digest of all of '
            "them. forwarded_bytes says how many there were.",
            when=about("cut"),
        ),
        "time": Reason(
            "A DATETIME has no time zone: store the moment in UTC, received.astimezone(UTC), to the microsecond. "
            "Without an argument, astimezone takes the zone of the machine that it runs on. PyMySQL leaves an offset "
            "out without a word.",
            when=about("time"),
        ),
        "row": "Store one row with the five columns: NULL where there is no client, and all else as the contract says.",
    },
)
KEYS = ("several", "none", "bytes", "cut", "time", "row")


@exercise.check()
def plain(submission, cloud):
    """A request is stored, with its client and its evidence."""
    lab.prepare(cloud, "older")
    stores(submission, cloud, "r-1", [("Host", "shop.example"), (NAME, "127.0.0.1, 198.51.100.23")])
    stores(submission, cloud, "r-2", [(NAME, "2001:db8::23")], "2001:db8::23")
    stores(submission, cloud, "r-3", [(NAME, "unknown")], None)


@exercise.check()
def several_or_none(submission, cloud):
    """Headers that come several times, in any letters; an empty one; none."""
    lab.prepare(cloud)
    headers = [("x-forwarded-for", "127.0.0.1"), ("X-Forwarded-Proto", "https"), ("X-FORWARDED-FOR", "198.51.100.23")]
    stores(submission, cloud, "r-1", headers, topic="several")
    stores(submission, cloud, "r-2", [("Host", "shop.example")], None, topic="none")
    stores(submission, cloud, "r-3", [(NAME, "")], None, topic="none")


@exercise.check()
def written_by_a_client(submission, cloud):
    """Quotes, signs of other alphabets, zeros: what a client writes is stored, and never is a part of a statement."""
    lab.prepare(cloud, "older")
    the_same_text(submission, cloud, ("r-5", "198.51.100.5", NOON), ("r-66", "2001:db8::6", NOON + timedelta(days=1)))
    sql = "'); DELETE FROM requests; -- %s :client {x}"
    stores(submission, cloud, "r-'1", [(NAME, sql + ', "\\", 198.51.100.23')])
    stores(submission, cloud, "r-2", [(NAME, " caf\u00e9\u00ff\u0000 , 198.51.100.23 ")], topic="bytes")


@exercise.check()
def too_long(submission, cloud):
    """1024 bytes are kept whole; of more the beginning, and by the digest it can be told what they were."""
    lab.prepare(cloud)
    for number, size in enumerate((1024, 1025, 30_000)):
        stores(submission, cloud, f"r-{number}", [(NAME, of_length(size))], topic="cut")


@exercise.check()
def other_clocks(submission, cloud):
    """The moment is stored in UTC."""
    lab.prepare(cloud)
    tokyo = NOON.astimezone(timezone(timedelta(hours=9)))
    stores(submission, cloud, "r-1", [(NAME, "198.51.100.23")], received=tokyo, topic="time")


@exercise.check()
def made_again(submission, cloud):
    """The same request again: False, and the first row stays."""
    lab.prepare(cloud)
    stores(submission, cloud, "r-1", [(NAME, "198.51.100.23")])
    is_there(submission, cloud, "r-1", [(NAME, "203.0.113.9")])


@exercise.check()
def at_once(submission, cloud):
    """The same call twice at the same moment: one row, one True, one False."""
    twice_at_once(submission, cloud, "r-1", [(NAME, "198.51.100.23")])


@exercise.check()
def crash(submission, cloud):
    """Wherever a call ends or loses its connection, and is made again, there is one row."""
    survives(submission, cloud, "r-1", [(NAME, "198.51.100.23")])


@exercise.check()
def another_error(submission, cloud):
    """When the table is full, or refuses the row for another reason, that error comes out; the next call stores it."""
    lets_out(submission, cloud, "r-1062", [(NAME, "198.51.100.23")])


def of_length(size):
    """A header's value of so many bytes, no two parts of it alike."""
    return "".join(f"10.{number // 250}.{number % 250}.7, " for number in range(size // 9 + 1))[:size]


def row_of(request_id, headers, client, received):
    """What has to be stored."""
    values = [value for name, value in headers if name.lower() == NAME.lower()]
    whole = b", ".join(value.encode("latin-1") for value in values)
    short = whole if len(whole) <= lab.LONGEST else whole[:952] + b" sha256:" + sha256(whole).hexdigest().encode()
    return {
        "request_id": request_id,
        "received": received.astimezone(UTC).replace(tzinfo=None),
        "client": client,
        "forwarded": short if values else None,
        "forwarded_bytes": len(whole),
    }


def stores(submission, cloud, request_id, headers, client="198.51.100.23", received=NOON, topic=None):
    """A call that stores a new row, and nothing else."""
    before, wanted = lab.rows(cloud), row_of(request_id, headers, client, received)
    may_change(cloud, ROWS)
    got = submission.log_request(cloud.engine(), request_id, headers, client, received)
    is_bound(cloud, wanted)
    now = lab.rows(cloud)
    told = f"It returned {got!r}, and there is no new row."
    require(len(now) > len(before), told, "the row was not there", advice="memory" if got is False else "commit")
    is_row(now.get(request_id), wanted, topic)
    kept = {name: row for name, row in now.items() if name != request_id}
    expect(kept, before, "all other rows stay", advice="row")
    expect(got, True, "the row is new", advice="answer")


def is_row(row, wanted, topic):
    """Column by column, so that the report names one."""
    require(row is not None, "There is a new row, and it has another request_id.", None, advice="row")
    for column, value in wanted.items():
        got = row.get(column)
        told = f"The column {column} is {shown(got)}, and not {shown(value)}."
        same = type(got) is type(value) and got == value
        require(same, told, WHY[column], KEYS, facts={"about": ABOUT.get(column, topic)})


def is_the_only_row(rows, request_id, wanted):
    """This row, and no other one."""
    expect(sorted(rows), [request_id], "it is one request", advice="row")
    is_row(rows[request_id], wanted, None)


ABOUT = {"request_id": None, "received": "time", "client": None}  # these have nothing to do with the headers
WHY = {
    "request_id": "that names the request",
    "received": "that is when it came, in UTC",
    "client": "that is whom client_ip has found",
    "forwarded": "that is what was received",
    "forwarded_bytes": "that is how much was received",
}


def shown(value):
    """A value, not too long."""
    text = repr(value)
    return text if len(text) <= 90 else f"{text[:60]}… ({len(value)} bytes)"


def is_bound(cloud, wanted):
    """Each value that the learner's code was given went as a parameter."""
    texts = " ".join(lab.statements(cloud))
    given = lab.parameters(cloud)
    evidence = wanted["forwarded"]
    named = wanted["request_id"] in given and (evidence is None or parameter(evidence) in map(parameter, given))
    inside = f"'{wanted['request_id']}" in texts or f'"{wanted["request_id"]}' in texts
    if inside or (not named and any(word in texts.lower() for word in ("x'", "0x", "concat", "char("))):
        require(False, "A value stands in the text of a statement.", "a client has written it", advice="parameters")


def the_same_text(submission, cloud, *calls):
    """Calls with other values send the same texts. A value that stands in one, in any form, makes it another one."""
    texts = []
    for request_id, client, received in calls:
        before = len(lab.statements(cloud))
        stores(submission, cloud, request_id, [(NAME, f"10.0.0.7, {client}")], client, received)
        texts.append({each for each in lab.statements(cloud)[before:] if "requests" in each.lower()})
    told = "For other values the text of your statement was another one: a value stands in it."
    require(all(each == texts[0] for each in texts), told, "all values go as parameters", advice="parameters")


def parameter(value):
    """As bytes, where it is a text."""
    return value.encode("utf-8", "replace") if isinstance(value, str) else value


def is_there(submission, cloud, request_id, headers, client="203.0.113.9"):
    """A call for a request that is stored already."""
    before = lab.rows(cloud)
    with error_means("no_answer", "IntegrityError"):
        got = submission.log_request(cloud.engine(), request_id, headers, client, NOON + timedelta(seconds=9))
    require(lab.rows(cloud) == before, "The first row is not as it was.", "it is the evidence", advice="first_stays")
    expect(got, False, "the row was there", advice="no_answer")
    leaves_nothing_open(cloud)


def leaves_nothing_open(cloud):
    """No transaction is left when a call has ended, however it has."""
    left = cloud.database.open_transactions()
    require(not left, "A transaction is still open.", "what it has locked stays locked", advice="left_open")


def twice_at_once(submission, cloud, request_id, headers):
    """Two callers, in every order of their statements that matters."""
    wanted = row_of(request_id, headers, "198.51.100.23", NOON)

    def calls(fresh):
        given = request_id, headers, "198.51.100.23", NOON
        return [submission.later.log_request(fresh.engine(who=who), *given) for who in ("Ana", "Ben")]

    def one_row(fresh, outcomes):
        may_change(fresh, ROWS)
        with error_means("looks_first", "IntegrityError"), error_means("looks_first", words="Deadlock found"):
            answers = [value_of(outcome) for outcome in outcomes]
        is_the_only_row(lab.rows(fresh), request_id, wanted)
        of_bool = all(isinstance(answer, bool) for answer in answers)
        require(of_bool, f"They returned {answers}.", "True or False", advice="answer")
        selects = any("select" in each.lower() for each in lab.statements(fresh))
        advice = "looks_first" if selects else "no_answer"
        expect(sorted(answers), [False, True], "one was first, the other was not", advice=advice)

    interleavings(submission, cloud, lab.prepare, calls, one_row)


FAULTS = (Fault.CONNECTION_LOST, Fault.CUT_OFF, Fault.DIED_BEFORE, Fault.DIED_AFTER)


def survives(submission, cloud, request_id, headers):
    """Every fault at every statement, and the call made once more where it did not return."""
    wanted = row_of(request_id, headers, "198.51.100.23", NOON)

    def calls(fresh):
        return [submission.later.log_request(fresh.engine(), request_id, headers, "198.51.100.23", NOON)]

    def one_row(fresh, outcomes):
        may_change(fresh, ROWS)
        with error_means("no_answer", "IntegrityError"):
            got = value_of(outcomes[0])
        advice = "errors" if got is False else "commit"
        require(bool(lab.rows(fresh)), f"It returned {got!r}, and there is no row.", "nobody had one", advice=advice)
        is_the_only_row(lab.rows(fresh), request_id, wanted)
        require(isinstance(got, bool), f"It returned {got!r}.", "True or False", advice="answer")

    def its_own(fresh, outcomes):
        may_change(fresh, ROWS)
        if outcomes[0].ending is Ending.RETURNED:
            require(
                value_of(outcomes[0]), "It returned False for a row of its own.", "none was there", advice="own_row"
            )

    crash_points(submission, cloud, lab.prepare, calls, one_row, faults=FAULTS)
    crash_points(submission, cloud, lab.prepare, calls, its_own, faults=(Fault.ANSWER_LOST,), again=False)


def lets_out(submission, cloud, request_id, headers):
    """Errors that are none of a row that is there; then the same call once more, with nothing in its way."""
    lab.prepare(cloud)
    for name, error in zip("ab", OTHERS, strict=True):
        raised = got = None
        with cloud.database.refusing(error):
            try:
                got = submission.log_request(cloud.engine(), request_id + name, headers, None, NOON)
            except LearnerError as problem:
                raised = problem.raised
                if raised.is_a("NotImplementedError"):
                    raise
        told = f"Your function returned {got!r}." if raised is None else f"Your function raised {raised}."
        came_out = raised is not None and raised.is_a("DBAPIError") and f"({error.code}, " in raised.message
        require(came_out, told, f"MySQL's error {error.code}: {error.message}", advice="errors")
        leaves_nothing_open(cloud)
    expect_unchanged(cloud, "nothing was stored", advice="errors")
    for name in "ab":
        stores_now(submission, cloud, request_id + name, headers, "After an error the same call was made again.")


def stores_now(submission, cloud, request_id, headers, what):
    """A call for a row that is not there, whatever the program has done for it before."""
    may_change(cloud, ROWS)
    got = submission.log_request(cloud.engine(), request_id, headers, None, NOON)
    told = f"{what} It returned {got!r}"
    advice = "commit" if got is True else "memory"
    require(request_id in lab.rows(cloud), f"{told}, and there is no row.", "nothing was in its way", advice=advice)
    require(got is True, f"{told}.", "the row is new", advice="answer")


def deleted_since(submission, cloud, request_id, headers):
    """The row was stored, and somebody has deleted it."""
    cloud.database.execute("DELETE FROM requests WHERE request_id = %s", (request_id,))
    stores_now(submission, cloud, request_id, headers, "A row was deleted, and the call for it was made again.")
