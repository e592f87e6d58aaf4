# fails: one_moment, exam_one_moment
# advice: several_moments
"""Reads until two rounds of reads agree: transfers there and back deceive it."""


def holdings(dynamodb, player_ids):
    names = sorted(set(player_ids))
    if len(names) > 100:
        raise ValueError("too many")
    players = dynamodb.Table("players")

    def round_of_reads():
        found = {}
        for name in names:
            item = players.get_item(Key={"player_id": name}, ConsistentRead=True).get("Item")
            if item:
                found[name] = item.get("vouchers", 0)
        return found

    first = round_of_reads()
    while True:
        second = round_of_reads()
        if sum(first.values()) == sum(second.values()):
            return second
        first = second
