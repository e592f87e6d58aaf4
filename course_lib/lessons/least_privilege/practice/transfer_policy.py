"""transfer_policy: three actions on two tables, and only inside a transaction."""

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
    about,
    answer_for,
    works_in_another_region,
)

INSIDE = {"dynamodb:EnclosingOperation": "TransactWriteItems"}
OF_PLAYERS, OF_ITEMS = ("UpdateItem", "ConditionCheckItem"), ("PutItem",)
# What the transaction does on each table, as the words of a trial; and the same actions outside.
ALLOWED = {
    "players": ("Update in a transaction", "ConditionCheck in a transaction"),
    "items": ("Put in a transaction",),
}
OUTSIDE = {"players": ("UpdateItem",), "items": ("PutItem",)}


def is_about(*kinds):
    """What was tried is one of these."""
    return lambda seen: seen.facts["about"] in kinds


def misses(*actions):
    """These actions were missing, and no others."""
    return lambda seen: seen.facts["refused"] == {f"dynamodb:{name}" for name in actions}


def names_another_operation(seen):
    """What the conditions compare with looks like the operation's name, and is another."""
    values, right = seen.facts.get("values", ()), INSIDE["dynamodb:EnclosingOperation"]
    alike = [value for value in values if "transact" in value.lower()]
    return bool(seen.facts.get("refused") and alike) and right not in alike


exercise = Exercise(
    call="transfer_policy(players_arn, items_arn)",
    section='Part 4, "Only inside a transaction"',
    hints=(
        "Which action does each part of the transaction need, and on which table? Which condition key tells whether an "
        "action comes in a transaction?",
        "Two statements, one for each table, since the tables need different actions. Both have a Condition with "
        "StringEquals on dynamodb:EnclosingOperation.",
        '"Condition": {"StringEquals": {"dynamodb:EnclosingOperation": "TransactWriteItems"}} in both statements; '
        "UpdateItem and ConditionCheckItem on players_arn, PutItem on items_arn.",
    ),
    advice={
        "document": "A policy document has the keys Version and Statement; a statement has Effect, Action, Resource "
        "and here a Condition: an operator, in it a condition key, in it the value.",
        "remembers": "What an earlier call was about is still in the policy. A list or a dictionary that is made once, "
        "outside the function, is the same one each time: make it anew in each call.",
        "region": ANOTHER_REGION,
        "no_check": Reason(
            "The ConditionCheck is refused. Its action is called ConditionCheckItem.",
            when=misses("ConditionCheckItem"),
        ),
        "value": Reason(
            "The transaction is refused, because the Condition does not hold in it. The value of "
            "dynamodb:EnclosingOperation is TransactWriteItems, letter by letter.",
            when=names_another_operation,
        ),
        "place": Reason(
            "Your policy names this action, but not for this table, or on a condition that does not hold in the "
            "purchase. UpdateItem and ConditionCheckItem are for players_arn, PutItem is for items_arn: each ARN as it "
            "was passed.",
            when=lambda seen: bool(seen.facts.get("refused")) and seen.facts["refused"] <= seen.facts["named"],
        ),
        "parts": Reason(
            "The transaction is refused. There is no action of the name TransactWriteItems: each part needs its own, "
            "on the table it is about: UpdateItem, PutItem, ConditionCheckItem.",
            when=lambda seen: bool(seen.facts.get("refused")),
        ),
        "condition": Reason(
            "A Condition asks for more than that it is a transaction: a tag, a time, an address, some keys. Here it "
            "happens to fit. The purchase is allowed for all players and items, whoever has the policy.",
            when=is_about("condition"),
        ),
        "services": Reason(
            "Nothing outside DynamoDB is needed. A star as Action and Resource is the whole account.",
            when=is_about("service"),
        ),
        "outside": Reason(
            "Outside a transaction nothing may be allowed, and there is no dynamodb:EnclosingOperation then. An "
            "operator with ForAllValues or IfExists is content with a missing key; StringEquals alone is not.",
            when=is_about("outside"),
        ),
        "which_table": Reason(
            "An action is allowed on the wrong one of the two tables. A statement allows each of its actions on each "
            "of its resources, so two tables with different actions need two statements.",
            when=is_about("other"),
        ),
        "tables": Reason(
            "Another table is within reach, or an index. Resource has to be the ARN of the one table.",
            when=is_about("table"),
        ),
        "actions": "The transaction holds an Update, a ConditionCheck and a Put. Whatever else is allowed is there for "
        "whoever steals the key, inside a transaction too.",
    },
)
ADVICE = tuple(key for key in exercise.advice if key not in ("document", "remembers"))


@exercise.check()
def purchase_works(submission, cloud):
    """A purchase goes through: Update and ConditionCheck on players, Put on items, in one transaction."""
    lab.prepare(cloud)
    allows_purchases(submission, cloud, "players", "items")


@exercise.check()
def outside_a_transaction(submission, cloud):
    """The same actions are refused outside a transaction."""
    lab.prepare(cloud)
    refuses_outside(submission, cloud, "players", "items")


@exercise.check()
def other_table(submission, cloud):
    """What is allowed on one of the tables is refused on the other, and on every other table."""
    lab.prepare(cloud)
    refuses_other_tables(submission, cloud, "players", "items", ("payments",))


@exercise.check()
def other_calls(submission, cloud):
    """No other call is allowed on either table, inside or outside a transaction, and none of another service."""
    lab.prepare(cloud)
    refuses_other_calls(submission, cloud, "players", "items")


