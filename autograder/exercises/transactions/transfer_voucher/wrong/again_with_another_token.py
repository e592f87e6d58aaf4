# fails: exam_conflict_first
# advice: token
"""After a conflict it tries again, with a token of its own: a repetition is another transfer."""

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
    actions = [{"Update": voucher}, {"Update": giver}, {"Update": taker}]
    client = dynamodb.meta.client
    try:
        try:
            client.transact_write_items(TransactItems=actions, ClientRequestToken=request_id)
        except client.exceptions.TransactionCanceledException as error:
            if all(reason["Code"] != "TransactionConflict" for reason in error.response["CancellationReasons"]):
                raise
            client.transact_write_items(TransactItems=actions, ClientRequestToken=request_id[:30] + "-again")
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
