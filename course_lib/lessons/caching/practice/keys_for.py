"""keys_for: a user's keys share a slot, and users share none on purpose."""

import math

from course_lib.checks import Exercise, Reason, expect, require, value_of
from course_lib.checks.kit import may_change
from course_lib.lessons.caching.in_cache import OnTheWay

KINDS = ("profile", "report", "lock")
MOST_BYTES = 800
LONGEST = 64  # characters of a user_id
MOST_BEFORE = 4  # characters that a tag may begin with, before what is made of the user_id
BITS_AT_LEAST = 60  # that keys differ in: of n users, two have the same key once n is about 2 ** (bits / 2)
SAME_CHECKSUM = ("plumless", "buckeroo")  # two words with one CRC-32
# 200 users lie in about 199 slots if their tags look like drawn by chance. Tags that are alike can do worse, since a
# CRC is no draw: 160, of numbers in base 64. On three shards each has 67 ± 7 of them.
MANY, SLOTS_AT_LEAST, SHARE = 200, 150, (0.1, 0.62)

exercise = Exercise(
    call="keys_for(user_id)",
    section='Part 1, "Where a key lives"',
    hints=(
        "Put the same text between the braces of all three keys. Which user_ids make it end too early, or leave it "
        "empty? What would the cluster take for the tag then?",
        "Write the user_id between the braces in a form that holds no brace and is never empty, and that tells any two "
        "users apart: its bytes in hexadecimal, say, with a letter before them.",
        'tag = "{u" + user_id.encode().hex() + "}", and then f"profile:{tag}", f"report:{tag}", f"lock:{tag}".',
    ),
    advice={
        "dict": "Return a dict with the keys profile, report and lock, and three different texts as its values.",
        "one_slot": Reason(
            "The three keys are in different slots, so that one command cannot read them together. Give them the same "
            "hash tag: something between braces.",
            when=lambda seen: seen.facts.get("usual", False),
        ),
        "braces": "This user_id has a brace in it, or nothing at all, and then the tag is another one than you "
        "think: it "
        "ends at the first }, and an empty one counts for nothing. Write the user_id in a form without braces.",
        "apart": "Two users got the same key: one reads what belongs to the other. Whatever you do to the user_id, "
        "it must "
        "be possible to undo it.",
        "digest": "A part of a digest, or a checksum, has so few forms that two of many users get the same: one reads "
        "what belongs to the other. Take the whole digest, or write down the whole user_id.",
        "spread": "Too many users are in one slot, or on one shard, whose node does all the work. The tag has to be "
        "another one for each user: nothing else belongs between the braces.",
        "same": "The same user_id gives the same keys, in every call and on every machine.",
        "length": "A key takes room with every entry. Keep it short: 800 bytes at most.",
    },
)


@exercise.check()
def one_slot(submission, cloud):
    """The three keys of a user are in one slot, and are three."""
    together(submission, cloud, "r-101", usual=True)
    together(submission, cloud, "Łucja 7", usual=True)


@exercise.check()
def odd_ids(submission, cloud):
    """Also for user_ids with braces in them, and for the empty one."""
    for user_id in ("a}b", "}", "{", "{}", "}{", "", "{x}y"):
        together(submission, cloud, user_id)


@exercise.check()
def users_apart(submission, cloud):
    """No two users have a key in common."""
    differ(
        submission,
        (
            "r-1",
            "R-1",
            "r-1 ",
            "r-10",
            "r",
            "",
            "é",
            "e\u0301",
            "{r-1}",
            "r-1}",
            "a:b",
            "a",
            "u",
            "%7D",
            "}",
            *SAME_CHECKSUM,
        ),
    )


@exercise.check()
def spread(submission, cloud):
    """Many users lie in many slots, and on all shards about alike."""
    spreads(submission, cloud, [f"r-{number}" for number in range(MANY)])


def keys_of(submission, user_id):
    """The answer, once it has the right form."""
    keys = submission.keys_for(user_id)
    right = isinstance(keys, dict) and sorted(map(str, keys)) == sorted(KINDS)
    texts = list(keys.values()) if right else []
    right = right and all(isinstance(text, str) for text in texts) and len(set(texts)) == len(KINDS)
    require(right, f"It returned {keys!r}.", "a user has a profile, a report and a lock", "dict")
    length = max(len(text.encode()) for text in texts)
    require(length <= MOST_BYTES, f"A key has {length} bytes.", "there are millions of them", "length")
    return keys


def together(submission, cloud, user_id, usual=False):
    """One command reads all three, of a cluster that answers only for one slot."""
    keys = keys_of(submission, user_id)
    slots = {kind: cloud.cluster.slot(text) for kind, text in keys.items()}
    facts = {"usual": usual}
    problem = f"Slots of the keys: {slots}."
    require(len(set(slots.values())) == 1, problem, "one command is to read all three", ("one_slot", "braces"), facts)
    may_change(cloud, "redis://*")
    for kind, text in keys.items():
        cloud.cluster.do("SET", text, kind)
    expect(submission.keys_for(user_id), keys, "it is the same user", "same")
    if usual:
        same_elsewhere(submission, cloud, user_id, keys)


def same_elsewhere(submission, cloud, user_id, keys):
    """Another interpreter, as another machine has one, makes the same keys."""
    caller = OnTheWay(submission, submission.later.keys_for(user_id), cloud, number=1, elsewhere=True)
    try:
        expect(value_of(caller.end()), keys, "it is the same user on every machine", "same")
    finally:
        caller.stop()


def differ(submission, user_ids):
    owners = {}
    for user_id in user_ids:
        for text in keys_of(submission, user_id).values():
            problem = f"{owners.get(text)!r} and {user_id!r} both have the key {text!r}."
            require(text not in owners, problem, "they are two users", "apart")
            owners[text] = user_id


def room(submission, user_ids):
    """There are enough keys for all the users that there can be: counted is what differs between those of many."""
    keys = [keys_of(submission, user_id)["profile"] for user_id in user_ids]
    signs = [{key[at : at + 1] for key in keys} for at in range(max(map(len, keys)))]
    bits = int(sum(math.log2(len(different)) for different in signs))
    problem = f"The keys of {len(keys)} long user_ids differ in {bits} bits only: one in {2**bits:,} pairs is alike."
    require(bits >= BITS_AT_LEAST, problem, "of many users, two have the same key then", "digest")


def differ_from_tags(submission, cloud, user_ids):
    """Whoever is called like a part of somebody's tag is somebody else: what escapes a sign is escaped itself."""
    for user_id in user_ids:
        tag = tag_of(keys_of(submission, user_id)["profile"])
        names = {tag[start:] for start in range(MOST_BEFORE)} | {tag[:-1]}
        differ(submission, [user_id, *sorted(name for name in names - {user_id} if len(name) <= LONGEST)])


def tag_of(key):
    """What is between the braces of a key."""
    return key.partition("{")[2].partition("}")[0]


def spreads(submission, cloud, user_ids):
    slots = [cloud.cluster.slot(keys_of(submission, user_id)["profile"]) for user_id in user_ids]
    count = len(set(slots))
    least = SLOTS_AT_LEAST * len(user_ids) // MANY
    require(count >= least, f"{len(user_ids)} users lie in {count} slots.", "there are 16,384 of them", "spread")
    loads = [sum(shard.has(slot) for slot in slots) for shard in cloud.cluster.shards]
    low, high = (share * len(user_ids) for share in SHARE)
    even = all(low <= load <= high for load in loads)
    require(even, f"Users on the three shards: {loads}.", "each shard is to do a third of the work", "spread")
