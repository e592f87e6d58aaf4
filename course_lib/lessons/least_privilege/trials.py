"""Trying a policy out: a role gets it, and calls are sent with that role. What the document says is never looked at."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from botocore.exceptions import ClientError

from course_lib.checks import Failure, Finding, Reason
from course_lib.checks.reasons import Advice
from course_lib.lessons.least_privilege import data as lab
from course_lib.lessons.least_privilege.other_requests import Meant, about_items, requests_like
from course_lib.lessons.least_privilege.roles import VERSION, make_role, run_as
from course_lib.lessons.least_privilege.words import words_of

WHO = "function"  # who sends the calls
ROLE = "tried"
DENIED = {"AccessDenied", "AccessDeniedException"}
REGIONS = ("us-east-1", "eu-central-1")  # of the lesson's tables, and of tables that a policy is written for as well
ANOTHER_REGION = Reason(
    "This table is in another Region, and your policy is not about it there. The ARN that was passed says where the "
    "table is: write it into the policy as it is, and put none together yourself.",
    when=lambda seen: seen.facts.get("about") == "region",
)
MOST_LETTERS = 100_000  # of a document that is looked at; IAM takes 10,240 for a role


@dataclass(frozen=True)
class Trial:
    """One call.

    Attributes:
        what: it, in words, as in "Your policy allows …".
        method: of boto3's client.
        params: of the call.
        service: whose client.
        about: what is tried by it, for the advice.
    """

    what: str
    method: str
    params: Mapping[str, Any] = field(default_factory=dict)
    service: str = "dynamodb"
    about: str = "action"


def about(kind: str, trials: Iterable[Trial], table: str) -> list[Trial]:
    """The same calls, for another advice, with the table's name in their words."""
    return [replace(trial, about=kind, what=f"{trial.what} on the table {table}") for trial in trials]


def refusal(cloud: Any, who: str, trial: Trial) -> str | None:
    """AWS's words if a caller may not make a call; None if it may, whatever else becomes of it."""
    client = cloud.client(trial.service, who=who)
    try:
        getattr(client, trial.method)(**trial.params)
    except ClientError as error:
        if error.response["Error"]["Code"] in DENIED:
            return str(error.response["Error"]["Message"])
    return None


def answer_for(function: Callable[..., Any], *arns: str) -> Any:
    """What a function answers for these tables, after it has answered for others.

    Raises:
        Failure: the others are in its answer, with the advice "remembers".
    """
    others = [f"{arn}before" for arn in arns]
    function(*others)
    for place, other in enumerate(others):  # each of several in turn
        function(*arns[:place], other, *arns[place + 1 :])
    answer = function(*arns)
    if any(other in repr(answer) for other in others):
        problem = "Your policy names a table that an earlier call was about."
        raise Failure(Finding(problem=problem, because="each call is about its own tables"), "remembers")
    return answer


def works_in_another_region(
    cloud: Any, function: Callable[..., Any], needed: Mapping[str, Mapping[str, Meant]], advice: Advice
) -> None:
    """Fail if the policy for tables of another Region does not allow there what is needed.

    Args:
        cloud: an account; a fresh one like it is used.
        function: the learner's, which takes an ARN for each table.
        needed: for each table's name the actions, and what the calls decide themselves, as for `must_grant_whatever`.
        advice: of the failure; it is about "region".

    Raises:
        Failure: something is refused.
    """
    with cloud.fresh() as fresh:
        arns = {table: lab.table_arn(fresh, table).replace(*REGIONS) for table in needed}
        policy = Tried(fresh, function(*arns.values()))
        for table, arn in arns.items():
            for action, meant in needed[table].items():
                request = next(requests_like(meant, (), arn))
                [(_, _, decision)] = policy.simulated([action], [arn], request)
                if decision != "allowed":
                    problem = f"Under your policy for {arn} {action} is refused there."
                    finding = Finding(problem=problem, because="a table can be in every Region")
                    raise Failure(finding, advice, facts={"about": "region", "refused": set()})


