"""tune: a function gets the memory that is cheapest, and its callers never notice."""

from dataclasses import replace

from course_lib.aws.http.messages import AwsError
from course_lib.aws.layers.before_calls import BeforeCalls
from course_lib.aws.services.lambda_.work import Work
from course_lib.checks import (
    Exercise,
    Fault,
    LearnerError,
    Reason,
    crash_points,
    expect,
    expect_found,
    expect_raises,
    require,
    value_of,
)
from course_lib.checks.kit import (
    LOST,
    UNREACHED,
    anew,
    before_each_request,
    call_in,
    comes_to_an_end,
    error_means,
    may_change,
    others_act,
    passing_faults,
)
from course_lib.checks.kit.errors import FailsFrom
from course_lib.lessons.lambda_settings import data as lab

NAME = lab.NIGHTLY
PATTERNS = (f"function {NAME}", f"function {NAME}:*", f"alias {NAME}:{lab.LIVE}")


def invoked_early(seen):
    """It invoked while an update was under way."""
    return bool(seen.facts.get("early"))


exercise = Exercise(
    call="tune(lambda_client, name, sizes, deadline_ms)",
    section='Part 3, "Turning the knob while people use it"',
    may_be_none=True,
    hints=(
        "Callers invoke what the alias `live` stands for. What can you change without touching that?",
        "For each size: update_function_configuration, wait with the waiter function_updated_v2, invoke until there is "
        "no Init Duration, and look at the Memory Size of that line: somebody else may have set another. In the end, "
        "change to the best size, wait, publish_version with CodeSha256, and move the alias: that one request is all "
        "that callers see.",
        'before = lambda_client.get_alias(FunctionName=name, Name="live"); … version = '
        'lambda_client.publish_version(FunctionName=name, CodeSha256=sha)["Version"]; '
        'lambda_client.update_alias(FunctionName=name, Name="live", FunctionVersion=version, '
        'RevisionId=before["RevisionId"]).',
    ),
    advice={
        "live": "Callers who invoke the alias `live` get a memory that nobody has chosen, or other code. "
        "Measure the unpublished version, and move the alias once, in the end.",
        "early": Reason(
            "An invocation during an update still runs with the settings from before. Wait until LastUpdateStatus is "
            "Successful: the waiter function_updated_v2 does.",
            when=invoked_early,
        ),
        "conflict": "ResourceConflictException says that an update is in progress, yours or somebody's. It passes: "
        "wait with the waiter function_updated_v2, and try again.",
        "others_code": "Somebody has other code in the unpublished version, which is not to be released. Compare "
        "CodeSha256 with that of the version behind the alias, and give it to publish_version: AWS refuses then.",
        "others_alias": "Somebody has moved the alias meanwhile, and you have moved it back. Give update_alias the "
        "RevisionId that you saw in the beginning.",
        "own_change": "PreconditionFailedException can be about your own change: its answer was lost, and boto3 sent "
        "the request once more. Before you say Disturbed, look which version the alias stands for.",
        "others_memory": "Between your update and your publication somebody else has changed the memory. The answer of "
        "publish_version says which MemorySize the version has: look at it before you move the alias.",
        "others_measured": "Between your update and your invocation somebody else has changed the function. What you "
        "have measured is theirs: the REPORT line says with which Memory Size it ran, and CodeSha256 of the "
        "unpublished version which code it has.",
        "failed": Reason(
            "An invocation with a FunctionError has not done the work, however quick it was. At a size where one has "
            "failed, others will.",
            when=lambda seen: seen.got in seen.facts["failing"],
        ),
        "endless": "What it waits for does not come. An invocation with a FunctionError fails again, and one during an "
        "update, which runs with the memory from before, is followed by one in an instance that is new.",
        "choice": "Of the sizes that meet the deadline the cheapest is asked for: memory times Billed Duration of an "
        "invocation without Init Duration. It is its Duration that has to meet the deadline.",
        "none": "If no size meets the deadline, the answer is None, and the alias stays where it is.",
        "applied": "The alias `live` has to stand for a published version with the chosen memory.",
        "catches_all": "This error says nothing of other code, nor of a moved alias. Let it out as it came.",
    },
)


@exercise.check()
def applies(submission, cloud):
    """The cheapest size that meets the deadline is chosen, and the alias stands for it."""
    begin(cloud, lab.SUGGESTIONS)
    tunes(submission, cloud, [128, 1769, 10240], 2500, 10240)


@exercise.check()
def one_thread(submission, cloud):
    """Work that one thread does gains nothing above one processor."""
    begin(cloud, Work(serial_ms=900))
    tunes(submission, cloud, [884, 1769, 3538], 1200, 1769)


