# fails: uneven, exam_in_order?, exam_died, exam_raised, exam_uneven, raised
# advice: uneven, goes_on
"""Each process gets as many parts as the others, all at the beginning."""

import math
from multiprocessing import Pipe, Process


def split_work(work, parts, memory_mb):
    count = min(math.ceil(memory_mb / 1769), len(parts))
    if count <= 1:
        return [work(part) for part in parts]

    def compute(end, share):
        try:
            end.send((None, [work(part) for part in share]))
        except Exception as error:
            end.send((error, None))

    started, results = [], [None] * len(parts)
    try:
        for number in range(count):
            receive, send = Pipe(duplex=False)
            process = Process(target=compute, args=(send, parts[number::count]))
            process.start()
            send.close()
            started.append((process, receive))
        for number, (_, receive) in enumerate(started):
            try:
                error, results[number::count] = receive.recv()
            except EOFError:
                raise RuntimeError("a process is gone") from None
            if error is not None:
                raise error
    finally:
        for process, _ in started:
            process.kill()
            process.join()
    return results
