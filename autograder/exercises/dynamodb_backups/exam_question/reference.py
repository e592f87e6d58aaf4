# One letter, for example: exam_question = "A"
exam_question = "D"
