"""move_secret: a password leaves a function's environment, and the function works at every moment."""

from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from course_lib.aws.http.messages import AwsError
from course_lib.aws.services.lambda_.errors import THROTTLED
from course_lib.checks import (
    Exercise,
    Fault,
    LearnerError,
    Reason,
    crash_points,
    expect,
    expect_client_error,
    expect_found,
    expect_raises,
    require,
    value_of,
)
from course_lib.checks.kit import (
    LOST,
    before_each_request,
    call_in,
    comes_to_an_end,
    error_means,
    errors_come_out,
    may_change,
    passing_faults,
    sent,
)
from course_lib.lessons.lambda_settings import data as lab
from course_lib.lessons.lambda_settings.found import environment, found, held, other_settings, pointer


def about(word):
    """A reason that is known by what the check was doing, or has seen."""
    return lambda seen: word in seen.facts.get("about", ())


exercise = Exercise(
    call="move_secret(lambda_client, secrets, function, variable, name)",
    section='Part 5, "What everybody can read"',
    hints=(
        "What does the function find if this dies after its first change? Which change has to come first?",
        "Read the configuration. Make the secret; if there is one, compare its value. Then one update with all "
        "variables, the new one among them and the old one not, and with the RevisionId that you have read. If that is "
        "refused, wait and read again.",
        'secrets.create_secret(Name=name, SecretString=variables.pop(variable))["ARN"]; '
        'lambda_client.update_function_configuration(FunctionName=function, Environment={"Variables": variables}, '
        'RevisionId=told["RevisionId"]); except ClientError: PreconditionFailedException and ResourceConflictException '
        'begin again; lambda_client.get_waiter("function_updated_v2").wait(FunctionName=function).',
    ),
    advice={
        "leaks": "The password stands where others can read it: in the answer, in what is printed or logged, in a "
        "file, in an error's text, or in a parameter that CloudTrail and the console show. Only SecretString and the "
        "function's environment may have it.",
        "order": "There was a moment in which the function found no password. Make the secret first, with its value; "
        "then change the environment, in one update. What the environment names must not be deleted.",
        "overwrites": "There was a secret of that name with another value, and somebody uses it. Compare the "
        "SecretString of get_secret_value with the variable, character by character. If it differs, or is not there, "
        "raise InTheWay, and leave the secret alone.",
        "same": Reason(
            "ResourceExistsException can mean that your own call, or an earlier one, has made the secret. Look at its "
            "value: if it is the variable's, go on with the secret's ARN.",
            when=about("same"),
        ),
        "again": Reason(
            "The variable is gone and the other one is there: it was moved before. Return what that one says, and "
            "leave the secret alone, which may have another value by now.",
            when=about("again"),
        ),
        "others": Reason(
            "An update replaces the whole map of variables. Hand over all the others as well.",
            when=about("lost"),
        ),
        "meanwhile": Reason(
            "Somebody has changed the configuration between your read and your update, and you have put back what was "
            "there before. Give RevisionId; after PreconditionFailedException read again and begin anew, with the "
            "password as well.",
            when=about("meanwhile"),
        ),
        "settings": "An update changes what it names, and nothing else. Name Environment and RevisionId alone.",
        "stored": "The secret's current SecretString has to be the variable's value: nothing around it, nothing "
        "taken off. It belongs to the secret of the name that was handed over.",
        "pointer": Reason(
            "The variable <variable>_SECRET has to hold the secret's ARN, as create_secret and get_secret_value "
            "tell it.",
            when=about("pointer"),
        ),
        "kept": Reason(
            "The password is in the environment still. Leave its variable out of the map that you hand over.",
            when=about("kept"),
        ),
        "precondition": "PreconditionFailedException says that the configuration is another than you have read: "
        "somebody's change, or your own update whose answer was lost. Read again and begin anew.",
        "conflict": "ResourceConflictException says that an update is in progress, yours or somebody's. It passes: "
        "wait with the waiter function_updated_v2, and read again.",
        "waits": "The update is in progress still: invocations run with the old environment. Wait until "
        "LastUpdateStatus is Successful, also if it was moved before.",
        "answer": "Return the secret's ARN.",
        "missing": "With neither of the two variables there is nothing to move. Raise KeyError, and make no secret.",
        "catches_all": "This error says nothing of a secret in the way. Let it out as it came.",
        "deleted": "Somebody has deleted the secret of that name, and AWS keeps it for some days more. That is no "
        "secret to take, and not yours to restore: let InvalidRequestException out.",
        "endless": "It sends the same requests again and again. After a refusal read the configuration anew.",
    },
)


