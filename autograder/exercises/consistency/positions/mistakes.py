"""What people get wrong in positions."""

from autograder.mistakes import Mistake

mistakes = [
    Mistake(
        name="tidies_up",
        tempts="Deletes what is sold out, on the way. Somebody's record of January is gone.",
        fails="two_positions, exam_positions, last_fills, three_megabytes, exam_last_fills, exam_large_account",
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
]
