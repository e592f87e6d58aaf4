# fails: best_option, exam_best_option
# advice: D
"""Keeps the items and forgets the table."""

exam_years = "D"
