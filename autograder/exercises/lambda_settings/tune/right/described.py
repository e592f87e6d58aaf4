"""Polls by hand, in a class, and writes into each version what it was published for."""

import base64
import time

from botocore.exceptions import ClientError


class Disturbed(Exception):
    """Somebody else is at work on the function."""


class Function:
    def __init__(self, client, name):
        self.client, self.name = client, name
        self.alias = client.get_alias(FunctionName=name, Name="live")
        self.code = client.get_function(FunctionName=f"{name}:live")["Configuration"]["CodeSha256"]

    def ready(self):
        while True:
            told = self.client.get_function(FunctionName=self.name)["Configuration"]
            if told["CodeSha256"] != self.code:
                raise Disturbed("other code")
            if told.get("LastUpdateStatus", "Successful") != "InProgress":
                return told
            time.sleep(2)

    def resize(self, size):
        while self.ready()["MemorySize"] != size:
            try:
                self.client.update_function_configuration(FunctionName=self.name, MemorySize=size)
            except self.client.exceptions.ResourceConflictException:
                time.sleep(2)

    def report(self, size):
        while True:
            self.resize(size)
            answer = self.client.invoke(FunctionName=self.name, Qualifier="$LATEST", LogType="Tail", Payload=b"{}")
            answer["Payload"].read()
            if answer.get("FunctionError"):
                return None
            text = base64.b64decode(answer["LogResult"]).decode()
            line = next(part for part in reversed(text.split("\n")) if part.startswith("REPORT"))
            fields = dict(field.split(": ", 1) for field in line.split("\t") if ": " in field)
            if fields["Memory Size"] == f"{size} MB" and "Init Duration" not in fields:
                return float(fields["Duration"].split()[0]), int(fields["Billed Duration"].split()[0])

    def publish(self, size):
        while True:
            self.resize(size)
            try:
                version = self.client.publish_version(
                    FunctionName=self.name, CodeSha256=self.code, Description=f"{size} MB"
                )
            except self.client.exceptions.ResourceConflictException:
                time.sleep(2)
                continue
            except self.client.exceptions.InvalidParameterValueException as error:
                raise Disturbed("other code") from error
            if version["MemorySize"] == size:
                return version["Version"]

    def move(self, version):
        try:
            self.client.update_alias(
                FunctionName=self.name, Name="live", FunctionVersion=version, RevisionId=self.alias["RevisionId"]
            )
        except self.client.exceptions.PreconditionFailedException as error:
            now = self.client.get_alias(FunctionName=self.name, Name="live")
            if now["FunctionVersion"] != version:
                raise Disturbed("somebody moved the alias") from error


def tune(lambda_client, name, sizes, deadline_ms):
    function = Function(lambda_client, name)
    best = None
    for size in dict.fromkeys(sizes):
        measured = function.report(size)
        if measured is not None and measured[0] <= deadline_ms:
            cost = size * measured[1]
            if best is None or cost < best[0]:
                best = (cost, size)
    function.ready()
    if best is None:
        return None
    function.move(function.publish(best[1]))
    return best[1]
