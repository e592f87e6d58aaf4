"""A regular expression over the reason."""

import re
from collections import Counter

REASON = re.compile(
    r"(Table|Index)(Read|Write)(ProvisionedThroughput|MaxOnDemandThroughput|KeyRangeThroughput|AccountLimit)Exceeded"
)
CAUSES = {
    "ProvisionedThroughput": "table too small",
    "MaxOnDemandThroughput": "table too small",
    "AccountLimit": "account limit",
}


def diagnose(consumption, errors):
    named = []
    for error in errors:
        for key, value in error.items():
            if key.lower() != "throttlingreasons" or not isinstance(value, (list, tuple)):
                continue
            for one in value:
                match = REASON.fullmatch(str(one.get("reason"))) if isinstance(one, dict) else None
                if match:
                    named.append((match[3], match[2], one["resource"].partition(":table/")[2]))
    if not named:
        return "nothing wrong", None
    counted = Counter((CAUSES.get(limit, "hot"), place) for limit, _, place in named)
    (cause, place), _ = counted.most_common(1)[0]
    if cause != "hot":
        return cause, place
    way = Counter(way for limit, way, where in named if where == place and limit == "KeyRangeThroughput").most_common(
        1
    )[0][0]
    unit = {"Read": "reads", "Write": "writes"}[way]
    partition = sorted(consumption[place], key=lambda one: one[unit])[-1]
    share = partition["hottest"][unit] / partition[unit] if partition[unit] else 0
    return ("hot item" if share > 0.5 else "hot partition"), place
