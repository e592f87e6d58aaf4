"""The cloud over HTTP answers any AWS client, from another process too."""

from __future__ import annotations

import gzip
import http.client
import socket
import subprocess
import sys
import threading

import boto3
import pytest
from botocore.exceptions import ClientError

from course_lib.aws.account import Cloud
from course_lib.aws.layers.faults import LoseAnswer
from course_lib.aws.sdk.bodies import LIMIT
from course_lib.aws.sdk.server import make_server
from tests.aws.test_core import make_table


@pytest.fixture
def endpoint(cloud):
    server = make_server(cloud)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


def client(endpoint, service="dynamodb", key="AKIAIOSFODNN7EXAMPLE"):
    return boto3.client(
        service,
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id=key,
        aws_secret_access_key="wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    )


def test_an_aws_client_given_the_endpoint_works_and_is_in_the_journal(cloud, endpoint):
    make_table(cloud)
    dynamodb = client(endpoint)
    dynamodb.put_item(TableName="counters", Item={"id": {"S": "a"}, "blob": {"B": b"\x00\xff"}})

    with pytest.raises(ClientError) as refused:
        dynamodb.put_item(
            TableName="counters",
            Item={"id": {"S": "a"}},
            ConditionExpression="attribute_not_exists(id)",
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )

    assert refused.value.response["Error"]["Code"] == "ConditionalCheckFailedException"
    assert refused.value.response["Item"] == {"id": {"S": "a"}, "blob": {"B": b"\x00\xff"}}
    assert [entry.who for entry in cloud.journal.learner_entries()] == ["you", "you"]


def test_another_process_reaches_it(cloud, endpoint):
    make_table(cloud)
    program = (
        f"import boto3; print(boto3.client('dynamodb', endpoint_url={endpoint!r}, region_name='us-east-1',"
        " aws_access_key_id='ana', aws_secret_access_key='x').list_tables()['TableNames'])"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)

    assert (done.stdout, done.stderr) == ("['counters']\n", "")
    assert cloud.journal.learner_entries()[0].who == "ana"


def test_what_is_not_simulated_is_501_in_words(endpoint):
    host = endpoint.removeprefix("http://")
    connection = http.client.HTTPConnection(host)
    connection.request("GET", "/bucket/key")
    response = connection.getresponse()

    assert response.status == 501
    assert b"GET /bucket/key was not sent anywhere" in response.read()
    connection.close()


def test_a_body_that_is_not_json_is_refused_as_aws_does(endpoint):
    connection = http.client.HTTPConnection(endpoint.removeprefix("http://"))
    connection.request("POST", "/", body=b"{", headers={"X-Amz-Target": "DynamoDB_20120810.PutItem"})
    response = connection.getresponse()

    assert (response.status, response.read()) == (400, b'{"__type":"com.amazon.coral.service#SerializationException"}')
    connection.close()


ELSEWHERE = {
    "a name that leads here": {"Host": "attacker.example"},
    "a name that begins as ours": {"Host": "127.0.0.1.attacker.example:80"},
    "a name that ends as ours": {"Host": "attackerlocalhost"},
    "a page from elsewhere": {"Origin": "https://attacker.example"},
    "a page from nowhere": {"Origin": "null"},
}
HERE = {
    "this machine": {"Host": "localhost:8000"},
    "a bucket": {"Host": "photos.localhost:8000"},
    "a page of this machine": {"Origin": "http://localhost:8888"},
}


@pytest.mark.parametrize("headers", [*ELSEWHERE.values(), *HERE.values()], ids=[*ELSEWHERE, *HERE])
def test_a_web_page_from_elsewhere_is_refused(cloud, endpoint, headers):
    """What a page lets its reader's browser send reaches no cloud, whatever name it gives this machine."""
    connection = http.client.HTTPConnection(endpoint.removeprefix("http://"))
    sent = {"X-Amz-Target": "DynamoDB_20120810.ListTables", **headers}
    connection.request("POST", "/", body=b"{}", headers=sent)
    status = connection.getresponse().status
    connection.close()

    foreign = headers in ELSEWHERE.values()
    assert status == (403 if foreign else 200)
    assert len(cloud.journal.entries()) == (0 if foreign else 1)


def test_a_lost_answer_closes_the_connection_and_the_sdk_sends_again(cloud, endpoint):
    make_table(cloud)

    with cloud.use(LoseAnswer("UpdateItem", nth=1)):
        client(endpoint).update_item(
            TableName="counters",
            Key={"id": {"S": "a"}},
            UpdateExpression="ADD n :one",
            ExpressionAttributeValues={":one": {"N": "1"}},
        )

    assert cloud.resource("dynamodb").Table("counters").get_item(Key={"id": "a"})["Item"]["n"] == 2


def by_hand(endpoint, head, *pieces):
    """Send a request byte by byte, and give the answer's status and body."""
    host, port = endpoint.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as connection:
        lines = [*head, f"Host: {host}", "X-Amz-Target: DynamoDB_20120810.ListTables", "Connection: close", "", ""]
        connection.sendall("\r\n".join(lines).encode())
        for piece in pieces:
            connection.sendall(piece)
        with http.client.HTTPResponse(connection) as answer:
            answer.begin()
            return answer.status, answer.read()


def test_a_body_in_chunks_is_read(endpoint):
    """As clients send it that do not know its length before."""
    head = ["POST / HTTP/1.1", "Transfer-Encoding: chunked"]

    assert by_hand(endpoint, head, b"1;x=y\r\n{\r\n", b"1\r\n}\r\n0\r\nTrailer: x\r\n\r\n") == (
        200,
        b'{"TableNames": []}',
    )
    assert by_hand(endpoint, head, b"x\r\n")[0] == 400


def test_a_compressed_body_is_read(endpoint):
    """And refused when it is not what it says, or grows too large."""
    bodies = {200: gzip.compress(b"{}"), 400: b"plain", 413: gzip.compress(bytes(LIMIT + 1))}
    for status, body in bodies.items():
        head = ["POST / HTTP/1.1", "Content-Encoding: gzip", f"Content-Length: {len(body)}"]
        assert by_hand(endpoint, head, body)[0] == status


def test_a_client_that_asks_first_is_told_to_go_on(endpoint):
    """At once: it would wait for a second otherwise."""
    host, port = endpoint.removeprefix("http://").split(":")
    head = b"POST / HTTP/1.1\r\nHost: x\r\nX-Amz-Target: DynamoDB_20120810.ListTables\r\nExpect: 100-continue\r\n"
    with socket.create_connection((host, int(port))) as connection:
        connection.sendall(head + b"Content-Length: 2\r\n\r\n")
        with connection.makefile("rb") as answer:
            told = answer.readline()

        assert told == b"HTTP/1.1 100 Continue\r\n"


def test_what_a_learner_compressed_stays_so(cloud_with_s3):
    """In S3 Content-Encoding is a word about the object, which is kept as it was sent."""
    s3 = client(cloud_with_s3, "s3")
    s3.create_bucket(Bucket="zipped")
    body = gzip.compress(b"text")

    s3.put_object(Bucket="zipped", Key="text.gz", Body=body, ContentEncoding="gzip")

    stored = s3.get_object(Bucket="zipped", Key="text.gz")["Body"].read()
    s3.close()

    assert stored == body


@pytest.fixture
def cloud_with_s3():
    with Cloud(services=("dynamodb", "s3")) as cloud:
        server = make_server(cloud)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()
        server.server_close()
