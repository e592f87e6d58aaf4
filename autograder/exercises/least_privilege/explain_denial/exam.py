"""The exam of explain_denial."""

from course_lib.checks import Exam
from course_lib.lessons.least_privilege import data as lab
from course_lib.lessons.least_privilege.practice.explain_denial import (
    ENDPOINT,
    SCP,
    explains,
    organization,
    passes_over,
    said,
)
from course_lib.lessons.least_privilege.refused import (
    BOUNDARY,
    IDENTITY,
    RESOURCE,
    SESSION,
    by_boundary,
    by_identity,
    by_resource,
    by_session,
    of_a_role,
    of_other_errors,
    told,
)

exam = Exam()
OBJECT = "arn:aws:s3:::reports/"
ODD_KEYS = (" padded ", "two\nlines", "tab\t", "with 'quotes'", "dot.", "a,b;c", "*", "")
ODD_KEYS += ("caf\u00e9 cafe\u0301",)
# Codes that only look like those of a refusal. The first is one of AWS's own: Organizations API reference, errors.
ALMOST = ("AccessDeniedForDependencyException", "S3AccessDenied", "accessdenied", "AccessDeniedExceptions")
ALMOST += ("UnauthorizedOperation", "AuthorizationError", "NotAuthorized", "Forbidden", "403")
ALMOST += ("Denied", "Exception", "Access", "AccessDeniedE", "")  # parts of one


def name(submission, begins):
    """A name that nobody knows before."""
    return f"{begins}-{submission.random.randrange(100, 999)}"


@exam.check(points=1)
def exam_identity(submission, cloud):
    """What a role's policy does not allow, and what it forbids."""
    lab.prepare(cloud)
    explains(submission, *by_identity(cloud, name(submission, "role"), "a=b@c.d,e", "items"))


@exam.check(points=1)
def exam_limits(submission, cloud):
    """What a permissions boundary or a session's policy does not allow, and what a boundary forbids."""
    lab.prepare(cloud)
    explains(submission, *by_session(cloud, name(submission, "role"), "saves"), *by_boundary(cloud, "eve"))


@exam.check(points=1)
def exam_resources(submission, cloud):
    """What the policy of a bucket or of a key refuses."""
    lab.prepare(cloud)
    explains(submission, *by_resource(cloud, "fay", f"{name(submission, 'year')}/may: all.csv"))


@exam.check(points=1)
def exam_no_reason(submission, cloud):
    """A message that gives no reason, or one that names no policy."""
    explains(submission, *of_a_role(cloud, name(submission, "gus")))
    who = "arn:aws:iam::111122223333:user/gus"
    blocked = " because this bucket has blocked upload requests that specify another encryption"
    explains(submission, said(who, "s3:PutObject", blocked, f"{OBJECT}a", quotes='"'))


@exam.check(points=2)
def exam_every_kind(submission, cloud):
    """Every kind of policy, denied or not allowed, with and without a resource."""
    who, action = "arn:aws:iam::111122223333:user/path/hal", "codecommit:ListRepositories"
    explains(submission, *organization(who, "dynamodb:DeleteTable"))
    kinds = [IDENTITY, RESOURCE, BOUNDARY, SESSION, SCP, ENDPOINT, "role trust policy", "some new kind of policy"]
    kinds += ["account policy", "network policy", "theme policy"]  # they begin as articles do
    submission.random.shuffle(kinds)
    for kind in kinds:
        article = "an" if kind[0] in "ai" else "a"
        explains(submission, said(who, action, f" because no {kind} allows the {action} action", None, kind, False))
        explains(submission, said(who, action, f" with an explicit deny in {article} {kind}", "*", kind, True))
    for partition, service in (("aws-cn", "execute-api:Invoke"), ("aws-us-gov", "aws-marketplace:ViewSubscriptions")):
        resource = f"arn:{partition}:execute-api:cn-north-1:111122223333:a1b2/prod/GET/"
        rest = f" because no {IDENTITY} allows the {service} action"
        elsewhere = who.replace("arn:aws", f"arn:{partition}")
        explains(submission, said(elsewhere, service, rest, resource, IDENTITY, False))


@exam.check(points=2)
def exam_odd_resources(submission, cloud):
    """Resources with blanks, colons, line breaks, and with the sentence's own words in them."""
    who = "arn:aws:sts::111122223333:assumed-role/r/s"
    for key in (
        "a b/c d.txt",
        "because no cat allows the door",
        "x with an explicit deny in a box: y",
        "on resource: z",
        "notes on resource: planning",
        "Ida is not authorized to perform: songs on resource: stage",
        *ODD_KEYS,
    ):
        rest = f" with an explicit deny in a {RESOURCE}"
        explains(submission, said(who, "s3:PutObject", rest, OBJECT + key, RESOURCE, True, quotes='"'))
        rest = f" because no {IDENTITY} allows the s3:GetObject action"
        explains(submission, said(who, "s3:GetObject", rest, OBJECT + key, IDENTITY, False, quotes='"'))
    explains(
        submission,
        said(who, "iam:GetRole", rest.replace("s3:GetObject", "iam:GetRole"), "role deploy", IDENTITY, False),
    )


@exam.check(points=2)
def exam_other_errors(submission, cloud):
    """Any other error, and one without code or message: None."""
    lab.prepare(cloud)
    passes_over(submission, *of_other_errors(cloud, "ida"))
    passes_over(submission, told("Access Denied"), {}, {"Error": {}}, {"Error": {"Code": "AccessDenied"}})
    passes_over(submission, {"Error": {"Message": "User: you is not authorized to perform: dynamodb:Scan"}})
    words = "User: arn:aws:iam::111122223333:user/ida is not authorized to perform: dynamodb:Scan"
    passes_over(submission, told(words, "ValidationException"), told("The security token is expired", "ExpiredToken"))
    quoted = (f"API: dynamodb:Scan {words}", f"It was refused.\n{words}", f'The stack failed: "{words}"')
    others = ("User: ida is not authorized to access this resource", words.replace("User:", "User"))
    passes_over(submission, *map(told, (*quoted, *others)))
    passes_over(submission, told(""), *(told(words, code) for code in ALMOST), {"Error": {"Message": words}})
