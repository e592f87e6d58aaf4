"""What people get wrong in apply_fill."""

from autograder.mistakes import Change, Mistake, keeps_the_first

mistakes = [
    Mistake(
        name="quantity_before",
        tempts="Asks for UPDATED_OLD and returns the quantity before.",
        fails="buys_and_sells, down_to_nothing, new_position, two_fills, two_first_fills, note_of_another, "
        "exam_fills, exam_down_to_nothing, exam_any_number, exam_new_position, exam_fills_at_once, "
        "exam_first_fills_at_once, exam_note_of_another",
        advice="answer",
        old="""
                ReturnValues="UPDATED_NEW",
            )
            return answer["Attributes"]["quantity"]
        """,
        new="""
                ReturnValues="UPDATED_OLD",
            )
            return answer.get("Attributes", {}).get("quantity", 0)
        """,
    ),
    Mistake(
        name="set_without_beginning",
        tempts="SET quantity = quantity + :fill, which fails where there is no quantity.",
        fails="new_position, two_first_fills, exam_any_number, exam_new_position, exam_first_fills_at_once, "
        "exam_down_to_nothing",
        advice="new",
        old='UpdateExpression="ADD quantity :fill",',
        new='UpdateExpression="SET quantity = quantity + :fill",',
    ),
    Mistake(
        name="whole_numbers",
        tempts="Cuts fractions of a share off.",
        fails="buys_and_sells, exam_fills, exam_any_number",
        advice="number",
        old='ExpressionAttributeValues={":fill": quantity},',
        new='ExpressionAttributeValues={":fill": int(quantity)},',
        also=[
            Change(
                old='return answer["Attributes"]["quantity"]',
                new='return int(answer["Attributes"]["quantity"])',
            ),
        ],
    ),
    Mistake(
        name="through_float",
        tempts="Turns the fill into a float and back.",
        fails="exam_any_number",
        advice="number",
        old='{":fill": quantity}',
        new='{":fill": type(quantity)(repr(float(quantity))) if quantity % 1 else int(float(quantity))}',
    ),
    Mistake(
        name="notes_it_afterwards",
        tempts="Notes the last fill in a second request. If that fails, the caller hears of an error and repeats the fill.",
        fails="exam_busy, exam_fills_at_once",
        advice="counted, answer",
        old="""
            return answer["Attributes"]["quantity"]
        """,
        new="""
            dynamodb.Table("positions").update_item(
                Key={"account": account, "symbol": symbol},
                UpdateExpression="SET last_fill = :fill",
                ExpressionAttributeValues={":fill": quantity},
            )
            return answer["Attributes"]["quantity"]
        """,
    ),
    Mistake(
        name="counts_fills",
        tempts="Counts the account's fills in an item beside its positions, which reads of the positions then find too.",
        fails="buys_and_sells, down_to_nothing, new_position, two_fills, two_first_fills, note_of_another, "
        "exam_fills, exam_down_to_nothing, exam_any_number, exam_new_position, exam_fills_at_once, "
        "exam_first_fills_at_once, exam_note_of_another, exam_busy",
        old="""
            answer = dynamodb.Table("positions").update_item(
                Key={"account": account, "symbol": symbol},
        """,
        new="""
            dynamodb.Table("positions").update_item(
                Key={"account": account, "symbol": "#fills"},
                UpdateExpression="ADD quantity :one",
                ExpressionAttributeValues={":one": 1},
            )
            answer = dynamodb.Table("positions").update_item(
                Key={"account": account, "symbol": symbol},
        """,
    ),
    Mistake(
        name="client_of_its_own",
        tempts="Makes a resource of its own, for whatever account and region are the default where it runs.",
        fails="buys_and_sells, down_to_nothing, exam_any_number, exam_busy, exam_down_to_nothing, "
        "exam_fills, exam_fills_at_once, exam_first_fills_at_once, exam_new_position, "
        "exam_note_of_another, missing_table, new_position, note_of_another, two_fills, "
        "two_first_fills",
        old="""
            answer = dynamodb.Table("positions").update_item(
        """,
        new="""
            import boto3

            dynamodb = boto3.resource("dynamodb")
            answer = dynamodb.Table("positions").update_item(
        """,
    ),
    Mistake(
        name="equal_fill_is_a_repeat",
        tempts="Takes a fill that equals the one before for the same request, sent twice.",
        fails="exam_fills",
        advice="quantity",
        old="""
            def apply_fill(dynamodb, account, symbol, quantity):
        """,
        new="""
            LAST = {}


            def apply_fill(dynamodb, account, symbol, quantity):
        """,
        also=[
            Change(
                old="""
                    answer = dynamodb.Table("positions").update_item(
                """,
                new="""
                    if LAST.get((account, symbol), (None,))[0] == quantity:
                        return LAST[account, symbol][1]
                    answer = dynamodb.Table("positions").update_item(
                """,
            ),
            Change(
                old="""
                    return answer["Attributes"]["quantity"]
                """,
                new="""
                    LAST[account, symbol] = quantity, answer["Attributes"]["quantity"]
                    return answer["Attributes"]["quantity"]
                """,
            ),
        ],
    ),
    Mistake(
        name="drops_it_silently",
        tempts="Has an optimistic lock, and returns as if nothing were wrong once others were faster a few times.",
        fails="exam_fills_at_once",
        advice="outrun",
        of="right/compare_and_set",
        old="while True:",
        new="for _ in range(5):",
    ),
    Mistake(
        name="tidies_what_is_bare",
        tempts="Deletes a position that comes to 0 and has nothing else in it, if it still is 0.",
        fails="exam_down_to_nothing",
        advice="quantity",
        old="""
            ReturnValues="UPDATED_NEW",
        """,
        new="""
            ReturnValues="ALL_NEW",
        """,
        also=[
            Change(
                old="""
                    return answer["Attributes"]["quantity"]
                """,
                new="""
                    position = answer["Attributes"]
                    if position["quantity"] == 0 and len(position) == 3:
                        dynamodb.Table("positions").delete_item(
                            Key={"account": account, "symbol": symbol},
                            ConditionExpression="quantity = :none",
                            ExpressionAttributeValues={":none": 0},
                        )
                    return position["quantity"]
                """,
            ),
        ],
    ),
    Mistake(
        name="token_of_the_contents",
        tempts="Makes the token of what is written, so that a repetition is known; an equal fill from there is one too.",
        fails="exam_fills",
        advice="quantity",
        of="right/transaction",
        old="""
            client.transact_write_items(TransactItems=[{"Update": update}])
        """,
        new="""
            token = uuid.uuid5(uuid.NAMESPACE_OID, f"{account} {symbol} {item} {new}")
            client.transact_write_items(TransactItems=[{"Update": update}], ClientRequestToken=str(token))
        """,
        also=[Change(old="import time\n", new="import time\nimport uuid\n")],
    ),
    Mistake(
        name="nothing_bought",
        tempts="A fill of 0 changes nothing, so it is only read; then there is no position afterwards.",
        fails="exam_down_to_nothing",
        advice="new",
        old="""
            answer = dynamodb.Table("positions").update_item(
        """,
        new="""
            if quantity == 0:
                key = {"account": account, "symbol": symbol}
                item = dynamodb.Table("positions").get_item(Key=key, ConsistentRead=True).get("Item", {})
                return item.get("quantity", 0)
            answer = dynamodb.Table("positions").update_item(
        """,
    ),
    Mistake(
        name="brings_back_what_was_deleted",
        tempts="An optimistic lock whose condition holds for a position that was deleted since the read.",
        fails="exam_fills_at_once",
        advice="gone",
        of="right/compare_and_set",
        old="""
            unchanged = Attr("quantity").not_exists() if seen is None else Attr("quantity").eq(seen)
        """,
        new="""
            unchanged = Attr("quantity").not_exists() | Attr("quantity").eq(seen or 0)
        """,
    ),
    Mistake(
        name="creates_it_first",
        tempts="Puts a position of 0 where there is no quantity, then adds: a put takes away what others wrote there.",
        fails="exam_note_of_another",
        advice="whole_item",
        old="""
            answer = dynamodb.Table("positions").update_item(
        """,
        new="""
            table = dynamodb.Table("positions")
            try:
                table.put_item(
                    Item={"account": account, "symbol": symbol, "quantity": 0},
                    ConditionExpression="attribute_not_exists(quantity)",
                )
            except table.meta.client.exceptions.ConditionalCheckFailedException:
                pass
            answer = dynamodb.Table("positions").update_item(
        """,
    ),
    keeps_the_first(
        "def apply_fill(dynamodb, account, symbol, quantity):", 'dynamodb.Table("positions")', "exam_fills"
    ),
]
