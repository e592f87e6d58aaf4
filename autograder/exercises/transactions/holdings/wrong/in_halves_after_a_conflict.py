# fails: after_a_conflict?, exam_one_moment
# advice: several_moments
"""After a conflict it asks for fewer players at a time: in two transactions, which see two moments."""

from botocore.exceptions import ClientError


def _read(client, names):
    gets = [{"Get": {"TableName": "players", "Key": {"player_id": name}}} for name in names]
    found = client.transact_get_items(TransactItems=gets)["Responses"]
    return {name: each["Item"].get("vouchers", 0) for name, each in zip(names, found, strict=True) if "Item" in each}


def holdings(dynamodb, player_ids):
    wanted = list(dict.fromkeys(player_ids))
    if len(wanted) > 100:
        raise ValueError("DynamoDB reads at most 100 items at one moment.")
    if not wanted:
        return {}
    client, half = dynamodb.meta.client, (len(wanted) + 1) // 2
    try:
        return _read(client, wanted)
    except ClientError as error:
        reasons = {each["Code"] for each in error.response.get("CancellationReasons", [])}
        if "TransactionConflict" not in reasons or not reasons <= {"None", "TransactionConflict"} or not wanted[half:]:
            raise
    return {**_read(client, wanted[:half]), **_read(client, wanted[half:])}
