# fails: best_option, exam_best_option
# advice: D
"""Takes repair for prevention."""

exam_question = "D"
