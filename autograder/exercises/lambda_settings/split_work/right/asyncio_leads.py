"""A class of processes, and a coroutine for each that hands out what is next."""

import asyncio
import math
from multiprocessing import get_context

fork = get_context("fork")


class Labourer(fork.Process):
    def __init__(self, work, parts):
        super().__init__()
        self.work, self.parts = work, parts
        self.line, self.end = fork.Pipe()

    def run(self):
        while True:
            place = self.end.recv()
            try:
                self.end.send((self.work(self.parts[place]), None))
            except Exception as error:
                self.end.send((None, error))

    async def lead(self, places, results):
        loop = asyncio.get_running_loop()
        for place in places:
            self.line.send(place)
            answered = asyncio.Event()
            loop.add_reader(self.line.fileno(), answered.set)
            await answered.wait()
            loop.remove_reader(self.line.fileno())
            try:
                results[place], error = self.line.recv()
            except (EOFError, ConnectionError):
                raise RuntimeError(f"{self.name} is gone") from None
            if error is not None:
                raise error


def split_work(work, parts, memory_mb):
    count = min(math.ceil(memory_mb / 1769), len(parts))
    if count < 2:
        return [work(part) for part in parts]
    team, places, results = [], iter(range(len(parts))), [None] * len(parts)

    async def all_of_them():
        await asyncio.gather(*(each.lead(places, results) for each in team))

    try:
        for _ in range(count):
            labourer = Labourer(work, parts)
            labourer.start()
            labourer.end.close()
            team.append(labourer)
        asyncio.run(all_of_them())
    finally:
        for each in team:
            each.kill()
            each.join()
    return results
