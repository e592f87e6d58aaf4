"""What people get wrong in latest_by_sector."""

from autograder.mistakes import Mistake

mistakes = [
    Mistake(
        name="pairs",
        tempts="Returns a sorted list of pairs in place of a dictionary.",
        fails="one_sector, last_trades, moved_away, withdrawn, large_sector, left_out, no_instruments, exam_one_sector, exam_last_trades, exam_left_the_sector, exam_large_sector, exam_left_out",
        advice="answer",
        old="return prices",
        new="return sorted(prices.items())",
    ),
]
