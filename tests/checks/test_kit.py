"""What checks of several lessons ask of a cloud: refusals one by one, others who write, texts that code knows."""

from __future__ import annotations

from contextlib import nullcontext
from types import SimpleNamespace

import pytest
from botocore.exceptions import ClientError, ConnectionClosedError, HTTPClientError

from course_lib.aws.account import Cloud
from course_lib.aws.http.messages import AwsError
from course_lib.aws.layers.few_a_page import FewAPage
from course_lib.aws.services.kms.few_listed import FewListed
from course_lib.aws.services.kms.longer_blobs import LongerBlobs
from course_lib.checks.expectations import Failure
from course_lib.checks.kit import (
    LOST,
    TRIES,
    UNREACHED,
    after_each_fault,
    before_a_write,
    before_each_request,
    changed,
    each_refusal,
    each_write_refusal,
    errors_come_out_later,
    hard,
    made_before,
    passing_faults,
    texts_sent,
    uses_what_it_is_handed,
    write_refusal_comes_out,
)
from course_lib.checks.kit.errors import FailsFrom, _lets_out
from course_lib.checks.ledger import ledger_of
from course_lib.checks.submission import LearnerError, Raised
from tests.aws.test_core import make_table


def code_of(call):
    """The error of a call; None when it succeeds."""
    try:
        call()
    except ClientError as error:
        return error.response["Error"]["Code"]
    except ConnectionClosedError:
        return UNREACHED.code
    return None


def test_every_write_is_turned_away_with_each_error():
    """A transaction is cancelled for the reason that goes with the error."""
    with Cloud() as cloud:
        make_table(cloud, "seats")
        seats, client = cloud.resource("dynamodb").Table("seats"), cloud.client("dynamodb")
        put = {"Put": {"TableName": "seats", "Item": {"id": {"S": "1"}}}}
        for code in each_write_refusal(cloud):
            assert code_of(lambda: seats.put_item(Item={"id": "1"})) == code
            assert seats.scan(ConsistentRead=True)["Count"] == 0
            if code == "TransactionConflictException":
                with pytest.raises(ClientError) as cancelled:
                    client.transact_write_items(TransactItems=[put])
                assert cancelled.value.response["CancellationReasons"][0]["Code"] == "TransactionConflict"

        assert code_of(lambda: seats.put_item(Item={"id": "1"})) is None


def test_a_cancelled_transaction_counts_as_the_refusal_that_cancelled_it():
    """Another error does not."""
    with Cloud() as cloud:
        for code, ends in (("TransactionCanceledException", True), ("ValidationException", False)):
            raised = Raised(("ClientError",), "", response={"Error": {"Code": code}})
            try:
                with write_refusal_comes_out(cloud, "TransactionConflictException", "because"):
                    raise LearnerError(raised)
            except Exception:
                assert not ends
            else:
                assert ends


def test_a_refusal_is_for_the_first_request_alone_and_then_for_all():
    """Where boto3 tries again by itself, only for all."""
    with Cloud(services=("kms",)) as cloud:
        key = cloud.client("kms", who="course").create_key()["KeyMetadata"]["KeyId"]
        kms, seen = cloud.client("kms"), []
        for code in each_refusal(cloud, ("Encrypt",), {"AccessDeniedException": 400, "ThrottlingException": 400}):
            tries = [code_of(lambda: kms.encrypt(KeyId=key, Plaintext=b"x")) for _ in range(2)]
            seen.append((code, tries))

        assert seen == [
            ("AccessDeniedException", ["AccessDeniedException", None]),
            ("AccessDeniedException", ["AccessDeniedException"] * 2),
            ("ThrottlingException", ["ThrottlingException"] * 2),
            ("ConnectionClosedError", ["ConnectionClosedError"] * 2),
        ]


def test_another_program_writes_once_right_before_the_first_write():
    """Reads do not count."""
    with Cloud() as cloud:
        make_table(cloud, "seats")
        seats, acted = cloud.resource("dynamodb").Table("seats"), []
        with before_a_write(cloud, lambda: acted.append("here")):
            seats.get_item(Key={"id": "1"})
            assert acted == []
            seats.put_item(Item={"id": "1"})
            seats.put_item(Item={"id": "2"})

        assert acted == ["here"]


