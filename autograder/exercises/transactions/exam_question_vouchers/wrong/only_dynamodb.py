# fails: best_option, exam_best_option
# advice: C
"""Believes that an SQL transaction knows one table only."""

exam_question_vouchers = "C"
