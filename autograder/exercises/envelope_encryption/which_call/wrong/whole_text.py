# fails: one_letter, best_option, exam_best_option
# advice: letter
"""Writes out the answer."""

which_call = "the data key"
