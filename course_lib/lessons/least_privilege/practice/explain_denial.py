"""explain_denial: who, what, on which resource, and which kind of policy refused."""

from course_lib.checks import Exercise, Reason, expect
from course_lib.checks.kit import error_means
from course_lib.lessons.least_privilege import data as lab
from course_lib.lessons.least_privilege.refused import (
    IDENTITY,
    Denial,
    by_boundary,
    by_identity,
    by_resource,
    by_session,
    of_a_role,
    of_other_errors,
    told,
)

WHO = "arn:aws:sts::111122223333:assumed-role/profiles/upsert"
SCP, RCP, ENDPOINT = "service control policy", "resource control policy", "VPC endpoint policy"


def differs_in(name):
    """The answer is right but for this, as far as there is one."""
    return lambda seen: isinstance(seen.got, dict) and seen.got.get(name, ...) != seen.expected[name]


exercise = Exercise(
    call="explain_denial(error)",
    section='Part 3, "What a refusal says"',
    may_be_none=True,
    hints=(
        "AWS's sentence has fixed words between what changes from one to the next. Which ones are always there, and "
        "which ones can be missing?",
        "Look for `User: … is not authorized to perform: …`; what follows is ` on resource: …` or nothing, then "
        "` because no … allows the … action`, or ` with an explicit deny in a(n) …`, or something else. A quoted "
        "resource ends at the last quote before the reason: it may have blanks and these very words in it.",
        r"""r'User: (\S+) is not authorized to perform: (\S+)(?: on resource: ("[^"]*"|.+?))?((?: because | with an """
        r"""explicit deny ).*)?' with re.fullmatch; on the last group re.match(r' with an explicit deny in an? """
        r"""([^:]+)', …) and re.match(r' because no (.+?) allows the ', …).""",
    ),
    advice={
        "other_errors": Reason(
            "Not every error is a refusal of a permission. It is one if its code is AccessDenied or "
            "AccessDeniedException and its message begins with the sentence that says who may not do what; for all "
            "others return None.",
            when=lambda seen: seen.expected is None,
        ),
        "lines": Reason(
            "This is a refusal, of a resource with a line break in its name. In a pattern the dot fits a line break "
            "only with re.DOTALL.",
            when=lambda seen: seen.got is None and "\n" in (seen.expected["resource"] or ""),
        ),
        "whatever": Reason(
            "This is a refusal. A service can have a hyphen in its name (`execute-api:Invoke`), and an ARN can begin "
            "with `arn:aws-cn:`: take whatever stands there, up to the next blank.",
            when=lambda seen: (
                seen.got is None and ("-" in seen.expected["action"] or not seen.expected["who"].startswith("arn:aws:"))
            ),
        ),
        "is_one": Reason(
            "This is a refusal. DynamoDB and KMS use the code AccessDeniedException, S3, IAM and STS AccessDenied.",
            when=lambda seen: seen.got is None,
        ),
        "who": Reason(
            "`who` is the ARN behind `User:`, up to the next blank.",
            when=differs_in("who"),
        ),
        "action": Reason(
            "`action` is what stands behind `perform:`, with the service before the colon.",
            when=differs_in("action"),
        ),
        "resource": Reason(
            "`resource` is what stands behind `on resource:`: without the quotes that S3 puts around it, and whole, "
            "also if there are blanks in it or at its end. Some messages name none: then it is None.",
            when=differs_in("resource"),
        ),
        "policy": Reason(
            "`policy` is the kind of policy as the message names it, without `a`, `an` or `no` and without an ARN "
            "behind it. There are more kinds than those of the practice. If the message names none, it is None.",
            when=differs_in("policy"),
        ),
        "denied": Reason(
            "`denied` is True if a statement denies it (`with an explicit deny`), False if nothing allows it "
            "(`because no …`), and None if the message says neither.",
            when=differs_in("denied"),
        ),
        "may_be_missing": "`Error`, its Code and its Message may be missing, each of them: take them with `get`.",
    },
)

OF_ANSWERS = tuple(key for key in exercise.advice if key != "may_be_missing")


@exercise.check()
def identity(submission, cloud):
    """What a role's policy does not allow, and what it forbids."""
    lab.prepare(cloud)
    explains(submission, *by_identity(cloud, "profiles", "upsert", "players"))


@exercise.check()
def limits(submission, cloud):
    """What a permissions boundary or a session's policy does not allow, and what a boundary forbids."""
    lab.prepare(cloud)
    explains(submission, *by_boundary(cloud, "ana"), *by_session(cloud, "support", "players"))


@exercise.check()
def resources(submission, cloud):
    """What the policy of a bucket or of a key refuses. S3 puts quotes around the resource."""
    lab.prepare(cloud)
    explains(submission, *by_resource(cloud, "ben", "2026/1 may.csv"))


@exercise.check()
def no_reason(submission, cloud):
    """A role that may not be assumed: the message says nothing of a policy."""
    explains(submission, *of_a_role(cloud, "cleo"))


@exercise.check()
def of_an_organization(submission, cloud):
    """Policies of an organization, and a policy's ARN at the end."""
    explains(submission, *organization(WHO, "dynamodb:Query"))


@exercise.check()
def other_errors(submission, cloud):
    """Any other error: None."""
    lab.prepare(cloud)
    words = f"User: {WHO} is not authorized to perform: dynamodb:Scan"
    passes_over(submission, *of_other_errors(cloud, "dora"), told("Access Denied"))
    passes_over(submission, told(words, "ThrottlingException"), {"Error": {}})
    passes_over(submission, told(f"Resource handler returned message: {words}"))


def explains(submission, *denials):
    """Each refusal has to be explained."""
    for denial in denials:
        got = submission.explain_denial(denial.response)
        expect(got, denial.explained, "this is what the message says", OF_ANSWERS)


def passes_over(submission, *responses):
    """Each of these errors is no refusal of a permission."""
    for response in responses:
        with error_means("may_be_missing", "KeyError", "TypeError", "AttributeError"):
            got = submission.explain_denial(response)
        expect(got, None, "this error does not say who may not do what", OF_ANSWERS)


def said(who, action, rest="", resource=None, policy=None, denied=None, code="AccessDenied", quotes=""):
    """A refusal in AWS's sentence."""
    on = "" if resource is None else f" on resource: {quotes}{resource}{quotes}"
    message = f"User: {who} is not authorized to perform: {action}{on}{rest}"
    return Denial(told(message, code), who, action, resource, policy, denied)


def organization(who, action, table="arn:aws:dynamodb:us-east-1:111122223333:table/players"):
    """Refusals by what stands above an account, with and without a resource, and with the policy's ARN."""
    code, region = "AccessDeniedException", "arn:aws:organizations::111122223333:policy/o-exampleorgid"
    none = f" because no {SCP} allows the {action} action"
    by_arn = f" with an explicit deny in a {SCP}: {region}/service_control_policy/p-examplepolicyid"
    own = f" with an explicit deny in an {IDENTITY}: arn:aws:iam::111122223333:policy/no-queries"
    return [
        said(who, action, none, None, SCP, False, code),
        said(who, action, by_arn, table, SCP, True, code),
        said(who, action, own, table, IDENTITY, True, code),
        said(who, action, f" with an explicit deny in a {RCP}", table, RCP, True, code),
        said(who, action, f" because no {ENDPOINT} allows the {action} action", table, ENDPOINT, False, code),
    ]
