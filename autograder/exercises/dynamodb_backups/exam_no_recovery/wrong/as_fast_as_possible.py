# fails: best_option, exam_best_option
# advice: C
"""Thinks of the copy, and not of those who use the table."""

exam_no_recovery = "C"