@exercise.check()
def none_in_time(submission, cloud):
    """If no size meets the deadline, nothing is applied."""
    begin(cloud, Work(serial_ms=900, waiting_ms=300))
    tunes(submission, cloud, [512, 1769], 1000, None)


@exercise.check()
def fails_when_small(submission, cloud):
    """A size at which the function fails is not chosen."""
    begin(cloud, Work(waiting_ms=400, needs_mb=300))
    tunes(submission, cloud, [128, 512, 1024], 1000, 512, failing=[128])
    fails_by_chance(submission, cloud, [512, 1024])


@exercise.check()
def slow_updates(submission, cloud):
    """However long an update takes, each size is measured with its own memory."""
    begin(cloud, lab.SUGGESTIONS)
    lab.durations(cloud, 40)
    tunes(submission, cloud, [512, 3538], 12_000, 512)


@exercise.check()
def somebody_updates(submission, cloud):
    """An update by somebody else that is in progress is waited for."""
    while_busy(submission, cloud, [1769, 3538])


@exercise.check()
def others_code_there(submission, cloud):
    """Code that nobody has released yet is not released."""
    unreleased(submission, cloud, [1769, 3538])


@exercise.check()
def others_code_meanwhile(submission, cloud):
    """Nor is code that somebody deploys in the meantime."""
    deploys_meanwhile(submission, cloud, [1769, 3538])


@exercise.check()
def alias_moved(submission, cloud):
    """If somebody moves the alias in the meantime, it stays there."""
    moves_meanwhile(submission, cloud, [1769, 3538])


@exercise.check()
def answer_lost(submission, cloud):
    """If an answer is lost, boto3 sends the request once more: the change that is there already is your own."""
    undisturbed(submission, cloud, most=1, operations=["UpdateAlias"])


@exercise.check()
def errors(submission, cloud):
    """Every other error comes out, and the alias stays."""
    lets_out_first(submission, cloud)


@exercise.check()
def crash(submission, cloud):
    """Wherever it dies, callers have the old function or the tuned one; the next run ends it."""
    survives(submission, cloud, [884, 1769], 1769)


def begin(cloud, work, memory=256):
    """The function does this work, with this memory; the alias stands for that."""
    lab.make(cloud, NAME, work, MemorySize=memory)
    lab.make(cloud, "another", work)
    cloud.clock.advance(minutes=1)
    lab.release(cloud, NAME)
    lab.release(cloud, "another")


class Watch:
    """Notes invocations of the unpublished version during an update, and what the alias stands for after each move."""

    def __init__(self):
        self.early, self.memories = False, []

    def __call__(self, call, forward):
        if call.service != "lambda" or call.who == "course":
            return forward(call)
        if call.operation == "Invoke" and ask(call, forward).get("LastUpdateStatus") == "InProgress":
            self.early = True
        answer = forward(call)
        if call.operation == "UpdateAlias" and answer.result is not None:
            self.memories.append(ask(call, forward, Qualifier=lab.LIVE).get("MemorySize"))
        return answer


class FailsOnce:
    """Lets the first invocation of the unpublished version with this memory fail, as one that was killed by chance."""

    def __init__(self, memory):
        self._memory, self._failed = memory, False

    def __call__(self, call, forward):
        answer = forward(call)
        if self._failed or call.operation != "Invoke" or call.who == "course" or answer.result is None:
            return answer
        if ask(call, forward).get("MemorySize") != self._memory:
            return answer
        self._failed = True
        return replace(answer, result={**answer.result, "FunctionError": "Unhandled"})


def ask(call, forward, **more):
    """The configuration of the function that a call is about."""
    params = {"FunctionName": NAME, **more}
    asked = replace(call, operation="GetFunctionConfiguration", params=params, request=None)
    return forward(asked).result or {}


def tunes(submission, cloud, sizes, deadline, expected, failing=(), most=600):
    """A call after which the alias stands for the expected size; None: for what it stood for."""
    before = lab.live(cloud, NAME)
    watch = Watch()
    may_change(cloud, *PATTERNS)
    ends = comes_to_an_end(cloud, most)
    with cloud.use(watch), error_means("conflict", "ResourceConflictException"), ends:
        answer = submission.tune(cloud.client("lambda"), NAME, sizes, deadline)
    facts = {"early": watch.early, "failing": failing}
    after = lab.live(cloud, NAME)
    same_function(before, after)
    passing = [memory for memory in watch.memories if memory not in (before["MemorySize"], after["MemorySize"])]
    problem = f"For a while callers had {passing} MB."
    require(not passing, problem, "somebody invokes it at every moment", advice="live")
    if expected is None:
        expect(answer, None, "no size is quick enough", advice=("early", "none"), facts=facts)
        expect_found("The alias's version", after["Version"], before["Version"], "nothing was to be applied", "none")
        return
    expect(
        answer, expected, "by its measurements it is the cheapest in time", ("early", "failed", "choice"), facts=facts
    )
    expect_found("The alias's memory", after["MemorySize"], expected, "this was chosen", "applied", facts=facts)


