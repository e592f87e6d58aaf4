"""A transaction of one action for each item, and the pages by hand."""


def repair(dynamodb, table_name, restored_name, version):
    keys = [each["AttributeName"] for each in dynamodb.describe_table(TableName=restored_name)["Table"]["KeySchema"]]
    counts = {"put_back": 0, "deleted": 0}
    more = {}
    while True:
        page = dynamodb.scan(TableName=table_name, **more)
        for item in page["Items"]:
            if item.get("written_by") == {"S": version}:
                kind = _one(dynamodb, table_name, restored_name, {name: item[name] for name in keys}, version)
                if kind:
                    counts[kind] += 1
        if "LastEvaluatedKey" not in page:
            return counts
        more = {"ExclusiveStartKey": page["LastEvaluatedKey"]}


def _one(dynamodb, table_name, restored_name, key, version):
    found = dynamodb.get_item(TableName=restored_name, Key=key)
    common = {
        "TableName": table_name,
        "ConditionExpression": "#by = :bad",
        "ExpressionAttributeNames": {"#by": "written_by"},
        "ExpressionAttributeValues": {":bad": {"S": version}},
    }
    if "Item" in found:
        kind, action = "put_back", {"Put": {**common, "Item": found["Item"]}}
    else:
        kind, action = "deleted", {"Delete": {**common, "Key": key}}
    try:
        dynamodb.transact_write_items(TransactItems=[action])
    except dynamodb.exceptions.TransactionCanceledException as cancelled:
        if [reason["Code"] for reason in cancelled.response["CancellationReasons"]] == ["ConditionalCheckFailed"]:
            return None
        raise
    return kind