@dataclass(frozen=True)
class Case:
    """A function with a password in its environment.

    Attributes:
        value: the password. It stands nowhere else.
        beside: the other variables.
    """

    function: str = "fees"
    variable: str = "DB_PASSWORD"
    name: str = "libraries/fees/db-password"
    value: str = "example-fees-password"
    beside: dict = field(default_factory=lambda: {"TABLE": "fees", "LOG_LEVEL": "INFO"})

    @property
    def patterns(self):
        """What a call may change."""
        return f"function {self.function}", f"secret {self.name}"


CASE = Case()


@exercise.check()
def moved(submission, cloud):
    """The secret has the value, the function finds it there, and the password is gone from the environment."""
    moves(submission, cloud, CASE)


@exercise.check()
def as_it_is(submission, cloud):
    """The value is taken character by character, and other variables stay."""
    moves(submission, cloud, replace(CASE, value=' "ex{ample}"  é\n', beside={"EMPTY": "", "A_1": "x" * 200}))


@exercise.check()
def moved_before(submission, cloud):
    """A second call changes nothing and returns the same, also after the password was changed."""
    twice(submission, cloud, CASE, "example-rotated-password")
    elsewhere(submission, cloud, replace(CASE, function="fines", name="libraries/fines"))


@exercise.check()
def made_before(submission, cloud):
    """A secret that has the value already is taken as it is, whether the environment names it or not."""
    takes(submission, cloud, CASE)
    takes(submission, cloud, replace(CASE, function="fines", name="libraries/fines"), named=True)


@exercise.check()
def another_secret(submission, cloud):
    """A secret with another value stays as it is, and so does the function."""
    refuses(submission, cloud, CASE, "example-of-somebody-else", before=[CASE.value])
    refuses(submission, cloud, replace(CASE, function="fines", name="libraries/fines"), b"example-bytes")


@exercise.check()
def nothing_to_move(submission, cloud):
    """Without either variable it is a KeyError."""
    misses(submission, cloud, CASE)


@exercise.check()
def in_progress(submission, cloud):
    """An update of somebody else's that is in progress is waited for, and its own as well."""
    moves(submission, cloud, CASE, 45, in_progress=True)


@exercise.check()
def somebody_else(submission, cloud):
    """What somebody changes in the configuration meanwhile stays, at whatever moment."""
    beside_others(submission, cloud, CASE, most=4)


@exercise.check()
def made_meanwhile(submission, cloud):
    """If somebody makes a secret of that name meanwhile, it is not overwritten."""
    somebody_makes_it(submission, cloud, CASE, "example-of-somebody-else")


@exercise.check()
def quiet(submission, cloud):
    """The password stands nowhere but in the secret."""
    moves(submission, cloud, CASE)
    refuses(submission, cloud, replace(CASE, function="fines", name="libraries/fines"), "example-of-somebody-else")


@exercise.check()
def errors(submission, cloud):
    """Every other error comes out, and the function works on."""
    lets_out(submission, cloud, CASE, DENIED)
    lets_out(submission, cloud, CASE, DENIED, there=True)


@exercise.check()
def crash(submission, cloud):
    """Wherever it dies, the function finds its password; the next call ends it."""
    survives(submission, cloud, CASE, (Fault.DIED_AFTER,))


def twin_of(case):
    """Another function, which is as the first one was."""
    return f"{case.function}-2"


def busy(cloud, case, timeout):
    """Somebody begins an update of both functions."""
    for name in (case.function, twin_of(case)):
        lab.functions(cloud).update_function_configuration(FunctionName=name, Timeout=timeout)


