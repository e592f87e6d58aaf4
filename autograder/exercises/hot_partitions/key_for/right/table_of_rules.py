"""One table of rules that both functions read."""

import hashlib
import random

RULES = {"readings": (("sensor",), 1), "votes": (("candidate",), 200), "orders": (("tenant", "order"), 1)}


def parts(workload, values):
    if workload not in RULES:
        raise ValueError(f"unknown: {workload}")
    names, spread = RULES[workload]
    text = "|".join(values[name] for name in names)
    return hashlib.sha256(text.encode()).hexdigest()[:16], spread


def key_for(workload, write):
    start, spread = parts(workload, write)
    return f"{random.randint(1, spread)}-{start}"


def keys_for(workload, question):
    start, spread = parts(workload, question)
    return [f"{number}-{start}" for number in range(1, spread + 1)]
