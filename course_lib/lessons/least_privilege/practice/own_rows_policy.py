"""own_rows_policy: each player their own items, and of these only some attributes."""

from dataclasses import replace

from course_lib.checks import Exercise, Reason
from course_lib.lessons.least_privilege import data as lab
from course_lib.lessons.least_privilege.calls import OF_OTHERS, away, every_action, on_items, on_the_table, similar
from course_lib.lessons.least_privilege.trials import (
    ANOTHER_REGION,
    Trial,
    Tried,
    answer_for,
    works_in_another_region,
)

OPEN = ("player_id", "slot", "hero", "level")  # the attributes that devices may name
NEEDED = ("GetItem", "BatchGetItem", "Query", "UpdateItem")
ACTIONS = [f"dynamodb:{name}" for name in NEEDED]
TAG = "player_id"
FEW = {"ProjectionExpression": "#hero, #level", "ExpressionAttributeNames": {"#hero": "hero", "#level": "level"}}
READ = {"Select": "SPECIFIC_ATTRIBUTES", "ReturnValues": None}
ALL = {
    "ProjectionExpression": ", ".join(f"#{name}" for name in OPEN),
    "ExpressionAttributeNames": {f"#{name}": name for name in OPEN},
}


def is_about(*kinds):
    """What was tried is one of these."""
    return lambda seen: seen.facts.get("about") in kinds


def misses(*actions):
    """These actions were missing, and no others."""
    return lambda seen: seen.facts["refused"] == {f"dynamodb:{name}" for name in actions}


exercise = Exercise(
    call="own_rows_policy(table_arn)",
    section='Part 5, "Only your own rows"',
    hints=(
        "Which condition key has the partition keys of a request, and which has the attributes that it names? A "
        "request can have several of each.",
        "ForAllValues:StringEquals on dynamodb:LeadingKeys and dynamodb:Attributes, and Null with false for both, "
        "since ForAllValues holds where there are none. Reads also return what they do not name, unless "
        "dynamodb:Select is SPECIFIC_ATTRIBUTES; updates do, unless dynamodb:ReturnValues is one of three.",
        '"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": ["${aws:PrincipalTag/player_id}"], '
        '"dynamodb:Attributes": […]}, "Null": {"dynamodb:LeadingKeys": "false", "dynamodb:Attributes": "false"}, and '
        'for the reads "StringEquals": {"dynamodb:Select": "SPECIFIC_ATTRIBUTES"}, for the update "StringEquals": '
        '{"dynamodb:ReturnValues": ["NONE", "UPDATED_OLD", "UPDATED_NEW"]}.',
    ),
    advice={
        "document": "A policy document has the keys Version and Statement; a statement has Effect, Action, Resource "
        "and here a Condition: operators, in each a condition key, in it a list of values.",
        "remembers": "What an earlier call was about is still in the policy. A list or a dictionary that is made once, "
        "outside the function, is the same one each time: make it anew in each call.",
        "condition": Reason(
            "A Condition asks for more than the request's keys, attributes and what it returns: another tag, a time, "
            "an address. Here it happens to fit. The tag player_id alone says whose device it is.",
            when=is_about("condition"),
        ),
        "region": ANOTHER_REGION,
        "updates": Reason(
            "Reads are allowed and updates are not. An update has no dynamodb:Select: ask for it in the statement for "
            "reads, or with IfExists. And it may return NONE, UPDATED_OLD or UPDATED_NEW.",
            when=misses("UpdateItem"),
        ),
        "too_narrow": Reason(
            "What players need is refused. GetItem, BatchGetItem, Query and UpdateItem are allowed on this table, with "
            "the player's own partition key, ${aws:PrincipalTag/player_id} in a policy of Version 2012-10-17, and "
            "with the attributes player_id, slot, hero and level. Keys count as named, too. Only reads have "
            "dynamodb:Select, and only updates dynamodb:ReturnValues.",
            when=lambda seen: bool(seen.facts.get("refused")),
        ),
        "mixed": Reason(
            "A batch asks for own items and others' together, and gets both. ForAnyValue is content with one value "
            "that fits; all of them have to.",
            when=is_about("mixed"),
        ),
        "others": Reason(
            "A player reaches an item of somebody else. dynamodb:LeadingKeys has to be the player's own id, all of it: "
            "no star before or after. And every statement that allows needs this condition: each allows by itself.",
            when=is_about("others"),
        ),
        "no_tag": Reason(
            "A session without a tag player_id is allowed something. A variable that has no value fits nothing: give "
            "it no default, and have no statement for anybody else.",
            when=is_about("no tag"),
        ),
        "missing": Reason(
            "A request without this key is allowed: ForAllValues holds where there is nothing to look at. Add Null "
            "with false for the key, so that it has to be there.",
            when=is_about("missing"),
        ),
        "returns": Reason(
            "The request does not say what it wants to have: a read without a projection, or an update with ALL_NEW, "
            "returns the whole item. For dynamodb:Select and dynamodb:ReturnValues name the values that are allowed.",
            when=is_about("returns"),
        ),
        "attributes": Reason(
            "A request names an attribute that is not for devices: to read it, to write it or in a condition. "
            "dynamodb:Attributes has all that a request names.",
            when=is_about("attributes"),
        ),
        "tables": Reason(
            "Another table is within reach, or an index. Resource has to be the ARN of the one table.",
            when=is_about("table"),
        ),
        "actions": "Four actions are needed. A Scan has no partition key to look at, PutItem and DeleteItem take away "
        "what the player may not touch.",
    },
)
ADVICE = tuple(key for key in exercise.advice if key not in ("document", "remembers"))


