# fails: best_option, exam_best_option
# advice: E
"""See the explanation of option E."""

which_call = "E"
