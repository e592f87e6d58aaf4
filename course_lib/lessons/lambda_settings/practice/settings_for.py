"""settings_for: what does not fit into the environment is read once, kept, and kept on when it cannot be read."""

from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace

from course_lib.aws.http.messages import Answer, AwsError
from course_lib.aws.layers.faults import LoseAnswer
from course_lib.aws.layers.journal import COURSE
from course_lib.checks import Exercise, LearnerError, Reason, expect, expect_client_error, require
from course_lib.checks.kit import comes_to_an_end, error_means, refusing, sent_any
from course_lib.checks.kit.errors import FailsFrom
from course_lib.lessons.lambda_settings import data as lab

OPERATION = "GetParametersByPath"
READS = ("GetParametersByPath", "DescribeParameters", "GetParameters", "GetParameter")


def from_elsewhere(seen):
    """The answer has a value that is neither kept nor in Parameter Store."""
    settings = seen.got.get("settings") if isinstance(seen.got, dict) else None
    return isinstance(settings, dict) and bool(settings.keys() - set(seen.facts.get("known", settings)))


def is_but_for_its_moment(got, expected):
    """Whether an answer has the right settings, and another `read`."""
    if not isinstance(got, dict) or got.get("settings") != expected["settings"]:
        return False
    return isinstance(got.get("read"), (int, float)) and got["read"] != expected["read"]


exercise = Exercise(
    call="settings_for(ssm, path, kept, now, seconds=300)",
    section='Part 4, "One pointer"',
    hints=(
        "When need you not ask at all? And what have you still got when asking fails?",
        "If kept is young enough, return it. Otherwise read all pages below the path, with Recursive and "
        "WithDecryption, into a new dictionary. If that fails and there is something kept, return that.",
        'pages = ssm.get_paginator("get_parameters_by_path").paginate(Path=path, Recursive=True, WithDecryption=True); '
        '{each["Name"][len(path) + 1 :]: each["Value"] for page in pages for each in page["Parameters"]}; '
        "except (ClientError, BotoCoreError): if kept is None: raise.",
    ),
    advice={
        "moment": Reason(
            "The settings are right, and `read` is not: it is `now` as it was passed, a float with a fraction.",
            when=lambda seen: is_but_for_its_moment(seen.got, seen.expected),
        ),
        "pages": Reason(
            "An answer of get_parameters_by_path has ten parameters at most. Read on with NextToken, or take a "
            "paginator.",
            when=lambda seen: seen.facts.get("about") == "pages",
        ),
        "below": Reason(
            "What lies further below belongs to it too: Recursive=True. Its name is what follows the path and a slash.",
            when=lambda seen: seen.facts.get("about") == "below",
        ),
        "handed": Reason(
            "What was read before is handed over: the function keeps nothing itself. With `kept` None nothing has been "
            "read yet: this is an instance's first call.",
            when=lambda seen: seen.facts.get("about") == "handed" or from_elsewhere(seen),
        ),
        "secret": Reason(
            "A SecureString comes as KMS has encrypted it, unless you ask with WithDecryption=True.",
            when=lambda seen: seen.facts.get("about") == "secret",
        ),
        "asked": Reason(
            "What was read less than `seconds` ago is used without a request. Each request takes time, and Parameter "
            "Store turns away who asks too often.",
            when=sent_any(*READS),
        ),
        "unread": Reason(
            "Nothing could be read, so `read` stays as it was: it says when the settings were read. With another time "
            "the next calls use old settings without asking.",
            when=lambda seen: isinstance(seen.got, dict) and seen.got.get("settings") == seen.expected["settings"],
        ),
        "stale": "After `seconds` it is read anew, and nothing of what was there before is left: a parameter that was "
        "deleted is gone.",
        "half": "A page failed, so nothing of the others may be used either: half of the new settings and half of the "
        "old ones have never been right together.",
        "keeps": "Reading failed, but there is something kept. Settings of five minutes ago are better than a function "
        "that does not work, whatever the error is: a connection can break, too.",
        "catches_all": "Nothing is kept, so there is nothing to go on with; what the pages before had is a part of the "
        "settings, and nobody would know it. Let the error out.",
        "answer": 'Return {"settings": …, "read": now}.',
    },
)


@exercise.check()
def first_time(submission, cloud):
    """At the first call everything below the path is read."""
    lab.put(cloud, {"/shop/tables/orders": "o-1", "/shop/tables/carts": "c-1", "/shop/tables-old/x": "y"})
    reads(submission, cloud, "/shop/tables", {"orders": "o-1", "carts": "c-1"})


