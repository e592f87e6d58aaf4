"""What the judge keeps of a submission is bounded, and gone with its cloud."""

from __future__ import annotations

import pytest

from autograder.judge.alarm import alarm
from autograder.judge.limits import Meter, TooMuch
from course_lib.aws.account import Cloud, Request, Response
from course_lib.aws.http import protocols
from course_lib.aws.services.dynamodb import numbers
from course_lib.aws.services.dynamodb.expressions import parser
from course_lib.aws.services.s3.service import SERVICE as S3

DYNAMODB = {"X-Amz-Target": "DynamoDB_20120810.PutItem"}


def test_many_small_values_are_too_much_before_they_are_read():
    """A map of two bytes takes sixty times that in memory, so values are counted as well as bytes."""
    meter = Meter(limit=2**30)
    meter.MOST_PARTS = 1000

    meter.look_at(Request("POST", "https://x/", DYNAMODB, b"[" + b"{}," * 400 + b"{}]"))
    with pytest.raises(TooMuch, match="more than 1,000 values were sent to and got from AWS"):
        meter.look_at(Request("POST", "https://x/", DYNAMODB, b"[" + b"{}," * 400 + b"{}]"))


def test_what_is_stored_as_one_object_is_one_value():
    """An object of S3 may hold any signs; what AWS answers in JSON counts as what is sent."""
    meter = Meter(limit=2**30)

    meter.look_at(Request("PUT", "https://x/", {}, b"{},[]" * 1000))
    assert meter.parts == 0
    meter.look_at(Response(200, {"Content-Type": "application/x-amz-json-1.0"}, b'{"Items":[]}'))
    assert meter.parts == 2


@pytest.mark.parametrize("name", ["X-Moto-Account-Id", "x-moto-account-id", "X-MOTO-ACCOUNT-ID", "Forwarded", "Host"])
def test_a_header_that_is_not_the_clients_reaches_nobody(name):
    """moto obeys some headers of its own, in any spelling: the account of a request is the cloud's."""
    request = Request("PUT", "https://b.s3.amazonaws.com/", {name: "999999999999", "x-amz-acl": "private"})

    headers = protocols.to_moto(S3, request, "us-east-1", "111122223333").headers

    assert headers["x-moto-account-id"] == "111122223333"
    assert "999999999999" not in str(headers)
    assert headers["x-amz-acl"] == "private"


def test_an_object_is_stored_in_the_clouds_account_and_gone_with_it():
    """Whatever account a request names, nothing stays when its cloud is closed."""
    from moto.s3.models import s3_backends

    before = set(s3_backends)
    with Cloud(services=("s3",)) as cloud:
        for name in ("X-Moto-Account-Id", "X-MOTO-account-id"):
            cloud.send(Request("PUT", f"https://{name.lower()}.s3.amazonaws.com/", {name: "999999999999"}))

    assert set(s3_backends) <= before


def test_an_upload_in_chunks_of_one_byte_is_read_in_one_go():
    """A million chunks take a million steps, not a million copies of what is left."""
    body = b"1\r\nx\r\n" * 1_000_000 + b"0\r\n\r\n"
    headers = {"x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER"}

    with alarm(60):
        assert protocols.object_body(Request("PUT", "https://x/", headers, body)) == b"x" * 1_000_000


def test_a_chunk_of_less_than_nothing_is_the_end():
    headers = {"x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER"}

    assert protocols.object_body(Request("PUT", "https://x/", headers, b"2\r\nab\r\n-5\r\nabc")) == b"ab"


def test_what_is_remembered_for_the_process_is_small():
    """Numbers and expressions are remembered, long ones are not: there are thousands of them."""
    short, long, condition = "1e25", "0" * 5000 + "1" * 30, "a = :b"

    assert numbers.normalised(short) is numbers.normalised(short) == "1" + "0" * 25
    assert numbers.normalised(long) == "1" * 30
    assert numbers.normalised(long) is not numbers.normalised(long)
    assert parser.parse(condition, parser.CONDITION) is parser.parse(condition, parser.CONDITION)
    with pytest.raises(parser.ExpressionError):
        parser.parse("a = " + "b" * 5000, parser.CONDITION)
