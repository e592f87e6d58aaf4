# fails: best_option, exam_best_option
# advice: D
"""See the explanation of option D."""

one_message = "D"
