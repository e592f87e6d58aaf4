# fails: own_voucher, exam_transfers, exam_made_again, exam_crash, exam_other_failures
# advice: token_length
"""Puts a word before the request_id: a token has 36 characters at most."""

from botocore.exceptions import ClientError


def transfer_voucher(dynamodb, voucher_id, sender, receiver, request_id):
    if sender == receiver:
        raise ValueError("A player cannot give a voucher to themselves.")
    try:
        dynamodb.meta.client.transact_write_items(
            ClientRequestToken=f"transfer-{request_id}",
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
    except ClientError as error:
        reasons = error.response.get("CancellationReasons", [])
        failed = [reason["Code"] == "ConditionalCheckFailed" for reason in reasons]
        if not any(failed):
            raise
        if failed[0]:
            voucher = reasons[0].get("Item", {})
            return "redeemed" if voucher.get("holder") == {"S": sender} else "not_yours"
        return "no_such_player"
    return "transferred"
