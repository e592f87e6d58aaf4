"""What people get wrong in latest_by_sector."""

from autograder.mistakes import Mistake

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
]
