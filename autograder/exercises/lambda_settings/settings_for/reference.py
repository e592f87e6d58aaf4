from botocore.exceptions import BotoCoreError, ClientError


def settings_for(ssm, path, kept, now, seconds=300):
    """Read the settings below a path of Parameter Store, for a handler that is called again and again.

    The handler keeps what it is given outside of its function, so that it lives as long as the instance:
    KEPT = settings_for(ssm, PATH, KEPT, time.time()).

    Args:
        ssm: a boto3 client, as boto3.client("ssm") gives it. Use this one.
        path: such as "/libraries/tables", without a slash at its end.
        kept: what the last call returned; None at an instance's first call.
        now: the present, in seconds since 1970, a float.
        seconds: for how long what was read is used without asking again.

    Returns:
        A dictionary with `settings` and `read`. If less than `seconds` have passed since kept["read"], it is
        `kept`, and no request is sent. Otherwise everything below the path is read, at any depth, all pages,
        secrets decrypted: `settings` has the values by name, where the name is what follows the path and a
        slash, such as "branch_01" or "eu/branch_01", and nothing that is no longer there; `read` is `now`.
        If that fails at any page, with whatever error, it is `kept` as it was, so that the next call asks again.

    Raises:
        If it fails and `kept` is None, the error comes out as boto3 raised it.
    """
    if kept is not None and now - kept["read"] < seconds:
        return kept
    pages = ssm.get_paginator("get_parameters_by_path").paginate(Path=path, Recursive=True, WithDecryption=True)
    try:
        found = {each["Name"][len(path) + 1 :]: each["Value"] for page in pages for each in page["Parameters"]}
    except (BotoCoreError, ClientError):
        if kept is None:
            raise
        return kept
    return {"settings": found, "read": now}
