# fails: best_option, exam_best_option
# advice: A
"""Believes that a backup is a set of files."""

exam_question = "A"
