# fails: in_order, count, died, exam_count, exam_died, exam_few, exam_in_order, exam_raised, exam_results, exam_uneven, few, raised, results, uneven
# advice: semaphores
"""What everybody would take, and what works everywhere else."""

import math
from multiprocessing import Pool


def split_work(work, parts, memory_mb):
    count = min(math.ceil(memory_mb / 1769), len(parts))
    if count <= 1:
        return [work(part) for part in parts]
    with Pool(count) as pool:
        return pool.map(work, parts, chunksize=1)
