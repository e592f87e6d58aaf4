"""deploy: the function, its role, the schedule and its role, however much of it is there already."""

import json
from datetime import timedelta

from course_lib.aws.http.messages import AwsError
from course_lib.aws.kept import REGION
from course_lib.aws.layers.early_pages import EarlyPages
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
from course_lib.checks.kit import (
    UNREACHED,
    anew,
    call_in,
    comes_to_an_end,
    error_means,
    errors_come_out,
    may_change,
    raised_with,
)
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

DATABASES = (lab.DATABASE, "loans-2", "loans")
OF_SNAPSHOTS = (
    *("DeleteDBSnapshot", "ModifyDBSnapshotAttribute", "CopyDBSnapshot", "AddTagsToResource", "StartExportTask"),
    *("RestoreDBInstanceFromDBSnapshot", "DescribeDBSnapshotAttributes"),
)
OF_INSTANCES = ("DeleteDBInstance", "ModifyDBInstance", "StopDBInstance", "DescribeDBInstances", "CreateDBInstance")
REGIONS = ("eu-central-1", "ap-southeast-2", "us-west-2")
DENIED = (AwsError("AccessDeniedException", "User is not authorized to perform this action", 403),)
AT_ONCE = 4  # seconds
PAGES = {"ListFunctions": "MaxItems", "ListRoles": "MaxItems", "ListSchedules": "MaxResults"}

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
        "pages": Reason(
            "An answer of a list ends with its page: 50 functions, 100 roles, 100 schedules. Ask for the one thing by "
            "its name, or read on to the last page.",
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
        "catches_all": "This error does not pass by itself. Let it out at once, as boto3 raised it.",
        "left": "A role keeps the policies that it had: an inline policy of another name, a managed policy that is "
        "attached. Take away those that are not yours (list_role_policies, list_attached_role_policies), and use the "
        "same name each time, so that the new text replaces the old one.",
        "old_policy": "The role may still do what an earlier call needed, for another database, and no more. A policy "
        "that is there is not changed by making it: put_role_policy each time, or create_policy_version with "
        "SetAsDefault=True.",
        "target": "The target's Arn is the function's, with no version at its end: a version keeps the code that it "
        "was made with.",
        "versions": "A managed policy has at most five versions. Delete an old one before you make the next, and make "
        "the new one the default.",
        "public": "With add_permission others may call the function. The Scheduler calls it with its role; the "
        "function's own policy needs no statement.",
        "last_word": "When waiting has not helped, let out AWS's last answer, as boto3 raised it: it says what was "
        "refused, and why.",
        "region": "The database is in the function's Region, which need not be us-east-1: functions.meta.region_name.",
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


def call(submission, cloud, code, database=lab.DATABASE, when=None, region=REGION):
    """Make the call."""
    return call_in(submission, cloud, later(submission, cloud, code, database, when or WHEN, region))


def later(submission, cloud, code, database=lab.DATABASE, when=None, region=REGION):
    """The call, to be made in an account."""
    clients = [cloud.client(service, region=region) for service in ("iam", "lambda", "scheduler")]
    return submission.later.deploy(*clients, code, database, dict(when or WHEN))


def runs(submission, cloud, version=1, database=lab.DATABASE, when=None, region=REGION, there="there"):
    """A call that comes to its end; what it returned."""
    may_change(cloud, *deployed.KEPT)
    there = error_means(("progress", there), *THERE)
    new = error_means("new_role", "InvalidParameterValueException", "ValidationException")
    other = error_means("others", "ResourceNotFoundException")
    versions = error_means("versions", "LimitExceeded")
    with there, new, other, versions, comes_to_an_end(cloud, most=300, advice="new_role"):
        answer = call(submission, cloud, package(version), database, when or WHEN, region)
    cloud.clock.advance(seconds=10)
    return answer


def deploys(submission, cloud, version=1, database=lab.DATABASE, when=None, region=REGION, there="there"):
    """A call after which everything is as it was asked for."""
    answer = runs(submission, cloud, version, database, when, region, there)
    is_there(cloud, package(version), database, when or WHEN, region)
    expect(answer, deployed.function_arn(cloud, region), "that is the function's", advice="answer")


def is_there(cloud, code, database, when, region=REGION):
    """Function, schedule and trust are what was asked for."""
    function, schedule = deployed.function(cloud, region), deployed.schedule(cloud, region)
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
    others = deployed.callers(cloud, region)
    problem = f"The function's own policy lets others call it: {others}."
    require(not others, problem, "the Scheduler alone is to call it", advice="public")
    is_due(cloud, schedule, when)
    for_the_function(cloud, schedule, database, region)
    is_trusted(cloud, region)


def is_trusted(cloud, region=REGION):
    """Each role trusts the service that it is for, and nobody else."""
    for name, service in ((deployed.NAME, deployed.LAMBDA), (deployed.CALLER, deployed.SCHEDULER)):
        found = deployed.trusted(cloud, name, region)
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


def for_the_function(cloud, schedule, database, region=REGION):
    """The schedule calls the function, with its own role and the right event."""
    target, arn = schedule["Target"], deployed.function_arn(cloud, region)
    given = str(target["Arn"])
    advice = "region" if given == deployed.function_arn(cloud) else "target" if given.startswith(f"{arn}:") else None
    expect_found("The schedule's target", target["Arn"], arn, "this function was to be called", advice)
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


def of_the_function(cloud, database, region=REGION):
    """What the function's role is needed for, and what more somebody could want with it."""
    here = f"{region}:{cloud.account}"
    mine = f"arn:aws:rds:{here}:db:{database}"
    snapshot = f"arn:aws:rds:{here}:snapshot:{lab.monthly('2026-05', database=database)}"
    stream = f"arn:aws:logs:{here}:log-group:/aws/lambda/{deployed.NAME}:log-stream:2026/03/02/[$LATEST]1"
    needed = [
        ("rds:CreateDBSnapshot", mine),
        ("rds:CreateDBSnapshot", snapshot),
        ("rds:DescribeDBSnapshots", snapshot),
        ("logs:CreateLogStream", stream),
        ("logs:PutLogEvents", stream),
    ]
    names = ("another", f"{database}-eu", f"x-{database}")
    more = [
        *taking(here, names),
        ("rds:CreateDBSnapshot", f"arn:aws:rds:{here}:snapshot:{database}-by-hand"),
        ("rds:CreateDBSnapshot", f"arn:aws:rds:{here}:snapshot:{database}-monthlies"),
        *(("rds:CreateDBSnapshot", each) for arn in (mine, snapshot) for each in elsewhere(arn, cloud, region)),
        *((f"rds:{action}", snapshot) for action in OF_SNAPSHOTS),
        *((f"rds:{action}", mine) for action in OF_INSTANCES),
        ("lambda:InvokeFunction", deployed.function_arn(cloud, region)),
        *((f"iam:{action}", deployed.role(cloud, deployed.NAME)) for action in ("PassRole", "PutRolePolicy")),
        ("sts:AssumeRole", deployed.role(cloud, deployed.CALLER)),
        ("ec2:CreateNetworkInterface", f"arn:aws:ec2:{here}:network-interface/*"),
        ("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:{here}:secret:books"),
        ("s3:GetObject", "arn:aws:s3:::books/2026"),
    ]
    return needed, more


def taking(here, databases):
    """What is asked for to take the monthly snapshots of these."""
    for each in databases:
        yield "rds:CreateDBSnapshot", f"arn:aws:rds:{here}:db:{each}"
        yield "rds:CreateDBSnapshot", f"arn:aws:rds:{here}:snapshot:{each}-monthly-2026-05"


def elsewhere(arn, cloud, region):
    """The same name in another Region, and in another account."""
    other = "eu-west-1" if region != "eu-west-1" else "us-east-1"
    return arn.replace(region, other), arn.replace(cloud.account, "999999999999")


def at_home(pairs):
    """The same actions on what has the same name in the Region that code written for one Region has in it."""
    for action, resource in pairs:
        parts = resource.split(":", 4)
        yield action, ":".join([*parts[:3], parts[3] and REGION, *parts[4:]])


def no_more_than_needed(cloud, database, region=REGION, left=False):
    """Either role may do what it is for, and nothing else of all that somebody could want with it."""
    needed, more = of_the_function(cloud, database, region)
    earlier = [each for each in DATABASES if each != database]
    may(cloud, deployed.NAME, needed, more, left, list(taking(f"{region}:{cloud.account}", earlier)))
    function = deployed.function_arn(cloud, region)
    wider = [
        ("lambda:InvokeFunction", function.replace(deployed.NAME, "another")),
        ("lambda:InvokeFunction", f"{function}-2"),
        *(("lambda:InvokeFunction", each) for each in elsewhere(function, cloud, region)),
        *((f"lambda:{action}", function) for action in ("UpdateFunctionCode", "DeleteFunction", "GetFunction")),
        *needed,
        *((f"iam:{action}", deployed.role(cloud, deployed.NAME)) for action in ("PassRole", "PutRolePolicy")),
    ]
    may(cloud, deployed.CALLER, [("lambda:InvokeFunction", function)], wider, left)


def may(cloud, name, needed, more, left=False, earlier=()):
    """A role may do what it needs, and nothing of the rest.

    `left` says that all the rest was allowed before the call, `earlier` what an earlier call may have needed.
    """
    lacking = sorted(set(needed) - set(deployed.allowed(cloud, name, needed)))
    problem = f"With the role {name} one may not {in_words(lacking)}."
    require(not lacking, problem, "its work needs it", advice=why_lacking(cloud, name, lacking))
    for pairs, advice in ((more, "left" if left else "wide"), (earlier, "left")):
        found = list(deployed.allowed(cloud, name, pairs))
        problem = f"With the role {name} one may also {in_words(found)}."
        require(not found, problem, "whoever gets at the role can do it", advice=advice)


def why_lacking(cloud, name, lacking):
    """Which mistake it is that a role may not do what it needs: what it may do instead tells."""
    fixed = [pair for pair in at_home(lacking) if pair not in lacking]
    if list(deployed.allowed(cloud, name, fixed)):
        return "region"
    starts = [arn[: arn.index(":db:")] for action, arn in lacking if action == "rds:CreateDBSnapshot" and ":db:" in arn]
    others = [("rds:CreateDBSnapshot", f"{start}:db:{each}") for start in starts for each in DATABASES]
    return "old_policy" if list(deployed.allowed(cloud, name, others)) else "narrow"


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
    """The function and the schedule are there, and work for other roles. Those that are asked for are not there.

    Who makes what is there is told so, and not that the role is unknown.
    """
    runs(submission, cloud)
    deployed.take_roles(cloud)
    before = len(cloud.journal.learner_entries())
    updates = {name: error for name, error in REFUSALS.items() if name.startswith("Update")}
    with cloud.use(NewRoles(cloud.clock, wait, updates)):
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
    """A role stays unknown, to Lambda or to the Scheduler: the last refusal comes out, after 60 seconds at least."""
    for operations in (("CreateFunction", "UpdateFunctionConfiguration"), ("CreateSchedule", "UpdateSchedule")):
        refusals = {each: REFUSALS[each] for each in operations}
        with (
            anew(submission, cloud, lab.prepare) as fresh,
            fresh.use(NewRoles(fresh.clock, timedelta(days=999), refusals)),
        ):
            may_change(fresh, *deployed.KEPT)
            gives_up(submission, fresh, {each.code for each in refusals.values()})


def gives_up(submission, cloud, codes):
    """One call, whose new role stays unknown."""
    because = "60 seconds at least were asked for, and then AWS's last answer"
    try:
        with comes_to_an_end(cloud, most=300, advice="last_word"):
            got = call(submission, cloud, package())
    except LearnerError as problem:
        first = [each.when for each in cloud.journal.learner_entries() if each.error in REFUSALS.values()][:1]
        if not first:
            raise
        tried = (cloud.clock.now() - first[0]).total_seconds()
        told = f"A new role was refused, and {tried:g} seconds later your function raised {problem.raised}"
        require(tried >= 60, told, because, advice="pace")
        require(problem.raised.code in codes, told, because, advice="last_word")
    else:
        told = f"A new role was refused for good, and your function returned {got!r:.100}."
        require(False, told, because, advice="last_word")


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
    for each in ({"Handler": "other.handler"}, {"Runtime": "python3.12"}, {"Timeout": 899}):  # one thing and no other
        deployed.ask(cloud, "lambda", "update_function_configuration", FunctionName=deployed.NAME, **each)
        cloud.clock.advance(seconds=20)
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


def keeps_nothing(submission, cloud):
    """Called again and again for other databases, in one process: of what was before, nothing is left."""
    lab.prepare(cloud)
    runs(submission, cloud)
    no_more_than_needed(cloud, lab.DATABASE)
    deployed.leftovers(cloud)
    for number in range(7):
        database = DATABASES[number % 3]
        when = {**WHEN, "ScheduleExpression": f"cron({number} 5 2 * ? *)"}
        runs(submission, cloud, number + 1, database, when)
        no_more_than_needed(cloud, database, left=True)
    is_there(cloud, package(number + 1), database, when)


def in_a_region(submission, cloud, region):
    """All of it in another Region."""
    lab.prepare(cloud)
    deploys(submission, cloud, version=2, region=region)
    no_more_than_needed(cloud, lab.DATABASE, region)


def in_a_crowd(submission, cloud):
    """Called twice in an account with more functions, roles and schedules than a page of a list has."""
    lab.prepare(cloud)
    deployed.crowd(cloud)
    with cloud.use(EarlyPages(2, PAGES)):
        deploys(submission, cloud, there="pages")
        cloud.clock.advance(minutes=2)
        deploys(submission, cloud, version=2, there="pages")


def already_there(cloud):
    """An account in which all of it is there, from earlier."""
    lab.prepare(cloud)
    deployed.make(cloud)


def lets_out(submission, cloud, prepare=lab.prepare, errors=None):
    """From each request on AWS answers with an error that stays."""
    lasting = errors or [
        *DENIED,
        AwsError("LimitExceeded", "Cannot exceed quota for RolesPerAccount: 1000", 409),
        UNREACHED,
    ]
    errors_come_out(
        submission,
        cloud,
        prepare,
        lambda fresh: call(submission, fresh, package()),
        "catches_all",
        lasting,
        allow=deployed.KEPT,
        within=AT_ONCE,
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