def same_function(before, after, advice="live"):
    """But for its memory, and what a version is described as, callers have the function that they had."""
    told = "The alias stands for the unpublished version."
    require(after["Version"] != "$LATEST", told, "it changes", advice="live")
    for name in ("CodeSha256", "Timeout", "Role", "Handler", "Runtime"):
        problem = f"Callers have another {name} now."
        require(before.get(name) == after.get(name), problem, "only the memory was to change", advice=advice)


def fails_by_chance(submission, cloud, sizes):
    """The first of these sizes would be the cheapest, and its first invocation fails."""
    with cloud.use(FailsOnce(sizes[0])):
        tunes(submission, cloud, sizes, 1000, sizes[1], failing=sizes[:1])


def while_busy(submission, cloud, sizes):
    """Somebody has just begun an update that takes longer than boto3's own tries."""
    begin(cloud, lab.SUGGESTIONS)
    lab.durations(cloud, 45)
    lab.functions(cloud).update_function_configuration(FunctionName=NAME, Timeout=120)
    tunes(submission, cloud, sizes, 2500, sizes[-1])


def untouched(submission, cloud, sizes, before, advice, version=None, most=4000):
    """A call that has to raise Disturbed and leave the alias alone."""
    may_change(cloud, *PATTERNS)
    with (
        error_means("conflict", "ResourceConflictException"),
        expect_raises("Disturbed", "somebody else is at work", advice=advice),
    ):
        submission.tune(cloud.client("lambda"), NAME, sizes, most)
    after = lab.live(cloud, NAME)["Version"]
    expect_found("The alias's version", after, version or before["Version"], "it was to stay there", advice)


def unreleased(submission, cloud, sizes, serial_ms=100):
    """Somebody has deployed code that the alias does not stand for."""
    begin(cloud, lab.SUGGESTIONS)
    before = lab.live(cloud, NAME)
    lab.deploy(cloud, NAME, Work(serial_ms=serial_ms))
    cloud.clock.advance(minutes=1)
    untouched(submission, cloud, sizes, before, "others_code")


def deploys_meanwhile(submission, cloud, sizes, operation="PublishVersion"):
    """Somebody deploys right before the version is published."""
    begin(cloud, lab.SUGGESTIONS)
    before = lab.live(cloud, NAME)

    def act(call):
        with others_act(cloud):
            cloud.clock.advance(minutes=10)  # whatever was in progress is over
            lab.deploy(cloud, NAME, Work(serial_ms=100))
            cloud.clock.advance(minutes=1)

    with cloud.use(BeforeCalls([operation], act, times=1)):
        untouched(submission, cloud, sizes, before, "others_code")


def moves_meanwhile(submission, cloud, sizes, operation="UpdateAlias"):
    """Somebody moves the alias right before it is moved."""
    begin(cloud, lab.SUGGESTIONS)
    before = lab.live(cloud, NAME)
    functions = lab.functions(cloud)
    functions.update_function_configuration(FunctionName=NAME, Timeout=60)
    cloud.clock.advance(minutes=1)
    other = functions.publish_version(FunctionName=NAME)["Version"]

    def act(call):
        with others_act(cloud):
            functions.update_alias(FunctionName=NAME, Name=lab.LIVE, FunctionVersion=other)

    with cloud.use(BeforeCalls([operation], act, times=1)):
        untouched(submission, cloud, sizes, before, "others_alias", version=other)


QUICK, DEADLINE, BEST = [1769], 400, 1769  # sizes, and which of them is in time for `prepare_quick`
WITH_A_SLOW_ONE = [884, 1769]  # the first is late, and would be the cheapest
STEPS = ("UpdateFunctionConfiguration", "Invoke", "PublishVersion", "UpdateAlias")  # what depends on others


def updates(cloud):
    """Somebody begins an update that takes some seconds; what was in progress is over."""
    cloud.clock.advance(seconds=5)
    lab.durations(cloud, 8)
    lab.functions(cloud).update_function_configuration(FunctionName=NAME, Timeout=120)
    lab.durations(cloud, 0.5)


