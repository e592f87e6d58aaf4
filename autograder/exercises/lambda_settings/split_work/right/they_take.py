"""The places of all parts lie in one pipe, and each process takes the next one out of it."""

import os
from multiprocessing import Pipe, Process
from multiprocessing.connection import wait

SIZE = 8


class _Team:
    def __init__(self, work, parts):
        self.work, self.parts, self.members = work, parts, {}
        self.take, self.put = os.pipe()

    def hire(self):
        told, tell = Pipe(duplex=False)
        process = Process(target=self._labour, args=(tell,))
        process.start()
        tell.close()
        self.members[told] = process

    def _labour(self, tell):
        os.close(self.put)
        while ticket := os.read(self.take, SIZE):
            place = int(ticket)
            try:
                tell.send((place, self.work(self.parts[place]), None))
            except Exception as error:
                tell.send((place, None, error))
        tell.send(None)

    def results(self):
        for place in range(len(self.parts)):
            os.write(self.put, b"%8d" % place)
        os.close(self.put)
        found, busy = {}, set(self.members)
        while busy:
            for told in wait(busy):
                try:
                    answer = told.recv()
                except EOFError:
                    raise RuntimeError("one of the team is gone") from None
                if answer is None:
                    busy.remove(told)
                    continue
                place, found[place], error = answer
                if error is not None:
                    raise error
        return [found[place] for place in sorted(found)]

    def dismiss(self):
        for process in self.members.values():
            process.kill()
            process.join()
        os.close(self.take)


def split_work(work, parts, memory_mb):
    size = min(-(-memory_mb // 1769), len(parts))
    if size < 2:
        return [work(part) for part in parts]
    team = _Team(work, parts)
    try:
        for _ in range(size):
            team.hire()
        return team.results()
    finally:
        team.dismiss()
