from botocore.exceptions import ClientError


def transfer_voucher(dynamodb, voucher_id, sender, receiver, request_id):
    """Give a player's voucher to another player, exactly once for each request_id.

    Args:
        dynamodb: a boto3 resource, as boto3.resource("dynamodb") gives it. Use this one.
        voucher_id: the voucher's key in the table `vouchers`, a string.
        sender: the player_id of the player who gives, a string.
        receiver: the player_id of the player who gets, a string.
        request_id: names this transfer, a string of 1 to 36 characters. Whoever does not know
            whether a call succeeded makes it again within ten minutes, with the same request_id
            and all else the same too. It may then run on another machine.

    Returns:
        One of these texts. If several are true, it is the one that comes first in this list.
        "not_yours": there is no such voucher, or the sender is not its `holder`.
        "redeemed": the voucher's `redeemed` is True.
        "no_such_player": there is no player `receiver`.
        "transferred": the voucher's `holder` is the receiver, the sender's `vouchers` are one
            less and the receiver's one more. A receiver who never had one has no such attribute
            yet. When a call is made again, this is the answer again, and nothing changes,
            whatever has become of the voucher since.
        Only with "transferred" is anything changed, and then nothing but these three attributes.
        All of this holds however many callers there are at the same moment, and wherever a
        program ends.

    Raises:
        ValueError: sender and receiver are the same. Nothing is sent then.
        Any other failure comes out as boto3 raised it: a request_id that was used for another
        transfer, a busy table, a transaction that was cancelled for another reason than your
        conditions. If it has such a reason beside a false condition, the answer is sure, or the
        error comes out, since what was not looked at could make another answer come first. After
        TransactionConflict you may send it again a few times; you need not.
    """
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
                        "ConditionExpression": "holder = :from AND redeemed <> :yes",
                        "ExpressionAttributeValues": {":to": receiver, ":from": sender, ":yes": True},
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
        others = {reason["Code"] for reason in reasons} - {"ConditionalCheckFailed", "None"}
        if others or not any(failed):
            raise
        if failed[0]:
            voucher = reasons[0].get("Item", {})
            return "redeemed" if voucher.get("holder") == {"S": sender} else "not_yours"
        return "no_such_player"
    return "transferred"
