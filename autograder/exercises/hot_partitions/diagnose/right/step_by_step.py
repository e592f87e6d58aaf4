"""Small functions, and a plain dictionary of counts."""


def reasons_of(error):
    return error.get("ThrottlingReasons", error.get("throttlingReasons", []))


def hottest_is_alone(partitions, kind):
    used, share = 0, 0
    for partition in partitions:
        if partition[kind] >= used:
            used, share = partition[kind], partition["hottest"][kind]
    return share / used > 0.5


def diagnose(consumption, errors):
    counts = {}
    for error in errors:
        for each in reasons_of(error):
            pair = each["reason"], each["resource"][each["resource"].index("table/") + len("table/") :]
            counts[pair] = counts.get(pair, 0) + 1
    ranked = sorted(counts.items(), key=lambda entry: -entry[1])
    if not ranked:
        return "nothing wrong", None
    (reason, where), _ = ranked[0]
    if "KeyRange" in reason:
        kind = {"T": "writes", "I": "writes"}[reason[0]] if "Write" in reason else "reads"
        return ("hot item", where) if hottest_is_alone(consumption[where], kind) else ("hot partition", where)
    return ("account limit" if "Account" in reason else "table too small"), where
