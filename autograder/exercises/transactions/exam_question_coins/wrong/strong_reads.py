# fails: best_option, exam_best_option
# advice: C
"""Believes that a strong read holds the items still."""

exam_question_coins = "C"