NOBODY = SimpleNamespace(judged=False, calls=[], reasons={})  # a submission of which nothing is judged


def test_another_program_acts_before_each_request_in_turn_in_an_account_of_its_own():
    """Those of the operations that are named; one more account shows that there is no further one."""
    seen = []

    def call(fresh, layer):
        seats = fresh.resource("dynamodb").Table("seats")
        seats.put_item(Item={"id": "1"})
        seats.get_item(Key={"id": "1"})
        seats.put_item(Item={"id": "2"})
        seen.append(len(fresh.resource("dynamodb", who="course").Table("seats").scan()["Items"]))

    def act(fresh):
        here = fresh.resource("dynamodb", who="course").Table("seats")
        here.put_item(Item={"id": f"before {len(here.scan()['Items'])}"})

    with Cloud() as cloud:
        before_each_request(NOBODY, cloud, lambda fresh: make_table(fresh, "seats"), act, call, ["PutItem"])

    assert seen == [3, 3, 2]


def test_a_fault_that_passes_meets_each_request_once_and_the_sdk_tries_again():
    """A lost answer, then an error; each request in an account of its own, until there is none to meet."""
    busy = AwsError("ProvisionedThroughputExceededException", "")
    sent = []

    def call(fresh, layer):
        seats = fresh.resource("dynamodb").Table("seats")
        seats.put_item(Item={"id": "1"})
        seats.get_item(Key={"id": "1"})
        sent.append((layer.operation, len(fresh.journal.learner_entries())))

    with Cloud() as cloud:
        passing_faults(NOBODY, cloud, lambda fresh: make_table(fresh, "seats"), call, (LOST, busy))

    assert sent == [("PutItem", 3), ("GetItem", 3), ("", 2)] * 2


def test_somebody_acts_once_a_fault_has_passed_and_before_the_request_is_sent_again():
    """Nobody acts where the call ends with the fault, or meets none."""
    busy = AwsError("ProvisionedThroughputExceededException", "")
    seen = []

    def call(fresh):
        seats = fresh.resource("dynamodb").Table("seats")
        code = code_of(lambda: seats.put_item(Item={"id": "1"}, ConditionExpression="attribute_not_exists(id)"))
        seen.append((code, "Item" in fresh.resource("dynamodb", who="course").Table("seats").get_item(Key={"id": "1"})))

    def act(fresh):
        fresh.resource("dynamodb", who="course").Table("seats").put_item(Item={"id": "1"})

    with Cloud() as cloud:
        for times in (1, TRIES):
            after_each_fault(NOBODY, cloud, lambda fresh: make_table(fresh, "seats"), act, call, (busy,), times)

    assert seen == [
        ("ConditionalCheckFailedException", True),
        (None, True),
        (busy.code, False),
        (None, True),
    ]


def test_what_an_earlier_call_has_seen_is_no_answer_to_an_error():
    """A program that keeps its last answer fails; one that lets each error out does not."""
    kept = {}

    def ask(seats, keeps):
        try:
            kept["last"] = seats.get_item(Key={"id": "1"}).get("Item")
        except (ClientError, ConnectionClosedError) as error:
            if not keeps:
                types = tuple(each.__name__ for each in type(error).__mro__)
                raise LearnerError(Raised(types, "", response=getattr(error, "response", None))) from None
        return kept["last"]

    with Cloud() as cloud:
        make_table(cloud, "seats")
        seats = cloud.resource("dynamodb").Table("seats")
        errors_come_out_later(cloud, lambda: ask(seats, keeps=False), "lets_out")
        with pytest.raises(Failure) as failure:
            errors_come_out_later(cloud, lambda: ask(seats, keeps=True), "keeps")

    assert failure.value.finding.problem.endswith("Your function returned None.")


def test_what_was_seen_before_a_single_error_is_no_answer_either():
    """The second of two requests is refused once: whoever answers it from memory would be served with the next one."""
    kept = {}

    def ask(seats):
        first = seats.get_item(Key={"id": "1"})
        try:
            kept["last"] = seats.get_item(Key={"id": "2"})
        except ClientError:
            pass
        return first, kept["last"]

    denied = AwsError("AccessDeniedException", "")
    with Cloud() as cloud:
        make_table(cloud, "seats")
        seats = cloud.resource("dynamodb").Table("seats")
        with pytest.raises(Failure) as failure:
            errors_come_out_later(cloud, lambda: let_out(lambda: ask(seats)), "keeps", (denied,), passes=True)

    assert failure.value.finding.problem.startswith("AWS answered request 2 with AccessDeniedException.")


