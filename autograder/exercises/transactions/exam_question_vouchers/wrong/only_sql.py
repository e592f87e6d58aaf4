# fails: best_option, exam_best_option
# advice: A
"""Believes that transactions are for SQL only."""

exam_question_vouchers = "A"
