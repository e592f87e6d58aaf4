"""The policy simulator: what policies would say, asked without doing anything. The same decisions as for real calls.

Source: IAM API reference, SimulateCustomPolicy, SimulatePrincipalPolicy, GetContextKeysForCustomPolicy,
GetContextKeysForPrincipalPolicy; a recorded answer of AWS in LocalStack's snapshots, for how positions are counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from course_lib.aws.http.messages import Answer, Call, Forward
from course_lib.aws.services.iam import store
from course_lib.aws.services.iam.authority import as_policies
from course_lib.aws.services.iam.errors import invalid_input, no_such
from course_lib.aws.services.iam.policies import grammar
from course_lib.aws.services.iam.policies.context import Context, Value
from course_lib.aws.services.iam.policies.documents import Statement
from course_lib.aws.services.iam.policies.evaluate import (
    Decision,
    Kind,
    Matched,
    Policies,
    Policy,
    Question,
    evaluate,
    statements_for,
)
from course_lib.aws.services.iam.policies.patterns import variables
from course_lib.aws.services.iam.policies.positions import Span, spans
from course_lib.aws.services.iam.policies.principals import Caller
from course_lib.aws.services.iam.simulate_requests import NO_ARN, check
from course_lib.aws.services.iam.store import Attached

MOST = 100  # results on a page, unless asked for fewer


@dataclass(frozen=True)
class Source:
    """The policies of one simulation, and where each statement stands in its document."""

    policies: Policies
    documents: Mapping[str, str]
    caller: Caller
    context: Context


def _custom(call: Call, forward: Forward) -> Answer:
    check(call, None)
    return _simulated(call, _source(call, [], None, {}))


def _principal(call: Call, forward: Forward) -> Answer:
    entity = _entity(call)
    check(call, entity.arn)
    attached = [_named(each, entity) for each in store.attached(call.account, entity)]
    boundary = store.managed(call.account, store.boundary_arn(entity) or "")
    values: dict[str, Value] = {"aws:PrincipalArn": entity.arn, "aws:PrincipalAccount": call.account}
    if store.kind_of(entity) == "user":
        values.update({"aws:username": entity.name, "aws:userid": entity.id, "aws:PrincipalType": "User"})
    return _simulated(call, _source(call, attached, boundary, values, entity.arn))


def _entity(call: Call) -> Any:
    arn = str(call.params.get("PolicySourceArn", ""))
    if arn.count(":") < 5:
        raise invalid_input(NO_ARN)
    entity = store.by_arn(call.account, arn)
    if entity is None:
        raise no_such(f"The {arn.split(':', 5)[5].partition('/')[0]} with ARN {arn} cannot be found.")
    return entity


def _named(attached: Attached, entity: Any) -> Attached:
    """As the simulator names policies: managed ones by their names, inline ones with whose they are."""
    if attached.kind == "IAM Policy":
        return Attached(attached.name.rpartition("/")[2], "IAM Policy", attached.document)
    owner = entity.name if attached.kind == store.kind_of(entity) else "group"
    return Attached(f"{attached.kind}_{owner}_{attached.name}", "IAM Policy", attached.document)


def _source(
    call: Call, attached: list[Attached], boundary: Attached | None, values: Mapping[str, Value], arn: str | None = None
) -> Source:
    given = [*attached, *_listed(call, "PolicyInputList")]
    limits = _listed(call, "PermissionsBoundaryPolicyInputList") or ([boundary] if boundary else [])
    resource = [Attached("ResourcePolicy", "Resource Policy", str(call.params["ResourcePolicy"]))] if (
        "ResourcePolicy" in call.params
    ) else []  # fmt: skip
    everything = [*given, *limits, *resource]
    caller_arn = str(call.params.get("CallerArn") or arn or f"arn:aws:iam::{call.account}:root")
    policies = Policies(
        identity=tuple(as_policies(Kind.IDENTITY, given)),
        boundary=_one(Kind.BOUNDARY, limits),
        resource=_one(Kind.RESOURCE, resource),
    )
    context = Context(values).with_values(dict(map(_entry, call.params.get("ContextEntries") or ())))
    caller = Caller(caller_arn, caller_arn.split(":")[4] if caller_arn.count(":") > 4 else call.account)
    return Source(policies, {each.name: each.document for each in everything}, caller, context)


def _listed(call: Call, parameter: str) -> list[Attached]:
    found = []
    for number, text in enumerate(call.params.get(parameter) or (), start=1):
        try:
            grammar.check_identity(str(text), managed=False)
        except grammar.Malformed as problem:
            raise invalid_input(f"Invalid policy in {parameter}: {problem.message}") from None
        found.append(Attached(f"{parameter}.{number}", "IAM Policy", str(text)))
    return found


def _one(kind: Kind, attached: Sequence[Attached]) -> Policy | None:
    read = as_policies(kind, attached)
    if not read:
        return None
    return read[0] if len(read) == 1 else Policy(read[0].name, kind, sum((each.statements for each in read), ()))


def _entry(entry: Mapping[str, Any]) -> tuple[str, Value]:
    values = tuple(map(str, entry.get("ContextKeyValues") or ()))
    is_list = str(entry.get("ContextKeyType", "")).endswith("List")
    return str(entry.get("ContextKeyName", "")), values if is_list or len(values) != 1 else values[0]


def _simulated(call: Call, source: Source) -> Answer:
    resources = list(map(str, call.params.get("ResourceArns") or ["*"]))
    results = [
        _result(source, str(action), resource, named=bool(call.params.get("ResourceArns")))
        for action in call.params.get("ActionNames") or ()
        for resource in resources
    ]
    start = int(call.params.get("Marker") or 0) if str(call.params.get("Marker") or "0").isdigit() else 0
    end = start + int(call.params.get("MaxItems") or MOST)
    page: dict[str, Any] = {"EvaluationResults": results[start:end], "IsTruncated": end < len(results)}
    if end < len(results):
        page["Marker"] = str(end)
    return Answer(result=page)


def _result(source: Source, action: str, resource: str, named: bool) -> dict[str, Any]:
    question = Question(source.caller, action, resource, source.context)
    decision = evaluate(question, source.policies)
    matched = [_where(source, each) for each in _decisive(question, decision, source.policies)]
    missing = missing_keys(source.policies.all, source.context)
    told = _decision(decision)
    result: dict[str, Any] = {
        "EvalActionName": action,
        "EvalResourceName": resource,
        "EvalDecision": told,
        "MatchedStatements": matched,
        "MissingContextValues": missing,
        "EvalDecisionDetails": {},
        "OrganizationsDecisionDetail": {"AllowedByOrganizations": True},
    }
    limited = {}
    if source.policies.boundary is not None:
        within = any(each.statement.allows for each in statements_for(question, [source.policies.boundary]))
        limited = {"PermissionsBoundaryDecisionDetail": {"AllowedByPermissionsBoundary": within}}
    if named:
        result["ResourceSpecificResults"] = [
            {
                "EvalResourceName": resource,
                "EvalResourceDecision": told,
                "MatchedStatements": matched,
                "MissingContextValues": missing,
                **limited,
            }
        ]
    return {**result, **limited}


def _decision(decision: Decision) -> str:
    if decision.allowed:
        return "allowed"
    return "explicitDeny" if decision.explicit else "implicitDeny"


def _decisive(question: Question, decision: Decision, policies: Policies) -> list[Matched]:
    """The statements that made the decision: those that allow, or those that deny."""
    if not decision.allowed and not decision.explicit:
        return []
    of = policies.all if decision.explicit else [each for each in policies.all if each.kind is not Kind.BOUNDARY]
    return [each for each in statements_for(question, of) if each.statement.allows is decision.allowed]


def _where(source: Source, matched: Matched) -> dict[str, Any]:
    span: Span = spans(source.documents[matched.policy.name])[matched.statement.number]
    return {
        "SourcePolicyId": matched.policy.name,
        "SourcePolicyType": "Resource Policy" if matched.policy.kind is Kind.RESOURCE else "IAM Policy",
        "StartPosition": {"Line": span.start.line, "Column": span.start.column},
        "EndPosition": {"Line": span.end.line, "Column": span.end.column},
    }


def missing_keys(policies: Iterable[Policy], context: Context) -> list[str]:
    """The condition keys that policies ask for and that have no value."""
    return [key for key in keys_of(policies) if key not in context]


def keys_of(policies: Iterable[Policy]) -> list[str]:
    """The condition keys in the conditions and variables of policies, each once, in the order they are met."""
    found: dict[str, str] = {}
    for policy in policies:
        for statement in policy.statements:
            for key in _statement_keys(statement):
                found.setdefault(key.lower(), key)
    return list(found.values())


def _statement_keys(statement: Statement) -> Iterable[str]:
    for entry in statement.resources.entries if statement.resources else ():
        yield from variables(entry) if statement.has_variables else ()
    for condition in statement.conditions:
        yield condition.key
        for wanted in condition.wanted:
            yield from variables(wanted) if statement.has_variables else ()


def _custom_keys(call: Call, forward: Forward) -> Answer:
    return Answer(result={"ContextKeyNames": keys_of(as_policies(Kind.IDENTITY, _listed(call, "PolicyInputList")))})


def _principal_keys(call: Call, forward: Forward) -> Answer:
    attached = [*store.attached(call.account, _entity(call)), *_listed(call, "PolicyInputList")]
    return Answer(result={"ContextKeyNames": keys_of(as_policies(Kind.IDENTITY, attached))})


OPERATIONS: Mapping[str, Callable[[Call, Forward], Answer]] = {
    "SimulateCustomPolicy": _custom,
    "SimulatePrincipalPolicy": _principal,
    "GetContextKeysForCustomPolicy": _custom_keys,
    "GetContextKeysForPrincipalPolicy": _principal_keys,
}
