"""upsert_policy: what one handler needs on one table, and nothing more."""

from dataclasses import replace

from course_lib.checks import Exercise, Reason
from course_lib.lessons.least_privilege import data as lab
from course_lib.lessons.least_privilege.calls import (
    OF_OTHERS,
    away,
    every_action,
    of_other_services,
    on_items,
    on_the_table,
    similar,
)
from course_lib.lessons.least_privilege.trials import (
    ANOTHER_REGION,
    Trial,
    Tried,
    answer_for,
    works_in_another_region,
)

NEEDED = ("GetItem", "UpdateItem")
ACTIONS = [f"dynamodb:{name}" for name in NEEDED]


def misses(*actions):
    """The handler was refused these actions and no others."""
    return lambda seen: seen.facts["refused"] == {f"dynamodb:{name}" for name in actions}


def is_about(*kinds):
    """What was tried is one of these."""
    return lambda seen: seen.facts["about"] in kinds


exercise = Exercise(
    call="upsert_policy(table_arn)",
    section='Part 2, "What a policy allows"',
    hints=(
        "Which two calls does the handler send? Each has an action of the same name. And on which resource?",
        "One statement is enough: an Effect, a list of two Actions, and the Resource, which is the table's ARN as it "
        "was passed. No stars anywhere.",
        'return {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["dynamodb:GetItem", …], '
        '"Resource": table_arn}]}.',
    ),
    advice={
        "document": "A policy document has the keys Version and Statement; a statement has Effect, Action and "
        "Resource. Whom it is about is decided by the role that has it, so there is no Principal in it.",
        "remembers": "What an earlier call was about is still in the policy. A list or a dictionary that is made once, "
        "outside the function, is the same one each time: make it anew in each call.",
        "later": Reason(
            "The handler worked on the first day, and is refused on a later one. It works at any time, so a Condition "
            "on the time is too much.",
            when=is_about("later"),
        ),
        "condition": Reason(
            "A Condition asks for something that is not always so: a tag, an address, a name of a role, some keys or "
            "attributes. Here it happens to fit. The two calls are allowed for every item and at any time, whoever has "
            "the policy, so they need no Condition.",
            when=is_about("condition"),
        ),
        "region": ANOTHER_REGION,
        "no_read": Reason(
            "The handler reads with GetItem before it writes. Reading and writing are actions of their own, and a "
            "Condition on what only updates have, such as dynamodb:ReturnValues, refuses every read.",
            when=misses("GetItem"),
        ),
        "no_update": Reason(
            "The handler writes with UpdateItem, which also creates. PutItem is another action, and allows no update; "
            "a Condition must let every attribute through, and ALL_NEW.",
            when=misses("UpdateItem"),
        ),
        "no_table": Reason(
            "Neither of the handler's calls is allowed on the table whose ARN was passed. Actions begin with "
            "`dynamodb:`, and Resource has to be that ARN, letter by letter. It works for every player and at any "
            "time, so a Condition on either is too much.",
            when=lambda seen: bool(seen.facts.get("refused")),
        ),
        "services": Reason(
            "The handler's two calls are DynamoDB's. An action of another service has no business here, and a star for "
            "the whole of Action and Resource makes whoever has the key the master of the account.",
            when=is_about("service"),
        ),
        "elsewhere": Reason(
            "The table is in one Region of one account. A star in their place means every table of that name.",
            when=is_about("elsewhere"),
        ),
        "tables": Reason(
            "Something else than this table is within reach. Resource has to be the ARN of this table and no other: a "
            "star at its end fits every name that begins like it, and a star alone fits everything.",
            when=is_about("table"),
        ),
        "actions": "The handler needs two actions. Whatever else is allowed is there for whoever steals the key. "
        "A star in an action (`dynamodb:Get*`, `dynamodb:*Item`) also fits what you did not think of.",
    },
)
# What the handler's calls decide themselves.
CALLS = {
    "dynamodb:GetItem": {
        "dynamodb:Select": "ALL_ATTRIBUTES",
        "dynamodb:ReturnValues": None,
        "dynamodb:EnclosingOperation": None,
    },
    "dynamodb:UpdateItem": {
        "dynamodb:Select": None,
        "dynamodb:ReturnValues": "ALL_NEW",
        "dynamodb:EnclosingOperation": None,
    },
}
ADVICE = tuple(key for key in exercise.advice if key not in ("document", "remembers"))


@exercise.check()
def handler_works(submission, cloud):
    """The handler reads profiles, changes them and creates them."""
    lab.prepare(cloud)
    allows_the_handler(submission, cloud, "players")


@exercise.check()
def other_calls(submission, cloud):
    """No other call is allowed on the table."""
    lab.prepare(cloud)
    refuses_other_calls(submission, cloud, "players")