@exercise.check()
def own_items(submission, cloud):
    """A player reads and updates their own items, by the attributes for devices."""
    lab.prepare(cloud)
    allows_own_items(submission, cloud, "saves", "ana")


@exercise.check()
def others_items(submission, cloud):
    """Nobody else's items are within reach, alone or among one's own, whatever they are called."""
    lab.prepare(cloud)
    refuses_others(submission, cloud, "saves", "ana", ("ben",))


@exercise.check()
def other_attributes(submission, cloud):
    """No other attribute can be read, written or asked about."""
    lab.prepare(cloud)
    refuses_attributes(submission, cloud, "saves", "ana")


@exercise.check()
def whole_items(submission, cloud):
    """No call returns whole items."""
    lab.prepare(cloud)
    refuses_whole_items(submission, cloud, "saves", "ana")


@exercise.check()
def missing_keys(submission, cloud):
    """Where a request has no partition key or no attributes, nothing is allowed; nor is it without a player's tag."""
    lab.prepare(cloud)
    refuses_what_is_missing(submission, cloud, "saves", "ana")


@exercise.check()
def other_calls(submission, cloud):
    """No other call is allowed, on this table or on another."""
    lab.prepare(cloud)
    refuses_other_calls(submission, cloud, "saves", "ana", ("players", "payments"))


def tried(submission, cloud, table, player):
    """A role with the policy for a table, under which a player can play: a policy that allows nothing is no answer."""
    policy = Tried(cloud, answer_for(submission.own_rows_policy, lab.table_arn(cloud, table)), {TAG: player})
    policy.must_allow(needed(table, player), "players need this to play", ADVICE)
    return policy


def allows_own_items(submission, cloud, table, player):
    """A player can play, from whatever device."""
    policy, arn = tried(submission, cloud, table, player), lab.table_arn(cloud, table)
    own = {f"aws:PrincipalTag/{TAG}": player, "dynamodb:LeadingKeys": [player], "dynamodb:Attributes": list(OPEN)}
    own["dynamodb:EnclosingOperation"] = None
    calls = {}
    for action in ACTIONS:
        updates = action == "dynamodb:UpdateItem"
        seen = {"Select": None, "ReturnValues": "UPDATED_NEW"} if updates else READ
        calls[action] = {**own, **{f"dynamodb:{name}": value for name, value in seen.items()}}
        policy.must_grant_whatever(action, arn, calls[action], "players need this to play", ADVICE, any_item=False)
    works_in_another_region(cloud, submission.own_rows_policy, {table: calls}, ADVICE)


def key(player, slot="1"):
    """Of a player's item."""
    return {"player_id": {"S": player}, "slot": {"S": slot}}


def get(table, player, **more):
    """A GetItem that names what it reads."""
    return {"TableName": table, "Key": key(player), **FEW, **more}


def query(table, player, **more):
    """A Query of a player's items that names what it reads."""
    condition = {
        "KeyConditionExpression": "player_id = :player AND slot >= :slot",
        "ExpressionAttributeValues": {":player": {"S": player}, ":slot": {"S": "0"}},
    }
    return {"TableName": table, **condition, **ALL, **more}


