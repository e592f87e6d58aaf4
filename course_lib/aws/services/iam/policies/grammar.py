"""Which policy documents are refused when they are stored, and in which words.

`check_identity` is for what is attached to users, groups and roles, `check_trust` for a role's trust policy,
`check_session` for what AssumeRole is handed. The problem that comes first in AWS's order is the one that is told.

Source: IAM user guide, "Grammar of the IAM JSON policy language", "IAM and AWS STS quotas"; words and order as public
tests record them from IAM (moto's cases of policy validation, LocalStack's snapshots) and as they are reported in the
trackers of Terraform and the AWS CDK. Sizes count characters without white space.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from course_lib.aws.services.iam.policies.conditions import NULL, OPERATORS
from course_lib.aws.services.iam.policies.documents import VARIABLES_SINCE, as_list, operator_parts

Held = Mapping[str, Any]

_TOP = {"Version", "Id", "Statement"}
_ELEMENTS = ("Action", "Resource", "Principal")
_STATEMENT = {"Sid", "Effect", "Condition", *_ELEMENTS, *(f"Not{element}" for element in _ELEMENTS)}
_VERSIONS = ("2008-10-17", VARIABLES_SINCE)
_PARTITIONS = {"aws", "aws-cn", "aws-us-gov", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f", "aws-eusc"}
_IAM_PATHS = (
    "user/", "federated-user/", "role/", "group/", "instance-profile/", "mfa/", "server-certificate/", "policy/",
    "sms-mfa/", "saml-provider/", "oidc-provider/", "report/", "access-report/",
)  # fmt: skip
_SID = re.compile("[0-9A-Za-z]*")
_SATISFIES = "Check that your input satisfies the regular expression"
_STS_ACTIONS = re.compile(r"sts:[A-Za-z*]+")
_DATE = re.compile(
    r"(?P<year>-?\d+)(?:-(?P<month>\d+)(?:-(?P<day>\d+))?)?"
    r"(?:t(?P<hour>\d*)(?::(?P<minute>\d+)(?::(?P<second>\d+)(?:\.(?P<part>\d{1,9}))?)?)?"
    r"(?:z|[+-](?P<zone>\d\d)(?::(?P<zone_minute>\d\d))?)?)?"
)
_LIMITS = {"month": (1, 12), "day": (1, 31), "hour": (0, 23), "minute": (0, 59), "second": (0, 59), "zone": (0, 23),
           "zone_minute": (0, 59), "year": (-292_275_054, 292_278_993)}  # fmt: skip
_LATEST_TIMESTAMP = 2**63 - 1

SYNTAX = "Syntax errors in policy."
LEGACY = "The policy failed legacy parsing"
# Of a resource's policy; see `course_lib.aws.layers.stored_policies`.
_NO_JSON, _WRONG_ELEMENT = "it is no JSON object", "an element is wrong"
WRONG_PRINCIPAL = "a principal is wrong, or is not there"


# Most characters of a policy, or of all inline policies of one identity together.
MANAGED, INLINE_ROLE, INLINE_GROUP, INLINE_USER, TRUST, SESSION = 6144, 10240, 5120, 2048, 2048, 2048


class Malformed(Exception):
    """The document is refused with these words."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def check_identity(text: str, managed: bool = True) -> None:
    """A policy of a user, group or role.

    Args:
        text: the document.
        managed: whether it is a policy of its own; those of old versions can only be inline ones.

    Raises:
        Malformed: it is refused.
    """
    document = _parsed(text, SYNTAX)
    if managed and document.get("Version") != VARIABLES_SINCE:
        raise Malformed("Policy document must be version 2012-10-17 or greater.")
    for statement in _statements(document):
        if "Principal" in statement or "NotPrincipal" in statement:
            raise Malformed("Policy document should not specify a principal.")
    _check_statements(document)
    if not all(_has(statement, "Resource") for statement in _statements(document)):
        raise Malformed("Policy statement must contain resources.")


def check_trust(text: str) -> None:
    """Who may assume a role.

    Raises:
        Malformed: it is refused.
    """
    document = _parsed(text, "This policy contains invalid Json")
    for statement in _statements(document):
        if "Resource" in statement or "NotResource" in statement:
            raise Malformed("Has prohibited field Resource")
        if "Principal" not in statement and "NotPrincipal" not in statement:
            raise Malformed("Missing required field Principal")
        if "NotPrincipal" in statement and statement["Effect"] == "Allow":
            raise Malformed("Allow with NotPrincipal is not allowed.")
    _check_statements(document)
    for statement in _statements(document):
        if not all(_STS_ACTIONS.fullmatch(str(each)) for each in as_list(statement.get("Action", []))):
            raise Malformed("AssumeRole policy may only specify STS AssumeRole actions.")
    for kind, name in _principals(document):
        if not _is_principal(kind, name):
            raise Malformed(f'Invalid principal in policy: "{kind}":"{name}"')


