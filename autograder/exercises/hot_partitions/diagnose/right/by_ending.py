"""A table of endings, and the reasons sorted by how often they come."""

CAUSES = {"ProvisionedThroughputExceeded": "table too small", "MaxOnDemandThroughputExceeded": "table too small"}
CAUSES["AccountLimitExceeded"] = "account limit"


def diagnose(consumption, errors):
    reasons = []
    for error in errors:
        for name, value in error.items():
            if name.lower() == "throttlingreasons":
                reasons += [(each["reason"], each["resource"]) for each in value]
    if not reasons:
        return ("nothing wrong", None)
    reason, resource = max(reasons, key=reasons.count)
    where = resource.split("table/", 1)[1]
    for ending, cause in CAUSES.items():
        if reason.endswith(ending):
            return (cause, where)
    kind = "writes" if "Write" in reason else "reads"
    top = sorted(consumption[where], key=lambda each: each[kind])[-1]
    return ("hot item" if top["hottest"][kind] > top[kind] / 2 else "hot partition", where)
