"""trim: of a broad policy, what a month has used."""

import json
from collections import defaultdict
from dataclasses import replace

from course_lib.checks import Exercise, Reason, require
from course_lib.lessons.least_privilege import data as lab
from course_lib.lessons.least_privilege.calls import similar
from course_lib.lessons.least_privilege.month import broad, calls, used_under
from course_lib.lessons.least_privilege.roles import VERSION
from course_lib.lessons.least_privilege.trials import Tried

OWN = {"dynamodb:LeadingKeys": ["ana"]}  # what a request for a player's own rows has


def is_about(*kinds):
    """What was tried is one of these."""
    return lambda seen: seen.facts["about"] in kinds


exercise = Exercise(
    call="trim(policy, used)",
    section='Part 6, "Granted and never used"',
    hints=(
        "Go through the statements of the old policy one by one. Which calls did this one allow? And what do you do "
        "with one that denies?",
        "For each Allow statement collect, by resource, the actions that it allowed; then the other way round, by set "
        "of actions, the resources. Each pair becomes a statement, with the old Condition. Deny stays as it is.",
        'actions[each["resource"]].add(each["action"]) for what is allowed and has this statement\'s Sid; then '
        "places[tuple(sorted(names))].append(resource); then for each {Effect, Action, Resource} and the Condition, if "
        'the old statement has one. In a resource that is not "*", write ${*}, ${?} and ${$} for *, ? and $.',
    ),
    advice={
        "document": "IAM has to take the new policy. Elements that exclude each other (NotAction and Action), a Sid "
        "that comes twice or has other signs than letters and digits, or a statement without a resource are refused.",
        "needed": Reason(
            "A call that was made, and allowed, is refused now. Go through `used` by the statement that allowed each "
            "call; the same action can be used on several resources, and a resource with several actions.",
            when=is_about("needed"),
        ),
        "refused_before": Reason(
            "This call was refused all month, and is allowed now. Only what has `allowed` True goes into the new "
            "policy.",
            when=is_about("refused"),
        ),
        "denied_before": Reason(
            "Your policy allows in one statement what was never allowed, and another one denies it. Only what has "
            "`allowed` True goes into an Allow; what denied the rest is the statement with Deny.",
            when=is_about("denied"),
        ),
        "conditions": Reason(
            "The old statement allowed this on a condition. The new one has to ask for the same.",
            when=is_about("condition"),
        ),
        "denies": Reason(
            "The old policy denies this, whatever other policies of the role allow. Statements with Deny stay.",
            when=is_about("deny"),
        ),
        "letters": Reason(
            "A star or a question mark in an object's name became a wildcard, or a dollar a variable. In a policy "
            "they are written ${*}, ${?} and ${$}.",
            when=is_about("letters"),
        ),
        "pairs": Reason(
            "Each of these actions and each of these resources was used, but not together. A statement allows every "
            "action on every resource in it: put only those resources together that were used with the same actions.",
            when=is_about("pair"),
        ),
        "unused": Reason(
            "Something that nobody used is still allowed: an action, a resource, or a wildcard that fits more.",
            when=is_about("unused"),
        ),
        "readable": "Somebody has to read it. Name each action and resource once in a statement, and put the resources "
        "that were used with the same actions into one statement.",
    },
)
ADVICE = tuple(key for key in exercise.advice if key != "document")


@exercise.check()
def used_calls(submission, cloud):
    """Every call that was made and allowed is allowed by the new policy."""
    trimmed(submission, cloud, "reports", ("may.csv",))


@exercise.check()
def nothing_else(submission, cloud):
    """Nothing else is: no other action, no other resource, and none of the month's in another combination."""
    refuses_the_rest(submission, cloud, "reports", ("may.csv", "june.csv"))


@exercise.check()
def conditions(submission, cloud):
    """What was allowed on a condition still is, on the same condition."""
    keeps_conditions(submission, cloud, "reports", ("may.csv",))
    with cloud.fresh() as fresh:
        keeps_statements_apart(submission, fresh, "reports")


