"""upsert_profile: one update that creates or changes, run with a role that may do no more."""

import json

from course_lib.checks import (
    Exercise,
    Reason,
    expect,
    expect_client_error,
    expect_raises,
    require,
)
from course_lib.checks.kit import (
    busy,
    call_in,
    error_means,
    errors_come_out,
    expect_changed,
    expect_unchanged,
    raised_with,
    refused_with,
    requests_in_words,
    sent,
)
from course_lib.lessons.least_privilege import data as lab
from course_lib.lessons.least_privilege.roles import allow, make_role, run_as

NOW, LATER = "2026-06-01T12:00:00Z", "2026-07-15T08:30:00Z"

exercise = Exercise(
    call="upsert_profile(dynamodb, player_id, changes, now)",
    section='Part 1, "One call that creates or changes"',
    hints=(
        "Which DynamoDB call changes single attributes, and creates the item if there is none? What can it return?",
        "Build an UpdateExpression with SET: one part for created_at with if_not_exists, one for each change. Give "
        "every name and every value a placeholder that is numbered, so that no name can be in the way.",
        'parts = ["#created = if_not_exists(#created, :now)"], then for number, (name, value) in '
        'enumerate(changes.items()): names[f"#{number}"] = name; values[f":{number}"] = value; '
        'parts.append(f"#{number} = :{number}"). update_item(Key=…, UpdateExpression="SET " + ", ".join(parts), …, '
        'ReturnValues="ALL_NEW")["Attributes"].',
    ),
    advice={
        "denied": Reason(
            "The function's role allows UpdateItem on `players`, and nothing else. UpdateItem creates an item that is "
            "not there, and returns the item as it is afterwards: neither GetItem nor PutItem is needed.",
            when=refused_with("AccessDeniedException"),
        ),
        "own_names": "`player_id` cannot be changed, and `created_at` is set once. Raise ValueError if changes names "
        "one of them, before you send anything. Only for these names, letter by letter: others that look like "
        "them are attributes of their own.",
        "only_if_there": Reason(
            "The update was refused although nothing is wrong with it. Without a condition, UpdateItem creates the "
            "item if it is not there, and changes it if it is.",
            when=raised_with("ConditionalCheckFailedException"),
        ),
        "names": Reason(
            "DynamoDB did not take the expression. Many names are reserved words, such as `name` and `level`; others "
            "have a dot, a dash or a blank in them. Numbered placeholders (`#0`, `:0`) work for all of them.",
            when=raised_with("ValidationException"),
        ),
        "created": Reason(
            "`created_at` says when the item was made. Set it only if it is not there: "
            "`created_at = if_not_exists(created_at, :now)`.",
            when=lambda seen: is_other(seen, "created_at"),
        ),
        "more": Reason(
            "An attribute was set that nobody has asked for. All that you set beside what `changes` names is "
            "`created_at`, where there is none.",
            when=lambda seen: any(
                set(change.after or {}) - set(seen.facts["item"]) for change in seen.changes.values()
            ),
        ),
        "nothing": "Without changes, too, a new player gets an item with `created_at`, and the whole item comes back.",
        "all_changes": "Each change is stored as it is given: also 0, an empty text, False, None and an empty list. It "
        "takes the place of what was there: nothing of an old set, list or map stays.",
        "whole_item": "Return the item as it is stored afterwards, with all its attributes: "
        '`ReturnValues="ALL_NEW"`, and of the answer its `Attributes`.',
        "requests": "One UpdateItem is enough. Between two of them the function can end, and half of it is done.",
        "catches_all": "The profile was not saved, and the caller does not know. Pass the error on.",
    },
)


def is_other(seen, name):
    """Whether a changed item has another value under this name than was wanted."""
    wanted = seen.facts["item"]
    return any((change.after or {}).get(name) != wanted.get(name) for change in seen.changes.values())


@exercise.check()
def new_player(submission, cloud):
    """A player who is not there is created, with created_at and the changes."""
    prepare(cloud)
    upserts(submission, cloud, "cleo", {"coins": 10, "hero": "bard"}, NOW)


@exercise.check()
def known_player(submission, cloud):
    """A player who is there keeps created_at, and whatever changes does not name."""
    prepare(cloud)
    upserts(submission, cloud, "ana", {"coins": 95}, NOW)
    upserts(submission, cloud, "cleo", {"coins": 1}, NOW)
    upserts(submission, cloud, "cleo", {"coins": 2}, LATER)


@exercise.check()
def reserved_words(submission, cloud):
    """Names that are reserved words are stored too."""
    prepare(cloud)
    upserts(submission, cloud, "ana", {"name": "Anna", "level": 8, "status": "away"}, NOW)


@exercise.check()
def odd_names(submission, cloud):
    """So are names with dots, dashes and blanks, and any values."""
    prepare(cloud)
    changes = {"skin.colour": "red", "best-score": 0, "last seen": None, "2nd": "", "now": [], "n1": {"a": False}}
    upserts(submission, cloud, "ben", changes, NOW)


