"""A generator, and a JSON encoder."""

from json import JSONEncoder
from re import fullmatch

from course_lib.lessons.lambda_settings.practice.problems import RESERVED

ENCODER = JSONEncoder(separators=(",", ":"), ensure_ascii=False)


def found_in(variables):
    if sum(len(part.encode("utf8")) for part in ENCODER.iterencode(dict(variables))) > 4 * 1024:
        yield "", "too large"
    for name in variables:
        match name:
            case _ if name in RESERVED:
                yield name, "reserved"
            case _ if fullmatch(r"[a-zA-Z]([a-zA-Z0-9_])+", name):
                pass
            case _:
                yield name, "malformed"


def problems(variables):
    everything = list(found_in(variables))
    everything.sort()
    return everything