def begin(cloud, case, seconds=3.0):
    """The function is there, and another one with the same password; an update takes so many seconds."""
    given = {"Variables": {**case.beside, case.variable: case.value}}
    for name in (case.function, twin_of(case)):
        lab.make(cloud, name, lab.REPORT, Environment=given, Description="of the libraries")
    lab.secrets(cloud).create_secret(Name=f"{case.name}-2", SecretString="example-beside")
    cloud.clock.advance(minutes=1)
    lab.functions(cloud).publish_version(FunctionName=case.function)
    lab.durations(cloud, seconds)


@dataclass(eq=False)
class Watch:
    """Looks after each request of the learner's what the function finds.

    Attributes:
        right: what it has to find now; somebody may change it.
        before: what was right before.
        others: values of secrets that somebody else has made.
        wrong: what it found first that was not right, and after which operation.
    """

    cloud: object
    case: Case
    right: object
    before: list = field(default_factory=list)
    others: list = field(default_factory=list)
    wrong: tuple = ()

    def __post_init__(self):
        there = held(self.cloud, self.case.name)
        self.others += [] if there in (None, self.right) else [there]

    def __call__(self, call, forward):
        answer = forward(call)
        if call.who != "course" and not self.wrong:
            self.look(call.operation)
        return answer

    def look(self, operation=""):
        """What invocations find now, and after an update that is under way."""
        for value in found(self.cloud, self.case.function, self.case.variable):
            if value != self.right and not self.wrong:
                self.wrong = value, operation

    def judge(self):
        """
        Raises:
            Failure: there was a moment in which it did not find its password.
        """
        self.look()
        if self.wrong:
            value, operation = self.wrong
            after = f" after {operation}" if operation else ""
            told = f"The function found {'no password' if value is None else 'a wrong password'}{after}."
            facts = {"about": ("meanwhile",) if value in self.before else ()}
            require(False, told, "people use it at every moment", advice=self._advice(value), facts=facts)

    def _advice(self, value):
        if value is None:
            return "order"
        if value in self.before:
            return "meanwhile"
        return "overwrites" if value in self.others else "stored"


def call(submission, cloud, case, right=None):
    """A call during which the function works; what it returned."""
    watch = Watch(cloud, case, case.value if right is None else right)
    may_change(cloud, *case.patterns)
    try:
        with refused_for_good(), cloud.use(watch), comes_to_an_end(cloud, 400):
            answer = submission.move_secret(
                cloud.client("lambda"), cloud.client("secretsmanager"), case.function, case.variable, case.name
            )
    finally:
        watch.judge()
    is_quiet(submission, cloud, [case.value])
    return answer


@contextmanager
def refused_for_good():
    """A block out of which no error comes that says: read again."""
    with (
        error_means("conflict", "ResourceConflictException"),
        error_means("precondition", "PreconditionFailedException"),
        error_means("same", "ResourceExistsException", facts={"about": ("same",)}),
    ):
        yield


def not_in_the_way():
    """A block out of which InTheWay must not come: the secret has the right value, or there is none."""
    return error_means("same", "InTheWay", facts={"about": ("same",)})


@contextmanager
def not_moved_yet(cloud, case):
    """A block out of which KeyError must not come for what was moved before."""
    try:
        yield
    except LearnerError as caught:
        now = environment(cloud, case.function)
        moved = pointer(case.variable) in now and case.variable not in now
        problem, facts = f"Your function raised {caught.raised}.", {"about": ("again",)}
        wrong = moved and caught.raised.is_a("KeyError")
        require(not wrong, problem, "it was moved before", advice="again", facts=facts)
        raise


def is_quiet(submission, cloud, values):
    """Neither these values nor pieces of requests that others can read have them.

    Raises:
        Failure: one stands somewhere else.
    """
    _, outcome = submission.calls[-1]
    raised = outcome.raised.message if outcome.raised else ""
    places = {
        "in what was returned": repr(outcome.value),
        "in what was printed": outcome.printed,
        "in what was logged": outcome.logged,
        "in the error's text": raised,
        "in a file": "\n".join(each.decode("utf-8", "replace") for each in submission.left_files().values()),
        "in a parameter of a request": repr([_shown(entry.params) for entry in sent(cloud)]),
    }
    for place, text in places.items():
        told = any(value in text or repr(value)[1:-1] in text for value in values)
        require(not told, f"The password stands {place}.", "others can read that", advice="leaks")


