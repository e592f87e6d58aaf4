"""A small class that hands out placeholders."""

from string import ascii_lowercase


class Placeholders:
    def __init__(self):
        self.names, self.values = {}, {}

    def pair(self, name, value):
        word = "".join(ascii_lowercase[int(digit)] for digit in str(len(self.names)))
        self.names["#" + word], self.values[":" + word] = name, value
        return "#" + word, ":" + word


def upsert_profile(dynamodb, player_id, changes, now):
    if not {"player_id", "created_at"}.isdisjoint(changes):
        raise ValueError(sorted(changes))
    held = Placeholders()
    name, value = held.pair("created_at", now)
    clauses = [f"{name}=if_not_exists({name},{value})"]
    clauses += ["=".join(held.pair(*change)) for change in changes.items()]
    player = dynamodb.Table("players")
    return player.update_item(
        Key=dict(player_id=player_id),
        UpdateExpression="set " + ",".join(clauses),
        ExpressionAttributeNames=held.names,
        ExpressionAttributeValues=held.values,
        ReturnValues="ALL_NEW",
    )["Attributes"]
