# fails: best_option, exam_best_option
# advice: A
"""Forgets what an export needs."""

exam_no_recovery = "A"
