# fails: best_option, exam_best_option
# advice: A
"""Takes fast for fresh."""

exam_question = "A"
