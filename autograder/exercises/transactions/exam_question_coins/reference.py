# One letter, for example: exam_question_coins = "A"
exam_question_coins = "D"
