# fails: best_option, exam_best_option
# advice: B
"""Believes that a program always lives to undo what it did."""

exam_question_coins = "B"
