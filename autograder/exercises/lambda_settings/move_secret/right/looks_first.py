"""Waits first, looks whether there is a secret, makes one if not, and looks again if somebody was quicker."""

import time


class InTheWay(Exception):
    """Somebody else's secret has this name."""


class Mover:
    def __init__(self, lambda_client, secrets, function, variable, name):
        self.functions, self.secrets = lambda_client, secrets
        self.function, self.variable, self.name = function, variable, name

    def quiet_configuration(self):
        """The configuration, once no update is in progress."""
        while True:
            told = self.functions.get_function_configuration(FunctionName=self.function)
            if told["LastUpdateStatus"] != "InProgress":
                return told
            time.sleep(2)

    def look(self):
        """The ARN and value of the secret, or None."""
        try:
            answer = self.secrets.get_secret_value(SecretId=self.name)
        except self.secrets.exceptions.ResourceNotFoundException:
            return None
        return answer["ARN"], answer.get("SecretString")

    def store(self, value):
        there = self.look()
        if there is None:
            try:
                return self.secrets.create_secret(Name=self.name, SecretString=value)["ARN"]
            except self.secrets.exceptions.ResourceExistsException:
                there = self.look()
        arn, other = there
        if other != value:
            raise InTheWay("another value is stored there")
        return arn

    def move(self):
        refused = (
            self.functions.exceptions.PreconditionFailedException,
            self.functions.exceptions.ResourceConflictException,
        )
        while True:
            told = self.quiet_configuration()
            variables = dict((told.get("Environment") or {}).get("Variables") or {})
            if self.variable not in variables:
                return variables[f"{self.variable}_SECRET"]
            arn = self.store(variables[self.variable])
            del variables[self.variable]
            variables[f"{self.variable}_SECRET"] = arn
            try:
                self.functions.update_function_configuration(
                    FunctionName=self.function,
                    Environment={"Variables": variables},
                    RevisionId=told["RevisionId"],
                )
            except refused:
                continue


def move_secret(lambda_client, secrets, function, variable, name):
    return Mover(lambda_client, secrets, function, variable, name).move()