@exercise.check()
def denies(submission, cloud):
    """What was denied still is, whatever other policies of the role allow."""
    keeps_denies(submission, cloud, "reports", ("may.csv",))


@exercise.check()
def readable(submission, cloud):
    """The new policy can be read: no more statements than needed, nothing twice."""
    reads_well(
        submission,
        cloud,
        "reports",
        ("may.csv", "june.csv", "july.csv"),
        more=[*by_turns("reports"), *many_calls("reports")],
    )


class Trimmed:
    """A month under a broad policy, and a role with what the learner made of it.

    Args:
        submission: whose function is called.
        cloud: with the lesson's tables.
        policy: the broad one.
        trials: the month's calls.
        more: further entries of `used`, of calls that nobody sends here.
    """

    def __init__(self, submission, cloud, policy, trials, more=()):
        self.old, self.trials, self.cloud = policy, trials, cloud
        self.used = [*used_under(cloud, policy, trials), *more]
        self.answer = submission.trim(policy, self.used)
        self.tried = Tried(cloud, self.answer)
        self.pairs = {(each["action"], each["resource"]) for each in self.used if each["allowed"]}
        allowed = {each["resource"] for each in self.used if each["allowed"]}
        self.resources, self.actions = sorted(allowed), sorted({action for action, _ in self.pairs})
        self._still_works()

    def _still_works(self):
        """What was allowed is allowed: a policy that allows nothing is no answer."""
        refused = {each["action"] for each in self.used if not each["allowed"]}
        needed = [trial for trial in self.trials if not any(trial.what.startswith(name) for name in names_of(refused))]
        self.tried.must_allow([about_needed(trial) for trial in needed], "it was used, and allowed", ADVICE)
        for action, resource in sorted(self.pairs):
            [(_, _, decision)] = self.tried.simulated([action], [resource], OWN)
            problem = f"Under your policy {action} on {resource} is refused."
            facts = {"about": "letters" if is_odd(resource) else "needed"}
            require(decision == "allowed", problem, "it was used, and allowed", ADVICE, facts)

    def must_not_grant(self, pairs, because, about, context=None):
        """Fail if one of these actions is allowed on one of these resources."""
        by_action = defaultdict(list)
        for action, resource in pairs:
            by_action[action].append(resource)
        for action, resources in by_action.items():
            self.tried.must_not_grant([action], resources, because, ADVICE, about, context)


def names_of(actions):
    """The operations of actions."""
    return [action.partition(":")[2] for action in actions]


def about_needed(trial):
    """The trial, as one of what was used."""
    return replace(trial, about="letters" if is_odd(str(trial.params.get("Key"))) else "needed")


def is_odd(name):
    """Whether a name has letters that mean something else in a policy."""
    return name != "*" and any(letter in name for letter in "*?$")


def trimmed(submission, cloud, bucket, objects, policy=None, more=()):
    """The month of the lesson's function."""
    lab.prepare(cloud)
    cloud.client("s3", who="course").create_bucket(Bucket=bucket)
    return Trimmed(submission, cloud, policy or broad(cloud, bucket), calls(bucket, objects), more)


