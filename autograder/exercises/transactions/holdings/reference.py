def holdings(dynamodb, player_ids):
    """How many vouchers players hold, all counted at one and the same moment.

    Args:
        dynamodb: a boto3 resource, as boto3.resource("dynamodb") gives it. Use this one.
        player_ids: keys of the table `players`, a list of strings. It may be empty, name a player
            twice, or name players who do not exist.

    Returns:
        A dictionary from player_id to the number of vouchers, an int or Decimal. A player without
        the attribute `vouchers` has 0. A player_id that does not exist is left out.
        All numbers belong to one moment: no transfer is seen half done, whatever is written while
        this function runs. So the sum over all players is always the number of vouchers.

    Raises:
        ValueError: the list names more than 100 different players. Nothing is sent then.
        Any other failure comes out as boto3 raised it: a busy table, a read that DynamoDB cancels
        because a transaction is changing one of the players. After TransactionConflict you may
        read again a few times; you need not.
    """
    wanted = list(dict.fromkeys(player_ids))
    if len(wanted) > 100:
        raise ValueError("DynamoDB reads at most 100 items at one moment.")
    if not wanted:
        return {}
    gets = [{"Get": {"TableName": "players", "Key": {"player_id": player_id}}} for player_id in wanted]
    found = dynamodb.meta.client.transact_get_items(TransactItems=gets)["Responses"]
    return {
        player_id: answer["Item"].get("vouchers", 0)
        for player_id, answer in zip(wanted, found, strict=True)
        if "Item" in answer
    }
