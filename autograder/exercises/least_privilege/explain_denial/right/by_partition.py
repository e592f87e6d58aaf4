"""No regular expressions: cuts the sentence at its fixed words."""

CODES = ["AccessDenied", "AccessDeniedException"]


def explain_denial(error):
    told = error.get("Error") or {}
    if told.get("Code") not in CODES:
        return None
    begin, found, rest = (told.get("Message") or "").partition(" is not authorized to perform: ")
    if not found or not begin.startswith("User: "):
        return None
    action, _, rest = rest.partition(" ")
    resource = None
    if rest.startswith("on resource: "):
        rest = rest.removeprefix("on resource: ")
        if rest.startswith('"'):
            _, resource, rest = rest.split('"', 2)
        else:
            ends = [place for words in (" because ", " with an explicit") if (place := rest.find(words)) >= 0]
            end = min(ends, default=len(rest))
            resource, rest = rest[:end], rest[end:]
    rest, policy, denied = rest.strip(), None, None
    if rest.startswith("with an explicit deny in "):
        policy, denied = rest.removeprefix("with an explicit deny in ").split(" ", 1)[1].split(":")[0], True
    elif rest.startswith("because no ") and " allows the " in rest:
        policy, denied = rest.removeprefix("because no ").split(" allows the ")[0], False
    return {
        "who": begin.removeprefix("User: "),
        "action": action,
        "resource": resource,
        "policy": policy,
        "denied": denied,
    }