@exercise.check()
def many(submission, cloud):
    """All pages are read."""
    pages(submission, cloud, "/shop/tables", 23)


@exercise.check()
def further_below(submission, cloud):
    """What lies further below has the rest of its path as its name."""
    lab.put(cloud, {"/shop/tables/orders": "o-1", "/shop/tables/eu/orders": "o-2", "/shop/tables/eu/de/x": "o-3"})
    reads(submission, cloud, "/shop/tables", {"orders": "o-1", "eu/orders": "o-2", "eu/de/x": "o-3"}, about="below")


@exercise.check()
def secret(submission, cloud):
    """A secret comes as it was put in."""
    with_secret(submission, cloud, "/shop/db", "example-password")


@exercise.check()
def kept_for_a_while(submission, cloud):
    """Nothing is asked as long as what is kept is young enough."""
    lab.put(cloud, {"/shop/tables/orders": "o-2"})
    uses_kept(submission, cloud, "/shop/tables", age=299.9, seconds=300)


@exercise.check()
def read_anew(submission, cloud):
    """Then it is read anew, and what was deleted is gone."""
    lab.put(cloud, {"/shop/tables/orders": "o-2"})
    renews(submission, cloud, "/shop/tables", {"orders": "o-2"}, age=300, seconds=300)


@exercise.check()
def cannot_be_read(submission, cloud):
    """If it cannot be read, what is kept is used on."""
    keeps(submission, cloud, "/shop/tables", (*ERRORS[:2], None))


@exercise.check()
def second_page_fails(submission, cloud):
    """Also if only the second page cannot be read."""
    half(submission, cloud, "/shop/tables", 14)


@exercise.check()
def nothing_kept(submission, cloud):
    """With nothing kept, the error comes out."""
    comes_out(submission, cloud, "/shop/tables", ERRORS[:2])
    half_of_nothing(submission, cloud, "/shop/tables", 14)


NOW = 1_772_442_000.25  # seconds since 1970; a quarter is exact in a float
ERRORS = (
    AwsError("ThrottlingException", "Rate exceeded"),
    AwsError("AccessDeniedException", "User is not authorized to perform: ssm:GetParametersByPath"),
    AwsError("InternalServerError", "An internal error occurred.", 500),
    AwsError("InvalidKeyId", "The key is disabled."),
)


def call(submission, cloud, path, kept, now=NOW, **more):
    """A call that comes to an end."""
    with comes_to_an_end(cloud, most=80, advice="pages"):
        return submission.settings_for(cloud.client("ssm"), path, kept, now, **more)


def reads(submission, cloud, path, expected, about=""):
    """A first call."""
    got = call(submission, cloud, path, None)
    keys = ("moment", "pages", "below", "handed", "secret", "answer")
    expect(got, {"settings": expected, "read": NOW}, "these are below the path", keys, facts={"about": about})


def pages(submission, cloud, path, count):
    """More parameters than an answer has."""
    wanted = {f"branch-{number:03}": f"table-{number}" for number in range(count)}
    lab.put(cloud, {f"{path}/{name}": value for name, value in wanted.items()})
    reads(submission, cloud, path, wanted, about="pages")


def with_secret(submission, cloud, path, value):
    """One of them is encrypted."""
    lab.put(cloud, {f"{path}/host": "db.example.com"})
    lab.put(cloud, {f"{path}/password": value}, Type="SecureString", KeyId=lab.key(cloud))
    reads(submission, cloud, path, {"host": "db.example.com", "password": value}, about="secret")


GIVEN = {"orders": "o-1", "gone": "g-1"}


def old(age, settings=GIVEN):
    """What was read so many seconds ago."""
    return {"settings": dict(settings), "read": NOW - age}


@dataclass(eq=False)
class EmptyPages:
    """Between the pages of an answer come some without a parameter, with a token for the next one.

    The API reference allows them, GetParametersByPath: "The number of items returned, however, can be between zero and
    the value of MaxResults. If the service reaches an internal limit while processing the results, it stops the
    operation and returns the matching values up to that point and a NextToken."
    """

    followers: dict = field(default_factory=dict)

    def __call__(self, ask, forward):
        if ask.operation != OPERATION or ask.who == COURSE:
            return forward(ask)
        token = ask.params.get("NextToken")
        if token not in self.followers:
            follower = f"after-an-empty-page-{len(self.followers)}"
            self.followers[follower] = token
            return Answer(result={"Parameters": [], "NextToken": follower})
        params = {name: value for name, value in ask.params.items() if name != "NextToken"}
        before = self.followers[token]
        return forward(replace(ask, params=params if before is None else {**params, "NextToken": before}))


