"""Pages of three, by recursion."""


def pages(ssm, path, token=None):
    asked = {"Path": path, "Recursive": True, "WithDecryption": True, "MaxResults": 3}
    if token:
        asked["NextToken"] = token
    answer = ssm.get_parameters_by_path(**asked)
    rest = pages(ssm, path, answer["NextToken"]) if answer.get("NextToken") else []
    return answer["Parameters"] + rest


def settings_for(ssm, path, kept, now, seconds=300):
    if kept and not now - kept["read"] >= seconds:
        return kept
    try:
        everything = pages(ssm, path)
    except Exception:
        if kept:
            return kept
        raise
    start = len(path + "/")
    return {"read": now, "settings": dict((each["Name"][start:], each["Value"]) for each in everything)}