def _shown(params):
    """A request's parameters as CloudTrail has them."""
    return {name: value for name, value in params.items() if name not in ("SecretString", "Environment")}


def settled(cloud, case, answer, beside=None, value=None, about=(), waited=True):
    """It was moved; `beside` is what the other variables have to be, `value` the password.

    Args:
        waited: whether no update may be in progress.
    """
    value = case.value if value is None else value
    beside = case.beside if beside is None else beside
    stored = held(cloud, case.name)
    expect_found("The secret's value", stored, value, "the function's variable had it", "stored")
    arn = lab.secrets(cloud).describe_secret(SecretId=case.name)["ARN"]
    now = environment(cloud, case.function)
    facts = {"about": (*about, *_differences(now, case, beside, arn))}
    keys = ("meanwhile", "others", "pointer", "kept")
    expect_found("The environment", now, {**beside, pointer(case.variable): arn}, "all else stays", keys, facts=facts)
    settings = [other_settings(cloud, name) for name in (case.function, twin_of(case))]
    expect_found("The function's other settings", *settings, "all else stays", "settings")
    expect(answer, arn, "this is the secret", advice="answer")
    status = lab.functions(cloud).get_function_configuration(FunctionName=case.function)["LastUpdateStatus"]
    if waited:
        expect_found("LastUpdateStatus", status, "Successful", "it was to be complete", "waits")


def _differences(now, case, beside, arn):
    """What is wrong with an environment, in words of the exercise's reasons."""
    lost = [name for name in case.beside if name not in now]
    yield from ["kept"] if case.variable in now else []
    yield from ["pointer"] if now.get(pointer(case.variable)) != arn else []
    yield from ["lost"] if lost else []
    yield from ["meanwhile"] if not lost and any(now.get(name) != value for name, value in beside.items()) else []


def moves(submission, cloud, case, seconds=3.0, in_progress=False):
    """A call that has to move it.

    Args:
        seconds: how long an update takes.
        in_progress: somebody has just begun one.
    """
    begin(cloud, case, seconds)
    if in_progress:
        busy(cloud, case, 100)
    with not_in_the_way():
        answer = call(submission, cloud, case)
    settled(cloud, case, answer)


def twice(submission, cloud, case, rotated):
    """Moved, moved again while the update is in progress, and again after the password was changed."""
    moves(submission, cloud, case)
    arn = lab.secrets(cloud).describe_secret(SecretId=case.name)["ARN"]
    lab.durations(cloud, 40)
    busy(cloud, case, 60)
    for value in (case.value, rotated):
        lab.secrets(cloud).put_secret_value(SecretId=case.name, SecretString=value)
        with not_moved_yet(cloud, case), error_means("again", "InTheWay", facts={"about": ("again",)}):
            answer = call(submission, cloud, case, value)
        expect(answer, arn, "it was moved before", ("again", "answer"), facts={"about": ("again",)})
        settled(cloud, case, answer, value=value, about=("again",))


def elsewhere(submission, cloud, case):
    """Moved before, into a secret of another name: there is none of this name, then one with another value."""
    begin(cloud, case)
    told = lab.secrets(cloud).create_secret(Name=f"{case.name}-elsewhere", SecretString=case.value)
    given = {**case.beside, pointer(case.variable): told["ARN"]}
    lab.functions(cloud).update_function_configuration(FunctionName=case.function, Environment={"Variables": given})
    cloud.clock.advance(seconds=10)
    for there in (False, True):
        if there:
            lab.secrets(cloud).create_secret(Name=case.name, SecretString="example-of-somebody-else")
        again = {"about": ("again",)}
        with (
            not_moved_yet(cloud, case),
            error_means("again", "InTheWay", facts=again),
            error_means("again", "ResourceNotFoundException", facts=again),
        ):
            answer = call(submission, cloud, case)
        expect(answer, told["ARN"], "the environment names it", ("again", "answer"), facts=again)
        expect_found("The environment", environment(cloud, case.function), given, "it was moved before", "again")
    value = held(cloud, case.name)
    expect_found("The other secret's value", value, "example-of-somebody-else", "nobody needs it", "overwrites")