def let_out(call):
    """What the call returns; its ClientError comes out as a learner's function's does."""
    try:
        return call()
    except ClientError as error:
        types = tuple(each.__name__ for each in type(error).__mro__)
        raise LearnerError(Raised(types, "", response=error.response)) from None


def test_a_call_made_before_is_judged_by_nobody():
    """It may raise, and what it has changed counts as judged."""
    with Cloud() as cloud:
        make_table(cloud, "seats")
        seats = cloud.resource("dynamodb").Table("seats")

        def call():
            with ledger_of(cloud).watching():
                seats.put_item(Item={"id": "1"})
            let_out(lambda: seats.put_item(Item={"id": ""}))

        made_before(cloud, call)

        assert code_of(lambda: seats.put_item(Item={"id": ""})) == "ValidationException"
        assert seats.get_item(Key={"id": "1"})["Item"] == {"id": "1"}
        assert not changed(cloud)


def test_a_fault_lasts_for_all_tries_of_the_sdk_and_no_longer():
    """The request meets it as often as boto3 sends it, and the next one is served."""
    busy = AwsError("ProvisionedThroughputExceededException", "")
    codes = []

    def call(fresh, layer):
        seats = fresh.resource("dynamodb").Table("seats")
        codes.append([code_of(lambda: seats.put_item(Item={"id": "1"})) for _ in range(2)])

    with Cloud() as cloud:
        passing_faults(NOBODY, cloud, lambda fresh: make_table(fresh, "seats"), call, (busy,), most=1, times=TRIES)

    assert codes == [["ProvisionedThroughputExceededException", None]]


def test_an_error_that_passes_meets_one_request():
    """The next one is served: who tries again hides it."""
    denied = AwsError("AccessDeniedException", "")
    with Cloud() as cloud, cloud.use(FailsFrom(2, denied, times=1)):
        make_table(cloud, "seats")
        seats = cloud.resource("dynamodb").Table("seats")
        codes = [code_of(lambda: seats.put_item(Item={"id": "1"})) for _ in range(3)]

    assert codes == [None, "AccessDeniedException", None]


def test_a_list_of_kms_has_as_many_as_it_may():
    """NextMarker leads to the rest, also for callers who did not ask for pages."""
    with Cloud(services=["kms"]) as cloud:
        for alias in ("alias/one", "alias/two"):
            course = cloud.client("kms", who="course")
            course.create_alias(AliasName=alias, TargetKeyId=course.create_key()["KeyMetadata"]["KeyId"])
        with cloud.use(FewListed(1)):
            kms = cloud.client("kms")
            first = kms.list_aliases()
            second = kms.list_aliases(Marker=first["NextMarker"])

    assert [page["Aliases"][0]["AliasName"] for page in (first, second)] == ["alias/one", "alias/two"]
    assert first["Truncated"]


def test_a_page_that_is_asked_for_is_a_short_one():
    """NextToken leads to the rest. Who asks for no pages gets everything."""
    with Cloud(services=["ec2"]) as cloud, cloud.use(FewAPage(5)):
        ec2 = cloud.client("ec2")
        vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        for number in range(8):
            ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{number}.0/24")
        first = ec2.describe_subnets(MaxResults=100)
        second = ec2.describe_subnets(MaxResults=100, NextToken=first["NextToken"])

        assert [len(page["Subnets"]) for page in (first, second)] == [5, 3]
        assert "NextToken" not in second
        assert len(ec2.describe_subnets()["Subnets"]) == 8


def test_hard_attributes_are_stored_as_they_are():
    """DynamoDB takes every one of them."""
    with Cloud() as cloud:
        make_table(cloud, "seats")
        seats = cloud.resource("dynamodb").Table("seats")
        seats.put_item(Item={**hard.attributes(), "id": "1"})

        assert seats.get_item(Key={"id": "1"})["Item"] == {**hard.attributes(), "id": "1"}


