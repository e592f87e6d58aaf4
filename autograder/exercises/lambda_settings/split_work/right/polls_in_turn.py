"""Polls one after the other, each for a tenth of a second; whoever raises an error leaves its process to be collected."""

import math
from multiprocessing import Pipe, Process


def split_work(work, parts, memory_mb):
    cpus = min(math.ceil(memory_mb / 1769), len(parts))
    if cpus <= 1:
        return [work(part) for part in parts]

    def compute(place, end):
        try:
            end.send(("done", work(parts[place])))
        except Exception as error:
            end.send(("failed", error))

    results, begun, running = {}, 0, []
    try:
        while len(results) < len(parts):
            while begun < len(parts) and len(running) < cpus:
                receive, send = Pipe(duplex=False)
                process = Process(target=compute, args=(begun, send), daemon=True)
                process.start()
                send.close()
                running.append((begun, process, receive))
                begun += 1
            for each in list(running):
                place, process, receive = each
                gone = not process.is_alive()
                if receive.poll(0.1):
                    running.remove(each)
                    results[place] = _answer(receive)
                    process.join()
                elif gone:
                    raise RuntimeError("a process is gone")
    finally:
        for _, process, _ in running:
            process.kill()
            process.join()
    return [results[place] for place in range(len(parts))]


def _answer(receive):
    try:
        kind, what = receive.recv()
    except EOFError:
        raise RuntimeError("a process is gone") from None
    if kind == "failed":
        raise what
    return what
