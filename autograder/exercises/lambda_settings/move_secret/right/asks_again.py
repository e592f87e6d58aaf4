"""Asks Secrets Manager what there is, also right after it has made it, and goes round until nothing is left to do."""

from botocore.exceptions import ClientError


class InTheWay(Exception):
    def __init__(self, name):
        super().__init__(f"The secret {name} is somebody else's.")


def attempt(call, *codes, **parameters):
    """A call's answer, or the code of an error that is expected."""
    try:
        return call(**parameters), None
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code not in codes:
            raise
        return None, code


def keep(secrets, name, value):
    attempt(secrets.create_secret, "ResourceExistsException", Name=name, SecretString=value)
    arn = secrets.describe_secret(SecretId=name)["ARN"]
    current = secrets.get_secret_value(SecretId=arn)
    if current.get("SecretString") != value:
        raise InTheWay(name)
    return arn


def move_secret(lambda_client, secrets, function, variable, name):
    there = f"{variable}_SECRET"
    done = False
    while not done:
        lambda_client.get_waiter("function_updated_v2").wait(FunctionName=function)
        told = lambda_client.get_function_configuration(FunctionName=function)
        variables = told.get("Environment", {}).get("Variables", {})
        if variable not in variables and there not in variables:
            raise KeyError(variable)
        done = variable not in variables
        if not done:
            arn = keep(secrets, name, variables[variable])
            others = [pair for pair in variables.items() if pair[0] not in (variable, there)]
            attempt(
                lambda_client.update_function_configuration,
                "PreconditionFailedException",
                "ResourceConflictException",
                FunctionName=function,
                RevisionId=told["RevisionId"],
                Environment={"Variables": dict([*others, (there, arn)])},
            )
    lambda_client.get_waiter("function_updated_v2").wait(FunctionName=function)
    return variables[there]