@exercise.check()
def nothing_to_change(submission, cloud):
    """Without changes a new player is created, and a known one stays as they are; the item comes back."""
    prepare(cloud)
    upserts(submission, cloud, "cleo", {}, NOW)
    upserts(submission, cloud, "cleo", {}, LATER)
    upserts(submission, cloud, "ben", {}, NOW)


@exercise.check()
def one_request(submission, cloud):
    """It is one UpdateItem."""
    prepare(cloud)
    sends_one(submission, cloud, "ben", {"coins": 3, "hero": "bard"}, NOW)
    sends_one(submission, cloud, "cleo", {"coins": 1}, NOW)


@exercise.check()
def own_names(submission, cloud):
    """The key and created_at cannot be changed: ValueError, and nothing is sent."""
    prepare(cloud)
    refuses(submission, cloud, "ana", {"created_at": NOW, "coins": 1}, NOW)
    refuses(submission, cloud, "ana", {"player_id": "ben"}, NOW)


@exercise.check()
def busy_table(submission, cloud):
    """When the table is too busy and stays so, the caller gets that error."""
    prepare(cloud)
    because, keys = "the profile was not saved", ("denied", "catches_all")
    with busy(cloud), expect_client_error("ProvisionedThroughputExceededException", because, advice=keys):
        submission.upsert_profile(cloud.resource("dynamodb"), "ana", {"coins": 1}, NOW)


def prepare(cloud, callers=("you",)):
    """The lesson's tables, and callers who run with a role that allows UpdateItem on `players` alone."""
    lab.prepare(cloud)
    make_role(cloud, "profiles", json.dumps(allow("dynamodb:UpdateItem", on=lab.table_arn(cloud, "players"))))
    run_as(cloud, callers, "profiles")


def upserts(submission, cloud, player_id, changes, now):
    """A call after which the item is right, and nothing else has changed, and which returned it."""
    before = lab.stored(cloud, "players", player_id) or {"player_id": player_id}
    since = len(sent(cloud))
    wanted = {"created_at": now, **before, **changes}
    facts = {"item": wanted}
    keys = ("denied", "only_if_there", "names" if changes else "nothing")
    refused = ("AccessDeniedException", "ConditionalCheckFailedException", "ValidationException")
    because = "no name among the changes is player_id or created_at"
    with error_means(keys, *refused), error_means("own_names", "ValueError", because=because):
        answer = submission.upsert_profile(cloud.resource("dynamodb"), player_id, dict(changes), now)
    because = "these attributes were to be set, and all others to stay"
    keys = ("created", "more", "all_changes" if changes else "nothing")
    expect_changed(cloud, {f"players/{player_id}": wanted}, because, keys, facts)
    idle = not changes and not sent(cloud, since=since)
    expect(answer, wanted, "this is the item as it is stored now", "nothing" if idle else "whole_item")


def called_as_its_placeholders(submission, cloud, player_id):
    """Attributes that have the names of the placeholders that the function has just used."""
    upserts(submission, cloud, player_id, {"hero": "bard"}, NOW)
    params = sent(cloud)[-1].params
    used = (*params.get("ExpressionAttributeNames", ()), *params.get("ExpressionAttributeValues", ()))
    names = {name[1:] for name in used} - {"player_id", "created_at"}
    upserts(submission, cloud, player_id, {name: f"its {name}" for name in sorted(names)}, LATER)


def sends_one(submission, cloud, player_id, changes, now):
    """A call that sends one request."""
    since = len(sent(cloud))
    upserts(submission, cloud, player_id, changes, now)
    requests = len(sent(cloud, since=since))
    problem = f"Your function sent {requests_in_words(requests)}."
    require(requests == 1, problem, "one is enough", advice=("denied", "requests"))


def refuses(submission, cloud, player_id, changes, now):
    """A call that raises ValueError and sends nothing."""
    since = len(sent(cloud))
    because = "these two are not for callers to set"
    with expect_raises("ValueError", because, advice="own_names"), error_means("own_names", "ValidationException"):
        submission.upsert_profile(cloud.resource("dynamodb"), player_id, changes, now)
    expect_unchanged(cloud, "the changes were refused", "own_names")
    nothing = not sent(cloud, since=since)
    require(nothing, "Your function sent something before it raised.", "nothing is to be done", "own_names")


def lets_errors_out(submission, cloud):
    """Whatever DynamoDB answers to whichever request, for as long as it is asked."""

    def call(fresh):
        asked = submission.later.upsert_profile(fresh.resource("dynamodb"), "ana", {"coins": 1}, NOW)
        return call_in(submission, fresh, asked)

    errors_come_out(submission, cloud, prepare, call, advice="catches_all", allow=["players/ana"])
