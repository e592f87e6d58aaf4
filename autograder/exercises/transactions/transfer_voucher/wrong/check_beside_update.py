# fails: own_voucher, first_voucher, not_yours, redeemed, nobody, several_reasons, made_again, moved_on, crash, race, conflict, exam_transfers, exam_refused, exam_several_reasons, exam_made_again, exam_crash, exam_race, exam_other_failures
# advice: one_action
"""Asks for the receiver with a ConditionCheck beside the Update of the same item."""

from botocore.exceptions import ClientError


def transfer_voucher(dynamodb, voucher_id, sender, receiver, request_id):
    if sender == receiver:
        raise ValueError("A player cannot give a voucher to themselves.")
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
                        "UpdateExpression": "ADD vouchers :less",
                        "ExpressionAttributeValues": {":less": -1},
                    }
                },
                {
                    "Update": {
                        "TableName": "players",
                        "Key": {"player_id": receiver},
                        "UpdateExpression": "ADD vouchers :more",
                        "ExpressionAttributeValues": {":more": 1},
                    }
                },
                {
                    "ConditionCheck": {
                        "TableName": "players",
                        "Key": {"player_id": receiver},
                        "ConditionExpression": "attribute_exists(player_id)",
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
