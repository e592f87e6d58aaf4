# fails: best_option, exam_best_option
# advice: A
"""Believes that the window can be any length."""

exam_years = "A"
