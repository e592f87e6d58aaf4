# fails: best_option, exam_best_option
# advice: B
"""Believes that a batch is a queue."""

exam_question = "B"
