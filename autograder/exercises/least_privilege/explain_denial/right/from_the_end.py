"""Reads the words one after the other."""

import re


def reason_of(rest):
    words = re.split(r"\s+", rest.strip())
    if words[:5] == ["with", "an", "explicit", "deny", "in"]:
        return " ".join(words[6:]).partition(":")[0], True
    if words[:2] == ["because", "no"] and "allows" in words:
        return " ".join(words[2 : words.index("allows")]), False
    return None, None


def explain_denial(error):
    inner = error.get("Error", {})
    message = inner.get("Message", "")
    head = re.match(r"User: ([^ ]+) is not authorized to perform: ([^ ]+)", message)
    if inner.get("Code", "").removesuffix("Exception") != "AccessDenied" or not head:
        return None
    rest, resource = message[head.end() :], None
    start = " on resource: "
    if rest.startswith(start):
        rest = rest[len(start) :]
        quoted = re.match(r'"([^"]*)"', rest)
        plain = re.match(r"(.+?)(?= because | with an explicit deny |$)", rest)
        match = quoted or plain
        resource, rest = match.group(1), rest[match.end() :]
    policy, denied = reason_of(rest)
    return {"who": head[1], "action": head[2], "resource": resource, "policy": policy, "denied": denied}
