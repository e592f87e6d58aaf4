"""deploy: the function, its role, the schedule and its role, however much of it is there already."""

import json
from datetime import timedelta

from course_lib.aws.http.messages import AwsError
from course_lib.aws.layers.new_roles import NewRoles
from course_lib.checks import (
    Exercise,
    Fault,
    Reason,
    crash_points,
    expect,
    expect_found,
    require,
    value_of,
)
from course_lib.checks.kit import anew, call_in, comes_to_an_end, error_means, errors_come_out, may_change, raised_with
from course_lib.checks.submission import LearnerError
from course_lib.lessons.rds_snapshots import data as lab
from course_lib.lessons.rds_snapshots import deployed
from course_lib.lessons.rds_snapshots.package import HANDLER, package

WHEN = {"ScheduleExpression": "cron(30 4 1 * ? *)", "ScheduleExpressionTimezone": "UTC"}
THERE = ("EntityAlreadyExists", "ResourceConflictException", "ConflictException")
# Sources: Lambda API reference, CreateFunction; answers of both services quoted in public issue trackers.
UNKNOWN = "The role defined for the function cannot be assumed by Lambda."
UNTRUSTED = "The execution role you provide must allow AWS EventBridge Scheduler to assume the role."
REFUSALS = {
    "CreateFunction": AwsError("InvalidParameterValueException", UNKNOWN, 400, {"Type": "User"}),
    "UpdateFunctionConfiguration": AwsError("InvalidParameterValueException", UNKNOWN, 400, {"Type": "User"}),
    "CreateSchedule": AwsError("ValidationException", UNTRUSTED),
    "UpdateSchedule": AwsError("ValidationException", UNTRUSTED),
}

exercise = Exercise(
    call="deploy(iam, functions, scheduler, code, database, when)",
    section='Part 7, "All of it in the account"',
    hints=(
        "Each of the four things can be there already, be another one, or not be there. Which request makes it, and "
        "which one makes an existing one as you want it?",
        "create_role, else update_assume_role_policy; then put_role_policy, which replaces. create_function, else "
        "update_function_code, the waiter function_updated_v2, update_function_configuration. create_schedule, else "
        "update_schedule. A new role is not known at once: pause 5 seconds and try again, for 60 seconds and more.",
        "arn:aws:rds:{region}:{account}:db:{database} and …:snapshot:{database}-monthly-* for rds:CreateDBSnapshot, "
        'with account = role_arn.split(":")[4] and region = functions.meta.region_name. The target: {"Arn": '
        'function_arn, "RoleArn": …, "Input": json.dumps({"database": database, "scheduled": '
        '"<aws.scheduler.scheduled-time>"})}.',
    ),
    advice={
        "progress": Reason(
            "ResourceConflictException also says that an update of the function is in progress. Wait for it, with the "
            "waiter function_updated_v2, before the next change.",
            when=lambda seen: any("in progress" in each.message for each in seen.raised),
        ),
        "there": Reason(
            "Something of that name is there already, from an earlier call. Catch the error of the request that makes "
            "it, and change what is there to what you want.",
            when=raised_with(*THERE),
        ),
        "new_role": Reason(
            "A role that was just made is not known everywhere yet: Lambda says InvalidParameterValueException, the "
            "Scheduler ValidationException. Pause 5 seconds and try again, for 60 seconds at least.",
            when=raised_with("InvalidParameterValueException", "ValidationException"),
        ),
        "old_code": "The function was there, with older code, and still has it: update_function_code.",
        "settings": "The function was there, and its settings stayed as they were, or it never got them: role, "
        "handler, runtime, Timeout of 900 seconds.",
        "old_schedule": "The schedule was there, and stayed as it was. update_schedule replaces all of it.",
        "zone": "ScheduleExpressionTimezone says by which clocks the expression is read. Hand on both texts of `when`.",
        "window": 'No flexible window was asked for: FlexibleTimeWindow={"Mode": "OFF"}.',
        "event": "The function is handed the target's Input: JSON with database and scheduled. The Scheduler puts the "
        "moment in the place of <aws.scheduler.scheduled-time>.",
        "trust": "A role's trust policy says who may assume it. Each of the two trusts one service: Lambda runs the "
        "function, the Scheduler calls it.",
        "wide": "With this role more can be done than was asked for. Name the actions one by one, and give each the "
        "ARNs that it is for: no * that is wider than needed.",
        "narrow": "With this role the function cannot do its work. CreateDBSnapshot is asked for on two resources: the "
        "database's ARN and the snapshot's.",
        "missing": "It is not there when your function returns. Look at what the requests answered.",
        "answer": "Return the function's ARN, as create_function and get_function_configuration tell it.",
        "pace": "While a new role is refused, pause 5 to 15 seconds, send the same request again, and go on until 60 "
        "seconds have passed since the first.",
        "others": "Something of a similar name, or of the same name in another group, was taken for yours. Ask for "
        "the one thing by its name: get_function, get_schedule with GroupName.",
        "catches_all": "This error does not pass by itself. Let it out, as boto3 raised it.",
    },
)