def takes(submission, cloud, case, named=False):
    """Somebody, or an earlier call, has made the secret; `named`: the environment names it, beside the password."""
    begin(cloud, case)
    told = lab.secrets(cloud).create_secret(Name=case.name, SecretString=case.value)
    made = told["VersionId"]
    if named:
        given = {**environment(cloud, case.function), pointer(case.variable): told["ARN"]}
        lab.functions(cloud).update_function_configuration(FunctionName=case.function, Environment={"Variables": given})
        cloud.clock.advance(seconds=10)
    with not_in_the_way():
        answer = call(submission, cloud, case)
    settled(cloud, case, answer)
    versions = lab.secrets(cloud).list_secret_version_ids(SecretId=case.name, IncludeDeprecated=True)["Versions"]
    told = "The secret has another version now."
    require([each["VersionId"] for each in versions] == [made], told, "it had the value already", advice="overwrites")


def refuses(submission, cloud, case, value, before=()):
    """There is another secret of that name; `before` are values that it had earlier."""
    begin(cloud, case)
    for number, each in enumerate((*before, value)):
        given = {"SecretString" if isinstance(each, str) else "SecretBinary": each}
        if number:
            lab.secrets(cloud).put_secret_value(SecretId=case.name, **given)
        else:
            lab.secrets(cloud).create_secret(Name=case.name, **given)
    versions = labels(cloud, case)
    with expect_raises("InTheWay", "somebody uses that secret", advice="overwrites"):
        call(submission, cloud, case)
    is_quiet(submission, cloud, [case.value, value] if isinstance(value, str) else [case.value])
    stays(cloud, case, versions)


def labels(cloud, case):
    """The secret's versions, and their labels."""
    return lab.secrets(cloud).describe_secret(SecretId=case.name)["VersionIdsToStages"]


def stays(cloud, case, versions):
    """Neither the secret nor the function has changed."""
    because = "it was in the way"
    expect_found("The secret's versions", labels(cloud, case), versions, because, "overwrites")
    now = environment(cloud, case.function)
    expect_found("The environment", now, {**case.beside, case.variable: case.value}, because, "overwrites")


def misses(submission, cloud, case):
    """The function has no such variable, or no variables at all, or is not there."""
    begin(cloud, case)
    others = (None, {"Variables": case.beside})
    for number, given in enumerate(others):
        function = f"{case.function}-without-{number}"
        lab.make(cloud, function, lab.REPORT, **({} if given is None else {"Environment": given}))
        cloud.clock.advance(minutes=1)
        with expect_raises("KeyError", "there is nothing to move", advice="missing"):
            _plain_call(submission, cloud, replace(case, function=function))
    _needs_a_function(submission, cloud, replace(case, function=f"{case.function}-none"))


def _needs_a_function(submission, cloud, case):
    """There is no such function: that comes out, as a call or a waiter says it."""
    try:
        told = f"returned {_plain_call(submission, cloud, case)!r:.60}"
    except LearnerError as caught:
        code = "ResourceNotFoundException"
        if caught.raised.is_a(code) or (caught.raised.is_a("WaiterError") and code in caught.raised.message):
            return
        told = f"raised {caught.raised}"
    require(False, f"There is no such function. Yours {told}.", "boto3 has said so", advice="catches_all")


def _plain_call(submission, cloud, case):
    with comes_to_an_end(cloud, 200):
        return submission.move_secret(
            cloud.client("lambda"), cloud.client("secretsmanager"), case.function, case.variable, case.name
        )


def later(submission, cloud, case):
    """The call, in an account that is not the check's own."""
    return submission.later.move_secret(
        cloud.client("lambda"), cloud.client("secretsmanager"), case.function, case.variable, case.name
    )


