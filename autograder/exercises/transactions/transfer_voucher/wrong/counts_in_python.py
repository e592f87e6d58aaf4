# fails: made_again, moved_on, crash, exam_made_again, exam_crash
# advice: same_request
"""Writes counts that it has read: made again, the request is another one."""

from botocore.exceptions import ClientError


def transfer_voucher(dynamodb, voucher_id, sender, receiver, request_id):
    if sender == receiver:
        raise ValueError("A player cannot give a voucher to themselves.")
    players = dynamodb.Table("players")
    had = players.get_item(Key={"player_id": sender}, ConsistentRead=True).get("Item", {}).get("vouchers", 0)
    has = players.get_item(Key={"player_id": receiver}, ConsistentRead=True).get("Item", {}).get("vouchers", 0)
    try:
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
                        "UpdateExpression": "SET vouchers = :less",
                        "ExpressionAttributeValues": {":less": had - 1},
                    }
                },
                {
                    "Update": {
                        "TableName": "players",
                        "Key": {"player_id": receiver},
                        "UpdateExpression": "SET vouchers = :more",
                        "ConditionExpression": "attribute_exists(player_id)",
                        "ExpressionAttributeValues": {":more": has + 1},
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
