"""Suffixes computed from what is written, by a hash that is the same in every program."""

import zlib


def key_for(workload, write):
    if workload == "readings":
        return f"{write['sensor']}/{write['day']}"
    if workload == "votes":
        return f"{write['candidate']}.{zlib.crc32(write['phone'].encode()) % 64}"
    if workload == "orders":
        return f"{write['tenant']}.{zlib.crc32(write['order'].encode()) % 128}"
    raise ValueError(workload)


def keys_for(workload, question):
    if workload == "readings":
        return [f"{question['sensor']}/{question['day']}"]
    if workload == "votes":
        return [f"{question['candidate']}.{part}" for part in range(64)]
    if workload == "orders":
        return [f"{question['tenant']}.{zlib.crc32(question['order'].encode()) % 128}"]
    raise ValueError(workload)
