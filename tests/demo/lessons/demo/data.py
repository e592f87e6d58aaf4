"""A table of seats, for tests of the judge."""


def prepare(cloud):
    cloud.resource("dynamodb", who="course").create_table(
        TableName="seats",
        KeySchema=[{"AttributeName": "seat", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "seat", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )


def owner(cloud, seat):
    table = cloud.resource("dynamodb", who="course").Table("seats")
    return table.get_item(Key={"seat": seat}, ConsistentRead=True).get("Item", {}).get("owner")