def tried(submission, cloud, players, items, buyers=("ana", "cleo")):
    """A role with the policy for two tables, under which purchases work: a policy that allows nothing is no answer."""
    arns = lab.table_arn(cloud, players), lab.table_arn(cloud, items)
    policy = Tried(cloud, answer_for(submission.transfer_policy, *arns))
    trials = [purchase(players, items, buyer) for buyer in buyers]
    policy.must_allow(trials, "this is what the function does", ADVICE)
    return policy


def allows_purchases(submission, cloud, players, items, buyers=("ana", "cleo")):
    """Purchases go through, whatever a request is like that the function could send."""
    policy, because = tried(submission, cloud, players, items, buyers), "this is what the function does, for all"
    meant = {**INSIDE, "dynamodb:ReturnValues": "NONE", "dynamodb:Select": None}
    for arn, actions in by_table(cloud, players, items).items():
        for action in actions:
            policy.must_grant_whatever(action, arn, meant, because, ADVICE)
    needed = {
        arn.partition("table/")[2]: dict.fromkeys(actions, meant)
        for arn, actions in by_table(cloud, players, items).items()
    }
    works_in_another_region(cloud, submission.transfer_policy, needed, ADVICE)


def purchase(players, items, buyer):
    """The function's one call: the buyer pays, the seller is there and not banned, the item is put."""
    pays = {
        "TableName": players,
        "Key": {"player_id": {"S": buyer}},
        "UpdateExpression": "SET coins = coins - :price",
        "ConditionExpression": "coins >= :price",
        "ExpressionAttributeValues": {":price": {"N": "40"}},
    }
    may_sell = {
        "TableName": players,
        "Key": {"player_id": {"S": "ben"}},
        "ConditionExpression": "attribute_exists(player_id) AND attribute_not_exists(banned)",
    }
    goes_over = {"TableName": items, "Item": {"item_id": {"S": f"sword-of-{buyer}"}, "owner": {"S": buyer}}}
    parts = [{"Update": pays}, {"ConditionCheck": may_sell}, {"Put": goes_over}]
    return Trial("the purchase's TransactWriteItems", "transact_write_items", {"TransactItems": parts})


def by_table(cloud, players, items):
    """The actions that are needed, by table."""
    of = {players: OF_PLAYERS, items: OF_ITEMS}
    return {lab.table_arn(cloud, table): [f"dynamodb:{name}" for name in names] for table, names in of.items()}


def keyed(players, items):
    """Both tables, each with the key of an item, and what it is called in the lesson."""
    yield players, {"player_id": {"S": "ana"}}, "players"
    yield items, {"item_id": {"S": "sword-1"}}, "items"


def refuses_outside(submission, cloud, players, items):
    """The three actions, each in a call of its own, and in those that are not sent by themselves."""
    policy = tried(submission, cloud, players, items)
    because = "half a purchase must be impossible"
    for table, key, name in keyed(players, items):
        trials = [trial for trial in on_items(table, key) if trial.what in OUTSIDE[name]]
        policy.must_refuse(about("outside", trials, table), because, ADVICE)
        actions = [f"dynamodb:{action}" for action in ("UpdateItem", "PutItem")]
        policy.must_not_grant(actions, [lab.table_arn(cloud, table)], because, ADVICE, "outside")


def refuses_other_tables(submission, cloud, players, items, others):
    """The transaction's parts on tables where they do not belong."""
    policy = tried(submission, cloud, players, items)
    because = "the purchase has nothing to do with it there"
    for table, key, name in keyed(players, items):
        wrong = {what for other, words in ALLOWED.items() if other != name for what in words}
        trials = [trial for trial in on_items(table, key) if trial.what in wrong]
        policy.must_refuse(about("other", trials, table), because, ADVICE)
    for other in others:
        key = {name: {"S": "p-1"} for name in lab.TABLES.get(other, ("player_id",))}
        trials = [trial for trial in on_items(other, key) if trial.what.endswith("in a transaction")]
        policy.must_refuse(about("table", trials, other), because, ADVICE)
    for arn, actions in ((lab.table_arn(cloud, players), OF_PLAYERS), (lab.table_arn(cloud, items), OF_ITEMS)):
        named = [f"dynamodb:{action}" for action in actions]
        policy.must_not_grant(named, [*similar(arn), *away(arn)], because, ADVICE, "table", INSIDE)
    policy.must_not_name_more("table", by_table(cloud, players, items), because, ADVICE, INSIDE)


def refuses_other_calls(submission, cloud, players, items):
    """Everything else on both tables."""
    policy = tried(submission, cloud, players, items)
    because = "the purchase does not need it"
    for table, key, name in keyed(players, items):
        arn = lab.table_arn(cloud, table)
        part_of_it = {*ALLOWED["players"], *ALLOWED["items"], *OUTSIDE[name]}
        trials = [trial for trial in on_items(table, key) if trial.what not in part_of_it]
        policy.must_refuse(about("action", trials, table), because, ADVICE)
        policy.must_refuse(on_the_table(arn), because, ADVICE)
        needed = {f"dynamodb:{action}" for action in (*OF_PLAYERS, *OF_ITEMS)}
        others = [action for action in every_action(cloud) if action not in needed]
        policy.must_not_grant(others, [arn, f"{arn}/index/owner", "*"], because, ADVICE, "action", INSIDE)
        policy.must_not_grant_on_a_condition(others, [arn, "*"], because, ADVICE, INSIDE)
    policy.must_refuse(of_other_services(cloud.account), because, ADVICE)
    policy.must_not_grant(OF_OTHERS, ["*"], because, ADVICE, "service", INSIDE)
    policy.must_not_name_more("service", by_table(cloud, players, items), because, ADVICE, INSIDE)
