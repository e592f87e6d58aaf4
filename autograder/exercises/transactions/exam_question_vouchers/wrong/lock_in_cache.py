# fails: best_option, exam_best_option
# advice: E
"""Takes a lock for a transaction."""

exam_question_vouchers = "E"
