"""A process for each part, as many at once as there are CPUs; who has ended is seen by its sentinel."""

from multiprocessing import Pipe, Process
from multiprocessing.connection import wait


def split_work(work, parts, memory_mb):
    cpus = -(-memory_mb // 1769)
    if cpus == 1 or len(parts) < 2:
        return list(map(work, parts))

    def compute(place, end):
        try:
            end.send(("result", work(parts[place])))
        except Exception as problem:
            end.send(("problem", problem))

    found, todo, running = {}, list(enumerate(parts))[::-1], {}
    try:
        while todo or running:
            while todo and len(running) < cpus:
                place, _ = todo.pop()
                here, there = Pipe(duplex=False)
                process = Process(target=compute, args=(place, there))
                process.start()
                there.close()
                running[here] = place, process
            for here in wait(running):
                place, process = running[here]
                try:
                    kind, what = here.recv()
                except EOFError:
                    raise RuntimeError(f"the process of part {place} is gone") from None
                if kind == "problem":
                    raise what
                process.join()
                del running[here]
                found[place] = what
    finally:
        for _, process in running.values():
            process.terminate()
            process.join()
    return [found[place] for place in range(len(parts))]