def refuses_the_rest(submission, cloud, bucket, objects, **more):
    """Other actions on what was used, the month's actions on other resources, and other combinations."""
    month = trimmed(submission, cloud, bucket, objects, **more)
    refused = sorted({(each["action"], each["resource"]) for each in month.used if not each["allowed"]})
    month.must_not_grant(refused, "it was refused all month", "refused", OWN)
    together = [(action, place) for action in month.actions for place in month.resources if place != "*"]
    everywhere = {action for action, place in month.pairs if place == "*"}  # such an action is about no single resource
    rest = [pair for pair in together if pair not in month.pairs and pair[0] not in everywhere]
    month.must_not_grant(rest, "these two were not used together", "pair", OWN)
    others = ("dynamodb:PutItem", "dynamodb:Scan", "dynamodb:GetRecords", "s3:PutObjectAcl", "s3:ListBucket")
    unused = [
        (action, place) for action in (*others, "kms:Decrypt", "iam:PassRole") for place in (*month.resources, "*")
    ]
    month.must_not_grant(unused, "nobody used it", "unused", OWN)
    names = [lab.table_arn(cloud, name) for name in ("players", "items", "saves")]
    alike = [(action, place) for name in names for place in similar(name) for action in set(month.actions) - everywhere]
    month.must_not_grant(alike, "nobody used it", "unused", OWN)
    names = [
        *REST,
        *(f"/{name}{more}" for name in objects for more in (".old", "/x")),
        *(f"/x{name}" for name in objects),
    ]
    names += [f"/{name.rpartition('/')[0]}/other" for name in objects]
    alike = [(f"s3:{call}", f"arn:aws:s3:::{bucket}{name}") for call in ("GetObject", "PutObject") for name in names]
    month.must_not_grant(alike, "nobody used it", "unused")


REST = ("/other.csv", "/", "-2/may.csv")  # what follows a bucket's name


def keeps_conditions(submission, cloud, bucket, objects, **more):
    """What was allowed for some partition keys, asked for others and for none."""
    month = trimmed(submission, cloud, bucket, objects, **more)
    saves = lab.table_arn(cloud, "saves")
    of_saves = sorted(pair for pair in month.pairs if pair[1] == saves)
    for context in ({"dynamodb:LeadingKeys": ["ben"]}, {"dynamodb:LeadingKeys": ["ana", "ben"]}, {}):
        month.must_not_grant(of_saves, "the old policy has a condition for this", "condition", context)


# Which statement allowed which actions on which objects, and for which team: all for "".
TEAMS = {"Files": "red", "Files2": "blue", "Files1": ""}
BY_THE_CONSOLE = ("Statement1", "Statement2", "VisualEditor0", "VisualEditor1")  # the Sids that its editors write
OBJECT_CALLS = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"]
OF_EACH = {
    "Files": {"a": ("GetObject",), "c": ("GetObject", "PutObject"), "d": ("PutObject",)},
    "Files2": {"a": ("GetObject",), "b": ("GetObject", "PutObject"), "d": ("PutObject",)},
    "Files1": {"free/e": ("GetObject",)},
}


def by_teams(bucket):
    """A policy of statements with Sids that are alike and conditions of their own; what was allowed, and refused."""
    objects = f"arn:aws:s3:::{bucket}/"
    statements = [
        {"Sid": sid, "Effect": "Allow", "Action": "s3:*", "Resource": f"{objects}{'' if team else 'free/'}*"}
        | ({"Condition": {"StringEquals": {"aws:PrincipalTag/team": team}}} if team else {})
        for sid, team in TEAMS.items()
    ]
    denied = [{"Sid": f"Files{sign}", "Effect": "Deny", "Action": f"s3:*{sign}", "Resource": "*"} for sign in "034A"]
    denied += [{"Sid": sid, "Effect": "Deny", "Action": f"s3:*{sid}", "Resource": "*"} for sid in BY_THE_CONSOLE]
    used = [
        {"action": f"s3:{name}", "resource": objects + key, "allowed": True, "statement": sid}
        for sid, keys in OF_EACH.items()
        for key, names in keys.items()
        for name in names
    ]
    refused = [
        {"action": f"s3:{name}", "resource": objects + key, "allowed": False, "statement": None}
        for name, key in (("GetObject", "no"), ("DeleteObject", "a"))
    ]
    return {"Version": VERSION, "Statement": [*statements, *denied]}, used, refused


