# fails: in_order, count, died, exam_count, exam_died, exam_few, exam_in_order, exam_raised, exam_results, exam_uneven, few, raised, results, uneven
# advice: inside, goes_on
"""Threads, since there are several CPUs now. In Python they take turns."""

import math
from concurrent.futures import ThreadPoolExecutor


def split_work(work, parts, memory_mb):
    with ThreadPoolExecutor(math.ceil(memory_mb / 1769)) as executor:
        return list(executor.map(work, parts))
