# fails: best_option, exam_best_option
# advice: F
"""Takes close for fresh."""

exam_question = "F"