@exercise.check()
def sets_up(submission, cloud):
    """In an empty account all four things are there afterwards, and the function's ARN comes back."""
    lab.prepare(cloud)
    deploys(submission, cloud)


@exercise.check()
def works(submission, cloud):
    """Three months later there are three snapshots."""
    lab.prepare(cloud)
    runs(submission, cloud)
    takes_snapshots(cloud, 3)


@exercise.check()
def smallest(submission, cloud):
    """With the two roles nothing else can be done."""
    lab.prepare(cloud)
    runs(submission, cloud)
    no_more_than_needed(cloud, lab.DATABASE)


@exercise.check()
def again(submission, cloud):
    """A second call changes nothing, and gives the same answer."""
    lab.prepare(cloud)
    deploys(submission, cloud)
    cloud.clock.advance(minutes=2)
    deploys(submission, cloud)


@exercise.check()
def newer(submission, cloud):
    """With other code and another schedule, that is what is there afterwards."""
    lab.prepare(cloud)
    deploys(submission, cloud)
    cloud.clock.advance(minutes=2)
    deploys(submission, cloud, version=2, when={**WHEN, "ScheduleExpression": "cron(0 21 2 * ? *)"})


@exercise.check()
def roles_come_late(submission, cloud):
    """A new role is not known to Lambda and to the Scheduler for some seconds."""
    lab.prepare(cloud)
    after_a_while(submission, cloud, timedelta(seconds=20))


@exercise.check()
def errors(submission, cloud):
    """Every other error comes out."""
    lets_out(submission, cloud)


@exercise.check()
def crash(submission, cloud):
    """Wherever it ends, and whichever answer is lost: the next call completes it."""
    survives(submission, cloud, (Fault.DIED_AFTER, Fault.ANSWER_LOST))


def call(submission, cloud, code, database=lab.DATABASE, when=None):
    """Make the call."""
    return call_in(submission, cloud, later(submission, cloud, code, database, when or WHEN))


def later(submission, cloud, code, database=lab.DATABASE, when=None):
    """The call, to be made in an account."""
    clients = [cloud.client(service) for service in ("iam", "lambda", "scheduler")]
    return submission.later.deploy(*clients, code, database, dict(when or WHEN))


def runs(submission, cloud, version=1, database=lab.DATABASE, when=None):
    """A call that comes to its end; what it returned."""
    may_change(cloud, *deployed.KEPT)
    there = error_means(("progress", "there"), *THERE)
    new = error_means("new_role", "InvalidParameterValueException", "ValidationException")
    other = error_means("others", "ResourceNotFoundException")
    with there, new, other, comes_to_an_end(cloud, most=300, advice="new_role"):
        answer = call(submission, cloud, package(version), database, when or WHEN)
    cloud.clock.advance(seconds=10)
    return answer


def deploys(submission, cloud, version=1, database=lab.DATABASE, when=None):
    """A call after which everything is as it was asked for."""
    answer = runs(submission, cloud, version, database, when)
    is_there(cloud, package(version), database, when or WHEN)
    arn = f"arn:aws:lambda:us-east-1:{cloud.account}:function:{deployed.NAME}"
    expect(answer, arn, "that is the function's", advice="answer")


