# fails: made_again, moved_on, crash, mixed_reasons, conflict, exam_transfers, exam_made_again, exam_crash, exam_mixed_reasons, exam_conflict_first, exam_other_failures
# advice: looks_first, one_transaction, not_a_condition
"""Three conditional updates, one after the other."""

from botocore.exceptions import ClientError


def transfer_voucher(dynamodb, voucher_id, sender, receiver, request_id):
    if sender == receiver:
        raise ValueError("the same player")
    vouchers, players = dynamodb.Table("vouchers"), dynamodb.Table("players")
    known = "Item" in players.get_item(Key={"player_id": receiver}, ConsistentRead=True)
    try:
        vouchers.update_item(
            Key={"voucher_id": voucher_id},
            UpdateExpression="SET holder = :to",
            ConditionExpression="holder = :from AND redeemed = :no AND :known = :yes",
            ExpressionAttributeValues={":to": receiver, ":from": sender, ":no": False, ":known": known, ":yes": True},
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )
    except ClientError as error:
        if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
            raise
        voucher = error.response.get("Item", {})
        if voucher.get("holder") != {"S": sender}:
            return "not_yours"
        return "redeemed" if voucher["redeemed"]["BOOL"] else "no_such_player"
    for player_id, step in ((sender, -1), (receiver, 1)):
        players.update_item(
            Key={"player_id": player_id},
            UpdateExpression="ADD vouchers :step",
            ExpressionAttributeValues={":step": step},
        )
    return "transferred"
