def repair(dynamodb, table_name, restored_name, version):
    """Put back what a bad version of a program has written, and nothing else.

    Programs of the lab write their version into the attribute `written_by` of each item that they write; older items
    have none. The bad version was stopped an hour ago. Others go on writing while this function runs.

    Args:
        dynamodb: a boto3 client, as boto3.client("dynamodb") gives it. Use this one.
        table_name: the table to repair, a string. Its key has one attribute or two, of any type.
        restored_name: a table with the same key that holds the items as they were before, a string. It stays as it is.
        version: what the bad version wrote into `written_by`, a text.

    Each item of the table whose `written_by` is exactly this text
        - becomes the restored table's item with this key: all its attributes, and no others;
        - is deleted, if the restored table has no item with this key.
    Whatever somebody else writes or deletes meanwhile, at whatever moment, stays. So does every other item.

    Returns:
        A dict, {"put_back": ..., "deleted": ...}: how many items this call has put back and deleted, two ints.
        (Where the network has lost an answer, and boto3 has sent a request again, they can be too small.)

    Raises:
        Any failure comes out as boto3 raised it. Then a part is repaired, and a second call does the rest.
    """
    schema = dynamodb.describe_table(TableName=table_name)["Table"]["KeySchema"]
    keys = [part["AttributeName"] for part in schema]
    marked = {":version": {"S": version}}
    done = {"put_back": 0, "deleted": 0}
    pages = dynamodb.get_paginator("scan").paginate(
        TableName=table_name,
        FilterExpression="written_by = :version",
        ExpressionAttributeValues=marked,
        ConsistentRead=True,
    )
    for page in pages:
        for item in page["Items"]:
            key = {name: item[name] for name in keys}
            good = dynamodb.get_item(TableName=restored_name, Key=key, ConsistentRead=True).get("Item")
            still = {"ConditionExpression": "written_by = :version", "ExpressionAttributeValues": marked}
            try:
                if good is None:
                    dynamodb.delete_item(TableName=table_name, Key=key, **still)
                else:
                    dynamodb.put_item(TableName=table_name, Item=good, **still)
            except dynamodb.exceptions.ConditionalCheckFailedException:
                continue  # somebody was faster, and is right
            done["deleted" if good is None else "put_back"] += 1
    return done
