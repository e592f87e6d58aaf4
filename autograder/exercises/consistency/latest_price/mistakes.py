"""What people get wrong in latest_price."""

from autograder.mistakes import Mistake

mistakes = [
    Mistake(
        name="eventual",
        tempts="The default: right nearly always, and wrong right after a trade.",
        fails="last_trade, exam_last_trade, exam_new_instrument",
        advice="eventual",
        old='response = dynamodb.Table("prices").get_item(Key={"symbol": symbol}, ConsistentRead=True)',
        new='response = dynamodb.Table("prices").get_item(Key={"symbol": symbol})',
    ),
]