class Tried:
    """A policy that a role has, and a caller who runs with that role.

    Args:
        cloud: an account that offers IAM.
        answer: what the learner's function returned: a dictionary, or the same as JSON.
        tags: of the caller's session.

    Raises:
        Failure: it is no policy, with the advice "document".
    """

    def __init__(self, cloud: Any, answer: Any, tags: Mapping[str, str] | None = None) -> None:
        self._cloud = cloud
        document = document_of(answer)
        try:
            make_role(cloud, ROLE, document)
        except ClientError as error:
            told = error.response["Error"]
            raise _no_policy(f"IAM does not take your policy. {told['Code']}: {told['Message']}") from None
        self.words = words_of(document)
        self.as_session(tags)

    def as_session(self, tags: Mapping[str, str] | None) -> None:
        """Run with another session from now on, with these tags."""
        run_as(self._cloud, [WHO], ROLE, tags)

    def refusal(self, trial: Trial) -> str | None:
        """AWS's words if the call may not be made; None if it may, whatever else becomes of it."""
        return refusal(self._cloud, WHO, trial)

    def must_allow(self, trials: Iterable[Trial], because: str, advice: Advice) -> None:
        """Fail if any of these calls is refused.

        Raises:
            Failure: with the facts `about` of the first one, `refused`: all actions that were missing, `named`: those
                that the policy names, and `values`: what its conditions name.
        """
        found = [(trial, message) for trial in trials if (message := self.refusal(trial)) is not None]
        if found:
            trial, message = found[0]
            finding = Finding(problem=f"Under your policy {trial.what} is refused: {message}.", because=because)
            facts = {"about": trial.about, "refused": self._missing(), "values": self.words.values}
            facts["named"] = {*self.words.actions}
            raise Failure(finding, advice, facts=facts)

    def must_grant_whatever(
        self, action: str, arn: str, meant: Meant, because: str, advice: Advice, any_item: bool = True
    ) -> None:
        """Fail if a needed action is refused in a request that differs in what the document's conditions ask for.

        Args:
            action, arn: what is needed.
            meant: the condition keys that the call itself decides, with their values; None for those it does not have.
            because, advice: of the failure; it is about "condition".
            any_item: whether it is needed for every item and every attribute.

        Raises:
            Failure: one is refused.
        """
        for request in requests_like(meant, self.words.contexts, arn) if self.words.contexts else ():
            for asked in about_items(request) if any_item else [request]:
                [(_, _, decision)] = self.simulated([action], [arn], asked)
                if decision != "allowed":
                    problem = f"Your policy allows {action} under some conditions, and refuses it in another request."
                    facts = {"about": "condition", "refused": set()}
                    raise Failure(Finding(problem=problem, because=because), advice, facts=facts)

    def must_refuse(self, trials: Iterable[Trial], because: str, advice: Advice) -> None:
        """Fail at the first of these calls that is allowed.

        Raises:
            Failure: with the fact `about` of the call.
        """
        for trial in trials:
            if self.refusal(trial) is None:
                finding = Finding(problem=f"Your policy allows {trial.what}.", because=because)
                raise Failure(finding, advice, facts={"about": trial.about})

    def must_not_grant(
        self,
        actions: Sequence[str],
        resources: Sequence[str],
        because: str,
        advice: Advice,
        about: str,
        context: Mapping[str, str | Sequence[str]] | None = None,
    ) -> None:
        """Fail if IAM's simulator says that one of these actions is allowed on one of these resources.

        Args:
            actions, resources: those that cannot be tried with a call, or are too many.
            because, advice: of the failure.
            about: what is tried, for the advice.
            context: the condition keys of the request.

        Raises:
            Failure: one is.
        """
        for action, resource, decision in self.simulated(actions, resources, context):
            if decision == "allowed":
                finding = Finding(problem=f"Your policy allows {action} on {resource}.", because=because)
                raise Failure(finding, advice, facts={"about": about})

    def must_not_grant_on_a_condition(
        self,
        actions: Sequence[str],
        resources: Sequence[str],
        because: str,
        advice: Advice,
        context: Mapping[str, str | Sequence[str]] | None = None,
    ) -> None:
        """Fail if one of these is allowed in a request that one of the document's own conditions asks for.

        Args:
            actions, resources: all combinations.
            because, advice: of the failure; it is about "action".
            context: the condition keys of the request besides.

        Raises:
            Failure: one is.
        """
        for asked in self.words.contexts:
            self.must_not_grant(actions, resources, because, advice, "action", {**(context or {}), **asked})

    def must_not_name_more(
        self,
        about: str,
        needed: Mapping[str, Sequence[str]],
        because: str,
        advice: Advice,
        context: Mapping[str, str | Sequence[str]] | None = None,
    ) -> None:
        """Fail if something is allowed that the document names itself, and that is not needed.

        Args:
            about: "service" for actions of other services, "table" for needed actions on other resources.
            needed: the actions by resource.
            because, advice: of the failure.
            context: the condition keys of the request.

        Raises:
            Failure: something is.
        """
        actions = sorted({action for actions in needed.values() for action in actions})
        places = [each for each in self.words.resources if each not in needed]
        if about == "service":
            services = {action.partition(":")[0] for action in actions}
            actions = [each for each in self.words.actions if each.partition(":")[0].lower() not in services]
            places += [*needed, "*"]
        if actions and places:
            self.must_not_grant(actions, places, because, advice, about, context)

    def simulated(
        self, actions: Sequence[str], resources: Sequence[str], context: Mapping[str, str | Sequence[str]] | None = None
    ) -> Iterator[tuple[str, str, str]]:
        """What IAM's simulator says: each action, resource and decision."""
        iam = self._cloud.client("iam", who="course")
        pages = iam.get_paginator("simulate_principal_policy").paginate(
            PolicySourceArn=f"arn:aws:iam::{self._cloud.account}:role/{ROLE}",
            ActionNames=list(actions),
            ResourceArns=list(resources),
            ContextEntries=[_entry(name, value) for name, value in (context or {}).items()],
        )
        for result in (each for page in pages for each in page["EvaluationResults"]):
            yield result["EvalActionName"], result["EvalResourceName"], result["EvalDecision"]

    def give_everything(self) -> None:
        """Let the role have another policy too, which allows everything: what is refused then is denied."""
        everything = {"Effect": "Allow", "Action": "*", "Resource": "*"}
        self._cloud.client("iam", who="course").put_role_policy(
            RoleName=ROLE,
            PolicyName="everything",
            PolicyDocument=json.dumps({"Version": VERSION, "Statement": everything}),
        )

    def _missing(self) -> set[str]:
        entries = self._cloud.journal.entries(who=WHO)
        checks = [check for entry in entries if entry.access for check in entry.access.checks]
        return {check.action for check in checks if not check.allowed}


def document_of(answer: Any) -> str:
    """A policy as JSON.

    Raises:
        Failure: it is neither a dictionary that can be written as JSON, nor a text.
    """
    if isinstance(answer, str):
        text = answer
    elif isinstance(answer, dict):
        try:
            text = json.dumps(answer)
        except (TypeError, ValueError, RecursionError) as problem:
            raise _no_policy(f"What your function returned cannot be written as JSON: {problem}.") from None
    else:
        raise _no_policy(f"Your function returned {type(answer).__name__}, and no policy document.")
    if len(text) > MOST_LETTERS:
        raise _no_policy(f"Your policy has {len(text):,} characters.")
    return text


def _no_policy(problem: str) -> Failure:
    because = "a policy document is a dictionary with Version and Statement"
    return Failure(Finding(problem=problem, because=because), "document")


def _entry(name: str, value: str | Sequence[str]) -> dict[str, Any]:
    if isinstance(value, str):
        return {"ContextKeyName": name, "ContextKeyValues": [value], "ContextKeyType": "string"}
    return {"ContextKeyName": name, "ContextKeyValues": list(value), "ContextKeyType": "stringList"}
