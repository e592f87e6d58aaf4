# fails: best_option, exam_best_option
# advice: D
"""Takes several requests for one."""

exam_question_vouchers = "D"