def empty_pages(submission, cloud, path, count):
    """More parameters than an answer has, and answers without any."""
    with cloud.use(EmptyPages()):
        pages(submission, cloud, path, count)


def for_so_long(seconds):
    """The argument, which can be left out."""
    return {} if seconds is None else {"seconds": seconds}


def uses_kept(submission, cloud, path, age, seconds, settings=GIVEN):
    """A call that sends nothing."""
    kept = old(age, settings)
    got = call(submission, cloud, path, kept, **for_so_long(seconds))
    expect(got, kept, "it is young enough", ("asked", "answer"))
    sent = cloud.journal.learner_entries()
    problem = f"It sent {len(sent)} request(s)."
    require(not sent, problem, "what is kept is young enough", advice="asked")


def renews(submission, cloud, path, expected, age, seconds):
    """A call that reads again."""
    got = call(submission, cloud, path, old(age), **for_so_long(seconds))
    expect(got, {"settings": expected, "read": NOW}, "what is kept is too old", ("moment", "stale", "answer"))


def keeps(submission, cloud, path, errors):
    """Each of these errors, for as long as it is tried; None is a connection that breaks."""
    lab.put(cloud, {f"{path}/orders": "o-2"})
    kept = old(4000)
    for error in errors:
        with failing(cloud, error), error_means("keeps", error.code if error else "BotoCoreError"):
            got = call(submission, cloud, path, kept)
        keys, facts = ("unread", "handed", "keeps", "answer"), {"known": kept["settings"]}
        expect(got, kept, "it is all that there is", keys, facts=facts)
    reads_again = call(submission, cloud, path, kept, now=NOW + 1)
    keys, wanted = ("moment", "stale", "answer"), {"settings": {"orders": "o-2"}, "read": NOW + 1}
    expect(reads_again, wanted, "it can be read again", keys)
    another = old(4000, {"orders": "o-0"})
    with failing(cloud, errors[0]), error_means("keeps", errors[0].code):
        got = call(submission, cloud, path, another)
    expect(got, another, "this was handed over", ("handed", "answer"), facts={"about": "handed"})


@contextmanager
def failing(cloud, error):
    """A block in which nothing can be read."""
    if error is None:
        with ExitStack() as stack:
            for operation in READS:
                stack.enter_context(cloud.use(LoseAnswer(operation)))
            yield
    else:
        with refusing(cloud, READS, error.code, error.message, error.status):
            yield


def half_of_nothing(submission, cloud, path, count, nth=2):
    """Nothing is kept, and one of the requests is refused."""
    lab.put(cloud, {f"{path}/branch-{number:03}": "new" for number in range(count)})
    layer = FailsFrom(nth, AwsError("AccessDeniedException", "The role was changed."), times=1)
    with cloud.use(layer):
        try:
            got = call(submission, cloud, path, None)
        except LearnerError as caught:
            if caught.raised.code != "AccessDeniedException":
                raise
            return
    problem, because = f"It returned {got!r:.100}.", "nothing is kept, and half of the settings are none"
    require(not layer.met, problem, because, advice="catches_all")  # who reads one page alone is told so elsewhere


def half(submission, cloud, path, count, nth=2):
    """One of the requests is refused, whichever they are."""
    lab.put(cloud, {f"{path}/branch-{number:03}": "new" for number in range(count)})
    kept = old(4000)
    layer = FailsFrom(nth, AwsError("AccessDeniedException", "The role was changed."), times=1)
    with cloud.use(layer), error_means("keeps", "AccessDeniedException"):
        got = call(submission, cloud, path, kept)
    known = [*kept["settings"], *(f"branch-{number:03}" for number in range(count))]
    keys, facts = ("unread", "handed", "half", "keeps"), {"known": known}
    expect(got, kept, "half of the settings are worse than old ones", keys, facts=facts)


def comes_out(submission, cloud, path, errors):
    """Nothing is kept."""
    lab.put(cloud, {f"{path}/orders": "o-2"})
    call(submission, cloud, path, None)  # whoever called keeps the answer, and does not hand it over now
    for error in errors:
        with (
            failing(cloud, error),
            expect_client_error(error.code, "nothing is kept", advice="catches_all"),
        ):
            call(submission, cloud, path, None)
