# fails: one_letter, best_option, exam_best_option
# advice: letter
"""Writes the answer out."""

exam_question_vouchers = "a transaction"
