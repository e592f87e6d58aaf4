# fails: in_order, count, died, exam_count, exam_died, exam_few, exam_in_order, exam_results, exam_uneven, few, results, uneven
# advice: inside
"""The loop that was there before the memory was raised."""


def split_work(work, parts, memory_mb):
    return [work(part) for part in parts]
