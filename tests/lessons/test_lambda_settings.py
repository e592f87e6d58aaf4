"""The lesson lambda_settings: the libraries' data, and the picture of time and cost."""

from __future__ import annotations

import io
import json

import pytest

from course_lib.aws.account import Cloud
from course_lib.lessons.lambda_settings import data as lab
from course_lib.lessons.lambda_settings import reminders
from course_lib.lessons.lambda_settings.computing import BRANCHES, compare
from course_lib.lessons.lambda_settings.found import found, held, pointer
from course_lib.lessons.lambda_settings.lanes import lanes
from course_lib.lessons.lambda_settings.measuring import Measured, curve
from course_lib.lessons.lambda_settings.memory_sliders import cost_and_time, memory_sliders
from course_lib.lessons.lambda_settings.practice.cheapest_memory import line
from course_lib.pictures.widgets import WIDGET


@pytest.fixture
def cloud():
    with Cloud(services=lab.SERVICES) as made:
        lab.prepare(made)
        yield made


def test_52_variables_fit_and_one_more_does_not():
    """The demonstration hangs on it."""
    sizes = [len(json.dumps(lab.tables(count), separators=(",", ":"))) for count in (52, 53)]
    assert sizes[0] <= 4096 < sizes[1]


def test_the_lab_s_functions_are_active_and_one_has_an_alias(cloud):
    """It stands for a published version of 128 MB."""
    told = lab.live(cloud, lab.NIGHTLY)
    assert (told["Version"], told["MemorySize"], told["State"]) == ("1", 128, "Active")
    variables = lab.functions(cloud).get_function_configuration(FunctionName=lab.REPORTS)["Environment"]["Variables"]
    assert variables == lab.tables(lab.BRANCHES)


def test_a_release_moves_the_alias(cloud):
    """As somebody else would."""
    lab.deploy(cloud, lab.NIGHTLY, lab.REPORT)
    cloud.clock.advance(minutes=1)
    assert lab.release(cloud, lab.NIGHTLY) == lab.live(cloud, lab.NIGHTLY)["Version"] == "2"


def test_a_line_of_the_checks_is_written_as_lambda_writes_it(cloud):
    """But for its numbers."""
    import base64
    import re

    answer = lab.functions(cloud).invoke(FunctionName=lab.REPORTS, LogType="Tail")
    real = base64.b64decode(answer["LogResult"]).decode().splitlines()[-1]
    shape = r"[0-9a-f]{8}-[0-9a-f-]{27}|[\d.]+"
    assert re.sub(shape, "#", line(128, 700.5, 180.25)) == re.sub(shape, "#", real)


def test_a_million_invocations():
    """1,024 MB for a second are a GB-second."""
    assert Measured(1024, 999.5, 1000).dollars == pytest.approx(16.67)


def test_the_curve_in_words():
    """For those who cannot see it."""
    picture = curve([Measured(128, 42_000.0, 42_000), Measured(1769, 3040.0, 3040)], 5000)
    assert repr(picture) == (
        "Time and cost against memory; the deadline is 5 seconds.\n"
        "128 MB: 42.00 seconds, too late, $87.52 for a million calls.\n"
        "1769 MB: 3.04 seconds, $87.55 for a million calls."
    )


def test_the_curve_is_a_picture_with_these_words():
    from PIL import Image

    picture = curve([Measured(128, 42_000.0, 42_000), Measured(1769, 3040.0, 3040)], 5000)
    assert Image.open(io.BytesIO(picture.png())).size[0] > 1000
    assert "1769 MB: 3.04 seconds" in picture.html


class TestMemorySliders:
    """A job of three seconds of work against every size of memory."""

    @pytest.mark.parametrize(
        ("memory_mb", "deadline_s", "shared", "said"),
        [
            (1024, 5.0, 80, "1,024 MB (0.58 vCPUs): 5.18 seconds, too late; $86.39 for a million calls."),
            (10_240, 2.0, 80, "10,240 MB (5.79 vCPUs): 1.01 seconds, in time; $169.14 for a million calls."),
            (10_240, 5.0, 0, "10,240 MB (5.79 vCPUs): 3.00 seconds, in time; $500.10 for a million calls."),
        ],
    )
    def test_one_size_is_told(self, memory_mb, deadline_s, shared, said):
        assert said in repr(cost_and_time(memory_mb, deadline_s, shared))

    def test_the_cheapest_in_time_is_told(self):
        """A tight deadline needs processes; without them more memory cannot meet it."""
        assert repr(cost_and_time(1024, 2.0, 80)).endswith("The cheapest in time: 3,072 MB, $99.12.")
        assert repr(cost_and_time(1024, 2.0, 0)).endswith("No size meets the deadline.")

    def test_it_begins_with_a_picture_for_everyone(self):
        shown = memory_sliders()._repr_mimebundle_()

        assert WIDGET not in shown
        assert "deadline 5 seconds" in str(shown["text/plain"]) and "<figure>" in str(shown["text/html"])


