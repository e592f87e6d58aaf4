# fails: best_option, exam_best_option
# advice: B
"""Believes that a second is always enough."""

exam_question = "B"