def batch(table, *players, **more):
    """A BatchGetItem that names what it reads."""
    keys = [key(player, str(number)) for number, player in enumerate(players)]
    return {"RequestItems": {table: {"Keys": keys, **FEW, **more}}}


def update(table, player, **more):
    """An UpdateItem of the attributes for devices."""
    return {
        "TableName": table,
        "Key": key(player),
        "UpdateExpression": "SET hero = :hero, #level = :level",
        "ExpressionAttributeNames": {"#level": "level"},
        "ExpressionAttributeValues": {":hero": {"S": "knight"}, ":level": {"N": "8"}},
        **more,
    }


def needed(table, player):
    """What a device sends for its player."""
    yield Trial("GetItem of an own item", "get_item", get(table, player))
    yield Trial("GetItem of an own item, with its keys", "get_item", get(table, player, **ALL, ConsistentRead=True))
    yield Trial("BatchGetItem of two own items", "batch_get_item", batch(table, player, player))
    yield Trial("Query of the own items", "query", query(table, player))
    filtered = {"FilterExpression": "#level >= :slot", "Select": "SPECIFIC_ATTRIBUTES"}
    yield Trial("Query of the own items with a filter", "query", query(table, player, **filtered))
    yield Trial("UpdateItem of an own item", "update_item", update(table, player))
    for returned in ("NONE", "UPDATED_OLD", "UPDATED_NEW"):
        params = update(table, player, ReturnValues=returned, ConditionExpression="#level < :level")
        yield Trial(f"UpdateItem of an own item that returns {returned}", "update_item", params)


def refuses_others(submission, cloud, table, player, others):
    """Items of these players, and of those whose names are like the player's."""
    policy = tried(submission, cloud, table, player)
    because = "each player has their own items and no others"
    alike = (f"{player}bel", player[:-1], player.upper(), f"x{player}", "*", "${aws:PrincipalTag/player_id}")
    for other in (*others, *alike):
        policy.must_refuse(of_somebody(table, other), because, ADVICE)
        policy.must_refuse(among_own(table, player, other), because, ADVICE)


def of_somebody(table, other):
    """Each call for another player's items."""
    for what, method, params in (
        ("GetItem", "get_item", get(table, other)),
        ("BatchGetItem", "batch_get_item", batch(table, other)),
        ("Query", "query", query(table, other)),
        ("UpdateItem", "update_item", update(table, other)),
        ("Get in a transaction", "transact_get_items", {"TransactItems": [{"Get": get(table, other)}]}),
        ("Update in a transaction", "transact_write_items", {"TransactItems": [{"Update": update(table, other)}]}),
    ):
        yield Trial(f"{what} for items of somebody else ({other})", method, params, about="others")


def among_own(table, player, other):
    """Another player's items in one batch with own ones."""
    for players in ((player, other), (other, player)):
        what = f"BatchGetItem for own items and those of somebody else ({other})"
        yield Trial(what, "batch_get_item", batch(table, *players), about="mixed")


def refuses_attributes(submission, cloud, table, player, secrets=("coins", "levels")):
    """Requests that name another attribute."""
    policy = tried(submission, cloud, table, player)
    alike = [made for name in OPEN[2:] for made in (name.capitalize(), name.upper(), f"{name}_2", f"old {name}")]
    named = [value for value in policy.words.values if value not in OPEN and "\n" not in value]
    for secret in dict.fromkeys([*secrets, *alike, *named]):
        policy.must_refuse(naming(table, player, secret), "this attribute is not for devices", ADVICE)


def naming(table, player, secret):
    """Each way to name an attribute in a request."""
    names = {"ExpressionAttributeNames": {"#secret": secret}}
    both = {"ExpressionAttributeNames": {**ALL["ExpressionAttributeNames"], "#secret": secret}}
    one = {"ExpressionAttributeValues": {":level": {"N": "8"}}}
    seen = {"ProjectionExpression": "#secret", **names}
    filtered = {"FilterExpression": "#secret > :slot", **both}
    sets = {"UpdateExpression": "SET #secret = :level", **names, **one}
    asks = {
        "UpdateExpression": "SET #level = :level",
        "ConditionExpression": "#secret > :level",
        "ExpressionAttributeNames": {"#level": "level", "#secret": secret},
        **one,
    }
    for what, method, params in (
        ("GetItem that reads", "get_item", get(table, player, **seen)),
        ("BatchGetItem that reads", "batch_get_item", batch(table, player, **seen)),
        ("Query that reads", "query", query(table, player, **seen)),
        ("Query that filters by", "query", query(table, player, **filtered)),
        ("UpdateItem that sets", "update_item", update(table, player, **sets)),
        ("UpdateItem with a condition on", "update_item", update(table, player, **asks)),
    ):
        yield Trial(f"{what} {secret}", method, params, about="attributes")
    removes = {"TableName": table, "Key": key(player), "UpdateExpression": "REMOVE #secret", **names}
    yield Trial(f"UpdateItem that removes {secret}", "update_item", removes, about="attributes")