def resizes(cloud):
    """Somebody gives the function other memory."""
    cloud.clock.advance(seconds=5)
    lab.functions(cloud).update_function_configuration(FunctionName=NAME, MemorySize=3008)
    cloud.clock.advance(seconds=5)


def deploys(cloud, serial_ms=100):
    """Somebody gives the function other code."""
    cloud.clock.advance(seconds=5)
    lab.deploy(cloud, NAME, Work(serial_ms=serial_ms))
    cloud.clock.advance(minutes=1)


def deploys_slow_code(cloud):
    """The other code is in time with no size."""
    deploys(cloud, serial_ms=2 * DEADLINE)


def beside(submission, cloud, act, advice, disturbs=True, sizes=QUICK, steps=STEPS):
    """Whenever somebody acts, callers have the old function or the tuned one.

    Args:
        act: what they do; it is handed an account.
        disturbs: whether the call may say that it was disturbed. Otherwise it has to do its work.
        sizes: to try. The best of them is `BEST`, with the code that was there.
        steps: before which requests somebody acts.
    """

    def call(fresh, layer):
        before, watch = lab.live(fresh, NAME), Watch()
        with fresh.use(watch):
            answer = _tuned(submission, fresh, disturbs, sizes)
        after = lab.live(fresh, NAME)
        same_function(before, after, advice)
        if answer is DISTURBED:
            passing = sorted({*watch.memories, after["MemorySize"]} - {before["MemorySize"]})
        else:
            told = "Your function returned a size, and the alias stands for what it stood for."
            require(answer is None or after["Version"] != before["Version"], told, "this was chosen", advice="applied")
            told = (
                "the update of somebody else was waited for" if not disturbs else "the released code is to be measured"
            )
            keys = ("early", "choice") if sizes is QUICK and answer is not None else "others_measured"
            expect(answer, BEST, told, advice=keys, facts=EARLY)
            passing = sorted({*watch.memories, after["MemorySize"]} - {BEST})
        require(not passing, f"Callers had {passing} MB.", "nobody has chosen that", advice=advice)

    before_each_request(submission, cloud, prepare_quick, act, call, steps)


EARLY = {"early": False, "failing": ()}
DISTURBED = object()


def _tuned(submission, cloud, disturbs, sizes=QUICK):
    """What one call returned; `DISTURBED` if it was."""
    may_change(cloud, *PATTERNS)
    later = submission.later.tune(cloud.client("lambda"), NAME, sizes, DEADLINE)
    try:
        with error_means("conflict", "ResourceConflictException"):
            return call_in(submission, cloud, later)
    except LearnerError as caught:
        if not (disturbs and caught.raised.is_a("Disturbed")):
            raise
        return DISTURBED


def beside_a_move(submission, cloud):
    """Whenever somebody moves the alias after it was looked at and before it is moved, it stays there."""
    other = {}

    def prepare(fresh):
        prepare_quick(fresh)
        functions = lab.functions(fresh)
        functions.update_function_configuration(FunctionName=NAME, Timeout=60)
        fresh.clock.advance(seconds=5)
        other["version"] = functions.publish_version(FunctionName=NAME)["Version"]

    def act(fresh):
        other["done"] = [entry.operation for entry in fresh.journal.learner_entries() if entry.result is not None]
        lab.functions(fresh).update_alias(FunctionName=NAME, Name=lab.LIVE, FunctionVersion=other["version"])

    def call(fresh, layer):
        answer = _tuned(submission, fresh, disturbs=True)
        looked = {"GetAlias", "ListAliases"} & set(other["done"])
        if layer.acted and looked and "UpdateAlias" not in other["done"]:
            told = f"Meanwhile somebody moved the alias. Your function returned {answer!r:.50}."
            require(answer is DISTURBED, told, "it has to raise Disturbed then", advice="others_alias")
            version = lab.live(fresh, NAME)["Version"]
            expect_found("The alias's version", version, other["version"], "it was to stay there", "others_alias")

    before_each_request(submission, cloud, prepare, act, call, STEPS)


