# fails: not_yours, redeemed, nobody, several_reasons, race, exam_transfers, exam_refused, exam_several_reasons, exam_race, exam_other_failures
# advice: let_out
"""Leaves the refusal to the caller."""


def transfer_voucher(dynamodb, voucher_id, sender, receiver, request_id):
    if sender == receiver:
        raise ValueError("A player cannot give a voucher to themselves.")
    dynamodb.meta.client.transact_write_items(
        ClientRequestToken=request_id,
        TransactItems=[
            {
                "Update": {
                    "TableName": "vouchers",
                    "Key": {"voucher_id": voucher_id},
                    "UpdateExpression": "SET holder = :to",
                    "ConditionExpression": "holder = :from AND redeemed = :no",
                    "ExpressionAttributeValues": {":to": receiver, ":from": sender, ":no": False},
                    "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
                }
            },
            {
                "Update": {
                    "TableName": "players",
                    "Key": {"player_id": sender},
                    "UpdateExpression": "ADD vouchers :less",
                    "ExpressionAttributeValues": {":less": -1},
                }
            },
            {
                "Update": {
                    "TableName": "players",
                    "Key": {"player_id": receiver},
                    "UpdateExpression": "ADD vouchers :more",
                    "ConditionExpression": "attribute_exists(player_id)",
                    "ExpressionAttributeValues": {":more": 1},
                }
            },
        ],
    )
    return "transferred"
