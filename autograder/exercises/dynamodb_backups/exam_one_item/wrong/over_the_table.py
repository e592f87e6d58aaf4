# fails: best_option, exam_best_option
# advice: A
"""Believes that a restore goes back into the table."""

exam_one_item = "A"
