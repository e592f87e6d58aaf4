import re

SENTENCE = re.compile(
    r"User: (?P<who>\S+) is not authorized to perform: (?P<action>\S+)"
    r'(?: on resource: (?P<resource>"[^"]*"|.+?))?'
    r"(?P<reason>(?: because | with an explicit deny ).*)?",
    re.DOTALL,
)
DENIED = re.compile(r" with an explicit deny in (?:an?|the) ([^:]+)")
NOT_ALLOWED = re.compile(r" because no (.+?) allows the ")


def explain_denial(error):
    """What AWS's message says about a permission that was refused.

    Args:
        error: the `response` of a ClientError, a dictionary.

    Returns:
        A dictionary, if the error's code is AccessDenied or AccessDeniedException and its message
        begins with "User: … is not authorized to perform: …":
        who: whose request it was, an ARN.
        action: what was not allowed, such as "s3:GetObject".
        resource: on what, as the message names it behind "on resource:", without the quotes that S3
            puts around it (then it may hold anything but quotes); None if the message names none.
        policy: the kind of policy that refused it, in the message's words without article, such as
            "identity-based policy", "permissions boundary" or any other kind that stands there; the
            ARN that may follow behind a colon is no part of it. None if the message names none.
        denied: True for "with an explicit deny in a(n) …", False for "because no … allows the …
            action", None if the message says neither.
        None for any other error.

    Raises:
        Nothing. The error's code and its message may be missing, and so may `Error`.
    """
    told = error.get("Error", {})
    found = SENTENCE.fullmatch(told.get("Message", ""))
    if told.get("Code") not in ("AccessDenied", "AccessDeniedException") or found is None:
        return None
    reason, resource = found["reason"] or "", found["resource"]
    denied, missing = DENIED.match(reason), NOT_ALLOWED.match(reason)
    named = denied or missing
    return {
        "who": found["who"],
        "action": found["action"],
        "resource": None if resource is None else resource.strip('"'),
        "policy": named[1] if named else None,
        "denied": bool(denied) if named else None,
    }