def keeps_statements_apart(submission, cloud, bucket):
    """Statements with Sids that are alike and conditions of their own, and calls that two of them allowed."""
    objects = f"arn:aws:s3:::{bucket}/"
    policy, used, refused = by_teams(bucket)
    tried = Tried(cloud, submission.trim(policy, [*used, *refused, *used[::-1]]))
    resources = [*sorted({each["resource"] for each in [*used, *refused]}), f"{objects}free/other"]
    wrong = {}
    for team in TEAMS.values():
        now = {(each["action"], each["resource"]) for each in used if TEAMS[each["statement"]] in (team, "")}
        context = {"aws:PrincipalTag/team": team} if team else {}
        for action, resource, decision in tried.simulated(OBJECT_CALLS, resources, context):
            said = f"{action} on {resource} for {f'the team {team}' if team else 'a caller without a team'}"
            if (action, resource) in now and decision != "allowed":
                wrong.setdefault("needed", f"Under your policy {said} is refused.")
            if (action, resource) not in now and decision == "allowed":
                wrong.setdefault(_why_not([*used, *refused], action, resource), f"Your policy allows {said}.")
    for about, because in NOT_RIGHT.items():
        require(about not in wrong, wrong.get(about, ""), because, ADVICE, {"about": about})


NOT_RIGHT = {  # what the advice is about, the plainest first
    "needed": "the old policy allowed it",
    "unused": "nobody used it",
    "refused": "it was refused all month",
    "pair": "these two were not used together",
    "condition": "the old policy has a condition for this",
}


def _why_not(used, action, resource):
    """Why an action must not be allowed on a resource."""
    of_resource = [each for each in used if each["resource"] == resource]
    of_action = [each for each in used if each["action"] == action]
    of_both = [each for each in of_resource if each in of_action]
    if of_both and not any(each["allowed"] for each in of_both):
        return "refused"
    if of_both:
        return "condition"
    used_apart = [any(each["allowed"] for each in some) for some in (of_resource, of_action)]
    return "pair" if all(used_apart) else "unused"


def keeps_denies(submission, cloud, bucket, objects, **more):
    """Deny statements, with another policy beside this one that allows everything."""
    month = trimmed(submission, cloud, bucket, objects, **more)
    month.tried.give_everything()
    denied = [
        ("dynamodb:DeleteItem", lab.table_arn(cloud, "players")),
        ("dynamodb:DeleteTable", lab.table_arn(cloud, "payments")),
        ("s3:DeleteObject", f"arn:aws:s3:::{bucket}/may.csv"),
    ]
    month.must_not_grant(denied, "a statement of the old policy denies it", "deny")


