"""First the new variable beside the old one, then without the old one: each update by what was read right before it."""

from botocore.exceptions import ClientError


class InTheWay(Exception):
    pass


def change(lambda_client, function, changed):
    """Change a function's variables with a function of them until nobody interferes; what they are then."""
    waiter = lambda_client.get_waiter("function_updated_v2")
    while True:
        waiter.wait(FunctionName=function)
        told = lambda_client.get_function_configuration(FunctionName=function)
        before = told.get("Environment", {}).get("Variables", {})
        after = changed(dict(before))
        if after == before:
            waiter.wait(FunctionName=function)
            return after
        try:
            lambda_client.update_function_configuration(
                FunctionName=function, Environment={"Variables": after}, RevisionId=told["RevisionId"]
            )
        except ClientError as error:
            if error.response["Error"]["Code"] not in ("PreconditionFailedException", "ResourceConflictException"):
                raise


def move_secret(lambda_client, secrets, function, variable, name):
    pointer = f"{variable}_SECRET"

    def stored(value):
        try:
            return secrets.create_secret(Name=name, SecretString=value)["ARN"]
        except secrets.exceptions.ResourceExistsException:
            there = secrets.get_secret_value(SecretId=name)
            if there.get("SecretString") != value:
                raise InTheWay(f"{name} is taken") from None
            return there["ARN"]

    def with_pointer(variables):
        if variable in variables:
            variables[pointer] = stored(variables[variable])
        elif pointer not in variables:
            raise KeyError(variable)
        return variables

    def without_variable(variables):
        if variable in variables and pointer in variables:
            variables[pointer] = stored(variables.pop(variable))
        return variables

    change(lambda_client, function, with_pointer)
    return change(lambda_client, function, without_variable)[pointer]
