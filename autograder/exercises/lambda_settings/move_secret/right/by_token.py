"""A token of its own for each function and variable: asked for again, create_secret answers as the first time."""

import uuid

from botocore.exceptions import ClientError

RETRY = {"PreconditionFailedException", "ResourceConflictException"}


class InTheWay(RuntimeError):
    pass


def code_of(error):
    return error.response["Error"]["Code"]


def secret_for(secrets, function, variable, name, value):
    token = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{function}/{variable}/{name}"))
    try:
        return secrets.create_secret(
            Name=name, SecretString=value, ClientRequestToken=token, Description=f"{variable} of {function}"
        )["ARN"]
    except ClientError as error:
        if code_of(error) != "ResourceExistsException":
            raise
        found = secrets.get_secret_value(SecretId=name, VersionStage="AWSCURRENT")
    if "SecretString" not in found or found["SecretString"] != value:
        raise InTheWay(name)
    return found["ARN"]


def settle(lambda_client, function):
    lambda_client.get_waiter("function_updated").wait(FunctionName=function)


def move_secret(lambda_client, secrets, function, variable, name):
    for _ in range(50):
        told = lambda_client.get_function(FunctionName=function)["Configuration"]
        before = told.get("Environment", {"Variables": {}})["Variables"]
        if variable not in before:
            settle(lambda_client, function)
            return before[variable + "_SECRET"]
        arn = secret_for(secrets, function, variable, name, before[variable])
        after = {key: value for key, value in before.items() if key != variable} | {variable + "_SECRET": arn}
        try:
            lambda_client.update_function_configuration(
                FunctionName=function, RevisionId=told["RevisionId"], Environment={"Variables": after}
            )
        except ClientError as error:
            if code_of(error) not in RETRY:
                raise
        settle(lambda_client, function)
    raise TimeoutError(f"{function} is changed all the time")
