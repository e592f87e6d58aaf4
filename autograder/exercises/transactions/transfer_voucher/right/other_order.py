"""The receiver first, SET with if_not_exists, names for attributes."""

from botocore.exceptions import ClientError


def transfer_voucher(dynamodb, voucher_id, sender, receiver, request_id):
    if sender == receiver:
        raise ValueError("sender and receiver are the same")
    voucher = {
        "TableName": "vouchers",
        "Key": {"voucher_id": voucher_id},
        "UpdateExpression": "SET holder = :to",
        "ConditionExpression": "holder = :from AND redeemed <> :yes",
        "ExpressionAttributeValues": {":to": receiver, ":from": sender, ":yes": True},
        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
    }
    giver = {
        "TableName": "players",
        "Key": {"player_id": sender},
        "UpdateExpression": "ADD vouchers :less",
        "ExpressionAttributeValues": {":less": -1},
    }
    taker = {
        "TableName": "players",
        "Key": {"player_id": receiver},
        "UpdateExpression": "SET #v = if_not_exists(#v, :zero) + :more",
        "ConditionExpression": "attribute_exists(player_id)",
        "ExpressionAttributeValues": {":more": 1, ":zero": 0},
        "ExpressionAttributeNames": {"#v": "vouchers"},
    }
    try:
        dynamodb.meta.client.transact_write_items(
            TransactItems=[{"Update": taker}, {"Update": voucher}, {"Update": giver}], ClientRequestToken=request_id
        )
    except ClientError as error:
        if error.response["Error"]["Code"] != "TransactionCanceledException":
            raise
        answer = why([error.response["CancellationReasons"][n] for n in (1, 2, 0)], sender)
        if answer is None:
            raise
        return answer
    return "transferred"


def why(reasons, sender):
    codes = [reason["Code"] for reason in reasons]
    if set(codes) - {"None", "ConditionalCheckFailed"}:
        return None
    if codes[0] == "ConditionalCheckFailed":
        item = reasons[0].get("Item", {})
        return "redeemed" if item.get("holder") == {"S": sender} else "not_yours"
    return "no_such_player"