def resource_problem(text: str) -> str | None:
    """What is wrong with a policy of a resource: a name of an element that is missing, or a sentence of ours.

    The words and the order of services differ; they put it in their own. None where nothing is wrong.
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return _NO_JSON
    if not isinstance(document, dict):
        return _NO_JSON
    if "Statement" not in document:
        return "Statement"
    if not _is_well_formed(document):
        return _WRONG_ELEMENT
    statements = _statements(document)
    for statement in statements:
        for element in ("Principal", "Action", "Resource"):
            if not _has(statement, element):
                return element
    if any(_fails_legacy_parsing(statement, False) for statement in statements):
        return _WRONG_ELEMENT
    return None if all(_is_principal(kind, name) for kind, name in _principals(document)) else WRONG_PRINCIPAL


def check_session(text: str) -> None:
    """A policy that limits one session.

    Raises:
        Malformed: it is refused.
    """
    check_identity(text, managed=False)


def size_of(text: str) -> int:
    """How many of a document's characters count."""
    return len(re.sub(r"\s", "", text))


def aws_principals(text: str) -> list[str]:
    """The users and roles that a document names, which have to exist when it is stored."""
    return [name for kind, name in _principals(json.loads(text)) if kind == "AWS" and name.startswith("arn:")]


def _principals(document: Held) -> Iterator[tuple[str, str]]:
    for statement in _statements(document):
        for element in ("Principal", "NotPrincipal"):
            held = statement.get(element, {})
            for kind, names in ({"AWS": "*"} if held == "*" else held).items():
                yield from ((kind, str(name)) for name in as_list(names))


def _is_principal(kind: str, name: str) -> bool:
    if kind == "AWS":
        return bool(re.fullmatch(r"\*|\d{12}|A[A-Z0-9]{15,}|arn:[\w-]+:(iam|sts)::\d{12}:[\w+=,.@/:-]+", name))
    return bool(name) and (kind != "Service" or "." in name)


