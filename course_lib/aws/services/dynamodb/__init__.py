"""DynamoDB as AWS answers it, where moto is more lenient or leaves things out.

`table_rules` refuses wrong requests about tables. `item_rules` is the layer that answers item operations;
`operations` has one function for each, `expressions` the expression languages, `values` and `numbers` the attribute
values, `shapes`, `members` and `keys` what requests may hold, `state` the items in moto, `accesses` what a call
touched and `capacity` what that cost. Layers in front of it: `backups` (backups, recovery, exports, imports, Time to
Live), `idempotency` (a transaction sent again), `conflicts` (a transaction under way), `lag` (reads that miss recent
writes).
"""

from __future__ import annotations

from course_lib.aws.clock import Clock
from course_lib.aws.http.messages import Layer
from course_lib.aws.services.dynamodb.backups.layer import BackupRules
from course_lib.aws.services.dynamodb.conflicts import Transactions
from course_lib.aws.services.dynamodb.idempotency import Idempotency
from course_lib.aws.services.dynamodb.item_rules import ItemRules
from course_lib.aws.services.dynamodb.lag import Lag
from course_lib.aws.services.dynamodb.table_rules import TableRules


def rules(clock: Clock, seed: int) -> list[Layer]:
    """The layers of this package, in the order a call should meet them, right above moto.

    Args:
        clock: of the cloud they are for.
        seed: for what is random in them.
    """
    tokens, lag = Idempotency(clock), Lag(clock, seed)
    transactions = Transactions(is_repeat=tokens.knows)
    return [TableRules(), BackupRules(clock, seed), tokens, transactions, lag, ItemRules(meter=lag.meter)]
