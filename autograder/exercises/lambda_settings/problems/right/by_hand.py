"""Counts byte by byte what JSON adds, and looks at letters with a set."""

import string

from course_lib.lessons.lambda_settings.practice.problems import RESERVED

FIRST = set(string.ascii_letters)
OTHERS = FIRST | set(string.digits) | {"_"}
SHORT = {'"', "\\", "\n", "\r", "\t", "\b", "\f"}


def in_json(text):
    size = 2
    for letter in text:
        if letter in SHORT:
            size += 2
        elif ord(letter) < 32:
            size += 6
        else:
            size += len(letter.encode("utf-8"))
    return size


def well_formed(name):
    return len(name) > 1 and name[0] in FIRST and set(name[1:]) <= OTHERS


def problems(variables):
    answer = set()
    size = 2 + max(0, len(variables) - 1)
    for name, value in variables.items():
        size += in_json(name) + 1 + in_json(value)
        if name in RESERVED:
            answer.add((name, "reserved"))
        elif not well_formed(name):
            answer.add((name, "malformed"))
    return sorted(answer | ({("", "too large")} if size > 4096 else set()))
