"""Waits first, then reads and changes; the next round sees that it is done."""

from botocore.exceptions import ClientError

AGAIN = {"PreconditionFailedException", "ResourceConflictException"}


class InTheWay(Exception):
    """There is a secret of that name, with another value."""


def arn_with(secrets, name, value):
    try:
        return secrets.create_secret(Name=name, SecretString=value)["ARN"]
    except ClientError as error:
        if error.response["Error"]["Code"] != "ResourceExistsException":
            raise
    there = secrets.get_secret_value(SecretId=name)
    if there.get("SecretString") != value:
        raise InTheWay(f"The secret {name} has another value.")
    return there["ARN"]


def move_secret(lambda_client, secrets, function, variable, name):
    pointer = f"{variable}_SECRET"
    while True:
        lambda_client.get_waiter("function_updated_v2").wait(FunctionName=function)
        seen = lambda_client.get_function_configuration(FunctionName=function)
        variables = dict(seen.get("Environment", {}).get("Variables", {}))
        if variable not in variables:
            if pointer not in variables:
                raise KeyError(variable)
            return variables[pointer]
        arn = arn_with(secrets, name, variables.pop(variable))
        try:
            lambda_client.update_function_configuration(
                FunctionName=function,
                Environment={"Variables": {**variables, pointer: arn}},
                RevisionId=seen["RevisionId"],
            )
        except ClientError as error:
            if error.response["Error"]["Code"] not in AGAIN:
                raise
