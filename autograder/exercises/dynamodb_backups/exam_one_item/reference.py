# One letter, for example: exam_one_item = "A"
exam_one_item = "C"
