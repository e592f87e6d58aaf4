# fails: in_order, count, died, exam_count, exam_died, exam_few, exam_in_order, exam_raised, exam_results, exam_uneven, few, raised, results, uneven
# advice: semaphores
"""The newer one in the library; it needs the same semaphores."""

import math
from concurrent.futures import ProcessPoolExecutor


def split_work(work, parts, memory_mb):
    count = min(math.ceil(memory_mb / 1769), len(parts))
    if count <= 1:
        return [work(part) for part in parts]
    with ProcessPoolExecutor(count) as executor:
        return list(executor.map(work, parts))
