"""A set for the names, a loop for conflicts, and the answer by the items' own keys."""

import time

MOST = 100


def read(client, player_ids):
    gets = [
        {
            "Get": {
                "TableName": "players",
                "Key": {"player_id": name},
                "ProjectionExpression": "#id, #v",
                "ExpressionAttributeNames": {"#id": "player_id", "#v": "vouchers"},
            }
        }
        for name in player_ids
    ]
    return client.transact_get_items(TransactItems=gets)["Responses"]


def holdings(dynamodb, player_ids):
    names = set(player_ids)
    if len(names) > MOST:
        raise ValueError(f"{len(names)} players, but at most {MOST} can be read at once")
    if not names:
        return {}
    client = dynamodb.meta.client
    for pause in (0.01, 0.02, 0.04, None):
        try:
            answers = read(client, sorted(names))
            break
        except client.exceptions.TransactionCanceledException as error:
            codes = {reason["Code"] for reason in error.response["CancellationReasons"]}
            if pause is None or "TransactionConflict" not in codes:
                raise
            time.sleep(pause)
    found = [answer["Item"] for answer in answers if answer.get("Item")]
    return {item["player_id"]: int(item.get("vouchers", 0)) for item in found}
