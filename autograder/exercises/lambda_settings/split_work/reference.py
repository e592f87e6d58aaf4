import math
import multiprocessing
from multiprocessing.connection import wait


def split_work(work, parts, memory_mb):
    """Let as many processes compute as the memory of a Lambda function pays for.

    Args:
        work: a function. work(part) computes for a while and returns the part's result, which can be anything that
            pickle takes, None too, and large. It is there in this process and in those that are forked from it.
        parts: what `work` is called with, a list. A part can be anything that pickle takes, and two can be equal.
            Nobody knows beforehand how long a part takes.
        memory_mb: the function's memory, an int from 128 to 10,240. It pays for memory_mb / 1769 CPUs.

    Returns:
        A list of the results, in the order of the parts. `work` is called once for each part.
        The processes that compute are as many as there are CPUs, rounded up, but no more than parts. If that is one
        or none, this process computes, and starts no other. Otherwise it starts them, they alone compute, and beside
        them there is no other process at any moment.
        It takes no longer than all parts together would take one CPU, divided by the number of CPUs, plus the time
        of the longest part. When it returns or raises, no process is left.

    Raises:
        What `work` raises for a part, an Exception that pickle takes there and back, comes out: one of the same type
            with the same text.
        RuntimeError: a process that this function has started ends without an answer, as one that is killed or exits.
        In both cases that is at once: parts that nobody has begun are not begun, and for those that are being
        computed nobody waits.
    """
    count = min(math.ceil(memory_mb / 1769), len(parts))
    if count <= 1:
        return [work(part) for part in parts]

    def compute(line):
        while True:
            place = line.recv()
            try:
                line.send((True, work(parts[place])))
            except Exception as error:
                line.send((False, error))

    places = iter(range(len(parts)))
    results, busy, processes = [None] * len(parts), {}, []
    try:
        for _ in range(count):
            ours, theirs = multiprocessing.Pipe()
            processes.append(multiprocessing.Process(target=compute, args=(theirs,)))
            processes[-1].start()
            theirs.close()  # so that the end of the process is the end of the pipe
            busy[ours] = next(places)
            ours.send(busy[ours])
        while busy:
            for line in wait(busy):
                try:
                    good, result = line.recv()
                except EOFError:
                    raise RuntimeError("a process has ended without an answer") from None
                if not good:
                    raise result
                results[busy.pop(line)] = result
                place = next(places, None)
                if place is not None:
                    busy[line] = place
                    line.send(place)
    finally:
        for process in processes:
            process.kill()
        for process in processes:
            process.join()
    return results
