"""The players first, a guard on the sender's count as well, and the exception class that boto3 makes."""


def change(table, key, expression, condition, values):
    return {
        "Update": {
            "TableName": table,
            "Key": key,
            "UpdateExpression": expression,
            "ConditionExpression": condition,
            "ExpressionAttributeValues": values,
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }
    }


def transfer_voucher(dynamodb, voucher_id, sender, receiver, request_id):
    if receiver == sender:
        raise ValueError(f"{sender} holds it already")
    client = dynamodb.meta.client
    actions = [
        change("players", {"player_id": sender}, "SET vouchers = vouchers - :one", "vouchers >= :one", {":one": 1}),
        change(
            "players",
            {"player_id": receiver},
            "SET vouchers = if_not_exists(vouchers, :zero) + :one",
            "attribute_exists(player_id)",
            {":one": 1, ":zero": 0},
        ),
        change(
            "vouchers",
            {"voucher_id": voucher_id},
            "SET holder = :receiver",
            "holder = :sender AND NOT redeemed = :yes",
            {":receiver": receiver, ":sender": sender, ":yes": True},
        ),
    ]
    try:
        client.transact_write_items(TransactItems=actions, ClientRequestToken=request_id)
    except client.exceptions.TransactionCanceledException as error:
        _, player, voucher = error.response["CancellationReasons"]
        if voucher["Code"] == "ConditionalCheckFailed":
            held = voucher.get("Item", {}).get("holder", {}).get("S")
            return "redeemed" if held == sender else "not_yours"
        if player["Code"] == "ConditionalCheckFailed" and voucher["Code"] == "None":
            return "no_such_player"
        raise
    return "transferred"
