"""What people get wrong in positions."""

from autograder.mistakes import Change, Mistake, keeps_the_first

mistakes = [
    Mistake(
        name="tidies_up",
        tempts="Deletes what is sold out, on the way. Somebody's record of January is gone.",
        fails="two_positions, last_fills, three_megabytes, exam_positions, exam_last_fills, "
        "exam_large_account, exam_any_number, exam_refused",
        old="""
            held |= {item["symbol"]: item["quantity"] for item in page["Items"] if item["quantity"] != 0}
        """,
        new="""
            for item in page["Items"]:
                if item["quantity"]:
                    held[item["symbol"]] = item["quantity"]
                else:
                    table.delete_item(Key={"account": account, "symbol": item["symbol"]})
        """,
    ),
    Mistake(
        name="whole_numbers",
        tempts="Believes that shares are whole: funds hold fractions.",
        fails="exam_any_number",
        advice="number",
        old='held |= {item["symbol"]: item["quantity"] for',
        new='held |= {item["symbol"]: int(item["quantity"]) for',
    ),
    Mistake(
        name="through_float",
        tempts="Turns quantities into floats and back.",
        fails="exam_any_number",
        advice="number",
        old='held |= {item["symbol"]: item["quantity"] for',
        new='held |= {item["symbol"]: type(item["quantity"])(repr(float(item["quantity"]))) for',
    ),
    Mistake(
        name="less_than_one_is_none",
        tempts="Takes less than one for nothing.",
        fails="exam_any_number",
        advice="number",
        old='if item["quantity"] != 0}',
        new='if abs(item["quantity"]) >= 1}',
    ),
    Mistake(
        name="ten_pages",
        tempts="Makes sure that the loop ends, after ten pages.",
        fails="exam_many_pages",
        advice="pages",
        old="while True:",
        new="for number in range(10):",
        also=[
            Change(old='if "LastEvaluatedKey" not in page:', new='if "LastEvaluatedKey" not in page or number == 9:')
        ],
    ),
    Mistake(
        name="accounts_in_small_letters",
        tempts="Writes accounts in small letters: another key.",
        fails="exam_positions",
        advice="strangers",
        old='Key("account").eq(account)',
        new='Key("account").eq(account.lower())',
    ),
    Mistake(
        name="client_of_its_own",
        tempts="Makes a resource of its own, for whatever account and region are the default where it runs.",
        fails="exam_any_number, exam_busy_half_way, exam_large_account, exam_last_fills, exam_many_pages, "
        "exam_positions, last_fills, missing_table, three_megabytes",
        old="""
            table = dynamodb.Table("positions")
        """,
        new="""
            import boto3

            dynamodb = boto3.resource("dynamodb")
            table = dynamodb.Table("positions")
        """,
    ),
    Mistake(
        name="range_of_letters",
        tempts="Asks for the symbols from A to Z, and misses those that begin with a digit or a sign.",
        fails="exam_any_number",
        advice="symbols",
        old='Key("account").eq(account)',
        new='Key("account").eq(account) & Key("symbol").between("A", "zzzz")',
    ),
    Mistake(
        name="upper_case",
        tempts="Evens the symbols out, and so takes two for one.",
        fails="exam_any_number",
        advice="strangers",
        old='held |= {item["symbol"]:',
        new='held |= {item["symbol"].upper():',
    ),
    Mistake(
        name="a_thousand_at_most",
        tempts="Tells the paginator to stop after a thousand items, which nobody has, yet.",
        fails="exam_many_pages",
        advice="pages",
        of="right/paginator",
        old="ConsistentRead=True",
        new='ConsistentRead=True, PaginationConfig={"MaxItems": 1000}',
    ),
    Mistake(
        name="last_known_when_refused",
        tempts="Keeps what each account held, for when DynamoDB does not answer.",
        fails="missing_table?, exam_refused, exam_busy_half_way?",
        advice="catches_all",
        old="""
            def positions(dynamodb, account):
        """,
        new="""
            from botocore.exceptions import ClientError

            KNOWN = {}


            def positions(dynamodb, account):
                try:
                    KNOWN[account] = ask(dynamodb, account)
                except ClientError:
                    if account not in KNOWN:
                        raise
                return KNOWN[account]


            def ask(dynamodb, account):
        """,
    ),
    Mistake(
        name="remembers_in_a_default",
        tempts="Takes a dictionary from the parameter's default, which all calls share.",
        fails="last_fills, three_megabytes, no_positions, exam_positions, exam_last_fills, exam_large_account, "
        "exam_any_number, exam_many_pages",
        advice="strangers, eventual",
        old="def positions(dynamodb, account):",
        new="def positions(dynamodb, account, held={}):",
        also=[Change(old="    held = {}\n", new="")],
    ),
    Mistake(
        name="begins_anew_and_adds",
        tempts="Begins anew after a failure, and adds what it reads to what it had read before.",
        fails="exam_refused",
        advice="twice",
        old="""
            held = {}
            while True:
                page = table.query(**query)
                held |= {item["symbol"]: item["quantity"] for item in page["Items"] if item["quantity"] != 0}
                if "LastEvaluatedKey" not in page:
                    return held
        """,
        new="""
            held, failures = {}, 0
            while True:
                try:
                    page = table.query(**query)
                except dynamodb.meta.client.exceptions.ClientError:
                    failures += 1
                    if failures == 3:
                        raise
                    query.pop("ExclusiveStartKey", None)
                    continue
                for item in page["Items"]:
                    if item["quantity"] != 0:
                        held[item["symbol"]] = item["quantity"] + held.get(item["symbol"], 0)
                if "LastEvaluatedKey" not in page:
                    return held
        """,
    ),
    Mistake(
        name="degrades",
        tempts="Goes on with eventually consistent reads when a strong one fails: better old positions than none.",
        fails="exam_refused",
        advice="leader",
        old="""
            page = table.query(**query)
        """,
        new="""
            try:
                page = table.query(**query)
            except dynamodb.meta.client.exceptions.InternalServerError:
                query["ConsistentRead"] = False
                page = table.query(**query)
        """,
    ),
    Mistake(
        name="degrades_half_way",
        tempts="Saves what it has read when a later page fails, by reading the rest eventually.",
        fails="exam_refused",
        advice="leader",
        old="""
            page = table.query(**query)
        """,
        new="""
            try:
                page = table.query(**query)
            except dynamodb.meta.client.exceptions.InternalServerError:
                if "ExclusiveStartKey" not in query:
                    raise
                page = table.query(**{**query, "ConsistentRead": False})
        """,
    ),
    keeps_the_first("def positions(dynamodb, account):", 'dynamodb.Table("positions")', "exam_positions"),
]
