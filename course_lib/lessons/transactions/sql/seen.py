"""What the learner's statements show. It decides only which advice fits."""

from collections import Counter

REFUSALS = ("not_yours", "redeemed", "no_such_player")
TEXTS = (*REFUSALS, "transferred")


def statements(seen):
    """The learner's statements, on one line each, in capitals."""
    return [" ".join(entry.params["Statement"].upper().split()) for entry in seen.entries]


def never_committed(seen):
    """It sent something, and the database holds none of it."""
    return bool(seen.entries) and not seen.changes and "COMMIT" not in statements(seen)


def writes_apart(seen):
    """A caller's writes were committed in more than one transaction, or only a part of them was."""
    pending, commits = Counter(), Counter()
    for entry in seen.entries:
        if entry.error is None:
            pending[entry.who] += entry.operation in ("INSERT", "UPDATE", "DELETE")
            if pending[entry.who] and (entry.params["Autocommit"] or entry.operation == "COMMIT"):
                commits[entry.who], pending[entry.who] = commits[entry.who] + 1, 0
    half = 0 < len(seen.changes) < seen.facts.get("rows", 0)
    return half or any(number > 1 for number in commits.values())


def refused_after_writing(seen):
    """It answered that it does nothing, or an error came out."""
    return not seen.answers or any(answer in REFUSALS for answer in seen.answers)


def refused_in_the_dark(seen):
    """It met an error and answered as if the database had told it something."""
    told = any(answer in REFUSALS for answer in seen.answers)
    return seen.facts.get("full", False) or (told and not seen.changes)


def looked_for_transfer(seen):
    """It looked into the transfers."""
    return any(sql.startswith("SELECT") and "TRANSFERS" in sql for sql in statements(seen))


def looked_too_early(seen):
    """Another call can have written after its look, whatever it looked at."""
    return looked_for_transfer(seen) or not seen.facts.get("same_call", False)


def shares(seen):
    """It takes shared locks, as every SELECT does at the level SERIALIZABLE."""
    if any(entry.params["Isolation"] == "SERIALIZABLE" for entry in seen.entries):
        return True
    return any(sql.endswith(("FOR SHARE", "LOCK IN SHARE MODE")) for sql in statements(seen))


def locks_gap(seen):
    """It locks a row of transfers, which is not there yet."""
    return any(sql.startswith("SELECT") and "TRANSFERS" in sql and "FOR UPDATE" in sql for sql in statements(seen))


def is_left_open(seen):
    """A transaction is open, or somebody waited for one in vain."""
    return seen.facts.get("open", False) or any("(1205," in raised.message for raised in seen.raised)


def went_on(seen):
    """After the database's error it sent something besides the end of the transaction, or something is written."""
    last = max((number for number, entry in enumerate(seen.entries) if entry.error), default=len(seen.entries))
    more = any(entry.operation not in ("COMMIT", "ROLLBACK") for entry in seen.entries[last + 1 :])
    return more or bool(seen.changes) or "transferred" in seen.answers


def tried_once(seen):
    """It did not run the transaction again."""
    return seen.facts.get("tries", 1) < 2
