# fails: made_again, moved_on, crash, race, exam_transfers, exam_made_again, exam_crash, exam_race, exam_conflict_first
# advice: looks_first
"""Decides by what it has read, and sends the transaction without conditions."""


def transfer_voucher(dynamodb, voucher_id, sender, receiver, request_id):
    if sender == receiver:
        raise ValueError("the same player")
    vouchers, players = dynamodb.Table("vouchers"), dynamodb.Table("players")
    voucher = vouchers.get_item(Key={"voucher_id": voucher_id}, ConsistentRead=True).get("Item")
    if voucher is None or voucher["holder"] != sender:
        return "not_yours"
    if voucher["redeemed"]:
        return "redeemed"
    if "Item" not in players.get_item(Key={"player_id": receiver}, ConsistentRead=True):
        return "no_such_player"

    def update(table, key, expression, value):
        return {
            "Update": {
                "TableName": table,
                "Key": key,
                "UpdateExpression": expression,
                "ExpressionAttributeValues": {":v": value},
            }
        }

    dynamodb.meta.client.transact_write_items(
        TransactItems=[
            update("vouchers", {"voucher_id": voucher_id}, "SET holder = :v", receiver),
            update("players", {"player_id": sender}, "ADD vouchers :v", -1),
            update("players", {"player_id": receiver}, "ADD vouchers :v", 1),
        ],
        ClientRequestToken=request_id,
    )
    return "transferred"
