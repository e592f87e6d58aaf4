# fails: best_option, exam_best_option
# advice: B
"""Repairs 300 items and loses thousands."""

exam_one_item = "B"
