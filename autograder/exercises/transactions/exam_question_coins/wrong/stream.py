# fails: best_option, exam_best_option
# advice: E
"""Takes later for at once."""

exam_question_coins = "E"
