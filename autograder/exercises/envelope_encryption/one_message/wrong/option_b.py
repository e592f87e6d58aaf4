# fails: best_option, exam_best_option
# advice: B
"""See the explanation of option B."""

one_message = "B"
