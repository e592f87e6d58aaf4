# fails: best_option, exam_best_option
# advice: C
"""Believes that an index can be read consistently."""

exam_question = "C"
