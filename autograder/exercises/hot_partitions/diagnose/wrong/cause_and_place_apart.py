# fails: exam_several
# advice: account
"""Counts causes and places apart: the most frequent of each need not belong together."""

from collections import Counter


def reason_of(error):
    for name in ("ThrottlingReasons", "throttlingReasons"):
        reasons = error.get(name)
        if isinstance(reasons, list) and reasons and isinstance(reasons[0], dict):
            return reasons[0].get("reason", ""), reasons[0].get("resource", "")
    return None


LIMITS = (
    ("MaxOnDemandThroughputExceeded", "table too small"),
    ("ProvisionedThroughputExceeded", "table too small"),
    ("AccountLimitExceeded", "account limit"),
    ("KeyRangeThroughputExceeded", "key range"),
)


def diagnose(consumption, errors):
    pairs, kinds = Counter(), {}
    for error in errors:
        found = reason_of(error)
        if found is None:
            continue
        reason, resource = found
        for ending, cause in LIMITS:
            if reason.endswith(ending):
                place = resource.split(":table/", 1)[1]
                pairs[cause, place] += 1
                kinds.setdefault((cause, place), Counter())["reads" if "Read" in reason else "writes"] += 1
    if not pairs:
        return ("nothing wrong", None)
    causes, places = Counter(), Counter()
    for (cause, place), number in pairs.items():
        causes[cause] += number
        places[place] += number
    cause, place = causes.most_common(1)[0][0], places.most_common(1)[0][0]
    kinds.setdefault((cause, place), Counter({"writes": 1}))
    if cause != "key range":
        return (cause, place)
    kind = kinds[cause, place].most_common(1)[0][0]
    busiest = max(consumption[place], key=lambda partition: partition[kind])
    alone = busiest["hottest"][kind] * 2 > busiest[kind]
    return ("hot item" if alone else "hot partition", place)