def keeps_denies_as_they_are(submission, cloud, bucket, objects):
    """A Deny with NotResource and a Condition, beside a policy that allows everything: it denies this and no more."""
    policy = broad(cloud, bucket)
    tables = [lab.table_arn(cloud, name) for name in lab.TABLES]
    condition = {"StringEquals": {"aws:PrincipalTag/team": "old"}}
    where = {"NotResource": [*tables, "arn:aws:s3:::*"], "Condition": condition}
    private = [f"arn:aws:s3:::{bucket}/private/*", f"arn:aws:s3:::{bucket}/of-${{aws:PrincipalTag/team}}/?"]
    policy["Statement"].insert(1, {"Sid": "OldTeam", "Effect": "Deny", "Action": "*", **where})
    policy["Statement"].insert(3, {"Sid": "Private", "Effect": "Deny", "Action": "s3:Get*", "Resource": private})
    guests = {"StringEquals": {"aws:PrincipalTag/team": "guests"}}
    ours = {
        "Sid": "OursAlone",
        "Effect": "Deny",
        "NotAction": ["dynamodb:*", "s3:*"],
        "Resource": "*",
        "Condition": guests,
    }
    policy["Statement"] += [ours, {"Sid": "NoNews", "Effect": "Deny", "Action": "sns:*", "Resource": "*"}]
    month = trimmed(submission, cloud, bucket, objects, policy)
    month.tried.give_everything()
    because = "a statement of the old policy denies it"
    news = [("sns:Publish", f"arn:aws:sns:us-east-1:{cloud.account}:news")]
    month.must_not_grant(news, because, "deny")
    month.must_not_grant(
        [("kms:Decrypt", "*"), ("sqs:SendMessage", "*")], because, "deny", {"aws:PrincipalTag/team": "guests"}
    )
    elsewhere = [("kms:Decrypt", f"arn:aws:kms:us-east-1:{cloud.account}:key/1"), ("iam:PassRole", "*")]
    month.must_not_grant(elsewhere, "a statement of the old policy denies it", "deny", {"aws:PrincipalTag/team": "old"})
    files = [("s3:GetObject", f"arn:aws:s3:::{bucket}/{key}") for key in ("private/may.csv", "private/", "of-new/1")]
    month.must_not_grant(files, "a statement of the old policy denies it", "deny", {"aws:PrincipalTag/team": "new"})
    free = [(*pair, {}) for pair in elsewhere] + [("dynamodb:Scan", tables[0], {"aws:PrincipalTag/team": "old"})]
    free.append(("s3:PutObject", files[0][1], {}))
    free.append(("dynamodb:Scan", tables[0], {"aws:PrincipalTag/team": "guests"}))
    for action, resource, context in free:
        [(_, _, decision)] = month.tried.simulated([action], [resource], context)
        problem = f"Your policy denies {action} on {resource}."
        require(decision == "allowed", problem, "the old policy does not deny it", ADVICE, {"about": "deny"})


def reads_well(submission, cloud, bucket, objects, **more):
    """How many statements there are, and that nothing is named twice."""
    month = trimmed(submission, cloud, bucket, objects, **more)
    statements = statements_of(month.answer)
    for statement in statements:
        for element in ("Action", "Resource"):
            named = as_list(statement.get(element, []))
            require(
                len(set(map(str, named))) == len(named), f"A statement names one {element} twice.", None, "readable"
            )
    by_resource = defaultdict(set)
    for each in month.used:
        if each["allowed"]:
            by_resource[each["statement"], each["resource"]].add(each["action"])
    most = len({(statement, frozenset(actions)) for (statement, _), actions in by_resource.items()})
    allows = [each for each in statements if each.get("Effect") == "Allow"]
    never = {each["action"] for each in month.used if not each["allowed"] and each["statement"]} - set(month.actions)
    named = sorted(never & {str(action) for each in allows for action in as_list(each.get("Action", []))})
    problem = f"Your policy has an Allow of {' and '.join(named)}."
    require(not named, problem, "another statement denied it, all month", ADVICE, {"about": "denied"})
    problem = f"Your policy has {len(allows)} statements with Allow. {most} are enough."
    require(len(allows) <= most, problem, "resources with the same actions can share a statement", "readable")


CALLS_OF_FILES = ("s3:GetObject", "s3:PutObject", "s3:GetObjectTagging", "s3:PutObjectTagging")


def files(bucket, **actions):
    """Entries of `used` for objects of a bucket, each with its actions."""
    return [
        {"action": action, "resource": f"arn:aws:s3:::{bucket}/{name}", "allowed": True, "statement": "Files"}
        for name, used in actions.items()
        for action in used
    ]


def by_turns(bucket):
    """Entries of `used`: objects that were read and objects that were written, by turns as they are called."""
    return files(bucket, **{f"turn-{number}": [CALLS_OF_FILES[number % 2]] for number in range(4)})


def many_calls(bucket):
    """Entries of `used`: two objects that the same four actions were used on."""
    return files(bucket, one=CALLS_OF_FILES, two=CALLS_OF_FILES[::-1])


def statements_of(answer):
    """The statements of a policy that IAM takes."""
    document = json.loads(answer) if isinstance(answer, str) else answer
    return as_list(document["Statement"])


def as_list(value):
    """An element's value: one, or a list of them."""
    return value if isinstance(value, list) else [value]
