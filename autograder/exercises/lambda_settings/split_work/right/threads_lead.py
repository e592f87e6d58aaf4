"""A thread for each process: it hands out and waits, which threads do well."""

import math
import threading
from multiprocessing import Pipe, Process


def split_work(work, parts, memory_mb):
    count = min(math.ceil(memory_mb / 1769), len(parts))
    if count < 2:
        return [work(part) for part in parts]

    def compute(end):
        while True:
            place = end.recv()
            try:
                end.send([work(parts[place]), None])
            except Exception as problem:
                end.send([None, problem])

    def lead(end):
        while True:
            with lock:
                place = next(places, None)
            if place is None or problems:
                return
            try:
                end.send(place)
                results[place], problem = end.recv()
            except (EOFError, OSError):
                problem = RuntimeError("its process is gone")
            if problem is not None:
                problems.append(problem)
                for process in processes:
                    process.kill()

    lock, places, problems = threading.Lock(), iter(range(len(parts))), []
    results, processes, ends = [None] * len(parts), [], []
    for _ in range(count):
        ours, theirs = Pipe()
        process = Process(target=compute, args=(theirs,), daemon=True)
        process.start()
        theirs.close()
        processes.append(process)
        ends.append(ours)
    threads = [threading.Thread(target=lead, args=(end,)) for end in ends]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for process in processes:
        process.kill()
        process.join()
    if problems:
        raise problems[0]
    return results