def shares(work, parts, memory_mb):
    """Two processes with equal shares, as a learner would write it."""
    import multiprocessing

    def compute(end, share):
        end.send([work(part) for part in share])

    pipes = [multiprocessing.Pipe(duplex=False) for _ in range(2)]
    for number, (_, end) in enumerate(pipes):
        multiprocessing.Process(target=compute, args=(end, parts[number::2])).start()
    return [receive.recv() for receive, _ in pipes]


def one_loop(work, parts, memory_mb):
    return [work(part) for part in parts]


def test_how_long_functions_take(capsys):
    """Three seconds of work; two processes gain by two CPUs, and one by none."""
    assert sum(BRANCHES) == 3000
    compare([one_loop, shares], [1769, 3538])
    assert capsys.readouterr().out.splitlines() == [
        "                 1,769 MB   3,538 MB",
        "one_loop           3.00 s     3.00 s",
        "shares             3.00 s     1.70 s",
    ]


def test_a_lane_for_each_process():
    words = """shares, 3,538 MB: 1.70 s
process 1: branch 1, branch 3, branch 5, branch 7, branch 9; done after 1.70 s
process 2: branch 2, branch 4, branch 6, branch 8, branch 10; done after 1.30 s"""
    assert repr(lanes(shares, 3538)) == words
    assert lanes(one_loop, 128).alt.splitlines()[1].startswith("its own: branch 1, branch 2,")
    assert lanes(one_loop, 1769).png().startswith(b"\x89PNG")


def log_in(cloud):
    """What the function with the password answers."""
    return json.load(lab.functions(cloud).invoke(FunctionName=reminders.NAME)["Payload"])


def set_variables(cloud, variables):
    """The update is complete."""
    lab.functions(cloud).update_function_configuration(
        FunctionName=reminders.NAME, Environment={"Variables": variables}
    )
    cloud.clock.advance(seconds=10)


def test_the_function_takes_its_password_from_either_place(cloud):
    """From the variable, if it is there; then from the secret; with neither it fails. Version 1 keeps what it had."""
    long = "example-password-of-today"
    assert log_in(cloud) == f"logged in with {len(reminders.PASSWORD)} characters"
    assert found(cloud, reminders.NAME, reminders.VARIABLE) == [reminders.PASSWORD] * 2
    arn = lab.secrets(cloud).create_secret(Name=reminders.SECRET, SecretString=long)["ARN"]
    set_variables(cloud, {pointer(reminders.VARIABLE): arn})
    assert log_in(cloud) == f"logged in with {len(long)} characters"
    assert found(cloud, reminders.NAME, reminders.VARIABLE) == [long] * 2
    set_variables(cloud, {})
    assert log_in(cloud)["errorType"] == "KeyError"
    assert found(cloud, reminders.NAME, reminders.VARIABLE) == [None] * 2
    first = lab.functions(cloud).get_function_configuration(FunctionName=reminders.NAME, Qualifier="1")
    assert first["Environment"]["Variables"][reminders.VARIABLE] == reminders.PASSWORD


def test_during_an_update_both_environments_count(cloud):
    """Invocations find what was there before; soon they find what is new."""
    lab.functions(cloud).update_function_configuration(FunctionName=reminders.NAME, Environment={"Variables": {}})
    assert found(cloud, reminders.NAME, reminders.VARIABLE) == [reminders.PASSWORD, None]


def test_a_secret_that_is_to_be_deleted_has_no_value(cloud):
    """Nor has one that has none yet."""
    lab.secrets(cloud).create_secret(Name="empty")
    lab.secrets(cloud).create_secret(Name="old", SecretString="example")
    lab.secrets(cloud).delete_secret(SecretId="old")
    assert [held(cloud, name) for name in ("empty", "old", "none")] == [None, None, None]
