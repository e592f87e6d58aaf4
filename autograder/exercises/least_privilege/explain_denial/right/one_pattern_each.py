"""A list of patterns, the first of which fits, each for one form of the sentence."""

import re

BEGIN = r"User: (?P<who>\S+) is not authorized to perform: (?P<action>\S+)"
RESOURCES = (r' on resource: "(?P<resource>[^"]+)"', r" on resource: (?P<resource>.+?)", "")
REASONS = (
    (True, r" with an explicit deny in \w+ (?P<policy>[^:]+)(?::.*)?"),
    (False, r" because no (?P<policy>[\w -]+) allows the .*"),
    (None, r"(?P<policy>) because .*"),
    (None, r"(?P<policy>)"),
)


def explain_denial(error):
    said = error.get("Error", {})
    if said.get("Code", "") not in {"AccessDenied", "AccessDeniedException"}:
        return None
    for resource in RESOURCES:
        for denied, reason in REASONS:
            match = re.fullmatch(BEGIN + resource + reason, said.get("Message", ""))
            if match:
                named = match.groupdict()
                return dict(
                    who=named["who"],
                    action=named["action"],
                    resource=named.get("resource"),
                    policy=named["policy"] or None,
                    denied=denied,
                )
    return None
