# fails: exam_uneven
# advice: uneven
"""Gives each process its next part beforehand, so that it need not wait. A long one lies there behind a long one."""

import math
import multiprocessing
from multiprocessing.connection import wait

AHEAD = 2


def split_work(work, parts, memory_mb):
    n = min(math.ceil(memory_mb / 1769), len(parts))
    if n <= 1:
        return [work(part) for part in parts]
    fork = multiprocessing.get_context("fork")

    def compute(end):
        while True:
            index = end.recv()
            try:
                end.send((index, True, work(parts[index])))
            except BaseException as error:
                end.send((index, False, error))

    ends, processes = [], []
    try:
        for _ in range(n):
            here, there = fork.Pipe()
            process = fork.Process(target=compute, args=(there,))
            process.start()
            there.close()
            ends.append(here)
            processes.append(process)
        todo = list(range(len(parts)))
        for end in ends * AHEAD:
            if todo:
                end.send(todo.pop(0))
        results = {}
        while len(results) < len(parts):
            for end in wait(ends):
                try:
                    index, fine, what = end.recv()
                except (EOFError, OSError):
                    raise RuntimeError("a process ended without an answer") from None
                if not fine:
                    raise what
                results[index] = what
                if todo:
                    end.send(todo.pop(0))
        return [results[index] for index in range(len(parts))]
    finally:
        for process in processes:
            process.kill()
            process.join()