def called(submission, cloud, case, watch):
    """The same call in another account; None if it said InTheWay."""
    may_change(cloud, *case.patterns)
    try:
        with refused_for_good(), not_moved_yet(cloud, case), cloud.use(watch), comes_to_an_end(cloud, 150):
            answer = call_in(submission, cloud, later(submission, cloud, case))
    except LearnerError as caught:
        if not caught.raised.is_a("InTheWay"):
            raise
        answer = None
    watch.judge()
    is_quiet(submission, cloud, [case.value])
    return answer


ADDED = {"LOG_LEVEL": "DEBUG", "BRANCHES": "53"}


def beside_others(submission, cloud, case, most=60):
    """Somebody sets other variables, right before one of the requests; the update is complete then, or in progress."""
    for in_progress in (False, True):

        def act(fresh, in_progress=in_progress):
            fresh.clock.advance(seconds=5)  # whatever was in progress is over
            given = {**environment(fresh, case.function), **ADDED}
            lab.functions(fresh).update_function_configuration(
                FunctionName=case.function, Environment={"Variables": given}
            )
            if not in_progress:
                fresh.clock.advance(seconds=5)

        def judged(fresh, layer):
            watch = Watch(fresh, case, case.value)
            answer = called(submission, fresh, case, watch)
            told = "Your function raised InTheWay."
            require(answer is not None, told, "the secret has the variable's value", "same", facts={"about": ("same",)})
            added = ADDED if layer.acted else {}
            settled(fresh, case, answer, beside={**case.beside, **added}, waited=_own_update_is_last(fresh))

        before_each_request(submission, cloud, lambda fresh: begin(fresh, case, 1.0), act, judged, most=most)


def _own_update_is_last(cloud):
    """Whether nobody has begun an update since the learner's own, which was complete by then."""
    updates = cloud.journal.entries(operation="UpdateFunctionConfiguration")
    return [each.who for each in updates if each.error is None][-1] != "course"


def password_changed(submission, cloud, case, value):
    """Somebody gives the function another password, right before one of the requests; nobody loses that one."""
    watches = []

    def act(fresh):
        fresh.clock.advance(seconds=5)
        now = environment(fresh, case.function)
        if case.variable in now:
            given = {"Variables": {**now, case.variable: value}}
            lab.functions(fresh).update_function_configuration(FunctionName=case.function, Environment=given)
            fresh.clock.advance(seconds=5)
        else:
            lab.secrets(fresh).put_secret_value(SecretId=case.name, SecretString=value)
        watches[-1].before.append(watches[-1].right)
        watches[-1].right = value

    def judged(fresh, layer):
        watches.append(Watch(fresh, case, case.value))
        answer = called(submission, fresh, case, watches[-1])
        if answer is not None:
            settled(fresh, case, answer, value=watches[-1].right)
        require(answer is not None or layer.acted, "Your function raised InTheWay.", "there is none", advice="same")

    before_each_request(submission, cloud, lambda fresh: begin(fresh, case, 1.0), act, judged)


def somebody_makes_it(submission, cloud, case, value):
    """Somebody makes a secret of that name right before one of the requests, while there is none."""
    made, watches = {}, []

    def act(fresh):
        if held(fresh, case.name) is None:
            lab.secrets(fresh).create_secret(Name=case.name, SecretString=value)
            made["versions"] = labels(fresh, case)
            watches[-1].others.append(value)

    def judged(fresh, layer):
        watches.append(Watch(fresh, case, case.value))
        answer = called(submission, fresh, case, watches[-1])
        if "versions" not in made:
            settled(fresh, case, answer)
            return
        told = f"There was a secret with another value. Your function returned {answer!r:.60}."
        require(answer is None, told, "it has to raise InTheWay then", advice="overwrites")
        stays(fresh, case, made.pop("versions"))

    before_each_request(submission, cloud, lambda fresh: begin(fresh, case, 1.0), act, judged)


DENIED = (AwsError("AccessDeniedException", "User is not authorized to perform this action", 403),)
BROKEN = (*DENIED, AwsError("ServiceException", "An error occurred and the request cannot be processed.", 500), LOST)