def is_there(cloud, code, database, when):
    """Function, schedule and trust are what was asked for."""
    function, schedule = deployed.function(cloud), deployed.schedule(cloud)
    for what, found in (("function", function), ("schedule", schedule)):
        require(found is not None, f"There is no {what} {deployed.NAME}.", "it was to be there", advice="missing")
    wanted = deployed.digest(code)
    expect_found("The function's code", function["CodeSha256"], wanted, "this zip file was handed over", "old_code")
    wanted = {
        "Role": deployed.role(cloud, deployed.NAME),
        "Handler": HANDLER,
        "Runtime": "python3.13",
        "Timeout": deployed.SECONDS,
    }
    found = {name: function[name] for name in wanted}
    expect_found("The function's settings", found, wanted, "they were asked for", "settings")
    is_due(cloud, schedule, when)
    for_the_function(cloud, schedule, database)
    is_trusted(cloud)


def is_trusted(cloud):
    """Each role trusts the service that it is for, and nobody else."""
    for name, service in ((deployed.NAME, deployed.LAMBDA), (deployed.CALLER, deployed.SCHEDULER)):
        found = deployed.trusted(cloud, name)
        expect_found(f"Who may assume {name}", found, [service], "nobody else needs it", "trust")


def is_due(cloud, schedule, when):
    """The schedule is due when it was said, at that minute."""
    expression, zone = when["ScheduleExpression"], when["ScheduleExpressionTimezone"]
    start = cloud.clock.now()
    ends = [name for name in ("StartDate", "EndDate") if schedule.get(name) is not None]
    require(not ends, f"The schedule has {' and '.join(ends)}.", "`when` says nothing of it", "old_schedule")
    wanted = deployed.due(expression, zone, start)
    found = deployed.due(schedule["ScheduleExpression"], schedule["ScheduleExpressionTimezone"], start)
    advice = "zone" if schedule["ScheduleExpression"] == expression else "old_schedule"
    shown = [f"{moment:%Y-%m-%d %H:%M} UTC" for moment in (found or [start])[:1]]
    problem = f"The schedule is due at {shown[0]}, and not when it was said."
    require(found == wanted, problem, "`when` says when", advice=advice)
    require(schedule["State"] == "ENABLED", "The schedule is disabled.", "nobody would be called", "old_schedule")
    window = schedule["FlexibleTimeWindow"]["Mode"]
    expect_found("The flexible window", window, "OFF", "the call is for that minute", "window")


def for_the_function(cloud, schedule, database):
    """The schedule calls the function, with its own role and the right event."""
    target = schedule["Target"]
    arn = f"arn:aws:lambda:us-east-1:{cloud.account}:function:{deployed.NAME}"
    expect_found("The schedule's target", target["Arn"], arn, "this function was to be called")
    role = deployed.role(cloud, deployed.CALLER)
    expect_found("The target's role", target["RoleArn"], role, "it is the schedule's")
    given = str(target.get("Input", ""))
    problem = f"The function would be handed {given[:200] or 'the event that the Scheduler makes'}."
    require(deployed.handed(given, database), problem, "it wants database and scheduled", advice="event")


def takes_snapshots(cloud, months, database=lab.DATABASE):
    """So many months pass, and each has its snapshot: Lambda has run the code, with its role."""
    first = lab.after(lab.month_of(cloud.clock.now()), 1)
    wanted = [lab.after(first, number) for number in range(months)]
    lab.wait_until(cloud, lab.begin_of(lab.after(first, months)))
    names = [lab.monthly(month, database=database) for month in wanted]
    may_change(cloud, *(f"snapshot {name}" for name in names))
    found = [name for name in lab.kept(cloud) if name in names]
    schedule = deployed.schedule(cloud)
    require(schedule is not None, f"There is no schedule {deployed.NAME}.", "it was to be there", advice="missing")
    handed = deployed.handed(str(schedule["Target"].get("Input", "")), database)
    because = "the schedule was due in each of these months"
    expect_found("The snapshots", found, names, because, "narrow" if handed else "event")


