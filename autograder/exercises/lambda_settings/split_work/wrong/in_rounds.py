# fails: uneven, exam_in_order, exam_uneven
# advice: uneven
"""Starts as many as there are CPUs, waits for all of them, and starts the next ones."""

import math
from multiprocessing import Pipe, Process
from multiprocessing.connection import wait


def split_work(work, parts, memory_mb):
    count = min(math.ceil(memory_mb / 1769), len(parts))
    if count <= 1:
        return [work(part) for part in parts]

    def compute(end, part):
        try:
            end.send((None, work(part)))
        except Exception as error:
            end.send((error, None))

    results = []
    for first in range(0, len(parts), count):
        team = {}
        try:
            for part in parts[first : first + count]:
                receive, send = Pipe(duplex=False)
                process = Process(target=compute, args=(send, part))
                process.start()
                send.close()
                team[receive] = process
            found = {}
            while len(found) < len(team):
                for receive in wait([each for each in team if each not in found]):
                    try:
                        error, found[receive] = receive.recv()
                    except EOFError:
                        raise RuntimeError("a process is gone") from None
                    if error is not None:
                        raise error
            results += [found[receive] for receive in team]
        finally:
            for process in team.values():
                process.kill()
                process.join()
    return results
