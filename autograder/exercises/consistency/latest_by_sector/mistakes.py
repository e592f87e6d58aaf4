"""What people get wrong in latest_by_sector."""

from autograder.mistakes import Change, Mistake, keeps_the_first

mistakes = [
    Mistake(
        name="pairs",
        tempts="Returns a sorted list of pairs in place of a dictionary.",
        fails="one_sector, last_trades, moved_away, withdrawn, large_sector, left_out, no_instruments, "
        "exam_one_sector, exam_last_trades, exam_left_the_sector, exam_any_price, exam_large_sector, "
        "exam_left_out",
        advice="answer",
        old="return prices",
        new="return sorted(prices.items())",
    ),
    Mistake(
        name="asks_again_at_once",
        tempts="Asks for unprocessed keys again without a pause.",
        fails="left_out, exam_left_out",
        advice="wait",
        old="""
            time.sleep(pause)
        """,
        new="",
    ),
    Mistake(
        name="sectors_alike",
        tempts="Compares sectors without regard to case.",
        fails="exam_left_the_sector",
        advice="moved",
        old='if item.get("sector") == sector]',
        new='if item.get("sector", "").lower() == sector.lower()]',
    ),
    Mistake(
        name="settles_for_a_part",
        tempts="Asks eight times, which is enough nearly always, and then returns what it has.",
        fails="exam_left_out",
        advice="unprocessed",
        old="""
                while request:
        """,
        new="""
                for attempt in range(8):
        """,
        also=[
            Change(
                old="""
                    if request:
                        time.sleep(pause)
                """,
                new="""
                    if not request:
                        break
                    else:
                        time.sleep(pause)
                """,
            )
        ],
    ),
    Mistake(
        name="marks_what_it_reads",
        tempts="Marks every instrument as seen: a write that everybody pays for.",
        fails="one_sector, last_trades, moved_away, withdrawn, large_sector, left_out, exam_one_sector, "
        "exam_last_trades, exam_left_the_sector, exam_any_price, exam_large_sector, exam_left_out, exam_refused",
        old="""
            return prices
        """,
        new="""
            for symbol in prices:
                dynamodb.Table("prices").update_item(
                    Key={"symbol": symbol},
                    UpdateExpression="ADD seen :one",
                    ExpressionAttributeValues={":one": 1},
                )
            return prices
        """,
    ),
    Mistake(
        name="client_of_its_own",
        tempts="Makes a resource of its own, for whatever account and region are the default where it runs.",
        fails="exam_any_price, exam_busy, exam_large_sector, exam_last_trades, exam_left_out, "
        "exam_left_the_sector, exam_one_sector, large_sector, last_trades, left_out, missing_table, "
        "moved_away, one_sector, withdrawn",
        old="""
            query = {"IndexName": "by_sector", "KeyConditionExpression": Key("sector").eq(sector)}
        """,
        new="""
            import boto3

            dynamodb = boto3.resource("dynamodb")
            query = {"IndexName": "by_sector", "KeyConditionExpression": Key("sector").eq(sector)}
        """,
    ),
    Mistake(
        name="no_sector_is_this_one",
        tempts="Lets a default stand in for a sector that is missing, since the index has just told it.",
        fails="exam_left_the_sector",
        advice="moved",
        old='if item.get("sector") == sector]',
        new='if item.get("sector", sector) == sector]',
    ),
    Mistake(
        name="a_thousand_at_most",
        tempts="Tells the paginator to stop after a thousand items, which no sector has, yet.",
        fails="exam_large_sector",
        advice="pages",
        old="""
            while True:
                page = dynamodb.Table("prices").query(**query)
                keys += [{"symbol": item["symbol"]} for item in page["Items"]]
                if "LastEvaluatedKey" not in page:
                    break
                query["ExclusiveStartKey"] = page["LastEvaluatedKey"]
        """,
        new="""
            pages = dynamodb.meta.client.get_paginator("query")
            for page in pages.paginate(TableName="prices", **query, PaginationConfig={"MaxItems": 1000}):
                keys += [{"symbol": item["symbol"]} for item in page["Items"]]
        """,
    ),
    Mistake(
        name="fills_in_from_the_index",
        tempts="Takes what the table's item lacks from the index's: there was a price, a moment ago.",
        fails="exam_last_trades",
        advice="eventual",
        old="""
            keys = []
        """,
        new="""
            keys = []
            listed = {}
        """,
        also=[
            Change(
                old="""
                    keys += [{"symbol": item["symbol"]} for item in page["Items"]]
                """,
                new="""
                    keys += [{"symbol": item["symbol"]} for item in page["Items"]]
                    listed |= {item["symbol"]: item for item in page["Items"]}
                """,
            ),
            Change(
                old='{item["symbol"]: item.get("price") for item in items}',
                new='{item["symbol"]: {**listed[item["symbol"]], **item}.get("price") for item in items}',
            ),
        ],
    ),
    Mistake(
        name="remembers_in_a_default",
        tempts="Takes a dictionary from the parameter's default, which all calls share.",
        fails="exam_one_sector, exam_any_price, exam_large_sector, exam_last_trades, exam_left_out, "
        "exam_left_the_sector, large_sector, last_trades, no_instruments, withdrawn",
        advice="strangers, gone?, moved?",
        old="def latest_by_sector(dynamodb, sector):",
        new="def latest_by_sector(dynamodb, sector, prices={}):",
        also=[Change(old="    prices = {}\n", new="")],
    ),
    Mistake(
        name="digits_of_the_context",
        tempts="Computes with each price, and 28 digits are left.",
        fails="exam_any_price",
        advice="exactly",
        old='item.get("price") for item',
        new='item.get("price") and +item["price"] for item',
    ),
    Mistake(
        name="asks_for_the_hundred_again",
        tempts="Sends all keys of a hundred again until none is left out: with answers of 16 MB that never happens.",
        fails="exam_left_out",
        advice="again",
        old="""
            request = answer["UnprocessedKeys"]
            if request:
        """,
        new="""
            if not answer["UnprocessedKeys"]:
                request = None
            if request:
        """,
    ),
    Mistake(
        name="stops_where_nothing_comes",
        tempts="Takes an answer without items for the end: the keys that were read may be just those without an item.",
        fails="exam_left_out",
        advice="unprocessed",
        old="""
            request = answer["UnprocessedKeys"]
        """,
        new="""
            request = answer["UnprocessedKeys"] if answer["Responses"]["prices"] else None
        """,
    ),
    Mistake(
        name="remembers_members",
        tempts="Asks the index once for each sector: the prices come from the table anyway.",
        fails="exam_one_sector, exam_busy",
        advice="remembers, catches_all",
        old="""
            query = {"IndexName": "by_sector", "KeyConditionExpression": Key("sector").eq(sector)}
            keys = []
            while True:
        """,
        new="""
            query = {"IndexName": "by_sector", "KeyConditionExpression": Key("sector").eq(sector)}
            known = sector in MEMBERS
            keys = MEMBERS.setdefault(sector, [])
            while not known:
        """,
        also=[
            Change(
                old="""
                    def latest_by_sector(dynamodb, sector):
                """,
                new="""
                    MEMBERS = {}


                    def latest_by_sector(dynamodb, sector):
                """,
            )
        ],
    ),
    Mistake(
        name="asks_for_half",
        tempts="When a batch fails, perhaps it was too large: it asks for the half, and forgets the other half.",
        fails="exam_refused",
        advice="catches_all",
        old="""
            answer = dynamodb.batch_get_item(RequestItems=request)
        """,
        new="""
            try:
                answer = dynamodb.batch_get_item(RequestItems=request)
            except dynamodb.meta.client.exceptions.ClientError:
                asked = request["prices"]["Keys"]
                if len(asked) == 1:
                    raise
                request["prices"]["Keys"] = asked[: len(asked) // 2]
                continue
        """,
    ),
    Mistake(
        name="degrades",
        tempts="Asks for the hundred eventually when the strong read fails: better old prices than none.",
        fails="exam_refused",
        advice="leader",
        old="""
            answer = dynamodb.batch_get_item(RequestItems=request)
        """,
        new="""
            try:
                answer = dynamodb.batch_get_item(RequestItems=request)
            except dynamodb.meta.client.exceptions.InternalServerError:
                request["prices"]["ConsistentRead"] = False
                answer = dynamodb.batch_get_item(RequestItems=request)
        """,
    ),
    keeps_the_first("def latest_by_sector(dynamodb, sector):", 'dynamodb.Table("prices").query(', "exam_one_sector"),
]
