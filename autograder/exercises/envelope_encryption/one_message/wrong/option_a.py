# fails: best_option, exam_best_option
# advice: A
"""See the explanation of option A."""

one_message = "A"
