# fails: best_option, exam_best_option
# advice: D
"""Right prices, at twice the price."""

exam_question = "D"