def test_the_texts_in_expressions_are_known():
    """Whatever stands in the values of a request, however deep."""
    with Cloud() as cloud:
        make_table(cloud, "seats")
        values = {":a": "reported", ":b": ["archived", {"x": "old"}]}
        code_of(
            lambda: (
                cloud.resource("dynamodb")
                .Table("seats")
                .put_item(Item={"id": "1"}, ConditionExpression="a = :a OR b = :b", ExpressionAttributeValues=values)
            )
        )

        assert texts_sent(cloud) == {"reported", "archived", "old"}


def test_longer_ciphertexts_open_only_whole_and_each_has_another_length():
    """So nothing can be known of their lengths."""
    with Cloud(services=("kms",)) as cloud, cloud.use(LongerBlobs()):
        kms = cloud.client("kms")
        key = kms.create_key()["KeyMetadata"]["KeyId"]
        one, two = (kms.encrypt(KeyId=key, Plaintext=bytes(32))["CiphertextBlob"] for _ in range(2))

        assert (len(one), len(two)) == (186, 187)
        assert kms.decrypt(CiphertextBlob=two)["Plaintext"] == bytes(32)
        for cut in (two[:184], two[:-1], two[:-1] + b"?"):
            assert code_of(lambda cut=cut: kms.decrypt(CiphertextBlob=cut)) == "InvalidCiphertextException"


def test_ciphertexts_can_be_nearly_as_long_as_kms_allows():
    """A program that keeps room for some hundred bytes is found out."""
    with Cloud(services=("kms",)) as cloud, cloud.use(LongerBlobs(5900)):
        kms = cloud.client("kms")
        key = kms.create_key()["KeyMetadata"]["KeyId"]
        blob = kms.encrypt(KeyId=key, Plaintext=bytes(32))["CiphertextBlob"]

        assert len(blob) == 184 + 5900
        assert kms.decrypt(CiphertextBlob=blob)["Plaintext"] == bytes(32)


def test_a_lost_answer_stays_lost():
    """However often boto3 sends the request, it is carried out and no answer comes; boto3's own error does."""
    with Cloud() as cloud:
        make_table(cloud, "seats")
        seats = cloud.resource("dynamodb").Table("seats")
        with cloud.use(FailsFrom(1, LOST)), pytest.raises(HTTPClientError):
            seats.put_item(Item={"id": "1"})

        assert len(cloud.journal.entries(operation="PutItem")) > 1
        assert seats.get_item(Key={"id": "1"})["Item"] == {"id": "1"}


@pytest.mark.parametrize("message, passes", [("AccessDeniedException", True), ("Max attempts exceeded", False)])
def test_a_waiter_passes_an_error_on(message, passes):
    """boto3's waiters raise a WaiterError that names AWS's error: it has come out. Another one has not."""
    denied = AwsError("AccessDeniedException", "no", 403)

    def call(cloud):
        with pytest.raises(ClientError):
            cloud.client("dynamodb").describe_table(TableName="seats")
        raise LearnerError(Raised(("WaiterError",), f"Waiter TableExists failed: {message}"))

    def lasting_error_comes_out(cloud):
        layer = FailsFrom(1, denied)
        with cloud.use(layer):
            _lets_out(call, cloud, layer, None)

    with Cloud() as cloud:
        if passes:
            lasting_error_comes_out(cloud)
        else:
            with pytest.raises(Failure, match="WaiterError"):
                lasting_error_comes_out(cloud)


@pytest.mark.parametrize("keeps", [True, False])
def test_what_an_earlier_call_was_handed_is_not_used_again(keeps):
    """A program that keeps its first table fails; one that uses what it is handed does not."""
    tables = []

    def ask(cloud, who):
        tables.append(cloud.resource("dynamodb", who=who).Table("seats"))
        tables[0 if keeps else -1].get_item(Key={"id": "1"})

    with Cloud() as cloud:
        make_table(cloud, "seats")
        with pytest.raises(Failure) if keeps else nullcontext() as failure:
            uses_what_it_is_handed(cloud, lambda who: ask(cloud, who))

    assert not keeps or failure.value.finding.problem.startswith("Your function has used what an earlier call")