@exercise.check()
def other_tables(submission, cloud):
    """No other table is within reach, whatever it is called and wherever it is."""
    lab.prepare(cloud)
    refuses_other_tables(submission, cloud, "players", ("items", "saves", "payments"))


@exercise.check()
def other_services(submission, cloud):
    """Nothing is allowed in other services."""
    lab.prepare(cloud)
    refuses_other_services(submission, cloud, "players")


def tried(submission, cloud, table, players=("ana",)):
    """A role with the policy for a table, under which the handler works: a policy that allows nothing is no answer."""
    policy = Tried(cloud, answer_for(submission.upsert_policy, lab.table_arn(cloud, table)))
    works(policy, table, players)
    return policy


def works(policy, table, players, about="action"):
    """The handler's calls for some players."""
    trials = [replace(trial, about=about) for player_id in players for trial in handler(table, player_id)]
    policy.must_allow(trials, "the handler does this for every player", ADVICE)


def handler(table, player_id):
    """What the handler sends for a player."""
    here = {"TableName": table, "Key": {"player_id": {"S": player_id}}}
    update = {
        **here,
        "UpdateExpression": "SET created_at = if_not_exists(created_at, :now), #0 = :0",
        "ExpressionAttributeNames": {"#0": "level"},
        "ExpressionAttributeValues": {":now": {"S": "2026-06-01T12:00:00Z"}, ":0": {"N": "8"}},
        "ReturnValues": "ALL_NEW",
    }
    yield Trial("GetItem", "get_item", here)
    yield Trial("GetItem", "get_item", {**here, "ConsistentRead": True})
    yield Trial("UpdateItem", "update_item", update)
    yield Trial("UpdateItem", "update_item", {**update, "ExpressionAttributeNames": {"#0": f"badge of {player_id}"}})


def allows_the_handler(submission, cloud, table, players=("ana", "cleo"), days=(0,)):
    """The handler's calls for some players, on some days."""
    policy = tried(submission, cloud, table)
    for pause in days:
        cloud.clock.advance(days=pause)
        policy.as_session(None)
        works(policy, table, players, "later" if pause else "action")
    for action, meant in CALLS.items():
        because = "the handler does this for every player, at any time"
        policy.must_grant_whatever(action, lab.table_arn(cloud, table), meant, because, ADVICE)
    works_in_another_region(cloud, submission.upsert_policy, {table: CALLS}, ADVICE)


def refuses_other_calls(submission, cloud, table):
    """Every other call on the table, and every other action that there is."""
    policy, arn = tried(submission, cloud, table), lab.table_arn(cloud, table)
    because = "the handler does not need it"
    policy.must_refuse(on_items(table, {"player_id": {"S": "ana"}}, NEEDED), because, ADVICE)
    policy.must_refuse(on_the_table(arn), because, ADVICE)
    others = [action for action in every_action(cloud) if action not in ACTIONS]
    inside = [f"{arn}/{part}" for part in ("index/by_level", "stream/2026-01-01T00:00:00.000", "backup/1", "export/1")]
    policy.must_not_grant(others, [arn, *inside, "*"], because, ADVICE, "action")
    policy.must_not_grant_on_a_condition(others, [arn, "*"], because, ADVICE)


def refuses_other_tables(submission, cloud, table, others):
    """The handler's own calls on other tables, on tables of similar names, in other Regions and accounts."""
    policy, arn = tried(submission, cloud, table), lab.table_arn(cloud, table)
    because = "the handler has nothing to do there"
    for other in others:
        keys = {name: {"S": "ana"} for name in lab.TABLES.get(other, ("player_id",))}
        named = {"TableName": other, "Key": keys}
        trials = [
            Trial(f"{action} on the table {other}", method, named, about="table")
            for action, method in (("GetItem", "get_item"), ("UpdateItem", "update_item"))
        ]
        policy.must_refuse(trials, because, ADVICE)
    policy.must_not_grant(ACTIONS, similar(arn), because, ADVICE, "table")
    policy.must_not_grant(ACTIONS, away(arn), because, ADVICE, "elsewhere")
    policy.must_not_name_more("table", {arn: ACTIONS}, because, ADVICE)


def refuses_other_services(submission, cloud, table):
    """Calls of other services."""
    policy, arn = tried(submission, cloud, table), lab.table_arn(cloud, table)
    because = "the handler has nothing to do there"
    policy.must_refuse(of_other_services(cloud.account), because, ADVICE)
    policy.must_not_grant(OF_OTHERS, ["*"], because, ADVICE, "service")
    policy.must_not_name_more("service", {arn: ACTIONS}, because, ADVICE)