def refuses_whole_items(submission, cloud, table, player):
    """Requests that name nothing forbidden, and get everything."""
    policy = tried(submission, cloud, table, player)
    policy.must_refuse(unnamed(table, player), "whole items hold what is not for devices", ADVICE)


def unnamed(table, player):
    """Each call that returns whole items, or does not say what it reads."""
    plain = {
        "TableName": table,
        "KeyConditionExpression": "player_id = :player",
        "ExpressionAttributeValues": {":player": {"S": player}},
    }
    whole = {"RequestItems": {table: {"Keys": [key(player)]}}}
    for what, method, params in (
        ("GetItem without a projection", "get_item", {"TableName": table, "Key": key(player)}),
        ("BatchGetItem without a projection", "batch_get_item", whole),
        ("Query without a projection", "query", plain),
        ("Query of all attributes", "query", {**plain, "Select": "ALL_ATTRIBUTES"}),
        ("Query that counts, and names nothing to read", "query", {**plain, "Select": "COUNT"}),
        ("UpdateItem that returns ALL_NEW", "update_item", update(table, player, ReturnValues="ALL_NEW")),
        ("UpdateItem that returns ALL_OLD", "update_item", update(table, player, ReturnValues="ALL_OLD")),
    ):
        yield Trial(what, method, params, about="returns")


def fitting(player):
    """The condition keys of a request that is allowed."""
    return {
        f"aws:PrincipalTag/{TAG}": player,
        "dynamodb:LeadingKeys": [player],
        "dynamodb:Attributes": list(OPEN),
        "dynamodb:Select": "SPECIFIC_ATTRIBUTES",
        "dynamodb:ReturnValues": "NONE",
    }


def refuses_what_is_missing(submission, cloud, table, player):
    """Requests without a key, which only IAM's simulator can ask about, and a session without a tag."""
    policy, arn = tried(submission, cloud, table, player), lab.table_arn(cloud, table)
    for key_name in ("dynamodb:LeadingKeys", "dynamodb:Attributes"):
        because = f"the request has no {key_name}"
        rest = {name: value for name, value in fitting(player).items() if name != key_name}
        policy.must_not_grant(ACTIONS, [arn], because, ADVICE, "missing", rest)
    policy.as_session(None)
    for somebody in (player, "ben", "*", *policy.words.values):
        because = "this session has no tag player_id, so nobody knows whose it is"
        trials = [replace(trial, about="no tag") for trial in of_somebody(table, somebody)]
        policy.must_refuse(trials, because, ADVICE)


def refuses_other_calls(submission, cloud, table, player, others):
    """All other calls on the table, and the four on other tables."""
    policy, arn = tried(submission, cloud, table, player), lab.table_arn(cloud, table)
    because = "devices do not need it"
    policy.must_refuse(on_items(table, key(player), NEEDED), because, ADVICE)
    policy.must_refuse([Trial("Scan with a projection", "scan", {"TableName": table, **FEW})], because, ADVICE)
    policy.must_refuse(on_the_table(arn), because, ADVICE)
    context = fitting(player)
    rest = [action for action in every_action(cloud) if action not in ACTIONS]
    policy.must_not_grant([*rest, *OF_OTHERS], [arn, "*"], because, ADVICE, "action", context)
    policy.must_not_grant_on_a_condition(rest, [arn, "*"], because, ADVICE, context)
    elsewhere = [lab.table_arn(cloud, other) for other in others]
    elsewhere += [f"{arn}/index/by_hero", *similar(arn), *away(arn)]
    policy.must_not_grant(ACTIONS, elsewhere, because, ADVICE, "table", context)
    for about in ("table", "service"):
        policy.must_not_name_more(about, {arn: ACTIONS}, because, ADVICE, context)
