"""A regular expression takes a reason apart."""

import re
from collections import Counter

PATTERN = re.compile(r"(Table|Index)(Read|Write)(\w+)Exceeded")


def diagnose(consumption, errors):
    members = ("ThrottlingReasons", "throttlingReasons")
    found = Counter(
        (PATTERN.fullmatch(each["reason"]).group(2, 3), re.sub(r"^.*?:table/", "", each["resource"]))
        for error in errors
        for member in members
        for each in error.get(member, ())
    )
    if not found:
        return ["nothing wrong", None]
    (kind, limit), where = max(found, key=found.get)
    match limit:
        case "AccountLimit":
            cause = "account limit"
        case "KeyRangeThroughput":
            kind = f"{kind.lower()}s"
            used, hottest = max((part[kind], part["hottest"][kind]) for part in consumption[where])
            cause = "hot item" if hottest > used - hottest else "hot partition"
        case _:
            cause = "table too small"
    return [cause, where]
