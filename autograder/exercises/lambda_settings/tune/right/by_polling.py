"""Asks for the state itself, and compares what it has published."""

import base64
import re
import time


class Disturbed(Exception):
    def __init__(self, what):
        super().__init__(f"{what} was changed by somebody else")


class Function:
    def __init__(self, client, name):
        self.client, self.name = client, name

    def newest(self):
        return self.client.get_function_configuration(FunctionName=self.name)

    def settle(self):
        while self.newest().get("LastUpdateStatus") == "InProgress":
            time.sleep(5)

    def alias(self):
        return self.client.get_alias(FunctionName=self.name, Name="live")

    def resize(self, memory):
        done = False
        while not done:
            self.settle()
            try:
                self.client.update_function_configuration(FunctionName=self.name, MemorySize=memory)
                done = True
            except self.client.exceptions.ResourceConflictException:
                time.sleep(5)
        self.settle()

    def measure(self, memory):
        text = "Init Duration"
        while "Init Duration" in text:
            answer = self.client.invoke(FunctionName=self.name, LogType="Tail")
            text = base64.b64decode(answer["LogResult"]).decode()
            if f"\tMemory Size: {memory} MB" not in text:
                self.resize(memory)  # somebody else has set another
                text = "Init Duration"
            elif answer.get("FunctionError"):
                return float("inf"), float("inf")
        return tuple(float(number) for number in re.findall(r"Duration: ([\d.]+) ms", text)[:2])

    def publish(self):
        while True:
            self.settle()
            try:
                return self.client.publish_version(FunctionName=self.name)
            except self.client.exceptions.ResourceConflictException:
                time.sleep(5)


def tune(lambda_client, name, sizes, deadline_ms):
    function = Function(lambda_client, name)
    alias = function.alias()
    sha = lambda_client.get_function_configuration(FunctionName=f"{name}:live")["CodeSha256"]
    if function.newest()["CodeSha256"] != sha:
        raise Disturbed("the code")
    found = []
    for memory in sizes:
        function.resize(memory)
        duration, billed = function.measure(memory)
        if duration <= deadline_ms:
            found.append((memory * billed, memory))
    if function.newest()["CodeSha256"] != sha:
        raise Disturbed("the code")
    if not found:
        return None
    memory = min(found)[1]
    function.resize(memory)
    published = function.publish()
    if published["CodeSha256"] != sha or published["MemorySize"] != memory:
        raise Disturbed("the code")
    try:
        lambda_client.update_alias(
            FunctionName=name, Name="live", FunctionVersion=published["Version"], RevisionId=alias["RevisionId"]
        )
    except lambda_client.exceptions.PreconditionFailedException:
        if function.alias()["FunctionVersion"] != published["Version"]:
            raise Disturbed("the alias")
    return memory
