"""The parameters from before there were expressions."""


def next_ticket(dynamodb, counter):
    update = {"last_ticket": {"Action": "ADD", "Value": 1}}
    table = dynamodb.Table("counters")
    return int(
        table.update_item(Key={"counter_id": counter}, AttributeUpdates=update, ReturnValues="UPDATED_NEW")[
            "Attributes"
        ]["last_ticket"]
    )
