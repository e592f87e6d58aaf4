"""Results in files; who is done is seen by the end of its process."""

import math
import pickle
import tempfile
from multiprocessing import Process
from multiprocessing.connection import wait
from pathlib import Path


def split_work(work, parts, memory_mb):
    cpus = min(math.ceil(memory_mb / 1769), len(parts))
    if cpus <= 1:
        return [work(part) for part in parts]
    with tempfile.TemporaryDirectory() as folder:
        return _split(work, parts, cpus, Path(folder))


def _split(work, parts, cpus, folder):
    def compute(place):
        try:
            told = True, work(parts[place])
        except Exception as error:
            told = False, error
        (folder / str(place)).write_bytes(pickle.dumps(told))

    results, begun, running = [None] * len(parts), 0, {}
    try:
        while begun < len(parts) or running:
            while begun < len(parts) and len(running) < cpus:
                process = Process(target=compute, args=(begun,))
                process.start()
                running[process.sentinel] = process, begun
                begun += 1
            for sentinel in wait(running):
                process, place = running.pop(sentinel)
                process.join()
                written = folder / str(place)
                if process.exitcode != 0 or not written.exists():
                    raise RuntimeError(f"exit code {process.exitcode}, and no answer")
                fine, results[place] = pickle.loads(written.read_bytes())
                if not fine:
                    raise results[place]
        return results
    finally:
        for process, _ in running.values():
            process.kill()
            process.join()
