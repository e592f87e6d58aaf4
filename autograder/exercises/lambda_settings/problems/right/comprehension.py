"""Three lists."""

import json
import re

from course_lib.lessons.lambda_settings.practice.problems import RESERVED

FORM = re.compile(r"\A[A-Za-z]\w+\Z", re.ASCII)


def problems(variables):
    reserved = [(name, "reserved") for name in variables if name in RESERVED]
    rest = variables.keys() - {name for name, _ in reserved}
    malformed = [(name, "malformed") for name in rest if FORM.match(name) is None]
    size = len(bytes(json.dumps(variables, ensure_ascii=False, separators=(",", ":")), "utf-8"))
    return sorted(reserved + malformed + [("", "too large")] * (size >= 4097))
