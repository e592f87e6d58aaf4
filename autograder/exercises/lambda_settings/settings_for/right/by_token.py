"""Follows NextToken by hand, and catches everything."""


def everything_below(ssm, path):
    asked = {"Path": path, "Recursive": True, "WithDecryption": True, "MaxResults": 10}
    while True:
        answer = ssm.get_parameters_by_path(**asked)
        for parameter in answer["Parameters"]:
            yield parameter["Name"].removeprefix(path + "/"), parameter["Value"]
        if not answer.get("NextToken"):
            return
        asked["NextToken"] = answer["NextToken"]


def settings_for(ssm, path, kept, now, seconds=300):
    if kept and now < kept["read"] + seconds:
        return kept
    try:
        return {"settings": dict(everything_below(ssm, path)), "read": now}
    except Exception:
        if kept:
            return kept
        raise
