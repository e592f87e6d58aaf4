"""Lists first, then reads the values ten at a time."""

from botocore.exceptions import BotoCoreError, ClientError


def read(ssm, path):
    pages = ssm.get_paginator("get_parameters_by_path").paginate(Path=path, Recursive=True)
    names = [each["Name"] for page in pages for each in page["Parameters"]]
    values = {}
    for start in range(0, len(names), 10):
        answer = ssm.get_parameters(Names=names[start : start + 10], WithDecryption=True)
        values.update({each["Name"][len(path) + 1 :]: each["Value"] for each in answer["Parameters"]})
    return values


def settings_for(ssm, path, kept, now, seconds=300):
    if kept is None:
        return {"settings": read(ssm, path), "read": now}
    if now - kept["read"] >= seconds:
        try:
            kept = {"settings": read(ssm, path), "read": now}
        except (ClientError, BotoCoreError):
            pass
    return kept
