"""What people get wrong in latest_price."""

from autograder.mistakes import Change, Mistake, keeps_the_first

mistakes = [
    Mistake(
        name="eventual",
        tempts="The default: right nearly always, and wrong right after a trade.",
        fails="last_trade, exam_last_trade, exam_new_instrument",
        advice="eventual",
        old='response = dynamodb.Table("prices").get_item(Key={"symbol": symbol}, ConsistentRead=True)',
        new='response = dynamodb.Table("prices").get_item(Key={"symbol": symbol})',
    ),
    Mistake(
        name="normalizes",
        tempts="Takes zeros off with normalize(), which rounds to 28 digits.",
        fails="exam_any_number",
        advice="number",
        old="""
            return response.get("Item", {}).get("price")
        """,
        new="""
            price = response.get("Item", {}).get("price")
            return price if price is None else price.normalize()
        """,
    ),
    Mistake(
        name="tidies_the_symbol",
        tempts="Is kind to people who type, and asks for another key than it was given.",
        fails="exam_any_symbol",
        advice="symbol",
        old='Key={"symbol": symbol}',
        new='Key={"symbol": symbol.strip().upper()}',
    ),
    Mistake(
        name="symbol_in_the_statement",
        tempts="Writes the symbol into the statement's text: a quote ends it.",
        fails="exam_any_symbol",
        advice="symbol",
        old="""
            response = dynamodb.Table("prices").get_item(Key={"symbol": symbol}, ConsistentRead=True)
        """,
        new="""
            statement = f"SELECT price FROM prices WHERE symbol = '{symbol}'"
            found = dynamodb.meta.client.execute_statement(Statement=statement, ConsistentRead=True)["Items"]
            response = {"Item": found[0]} if found else {}
        """,
    ),
    Mistake(
        name="no_table_no_price",
        tempts="Takes a missing table for a missing price.",
        fails="missing_table, exam_refused",
        advice="catches_all",
        old="""
            response = dynamodb.Table("prices").get_item(Key={"symbol": symbol}, ConsistentRead=True)
        """,
        new="""
            try:
                response = dynamodb.Table("prices").get_item(Key={"symbol": symbol}, ConsistentRead=True)
            except dynamodb.meta.client.exceptions.ResourceNotFoundException:
                response = {}
        """,
    ),
    Mistake(
        name="client_of_its_own",
        tempts="Makes a resource of its own, for whatever account and region are the default where it runs.",
        fails="any_number, exam_any_number, exam_any_symbol, exam_busy, exam_last_trade, exam_new_instrument, "
        "exam_one_item, known_price, last_trade, missing_table, exam_no_price",
        old="""
            response = dynamodb.Table("prices").get_item(Key={"symbol": symbol}, ConsistentRead=True)
        """,
        new="""
            import boto3

            dynamodb = boto3.resource("dynamodb")
            response = dynamodb.Table("prices").get_item(Key={"symbol": symbol}, ConsistentRead=True)
        """,
    ),
    Mistake(
        name="last_known_price",
        tempts="Keeps the last price of each share, for when there is none.",
        fails="exam_no_price",
        advice="remembers",
        old="""
            def latest_price(dynamodb, symbol):
        """,
        new="""
            LAST = {}


            def latest_price(dynamodb, symbol):
        """,
        also=[
            Change(
                old="""
                    return response.get("Item", {}).get("price")
                """,
                new="""
                    if "price" in response.get("Item", {}):
                        LAST[symbol] = response["Item"]["price"]
                    return LAST.get(symbol)
                """,
            ),
        ],
    ),
    Mistake(
        name="degrades",
        tempts="Takes an eventually consistent read when the strong one fails: better an old price than none.",
        fails="exam_refused",
        advice="leader",
        old="""
            response = dynamodb.Table("prices").get_item(Key={"symbol": symbol}, ConsistentRead=True)
        """,
        new="""
            try:
                response = dynamodb.Table("prices").get_item(Key={"symbol": symbol}, ConsistentRead=True)
            except dynamodb.meta.client.exceptions.InternalServerError:
                response = dynamodb.Table("prices").get_item(Key={"symbol": symbol})
        """,
    ),
    Mistake(
        name="last_known_when_busy",
        tempts="Keeps each price, for when the table is too busy: an old one is better than an error.",
        fails="exam_refused",
        advice="remembers",
        old="""
            def latest_price(dynamodb, symbol):
        """,
        new="""
            from botocore.exceptions import ClientError

            LAST = {}


            def latest_price(dynamodb, symbol):
        """,
        also=[
            Change(
                old="""
                    response = dynamodb.Table("prices").get_item(Key={"symbol": symbol}, ConsistentRead=True)
                    return response.get("Item", {}).get("price")
                """,
                new="""
                    try:
                        response = dynamodb.Table("prices").get_item(Key={"symbol": symbol}, ConsistentRead=True)
                        LAST[symbol] = response.get("Item", {}).get("price")
                    except ClientError as error:
                        if error.response["Error"]["Code"] != "ProvisionedThroughputExceededException":
                            raise
                        if symbol not in LAST:
                            raise
                    return LAST[symbol]
                """,
            ),
        ],
    ),
    Mistake(
        name="whole_numbers",
        tempts="Makes an int of what is whole: equal, and of another type than was promised.",
        fails="known_price, any_number, exam_any_number, exam_any_symbol, exam_no_price?, exam_one_item?",
        advice="number",
        old="""
            return response.get("Item", {}).get("price")
        """,
        new="""
            price = response.get("Item", {}).get("price")
            return int(price) if price is not None and price == int(price) else price
        """,
    ),
    keeps_the_first("def latest_price(dynamodb, symbol):", 'dynamodb.Table("prices")', "exam_one_item, exam_refused?"),
]