def of_the_function(cloud, database):
    """What the function's role is needed for, and what more somebody could want with it."""
    here = f"us-east-1:{cloud.account}"
    mine, other = f"arn:aws:rds:{here}:db:{database}", f"arn:aws:rds:{here}:db:another"
    snapshot = f"arn:aws:rds:{here}:snapshot:{lab.monthly('2026-05', database=database)}"
    others = [f"arn:aws:rds:{here}:snapshot:{name}" for name in ("another-monthly-2026-05", f"{database}-by-hand")]
    needed = [("rds:CreateDBSnapshot", mine), ("rds:CreateDBSnapshot", snapshot), ("rds:DescribeDBSnapshots", snapshot)]
    actions = ("DeleteDBSnapshot", "ModifyDBSnapshotAttribute", "CopyDBSnapshot")
    more = [
        ("rds:CreateDBSnapshot", other),
        *(("rds:CreateDBSnapshot", each) for each in others),
        *((f"rds:{action}", snapshot) for action in actions),
        *((f"rds:{action}", mine) for action in ("DeleteDBInstance", "ModifyDBInstance", "StopDBInstance")),
        ("rds:DescribeDBInstances", mine),
        ("lambda:InvokeFunction", f"arn:aws:lambda:{here}:function:{deployed.NAME}"),
        ("iam:PassRole", deployed.role(cloud, deployed.NAME)),
        ("iam:PutRolePolicy", deployed.role(cloud, deployed.NAME)),
        ("s3:GetObject", "arn:aws:s3:::books/2026"),
    ]
    return needed, more


def no_more_than_needed(cloud, database):
    """Either role may do what it is for, and nothing else of all that somebody could want with it."""
    needed, more = of_the_function(cloud, database)
    may(cloud, deployed.NAME, needed, more)
    function = f"arn:aws:lambda:us-east-1:{cloud.account}:function:{deployed.NAME}"
    wider = [
        ("lambda:InvokeFunction", function.replace(deployed.NAME, "another")),
        ("lambda:InvokeFunction", f"{function}-2"),
        *((f"lambda:{action}", function) for action in ("UpdateFunctionCode", "DeleteFunction", "GetFunction")),
        *needed,
        ("iam:PassRole", deployed.role(cloud, deployed.NAME)),
    ]
    may(cloud, deployed.CALLER, [("lambda:InvokeFunction", function)], wider)


def may(cloud, name, needed, more):
    """A role may do what it needs, and nothing of the rest."""
    lacking = sorted(set(needed) - set(deployed.allowed(cloud, name, needed)))
    problem = f"With the role {name} one may not {in_words(lacking)}."
    require(not lacking, problem, "its work needs it", advice="narrow")
    found = list(deployed.allowed(cloud, name, more))
    problem = f"With the role {name} one may also {in_words(found)}."
    require(not found, problem, "whoever gets at the role can do it", advice="wide")


def in_words(pairs):
    """The first of these actions."""
    return " and ".join(f"{action} on {resource}" for action, resource in list(pairs)[:2])


def after_a_while(submission, cloud, wait, database=lab.DATABASE):
    """Roles are known some seconds after they were made or changed. In the account there is none yet."""
    layer = NewRoles(cloud.clock, wait, REFUSALS)
    with cloud.use(layer):
        runs(submission, cloud, database=database)
    for what, found in (("function", deployed.function(cloud)), ("schedule", deployed.schedule(cloud))):
        require(found is not None, f"There is no {what} {deployed.NAME}.", "it was to be there", advice="missing")
    keeps_pace(cloud)


def with_new_roles(submission, cloud, wait):
    """The function and the schedule are there, and work for other roles. Those that are asked for are not there."""
    runs(submission, cloud)
    deployed.take_roles(cloud)
    before = len(cloud.journal.learner_entries())
    with cloud.use(NewRoles(cloud.clock, wait, REFUSALS)):
        runs(submission, cloud)
    keeps_pace(cloud, before)
    function, schedule = deployed.function(cloud), deployed.schedule(cloud)
    for what, found in (("function", function), ("schedule", schedule)):
        require(found is not None, f"There is no {what} {deployed.NAME}.", "it was to be there", advice="missing")
    wanted = deployed.role(cloud, deployed.NAME)
    expect_found("The function's role", function["Role"], wanted, "it is the function's", "settings")
    wanted = deployed.role(cloud, deployed.CALLER)
    expect_found("The target's role", schedule["Target"]["RoleArn"], wanted, "it is the schedule's", "old_schedule")


