# fails: best_option, exam_best_option
# advice: A
"""Takes a batch for a transaction."""

exam_question_coins = "A"
