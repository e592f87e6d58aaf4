"""Looks a page's keys up together; compares the whole marked item when it writes."""


def repair(dynamodb, table_name, restored_name, version):
    schema = dynamodb.describe_table(TableName=table_name)["Table"]["KeySchema"]
    repairing = Repair(dynamodb, table_name, restored_name, [part["AttributeName"] for part in schema], version)
    scan = {"TableName": table_name, "ConsistentRead": True, "Limit": 50}
    while scan:
        page = dynamodb.scan(**scan)
        repairing.page([item for item in page["Items"] if item.get("written_by") == {"S": version}])
        scan = {**scan, "ExclusiveStartKey": page["LastEvaluatedKey"]} if "LastEvaluatedKey" in page else None
    return {"put_back": repairing.put_back, "deleted": repairing.deleted}


class Repair:
    def __init__(self, client, table, restored, names, version):
        self.client, self.table, self.restored, self.names = client, table, restored, names
        self.condition = {
            "ConditionExpression": "attribute_type(written_by, :s) AND written_by = :v",
            "ExpressionAttributeValues": {":s": {"S": "S"}, ":v": {"S": version}},
        }
        self.put_back = self.deleted = 0

    def key(self, item):
        return {name: item[name] for name in self.names}

    def page(self, items):
        wanted = [self.key(item) for item in items]
        found = []
        while wanted:
            answer = self.client.batch_get_item(RequestItems={self.restored: {"Keys": wanted, "ConsistentRead": True}})
            found += answer["Responses"].get(self.restored, [])
            wanted = answer["UnprocessedKeys"].get(self.restored, {}).get("Keys", [])
        for item in items:
            good = [each for each in found if self.key(each) == self.key(item)]
            try:
                if good:
                    self.client.put_item(TableName=self.table, Item=good[0], **self.condition)
                    self.put_back += 1
                else:
                    self.client.delete_item(TableName=self.table, Key=self.key(item), **self.condition)
                    self.deleted += 1
            except self.client.exceptions.ConditionalCheckFailedException:
                pass
