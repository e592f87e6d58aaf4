"""Nothing secret is where a submission runs: not in its memory, its modules, its open files, nor its folders."""

from __future__ import annotations

import os

import pytest

from autograder.judge import Limits, judge_notebook
from autograder.judge.workers import ForkServer
from tests.attacks.catalogue import LINE, LOOKS_FIRST, RIGHT
from tests.attacks.outcome import WALLED, descriptors, notebook, said, verdicts

walled = pytest.mark.skipif(not WALLED, reason="bubblewrap is not installed")

# The exam's answer, as a pattern that is not itself the text it looks for.
SECRET = "hero[n]-4417"
SCAN = """
import re

def scan(pattern):
    found = 0
    with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb", 0) as memory:
        for line in maps:
            first, last = (int(part, 16) for part in line.split()[0].split("-"))
            if "r" not in line.split()[1] or "[v" in line:
                continue
            memory.seek(first)
            try:
                found += len(re.findall(pattern, memory.read(last - first)))
            except OSError:
                pass
    return found
"""


def first_answer(result):
    finding = result.exercises[-1].checks[0].finding
    return finding.got or finding.problem


@pytest.mark.skipif(not os.path.exists("/proc/self/mem"), reason="there is no /proc/self/mem")
def test_the_whole_memory_of_a_submission_holds_nothing_of_the_exam(attacked_lesson):
    """Without walls it can read its own memory: all of it, byte by byte, and the exam is not in it.

    That the scan works is shown by a text that is in it. The race is judged first, so messages about it were made.
    """
    mine = "OWN = 'crane-' + '2208'\n" + SCAN
    tell = LOOKS_FIRST.replace(
        "    table =", f"    if seat: return [scan(rb'{SECRET}'), scan(rb'cran[e]-2208') > 0]\n    table ="
    )
    with ForkServer(walled=False) as open_server:
        result = judge_notebook(notebook(mine, tell), attacked_lesson, Limits(call=30, check=90), open_server)
        again = judge_notebook(notebook(mine, tell), attacked_lesson, Limits(call=30, check=90), open_server)

    for each in (result, again):
        got = next(exercise for exercise in each.exercises if exercise.name == "claim").checks[0].finding.got
        assert got == "[0, True]"


@walled
def test_objects_and_frames_lead_to_nothing_of_the_exam(attack):
    """Every object that the garbage collector knows, and every frame's variables."""
    look = """
import gc, re, sys

def claim(dynamodb, seat, owner):
    gc.unfreeze()
    frame, held = sys._getframe(), gc.get_objects()
    while frame:
        held.append(frame.f_locals)
        frame = frame.f_back
    text = []
    for each in held:
        if type(each) in (dict, list, tuple, set):
            text += [part for part in (each.values() if type(each) is dict else each) if type(part) is str]
    return len(text) > 1000 and sorted({part for part in text if re.search("hero[n]-4417|(?<!mock_)exam[.]py", part)})
"""
    result = attack(look, call=60, check=90)

    assert next(each for each in result.exercises if each.name == "claim").checks[0].finding.got == "[]"


@walled
def test_only_its_own_line_is_open(attack):
    """Its standard streams lead nowhere; the one socket is its line to the judge, and no other submission's."""
    look = """
import os, stat

def claim(dynamodb, seat, owner):
    kinds = []
    for descriptor in range(1024):
        try:
            mode = os.fstat(descriptor).st_mode
        except OSError:
            continue
        kinds.append("socket" if stat.S_ISSOCK(mode) else "null" if os.ttyname_safe else "other")
    return sorted(kinds)
""".replace('"null" if os.ttyname_safe else "other"', '"device" if stat.S_ISCHR(mode) else "other"')
    attack(RIGHT)
    result = attack(look)

    got = next(each for each in result.exercises if each.name == "claim").checks[0].finding.got
    assert got == "['device', 'device', 'device', 'socket']"


@walled
def test_what_it_can_import_and_read_of_ours_holds_no_answer(attack):
    """Of this project it sees course_lib and the worker's modules; in no file of these is the exam's answer."""
    look = """
import importlib.util, os, re
import autograder, course_lib

def claim(dynamodb, seat, owner):
    found = []
    for name in ("autograder.exercises", "autograder.judge", "autograder.gradebook", "autograder.catalog", "tests"):
        try:
            found += [name] if importlib.util.find_spec(name) else []
        except ModuleNotFoundError:
            pass
    files = 0
    for package in (autograder, course_lib):
        for folder, _, names in os.walk(os.path.dirname(package.__file__)):
            for name in names:
                files += 1
                if re.search(b"hero[n]-4417", open(os.path.join(folder, name), "rb").read()):
                    found.append(name)
    return found if files > 20 else files
"""
    result = attack(look)

    assert next(each for each in result.exercises if each.name == "claim").checks[0].finding.got == "[]"


@walled
def test_files_sent_to_the_judge_are_not_kept(attack):
    """Descriptors that come with a message would fill the judge's table of open files."""
    flood = (
        LINE
        + """
def claim(dynamodb, seat, owner):
    own, line, message = link(), end(), frame(question(who=""))
    for _ in range(300):
        line.sendmsg([message], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, struct.pack("2i", 0, 1))])
        own._channel.receive()
    return "sent"
"""
    )
    attack(RIGHT)
    before = descriptors()
    result = attack(flood)

    assert "'sent'" in said(result)
    assert verdicts(result) == "ffff"
    assert descriptors() <= before