def undisturbed(submission, cloud, faults=(LOST,), most=60, operations=STEPS):
    """A request meets a fault that passes, and nobody else is at work: the work is done.

    Args:
        faults: as for `passing_faults`.
        most, operations: which requests.
    """

    def call(fresh, layer):
        may_change(fresh, *PATTERNS)
        later = submission.later.tune(fresh.client("lambda"), NAME, QUICK, DEADLINE)
        try:
            answer = call_in(submission, fresh, later)
        except LearnerError as caught:
            if not caught.raised.is_a("Disturbed"):
                raise
            told = f"{_met(layer)} Your function raised {caught.raised}."
            require(False, told, "nobody else was at work, and boto3 sends it once more", advice="own_change")
        expect(answer, BEST, "it is the cheapest in time", advice=("early", "choice"), facts=EARLY)
        memory = lab.live(fresh, NAME)["MemorySize"]
        expect_found("The alias's memory", memory, BEST, "this was chosen", "applied", facts=EARLY)

    passing_faults(submission, cloud, prepare_quick, call, faults, most, operations)


def _met(layer):
    what = "was turned away once" if layer.error is not LOST else "was carried out, and its answer was lost"
    return f"{layer.operation} {what}."


DENIED = AwsError("AccessDeniedException", "User is not authorized to perform this action", 403)
BROKEN = AwsError("ServiceException", "An error occurred and the request cannot be processed.", 500)
# Of an update or an invocation it says nothing about other code; of a publication with CodeSha256 it can.
INVALID = AwsError("InvalidParameterValueException", "The role defined for the function cannot be assumed by Lambda.")


def lets_out(submission, cloud):
    """From each request on, all are answered with an error; it comes out, as boto3's calls or its waiters raise it."""
    for error, every in ((DENIED, 1), (BROKEN, 6)):
        for number in range(1, 40, every):
            if not _lets_out(submission, cloud, FailsFrom(number, error)):
                break
    lets_out_first(submission, cloud, denied=())
    for operation in STEPS:
        _lets_out(submission, cloud, FailsFrom(1, UNREACHED, operations=[operation]))


def lets_out_first(submission, cloud, denied=STEPS):
    """From the first request of some operations on, those are answered with an error; it comes out."""
    for operation in denied:
        _lets_out(submission, cloud, FailsFrom(1, DENIED, operations=[operation]))
    for operation in ("UpdateFunctionConfiguration", "Invoke"):
        _lets_out(submission, cloud, FailsFrom(1, INVALID, operations=[operation]))


def _lets_out(submission, cloud, layer):
    """One call. Returns whether it sent so many requests that one was answered with the error."""
    with anew(submission, cloud, prepare_quick) as fresh, fresh.use(layer):
        may_change(fresh, *PATTERNS)
        before = lab.live(fresh, NAME)
        later = submission.later.tune(fresh.client("lambda"), NAME, QUICK, DEADLINE)
        try:
            told, as_raised = f"returned {call_in(submission, fresh, later)!r:.100}", False
        except LearnerError as caught:
            if not layer.met:
                raise
            code = caught.raised.code or str(caught.raised)
            told = f"raised {caught.raised}"
            other = caught.raised.is_a("Disturbed") or caught.raised.is_a("AttributeError")
            as_raised = layer.error.code in code and not other
        if layer.met:
            met = f"From {layer.operation} on AWS answered {layer.error.code}."
            because = "nobody can know then, and whoever called has to hear of it"
            require(as_raised, f"{met} Your function {told}.", because, advice="catches_all")
            expect_found("The alias's version", lab.live(fresh, NAME)["Version"], before["Version"], "it failed")
    return layer.met


def prepare_quick(cloud):
    """A function that is tuned with few requests."""
    begin(cloud, Work(serial_ms=300))
    lab.durations(cloud, 0.5)


def survives(submission, cloud, sizes, best, faults=(Fault.DIED_AFTER,)):
    """One run, made again if it came to nothing; meanwhile and afterwards callers have a function that was chosen."""
    first = {}

    def prepare(fresh):
        begin(fresh, Work(serial_ms=600), memory=512)
        lab.durations(fresh, 1)
        first.update(lab.live(fresh, NAME))

    def calls(fresh):
        return [submission.later.tune(fresh.client("lambda"), NAME, sizes, 700)]

    def usable(fresh, outcomes):
        may_change(fresh, *PATTERNS)
        after = lab.live(fresh, NAME)
        same_function(first, after)
        memory = after["MemorySize"]
        require(memory in (512, best), f"Callers have {memory} MB.", "nobody has chosen that", advice="live")
        for outcome in outcomes:
            if outcome.raised is None:
                expect(value_of(outcome), best, "it is the cheapest in time", advice="choice")
                expect_found("The alias's memory", memory, best, "this was chosen", "applied")
            else:
                came = outcome.raised.code
                require(came != "ResourceConflictException", "ResourceConflictException came out.", advice="conflict")
                value_of(outcome)

    crash_points(submission, cloud, prepare, calls, usable, faults=faults, limit=12)