def _parsed(text: str, not_json: str) -> Held:
    """The document, with all its elements of the right form."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        raise Malformed(not_json) from None
    if not isinstance(document, dict) or not _is_well_formed(document):
        raise Malformed(SYNTAX)
    return document


def _is_well_formed(document: Held) -> bool:
    return (
        set(document) <= _TOP
        and document.get("Version", VARIABLES_SINCE) in _VERSIONS
        and isinstance(document.get("Id", ""), str)
        and isinstance(document.get("Statement"), dict | list)
        and document["Statement"] != []
        and all(_is_statement(each) for each in as_list(document["Statement"]))
    )


def _is_statement(held: Any) -> bool:
    return (
        isinstance(held, dict)
        and set(held) <= _STATEMENT
        and not any(element in held and f"Not{element}" in held for element in _ELEMENTS)
        and str(held.get("Effect")).lower() in ("allow", "deny")
        and isinstance(held.get("Effect"), str)
        and isinstance(held.get("Sid", ""), str)
        and all(_are_names(held[name]) for name in ("Action", "NotAction", "Resource", "NotResource") if name in held)
        and all(_are_principals(held[name]) for name in ("Principal", "NotPrincipal") if name in held)
        and _is_condition_block(held.get("Condition", {}))
    )


def _are_names(held: Any) -> bool:
    if isinstance(held, list):
        return all(each is None or isinstance(each, str) for each in held)
    return isinstance(held, str)


def _are_principals(held: Any) -> bool:
    if isinstance(held, dict):
        return all(kind in ("AWS", "Service", "Federated", "CanonicalUser") for kind in held) and all(
            _are_names(names) for names in held.values()
        )
    return isinstance(held, str) and held == "*"


def _is_condition_block(held: Any) -> bool:
    if not isinstance(held, dict) or not all(isinstance(tests, dict) for tests in held.values()):
        return False
    for operator, tests in held.items():
        if not tests:
            continue  # an operator without tests may have any name
        _, name, if_exists = operator_parts(operator)
        if name not in OPERATORS and (name != NULL or if_exists):
            return False
        if not all(_are_values(wanted) for wanted in tests.values()):
            return False
    return True


def _are_values(held: Any) -> bool:
    return all(isinstance(each, str | bool | int | float) for each in as_list(held))


def _statements(document: Held) -> list[Held]:
    return as_list(document["Statement"])


def _has(statement: Held, element: str) -> bool:
    return any(statement.get(name, []) != [] for name in (element, f"Not{element}"))


def _check_statements(document: Held) -> None:
    """What is told one after the other, once all is of the right form."""
    statements = _statements(document)
    resource = next((told for each in statements if (told := _resource_problem(each))), None)
    if any(_fails_legacy_parsing(each, resource is None) for each in statements):
        raise Malformed(LEGACY)
    sids = [each["Sid"] for each in statements if each.get("Sid")]
    if not all(_SID.fullmatch(sid) for sid in sids):
        raise Malformed(f"Statement IDs (SID) must be alpha-numeric. {_SATISFIES} {_SID.pattern}")
    if len(sids) != len(set(sids)):
        raise Malformed("Statement IDs (SID) in a single policy must be unique.")
    if not all(_has(each, "Action") for each in statements):
        raise Malformed("Policy statement must contain actions.")
    if resource is not None:
        raise Malformed(resource)
    for statement in statements:
        for element in ("Action", "NotAction"):
            for action in as_list(statement.get(element, [])):
                _check_action(action)


def _check_action(action: str) -> None:
    vendor, colon, name = action.partition(":")
    if not colon and action != "*":
        raise Malformed("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.")
    if ":" in name:
        raise Malformed("Actions/Condition can contain only one colon.")
    if vendor != "*" and re.search(r"[^a-zA-Z0-9\-.]", vendor):
        raise Malformed(f"Vendor {vendor} is not valid")


def _fails_legacy_parsing(statement: Held, resources_are_fine: bool) -> bool:
    if statement["Effect"] not in ("Allow", "Deny"):
        return True
    if resources_are_fine and not all(_is_old_arn(each) for each in _resources(statement)):
        return True
    for operator, tests in statement.get("Condition", {}).items():
        if operator_parts(operator)[1].startswith("Date"):
            dates = [each for wanted in tests.values() for each in as_list(wanted)]
            if not all(_is_date(str(each)) for each in dates):
                return True
    return False


def _is_old_arn(resource: str) -> bool:
    """Of six parts, with a vendor and something last, once its end is filled in."""
    if resource == "*":
        return True
    parts = resource.split(":", 5)
    return len(parts) > 2 and parts[2] != "" and (len(parts) < 5 or len(parts) == 6 and parts[5] != "")


def _resources(statement: Held) -> list[str]:
    held = statement.get("Resource", statement.get("NotResource", []))
    return sorted(each for each in as_list(held) if each is not None)


def _resource_problem(statement: Held) -> str | None:
    for resource in _resources(statement):
        problem = _problem_of(resource)
        if problem is not None:
            return problem
    return None


def _problem_of(resource: str) -> str | None:
    if resource == "*":
        return None
    parts = resource.split(":")
    if len(parts) == 1:
        return f'Resource {resource} must be in ARN format or "*".'
    partition, rest = parts[1], parts[2:]
    if partition != "*" and partition not in _PARTITIONS:
        filled = (rest or ["*"]) + ["*"] * (4 - len(rest or ["*"]))
        named = [filled[0] or "*" if len(rest) == 1 else filled[0], *filled[1:3], ":".join(filled[3:])]
        return f'Partition "{partition}" is not valid for resource "arn:{partition}:{":".join(named)}".'
    if not rest:
        return "Resource vendor must be fully qualified and cannot contain regexes."
    return _service_problem(resource, rest[0], rest[1] if len(rest) > 1 else "", ":".join(rest[3:]))


def _service_problem(resource: str, service: str, region: str, last: str) -> str | None:
    if service == "iam" and region:
        return f"IAM resource {resource} cannot contain region information."
    if service == "s3" and region and not last.startswith("accesspoint/"):
        return f"Resource {resource} can not contain region information."
    if service == "iam" and last and last != "*" and not last.startswith(_IAM_PATHS):
        return f'IAM resource path must either be "*" or start with {", ".join(_IAM_PATHS)}.'
    return None


def _is_date(text: str) -> bool:
    if not re.search("[tT-]", text):
        return text.isdigit() and int(text) <= _LATEST_TIMESTAMP
    found = _DATE.fullmatch(text.lower())
    if found is None:
        return False
    parts = {name: int(value) for name, value in found.groupdict().items() if value and name in _LIMITS}
    return all(_LIMITS[name][0] <= value <= _LIMITS[name][1] for name, value in parts.items())