def is_patient(submission, cloud):
    """A role stays unknown for minutes: whoever gives up has tried for 60 seconds."""
    with (
        anew(submission, cloud, lab.prepare) as fresh,
        fresh.use(NewRoles(fresh.clock, timedelta(minutes=4), REFUSALS)),
    ):
        may_change(fresh, *deployed.KEPT)
        try:
            with comes_to_an_end(fresh, most=300, advice="pace"):
                call(submission, fresh, package())
        except LearnerError as problem:
            first = [each.when for each in fresh.journal.learner_entries() if each.error in REFUSALS.values()][:1]
            if not first:
                raise
            tried = (fresh.clock.now() - first[0]).total_seconds()
            told = f"A new role was refused, and {tried:g} seconds later your function raised {problem.raised}"
            require(tried >= 60, told, "60 seconds at least were asked for", advice="pace")


def keeps_pace(cloud, first=0):
    """After a refusal the same request comes again in 5 to 15 seconds."""
    refused = {}
    for entry in cloud.journal.learner_entries()[first:]:
        since = refused.pop(entry.operation, None)
        if since is not None:
            pause = (entry.when - since).total_seconds()
            told = f"{entry.operation} was refused, and sent again {pause:g} seconds later."
            require(4.5 <= pause <= 16, told, "every 5 to 15 seconds was asked for", advice="pace")
        if entry.error is not None and entry.error == REFUSALS.get(entry.operation):
            refused[entry.operation] = entry.when


def changed_by_others(submission, cloud, version, database, when):
    """Somebody has changed the function a moment ago, so that it is being updated, and the schedule."""
    deployed.change(cloud)
    deploys(submission, cloud, version, database, when)


def trusted_by_others(submission, cloud):
    """Both roles are there, and EC2 may assume them."""
    statement = {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    for name in (deployed.NAME, deployed.CALLER):
        deployed.ask(cloud, "iam", "create_role", RoleName=name, AssumeRolePolicyDocument=document)
    late = error_means("trust", "InvalidParameterValueException", "ValidationException")
    with late, comes_to_an_end(cloud, most=300, advice="trust"):
        may_change(cloud, *deployed.KEPT)
        call(submission, cloud, package())
    is_trusted(cloud)


def lets_out(submission, cloud, prepare=lab.prepare, errors=None):
    """From each request on AWS answers with an error that stays."""
    denied = AwsError("AccessDeniedException", "User is not authorized to perform this action", 403)
    lasting = errors or [denied, AwsError("LimitExceeded", "Cannot exceed quota for RolesPerAccount: 1000", 409)]
    errors_come_out(
        submission,
        cloud,
        prepare,
        lambda fresh: call(submission, fresh, package()),
        "catches_all",
        lasting,
        allow=deployed.KEPT,
    )


FAULTS = (Fault.DIED_BEFORE, Fault.DIED_AFTER, Fault.ANSWER_LOST, Fault.THROTTLED)


def survives(submission, cloud, faults=FAULTS):
    """One call, made again if it came to nothing, with every fault at every request."""
    code = package()

    def calls(cloud):
        return [later(submission, cloud, code)]

    def complete(cloud, outcomes):
        may_change(cloud, *deployed.KEPT)
        cloud.clock.advance(seconds=10)
        [outcome] = outcomes
        with error_means(("progress", "there"), *THERE):
            value_of(outcome)
        is_there(cloud, code, lab.DATABASE, WHEN)
        needed, _ = of_the_function(cloud, lab.DATABASE)
        may(cloud, deployed.NAME, needed[:1], [])
        may(cloud, deployed.CALLER, [("lambda:InvokeFunction", deployed.function(cloud)["FunctionArn"])], [])

    crash_points(submission, cloud, lab.prepare, calls, complete, faults=faults)
