# fails: best_option, exam_best_option
# advice: A
"""See the explanation of option A."""

which_call = "A"