def lets_out(submission, cloud, case, errors, there=False):
    """From each request on, all are answered with an error; it comes out, and the function works on.

    Args:
        there: whether an earlier call has made the secret.
    """

    def prepare(fresh):
        begin(fresh, case, 1.0)
        if there:
            lab.secrets(fresh).create_secret(Name=case.name, SecretString=case.value)

    def judged(fresh):
        watch = Watch(fresh, case, case.value)
        try:
            with fresh.use(watch):
                return call_in(submission, fresh, later(submission, fresh, case))
        finally:
            watch.judge()

    errors_come_out(submission, cloud, prepare, judged, "catches_all", errors, allow=case.patterns)


def deleted_before(submission, cloud, case):
    """A secret of that name waits for its deletion: AWS says so, and it is not taken back."""
    begin(cloud, case)
    lab.secrets(cloud).create_secret(Name=case.name, SecretString=case.value)
    lab.secrets(cloud).delete_secret(SecretId=case.name)
    with expect_client_error("InvalidRequestException", "a secret of that name is to be deleted", "deleted"):
        call(submission, cloud, case)
    told = lab.secrets(cloud).describe_secret(SecretId=case.name)
    require("DeletedDate" in told, "The secret is not deleted any more.", "somebody wants it to be", "deleted")
    now = environment(cloud, case.function)
    expect_found("The environment", now, {**case.beside, case.variable: case.value}, "nothing was moved", "deleted")


def undisturbed(submission, cloud, case, faults=(LOST, THROTTLED)):
    """A request meets a fault that passes: it is as if nothing were."""

    def judged(fresh, layer):
        answer = called(submission, fresh, case, Watch(fresh, case, case.value))
        told = "Your function raised InTheWay."
        require(answer is not None, told, "it has made the secret itself", "same", facts={"about": ("same",)})
        settled(fresh, case, answer)

    passing_faults(submission, cloud, lambda fresh: begin(fresh, case, 1.0), judged, faults)


FAULTS = (Fault.ALWAYS_THROTTLED, Fault.CUT_OFF, Fault.DIED_BEFORE, Fault.DIED_AFTER)


def survives(submission, cloud, case, faults=FAULTS):
    """Wherever it dies, the function works; called again, it ends what was begun."""

    def prepare(fresh):
        begin(fresh, case, 1.0)

    def calls(fresh):
        return [later(submission, fresh, case)]

    def works(fresh, outcomes):
        may_change(fresh, *case.patterns)
        watch = Watch(fresh, case, case.value)
        watch.others.clear()  # whatever is there, the function itself has made
        watch.judge()

    def ended(fresh, outcomes):
        works(fresh, outcomes)
        [outcome] = outcomes
        with refused_for_good(), not_in_the_way(), not_moved_yet(fresh, case):
            answer = value_of(outcome)
        settled(fresh, case, answer, about=("again",))

    crash_points(submission, cloud, prepare, calls, works, faults=(Fault.DIED_AFTER,), again=False)
    crash_points(submission, cloud, prepare, calls, ended, faults=faults)


def somebody_moves_it(submission, cloud, case):
    """Somebody else moves the same secret, right before one of the requests: the first half of it, or all."""
    for whole in (False, True):

        def act(fresh, whole=whole):
            fresh.clock.advance(seconds=5)  # whatever was in progress is over
            if held(fresh, case.name) is None:
                lab.secrets(fresh).create_secret(Name=case.name, SecretString=case.value)
            now = environment(fresh, case.function)
            if whole and now.pop(case.variable, None):
                now[pointer(case.variable)] = lab.secrets(fresh).describe_secret(SecretId=case.name)["ARN"]
                lab.functions(fresh).update_function_configuration(
                    FunctionName=case.function, Environment={"Variables": now}
                )
                fresh.clock.advance(seconds=5)

        def judged(fresh, layer):
            answer = called(submission, fresh, case, Watch(fresh, case, case.value))
            told = "Your function raised InTheWay."
            require(answer is not None, told, "it has the same value", "same", facts={"about": ("same",)})
            settled(fresh, case, answer, about=("again",))

        before_each_request(submission, cloud, lambda fresh: begin(fresh, case, 1.0), act, judged)
