# fails: best_option, exam_best_option
# advice: D
"""Takes recovery for an undo button."""

exam_one_item = "D"
