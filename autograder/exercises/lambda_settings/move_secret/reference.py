from botocore.exceptions import ClientError


class InTheWay(Exception):
    """There is a secret of that name, with another value."""


def move_secret(lambda_client, secrets, function, variable, name):
    """Move a function's secret out of its environment into Secrets Manager, while people use the function.

    The function's code takes its secret from the environment variable `variable`, if that is there. Otherwise it
    reads the current value of the secret that the variable `<variable>_SECRET` names, such as DB_PASSWORD_SECRET for
    DB_PASSWORD. At every moment, also if this function dies half-way, it finds the right value: the one that the
    variable had, or that somebody has set since.

    Args:
        lambda_client: a boto3 client, as boto3.client("lambda") gives it. Use this one.
        secrets: a boto3 client, as boto3.client("secretsmanager") gives it. Use this one.
        function: the function's name.
        variable: the environment variable that holds the secret, such as "DB_PASSWORD".
        name: of the secret, such as "libraries/loans/db-password". It is made if there is none of that name.

    Returns:
        The secret's ARN. Then the secret's current SecretString is the variable's value, character by character,
        and in the function's environment <variable>_SECRET has the ARN and `variable` is gone. All else of the
        function is as it was, or as somebody has changed it meanwhile. Its update is complete; one of somebody
        else's that is in progress is waited for. A secret of that name that has this value already is taken as it is.
        If `variable` is gone already and <variable>_SECRET is there, that is returned, and no secret is touched: a
        call that died, or whose answer was lost, can be made again.
        The value itself is sent to Lambda and as SecretString, and stands nowhere else: it is not returned, printed,
        logged, written to a file, or part of an error's text.

    Raises:
        InTheWay: the secret of that name has another value than the variable, or bytes. That secret stays as it is,
            and so does the function.
        KeyError: the function's environment has neither of the two variables.
        Any other failure comes out as boto3 raised it.
    """
    pointer = f"{variable}_SECRET"
    while True:
        told = lambda_client.get_function_configuration(FunctionName=function)
        variables = dict(told.get("Environment", {}).get("Variables", {}))
        if variable not in variables:
            arn = variables[pointer]
            break
        arn = _secret_with(secrets, name, variables.pop(variable))
        variables[pointer] = arn
        if _update(lambda_client, function, variables, told["RevisionId"]):
            break
    lambda_client.get_waiter("function_updated_v2").wait(FunctionName=function)
    return arn


def _secret_with(secrets, name, value):
    """The ARN of the secret that has this value: a new one, or the one that is there."""
    try:
        return secrets.create_secret(Name=name, SecretString=value)["ARN"]
    except ClientError as error:
        if error.response["Error"]["Code"] != "ResourceExistsException":
            raise
    there = secrets.get_secret_value(SecretId=name)
    if there.get("SecretString") != value:
        raise InTheWay(f"The secret {name} has another value.")
    return there["ARN"]


def _update(lambda_client, function, variables, revision):
    """Whether the variables are set now. They are not, if the function is another one than was read, or is updated."""
    try:
        lambda_client.update_function_configuration(
            FunctionName=function, Environment={"Variables": variables}, RevisionId=revision
        )
    except ClientError as error:
        if error.response["Error"]["Code"] not in ("PreconditionFailedException", "ResourceConflictException"):
            raise
        lambda_client.get_waiter("function_updated_v2").wait(FunctionName=function)
        return False
    return True
