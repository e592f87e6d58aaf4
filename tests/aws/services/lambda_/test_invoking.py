"""Invocations: how long they take, what is billed, and what the log's tail says."""

from __future__ import annotations

import json
import re

import pytest

from course_lib.aws.account import Cloud
from course_lib.aws.http.messages import NotSimulated
from course_lib.aws.services.lambda_.work import NOISE, Work, run, vcpus, zip_of
from tests.aws.services.lambda_.conftest import WORK, made, refused, report


def change(functions, **params):
    functions.update_function_configuration(FunctionName="nightly", **params)
    functions.get_waiter("function_updated_v2").wait(FunctionName="nightly")


@pytest.mark.parametrize(("memory", "cpus"), [(128, 128 / 1769), (1769, 1.0), (3538, 2.0), (10_240, 10_240 / 1769)])
def test_processors_follow_memory(memory, cpus):
    """1,769 MB are one; the most are not quite six."""
    assert vcpus(memory) == pytest.approx(cpus)


@pytest.mark.parametrize(
    ("work", "memory", "least"),
    [
        (Work(serial_ms=1000), 128, 1000 * 1769 / 128),
        (Work(serial_ms=1000), 1769, 1000),
        (Work(serial_ms=1000), 10_240, 1000),
        (Work(parallel_ms=1000), 10_240, 1000),
        (Work(parallel_ms=1000, processes=2), 10_240, 500),
        (Work(parallel_ms=1000, processes=6), 3538, 500),
        (Work(parallel_ms=1000, processes=6), 884.5, 2000),
        (Work(waiting_ms=300), 128, 300),
    ],
)
def test_how_long_work_takes(work, memory, least):
    """One thread gains nothing above one processor; processes do, up to their number; waiting is waiting."""
    assert work.least_ms(memory) == pytest.approx(least)


def test_a_report(aws, functions):
    """Duration, what is billed, memory; INIT of a new instance is billed too; it all takes time on the clock."""
    change(functions, MemorySize=1769)
    before = aws.clock.now()
    cold, warm = report(functions), report(functions)
    assert 3000 <= warm["Duration"] <= 3000 * (1 + NOISE) and 200 <= cold["Init Duration"] <= 200 * (1 + NOISE)
    assert "Init Duration" not in warm
    assert cold["Billed Duration"] == -(-(cold["Duration"] + cold["Init Duration"]) // 1)
    assert (warm["Billed Duration"], warm["Memory Size"]) == (-(-warm["Duration"] // 1), 1769)
    assert (aws.clock.now() - before).total_seconds() == pytest.approx(6.2, abs=0.3)


def test_a_new_instance(aws, functions):
    """After ten idle minutes, and after each change."""
    assert "Init Duration" in report(functions)
    aws.clock.advance(minutes=5)
    assert "Init Duration" not in report(functions)
    aws.clock.advance(minutes=11)
    assert "Init Duration" in report(functions)
    change(functions, MemorySize=256)
    assert "Init Duration" in report(functions)


def test_during_an_update_the_old_settings_are_used(functions):
    """So whoever measures too early measures the wrong function."""
    functions.update_function_configuration(FunctionName="nightly", MemorySize=1769)
    assert report(functions)["Memory Size"] == 128
    functions.get_waiter("function_updated_v2").wait(FunctionName="nightly")
    assert report(functions)["Memory Size"] == 1769


def test_a_call_that_takes_too_long(functions):
    """It ends at the timeout, is billed until then, and answers with an error."""
    change(functions, Timeout=3)
    answer = functions.invoke(FunctionName="nightly")
    told = json.loads(answer["Payload"].read())
    assert (answer["StatusCode"], answer["FunctionError"], told["errorType"]) == (200, "Unhandled", "Sandbox.Timedout")
    assert re.fullmatch(r"RequestId: \S+ Error: Task timed out after 3.00 seconds", told["errorMessage"])
    assert report(functions)["Duration"] == 3000


def test_a_call_that_needs_more_memory(functions):
    """It is killed."""
    functions.update_function_code(FunctionName="nightly", ZipFile=zip_of(Work(serial_ms=10, needs_mb=300)))
    functions.get_waiter("function_updated_v2").wait(FunctionName="nightly")
    answer = functions.invoke(FunctionName="nightly")
    assert (answer["FunctionError"], json.loads(answer["Payload"].read())["errorType"]) == (
        "Unhandled",
        "Runtime.ExitError",
    )


def test_the_same_seed_gives_the_same_times():
    """And another seed others."""
    assert run(WORK, 1769, True, "a") == run(WORK, 1769, True, "a") != run(WORK, 1769, True, "b")

    def first(seed):
        with Cloud(services=["lambda"], seed=seed) as cloud:
            functions = cloud.client("lambda")
            functions.create_function(**made(Timeout=120))
            cloud.clock.advance(minutes=1)
            return report(functions)

    assert first(1) == first(1) != first(2)


def test_what_is_no_request(functions):
    """A payload is JSON; a dry run runs nothing."""
    assert functions.invoke(FunctionName="nightly", InvocationType="DryRun")["StatusCode"] == 204
    code, _, status = refused(functions.invoke, FunctionName="nightly", Payload=b"{no")
    assert (code, status) == ("InvalidRequestContentException", 400)


def test_work_that_cannot_be_read_is_not_simulated(functions):
    """Nothing is made up about it."""
    import io
    import zipfile

    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("work.json", '{"serial": 3}')
    functions.update_function_code(FunctionName="nightly", ZipFile=content.getvalue())
    functions.get_waiter("function_updated_v2").wait(FunctionName="nightly")
    with pytest.raises(NotSimulated, match="work.json takes init_ms"):
        functions.invoke(FunctionName="nightly")
