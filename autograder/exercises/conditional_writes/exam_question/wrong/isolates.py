# fails: best_option, exam_best_option
# advice: E
"""Believes that isolated writes cannot replace each other."""

exam_question = "E"
