# fails: results, exam_results, exam_died
# advice: join_first, ended
"""Waits for the end of a process, then reads what it has sent. More than a pipe holds is never sent."""

import math
from multiprocessing import Pipe, Process
from multiprocessing.connection import wait


def split_work(work, parts, memory_mb):
    count = min(math.ceil(memory_mb / 1769), len(parts))
    if count <= 1:
        return [work(part) for part in parts]

    def compute(end, place):
        try:
            end.send((None, work(parts[place])))
        except Exception as error:
            end.send((error, None))

    results, todo, running = [None] * len(parts), list(range(len(parts))), {}
    try:
        while todo or running:
            while todo and len(running) < count:
                place = todo.pop(0)
                receive, send = Pipe(duplex=False)
                process = Process(target=compute, args=(send, place))
                process.start()
                send.close()
                running[process.sentinel] = process, receive, place
            for sentinel in wait(running):
                process, receive, place = running.pop(sentinel)
                process.join()
                if process.exitcode:
                    raise RuntimeError("a process is gone")
                error, results[place] = receive.recv()
                if error is not None:
                    raise error
    finally:
        for process, _, _ in running.values():
            process.kill()
            process.join()
    return results
