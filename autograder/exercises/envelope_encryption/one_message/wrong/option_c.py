# fails: best_option, exam_best_option
# advice: C
"""See the explanation of option C."""

one_message = "C"
