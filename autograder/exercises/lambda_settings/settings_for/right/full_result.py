"""Lets the paginator gather everything."""

import botocore.exceptions


def settings_for(ssm, path, kept, now, seconds=300):
    age = float("inf") if kept is None else now - kept["read"]
    if age < seconds:
        return kept
    paginator = ssm.get_paginator("get_parameters_by_path")
    try:
        found = paginator.paginate(Path=path + "/", Recursive=True, WithDecryption=True).build_full_result()
    except (botocore.exceptions.ClientError, botocore.exceptions.BotoCoreError) as error:
        if kept is not None:
            return kept
        raise error
    settings = {}
    for parameter in found.get("Parameters", []):
        settings["/".join(parameter["Name"].split("/")[path.count("/") + 1 :])] = parameter["Value"]
    return dict(settings=settings, read=now)
