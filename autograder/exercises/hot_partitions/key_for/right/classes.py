"""A class for each workload."""

import random


class Readings:
    def key(self, write):
        return "sensor " + write["sensor"]

    def keys(self, question):
        return [self.key(question)]


class Orders:
    def key(self, write):
        return " ".join(["order", write["tenant"], write["order"]])

    def keys(self, question):
        return [self.key(question)]


class Votes:
    numbers = [f"{number:02x}" for number in range(80)]

    def key(self, write):
        return f"vote {write['candidate']} {random.choice(self.numbers)}"

    def keys(self, question):
        return [f"vote {question['candidate']} {number}" for number in self.numbers]


KNOWN = {"readings": Readings(), "orders": Orders(), "votes": Votes()}


def find(workload):
    if workload in KNOWN:
        return KNOWN[workload]
    raise ValueError("no such workload")


def key_for(workload, write):
    return find(workload).key(write)


def keys_for(workload, question):
    return find(workload).keys(question)
