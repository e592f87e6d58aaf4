"""Publishes a version for each size, measures that, and moves the alias to the best one."""

import base64

from botocore.exceptions import ClientError


class Disturbed(Exception):
    pass


def code_of(error):
    return error.response["Error"]["Code"]


def patiently(lambda_client, name, request):
    while True:
        lambda_client.get_waiter("function_updated_v2").wait(FunctionName=name, WaiterConfig={"Delay": 2})
        try:
            return request()
        except ClientError as error:
            if code_of(error) != "ResourceConflictException":
                raise


def version_with(lambda_client, name, size, sha):
    patiently(
        lambda_client, name, lambda: lambda_client.update_function_configuration(FunctionName=name, MemorySize=size)
    )
    try:
        made = patiently(lambda_client, name, lambda: lambda_client.publish_version(FunctionName=name, CodeSha256=sha))
        return made if made["MemorySize"] == size else version_with(lambda_client, name, size, sha)
    except ClientError as error:
        if code_of(error) == "InvalidParameterValueException":
            raise Disturbed(name)
        raise


def report(lambda_client, name, version):
    for _ in range(5):
        answer = lambda_client.invoke(FunctionName=name, Qualifier=version, LogType="Tail")
        if answer.get("FunctionError"):
            return None
        last = base64.b64decode(answer["LogResult"]).decode().strip().splitlines()[-1]
        parts = dict(part.split(": ") for part in last.split("\t") if ": " in part)
        if "Init Duration" not in parts:
            return {key: float(value.split()[0]) for key, value in parts.items() if key.endswith("Duration")}
    return None


def tune(lambda_client, name, sizes, deadline_ms):
    alias = lambda_client.get_alias(FunctionName=name, Name="live")
    sha = lambda_client.get_function_configuration(FunctionName=name, Qualifier="live")["CodeSha256"]
    if sha != lambda_client.get_function_configuration(FunctionName=name)["CodeSha256"]:
        raise Disturbed(name)
    best = None
    for size in sizes:
        published = version_with(lambda_client, name, size, sha)
        measured = report(lambda_client, name, published["Version"])
        if measured and measured["Duration"] <= deadline_ms:
            cost = size * measured["Billed Duration"]
            if best is None or cost < best[0]:
                best = cost, size, published["Version"]
    if best is None:
        return None
    try:
        lambda_client.update_alias(
            FunctionName=name, Name="live", FunctionVersion=best[2], RevisionId=alias["RevisionId"]
        )
    except lambda_client.exceptions.PreconditionFailedException:
        if lambda_client.get_alias(FunctionName=name, Name="live")["FunctionVersion"] != best[2]:
            raise Disturbed(name)
    return best[1]
