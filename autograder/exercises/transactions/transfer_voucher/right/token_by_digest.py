"""A token made of the request_id by a digest that is the same in every program."""

import hashlib

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
        "UpdateExpression": "ADD vouchers :more",
        "ConditionExpression": "attribute_exists(player_id)",
        "ExpressionAttributeValues": {":more": 1},
    }
    try:
        dynamodb.meta.client.transact_write_items(
            TransactItems=[{"Update": voucher}, {"Update": giver}, {"Update": taker}],
            ClientRequestToken=hashlib.sha256(request_id.encode()).hexdigest()[:36],
        )
    except ClientError as error:
        if error.response["Error"]["Code"] != "TransactionCanceledException":
            raise
        answer = why(error.response["CancellationReasons"], sender)
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
