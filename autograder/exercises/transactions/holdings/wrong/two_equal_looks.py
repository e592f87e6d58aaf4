# fails: one_moment, exam_one_moment
# advice: several_moments
"""Reads one by one until two rounds agree: a voucher can go and come back in between."""

from botocore.exceptions import ClientError


def holdings(dynamodb, player_ids):
    wanted = list(dict.fromkeys(player_ids))
    if len(wanted) > 100:
        raise ValueError("more than 100 players")
    if not wanted:
        return {}
    gets = [{"Get": {"TableName": "players", "Key": {"player_id": player}}} for player in wanted]
    table = dynamodb.Table("players")

    def look():
        return [table.get_item(Key={"player_id": player}, ConsistentRead=True) for player in wanted]

    def items(answers):
        return [answer.get("Item") for answer in answers]

    before, responses = look(), look()
    for _ in range(10):
        if items(before) == items(responses):
            break
        before, responses = responses, look()
    else:
        responses = dynamodb.meta.client.transact_get_items(TransactItems=gets)["Responses"]
    return {
        player: response["Item"].get("vouchers", 0) for player, response in zip(wanted, responses) if "Item" in response
    }
