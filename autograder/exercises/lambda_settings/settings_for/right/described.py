"""Lists the names first, with DescribeParameters, and asks for the values by name, ten at a time."""

from botocore.exceptions import BotoCoreError, ClientError


def settings_for(ssm, path, kept, now, seconds=300):
    if kept is not None and now - kept["read"] < seconds:
        return kept
    try:
        names = []
        below = [{"Key": "Path", "Option": "Recursive", "Values": [path]}]
        for page in ssm.get_paginator("describe_parameters").paginate(ParameterFilters=below):
            names += [each["Name"] for each in page["Parameters"]]
        settings = {}
        for start in range(0, len(names), 10):
            answer = ssm.get_parameters(Names=names[start : start + 10], WithDecryption=True)
            for each in answer["Parameters"]:
                settings[each["Name"].removeprefix(path + "/")] = each["Value"]
    except (ClientError, BotoCoreError):
        if kept is None:
            raise
        return kept
    return {"settings": settings, "read": now}
