# fails: exam_nothing
"""Takes the first reason of a list that may be empty."""

from collections import Counter


def reason_of(error):
    for name in ("ThrottlingReasons", "throttlingReasons"):
        reasons = error.get(name)
        if reasons is not None:
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
    cause, place = pairs.most_common(1)[0][0]
    if cause != "key range":
        return (cause, place)
    kind = kinds[cause, place].most_common(1)[0][0]
    busiest = max(consumption[place], key=lambda partition: partition[kind])
    alone = busiest["hottest"][kind] * 2 > busiest[kind]
    return ("hot item" if alone else "hot partition", place)
