"""DynamoDB as AWS answers it, where moto is more lenient or leaves things out.

`item_rules` is the layer; `operations` has one function for each item operation, `expressions` the expression
languages, `values` and `numbers` the attribute values, `shapes`, `members` and `keys` what requests may hold,
`state` the items in moto, `accesses` what a call touched and `capacity` what that cost.
"""

from __future__ import annotations

from course_lib.cloud.dynamodb.item_rules import ItemRules
from course_lib.cloud.messages import Layer


def rules() -> list[Layer]:
    """The layers of this package, in the order a call should meet them, right above moto."""
    return [ItemRules()]
