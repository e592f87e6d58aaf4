"""Match statements; the number stands first."""

import random

SPREAD = 100


def key_for(workload, write):
    match workload:
        case "readings":
            return "/".join([str(write["day"]), str(write["sensor"])])
        case "votes":
            return f"{random.choice(range(SPREAD)):03}/{write['candidate']}"
        case "orders":
            return "order/" + str(write["order"]) + "/of/" + str(write["tenant"])
    raise ValueError


def keys_for(workload, question):
    match workload:
        case "readings":
            return [f"{question['day']}/{question['sensor']}"]
        case "votes":
            return [f"{n:03}/{question['candidate']}" for n in range(SPREAD)]
        case "orders":
            return [f"order/{question['order']}/of/{question['tenant']}"]
    raise ValueError
