"""DynamoDB as the rest of the cloud sees it."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping, Sequence
from typing import Any

from course_lib.aws.access import Need, ResourcePolicy
from course_lib.aws.clock import Clock
from course_lib.aws.cost import Cost
from course_lib.aws.footprint import Footprint
from course_lib.aws.http.messages import Answer, AwsError, Call, Forward, Layer, Request, Response
from course_lib.aws.kept import Kept
from course_lib.aws.layers.journal import Entry
from course_lib.aws.layers.moto_backend import Moto
from course_lib.aws.service import Account, Ask, AwsService, Item, KeysOf, Look
from course_lib.aws.services.dynamodb.contracts import ITEM_WRITES, READS
from course_lib.aws.words import Keys, Words


class DynamoDB(AwsService):
    """With item operations answered here; moto holds the tables."""

    def contents(self, account: Account) -> Iterable[tuple[str, Kept]]:
        from course_lib.aws.services.dynamodb.contents import contents

        return contents(account)

    def layers(self, clock: Clock, seed: int, ask: Ask) -> Sequence[Layer]:
        from course_lib.aws.services.dynamodb.backups.layer import BackupRules
        from course_lib.aws.services.dynamodb.idempotency import Idempotency
        from course_lib.aws.services.dynamodb.item_rules import ItemRules
        from course_lib.aws.services.dynamodb.lag import Lag
        from course_lib.aws.services.dynamodb.moto_tables import QuickTables
        from course_lib.aws.services.dynamodb.table_rules import TableRules
        from course_lib.aws.services.dynamodb.tables.changes import IndexChanges
        from course_lib.aws.services.dynamodb.tables.policies import StoredPolicies
        from course_lib.aws.services.dynamodb.tables.tags import TagRules
        from course_lib.aws.services.dynamodb.tables.time_to_live import TimeToLive
        from course_lib.aws.services.dynamodb.throughput.layer import Throughput
        from course_lib.aws.services.dynamodb.two_phase import Transactions

        tokens, lag = Idempotency(clock), Lag(clock, seed)
        transactions = Transactions(is_repeat=tokens.knows)
        above: list[Layer] = [TableRules(), BackupRules(clock, seed, ask), tokens, transactions, lag, Throughput(clock)]
        tables: list[Layer] = [StoredPolicies(), IndexChanges(clock), TagRules(), TimeToLive(clock)]
        return [*above, *tables, ItemRules(meter=lag.meter), QuickTables(clock)]

    def needs(self, call: Call) -> Sequence[Need] | None:
        from course_lib.aws.services.dynamodb.permissions import needs

        return needs(call)

    def in_parts(self, call: Call, refusals: Sequence[AwsError | None], forward: Forward) -> Answer | None:
        from course_lib.aws.services.dynamodb.partiql.permissions import batch_of_allowed

        return batch_of_allowed(call, refusals, forward) if call.operation == "BatchExecuteStatement" else None

    def policy_of(self, account: str, region: str, need: Need) -> ResourcePolicy | None:
        from course_lib.aws.services.dynamodb.permissions import policy_of

        return policy_of(account, region, need.resource)

    def metered(self, call: Call, forward: Forward) -> tuple[Answer, Cost]:
        from course_lib.aws.services.dynamodb.costs import metered

        return metered(call, forward)

    def footprint(self, account: Account, request: Request) -> Footprint:
        """The table, and the item where it is about one."""
        from course_lib.aws.services.dynamodb.footprint import footprint

        operation = self.operation_of(request)
        return footprint(operation, request.body, self.is_read(operation))

    def in_phases(self, account: Account, request: Request, who: str) -> Generator[None, None, Response]:
        """A transaction that writes prepares first, and then commits."""
        from course_lib.aws.services.dynamodb.two_phase import in_phases

        return in_phases(account, request, who)

    def may_be_refused(self, request: Request) -> bool:
        """Reads that are no transaction never meet one."""
        operation = self.operation_of(request)
        return operation == "TransactGetItems" or not self.is_read(operation)

    def words(self, entry: Entry, keys: Keys) -> Words:
        from course_lib.aws.services.dynamodb.words import in_words

        return in_words(entry, keys, self.is_read(entry.operation))

    def targets(self, operation: str, params: Mapping[str, Any], keys_of: KeysOf) -> Sequence[tuple[str, Item]]:
        from course_lib.aws.services.dynamodb.written import targets

        return list(targets(operation, params, keys_of))

    def key_names(self, look: Look, table: str) -> Sequence[str]:
        from course_lib.aws.services.dynamodb.written import key_names

        return key_names(look, table)

    def item(self, look: Look, table: str, key: Item) -> Item | None:
        from course_lib.aws.services.dynamodb.written import item

        return item(look, table, key)


SERVICE = DynamoDB(
    name="dynamodb",
    title="Amazon DynamoDB",
    protocol="json",
    content_type="application/x-amz-json-1.0",
    target="DynamoDB_20120810",
    verbatim=True,
    error_prefix="com.amazonaws.dynamodb.v20120810#",
    # Those that are not DynamoDB's own. Source: its answers, as dynalite captured them.
    error_prefixes={
        "ValidationException": "com.amazon.coral.validate#",
        "ThrottlingException": "com.amazon.coral.availability#",
        "AccessDeniedException": "com.amazon.coral.service#",
        "SerializationException": "com.amazon.coral.service#",
        "UnknownOperationException": "com.amazon.coral.service#",
    },
    checksum=True,  # it alone sends one, and some SDKs compare it
    kinds=("resource", "client"),
    reads=READS,
    item_writes=ITEM_WRITES,
    # Errors after which none of botocore's retry modes tries again. Source: botocore/data/_retry.json and
    # botocore.retries.standard, whose lists have none of them.
    final=frozenset(
        [
            "AccessDeniedException",
            "ConditionalCheckFailedException",
            "IdempotentParameterMismatchException",
            "ResourceNotFoundException",
            "TransactionCanceledException",
            "ValidationException",
        ]
    ),
    warm={"resource": 3, "client": 1},
    has_phases=True,
    broken=AwsError("InternalServerError", "Internal server error", 500),
    malformed=AwsError("SerializationException", ""),
    backend=Moto("moto.dynamodb.responses:DynamoHandler"),
)
