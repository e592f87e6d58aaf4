# One letter, for example: exam_question_vouchers = "A"
exam_question_vouchers = "B"
