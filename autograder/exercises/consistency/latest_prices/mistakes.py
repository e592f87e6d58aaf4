"""What people get wrong in latest_prices."""

from autograder.mistakes import Change, Mistake, keeps_the_first

mistakes = [
    Mistake(
        name="catches_every_error",
        tempts="What could not be read has no price.",
        fails="missing_table, exam_refused, exam_busy",
        advice="catches_all",
        old="""
            import time
        """,
        new="""
            import time

            from botocore.exceptions import ClientError
        """,
        also=[
            Change(
                old="""
                    answer = dynamodb.batch_get_item(RequestItems=request)
                """,
                new="""
                    try:
                        answer = dynamodb.batch_get_item(RequestItems=request)
                    except ClientError:
                        break
                """,
            ),
            Change(
                old="pause = min(2 * pause, 3)",
                new="pause *= 2",
            ),
        ],
    ),
    Mistake(
        name="empty_request",
        tempts="Sends a request even when there is nothing to ask for.",
        fails="many_symbols, exam_many_symbols",
        advice="hundred",
        old="""
            for start in range(0, len(keys), 100):
                request = {"prices": {"Keys": keys[start : start + 100], "ConsistentRead": True}}
                pause = 0.05
        """,
        new="""
            while True:
                request, keys, pause = {"prices": {"Keys": keys[:100], "ConsistentRead": True}}, keys[100:], 0.05
        """,
        also=[
            Change(
                old="""
                                pause = min(2 * pause, 3)
                    return prices
                """,
                new="""
                                pause *= 2
                        if not keys:
                            return prices
                """,
            ),
        ],
    ),
    Mistake(
        name="eventual",
        tempts="Everything but ConsistentRead.",
        fails="last_trades, left_out, exam_last_trades, exam_left_out",
        advice="eventual",
        old="""
            request = {"prices": {"Keys": keys[start : start + 100], "ConsistentRead": True}}
            pause = 0.05
        """,
        new="""
            request, pause = {"prices": {"Keys": keys[start : start + 100]}}, 0.05
        """,
        also=[
            Change(
                old="pause = min(2 * pause, 3)",
                new="pause *= 2",
            ),
        ],
    ),
    Mistake(
        name="only_what_is_found",
        tempts="Leaves out symbols that have no item.",
        fails="few_symbols, left_out, exam_few_symbols, exam_any_price, exam_left_out",
        advice="none",
        old="""
            prices = dict.fromkeys(symbols)
            keys = [{"symbol": symbol} for symbol in prices]
        """,
        new="""
            prices = {}
            keys = [{"symbol": symbol} for symbol in set(symbols)]
        """,
        also=[
            Change(
                old="pause = min(2 * pause, 3)",
                new="pause *= 2",
            ),
        ],
    ),
    Mistake(
        name="tries_for_ever",
        tempts="Tries again after every error, for ever.",
        fails="missing_table, exam_refused, exam_busy",
        advice="catches_all, endless",
        old="""
            import time
        """,
        new="""
            import time

            from botocore.exceptions import ClientError
        """,
        also=[
            Change(
                old="""
                    answer = dynamodb.batch_get_item(RequestItems=request)
                """,
                new="""
                    try:
                        answer = dynamodb.batch_get_item(RequestItems=request)
                    except ClientError:
                        continue
                """,
            ),
            Change(
                old="pause = min(2 * pause, 3)",
                new="pause *= 2",
            ),
        ],
    ),
    Mistake(
        name="twenty_five",
        tempts="Takes the limit of BatchWriteItem, 25, for that of BatchGetItem.",
        fails="many_symbols, exam_many_symbols, exam_a_hundred, exam_twice",
        advice="requests",
        old="""
            for start in range(0, len(keys), 100):
                request = {"prices": {"Keys": keys[start : start + 100], "ConsistentRead": True}}
        """,
        new="""
            for start in range(0, len(keys), 25):
                request = {"prices": {"Keys": keys[start : start + 25], "ConsistentRead": True}}
        """,
        also=[
            Change(
                old="pause = min(2 * pause, 3)",
                new="pause *= 2",
            ),
        ],
    ),
    Mistake(
        name="waits_a_blink",
        tempts="Waits, but always the same hundredth of a second.",
        fails="crowded, exam_crowded",
        advice="wait",
        old="""
            pause = 0.05
        """,
        new="",
        also=[
            Change(
                old="""
                    if request:
                        time.sleep(pause)
                        pause = min(2 * pause, 3)
                """,
                new="""
                    time.sleep(0.01)
                """,
            ),
        ],
    ),
    Mistake(
        name="zero_is_nothing",
        tempts="Takes a price of 0 for no price.",
        fails="exam_few_symbols, exam_any_price",
        advice="answer",
        old='prices |= {item["symbol"]: item.get("price") for item in answer["Responses"]["prices"]}',
        new='prices |= {item["symbol"]: item.get("price") or None for item in answer["Responses"]["prices"]}',
        also=[
            Change(
                old="pause = min(2 * pause, 3)",
                new="pause *= 2",
            ),
        ],
    ),
    Mistake(
        name="first_repeat_at_once",
        tempts="Begins with a pause of nothing.",
        fails="left_out, exam_left_out",
        advice="wait",
        old="pause = 0.05",
        new="pause = 0",
        also=[Change(old="pause = min(2 * pause, 3)", new="pause = min(2 * pause, 3) or 0.05")],
    ),
    Mistake(
        name="in_capitals",
        tempts="Writes symbols in capitals, as the exchange does.",
        fails="exam_any_price",
        advice="exactly",
        old='keys = [{"symbol": symbol} for symbol in prices]',
        new='keys = [{"symbol": symbol} for symbol in dict.fromkeys(map(str.upper, prices))]',
    ),
    Mistake(
        name="settles_for_a_part",
        tempts="Asks eight times, which is enough nearly always, and then returns what it has.",
        fails="exam_crowded",
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
        name="gives_up_after_six_seconds",
        tempts="Gives up, as it may, but after six seconds.",
        fails="exam_crowded",
        advice="gave_up",
        old="""
            time.sleep(pause)
        """,
        new="""
            if pause > 3.5:
                raise TimeoutError("the table is too busy")
            time.sleep(pause)
        """,
        also=[Change(old="pause = min(2 * pause, 3)", new="pause *= 2")],
    ),
    Mistake(
        name="notes_what_is_missing",
        tempts="Puts an item for each symbol without a price, for next time: what a suspended one had is gone.",
        fails="few_symbols, left_out, exam_few_symbols, exam_any_price, exam_left_out",
        old="""
            return prices
        """,
        new="""
            for symbol in prices:
                if prices[symbol] is None:
                    dynamodb.Table("prices").put_item(Item={"symbol": symbol})
            return prices
        """,
    ),
    Mistake(
        name="client_of_its_own",
        tempts="Makes a resource of its own, for whatever account and region are the default where it runs.",
        fails="crowded, exam_a_hundred, exam_any_price, exam_busy, exam_crowded, exam_few_symbols, "
        "exam_last_trades, exam_left_out, exam_many_symbols, exam_twice, few_symbols, last_trades, "
        "left_out, many_symbols, missing_table, twice",
        old="""
            prices = dict.fromkeys(symbols)
        """,
        new="""
            import boto3

            dynamodb = boto3.resource("dynamodb")
            prices = dict.fromkeys(symbols)
        """,
    ),
    Mistake(
        name="skips_unknown",
        tempts="Saves requests for symbols that were not there once, and never hears that they are listed.",
        fails="exam_few_symbols",
        advice="remembers",
        old="""
            def latest_prices(dynamodb, symbols):
        """,
        new="""
            UNKNOWN = set()


            def latest_prices(dynamodb, symbols):
        """,
        also=[
            Change(
                old="""
                    keys = [{"symbol": symbol} for symbol in prices]
                """,
                new="""
                    keys = [{"symbol": symbol} for symbol in prices if symbol not in UNKNOWN]
                """,
            ),
            Change(
                old="""
                    return prices
                """,
                new="""
                    UNKNOWN.update(symbol for symbol in prices if prices[symbol] is None)
                    return prices
                """,
            ),
        ],
    ),
    Mistake(
        name="remembers_in_a_default",
        tempts="Takes a dictionary from the parameter's default, which all calls share.",
        fails="few_symbols, crowded, exam_a_hundred, exam_any_price, exam_crowded, exam_few_symbols, "
        "exam_last_trades, exam_left_out, exam_many_symbols, exam_twice, last_trades, left_out, "
        "many_symbols, twice",
        advice="strangers",
        old="def latest_prices(dynamodb, symbols):",
        new="def latest_prices(dynamodb, symbols, prices={}):",
        also=[
            Change(
                old="""
                    prices = dict.fromkeys(symbols)
                    keys = [{"symbol": symbol} for symbol in prices]
                """,
                new="""
                    prices.update(dict.fromkeys(symbols))
                    keys = [{"symbol": symbol} for symbol in dict.fromkeys(symbols)]
                """,
            )
        ],
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
    keeps_the_first("def latest_prices(dynamodb, symbols):", "dynamodb.batch_get_item(", "exam_few_symbols"),
]
