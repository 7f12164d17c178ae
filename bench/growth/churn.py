"""Whole jobs, reads and retention in one installation for so many seconds. bench/growth/run calls it.

usage: churn.py SIZE SECONDS. Environment: CLIENTS, FOUND. The library's worker serves the database meanwhile, and folds,
runs what is due and drops what is old; when all have stopped, it is waited for."""
import itertools
import json
import os
import random
import sys
import threading
import time
from pathlib import Path

from libpq import Refused, Session
from operations import READS, WRITES, Installation

CLIENTS = int(os.environ.get("CLIENTS", "4"))
SIZES = """
  select c.oid::regclass::text, pg_table_size(c.oid), pg_indexes_size(c.oid), s.n_live_tup, s.n_dead_tup
  from pg_class as c join pg_stat_user_tables as s on s.relid = c.oid
  where c.relnamespace in ('alogistics'::regnamespace, 'auth'::regnamespace, 'socle'::regnamespace) and c.relkind = 'r'"""
WAITING = "select (select count(*) from alogistics.figures_queue) + (select count(*) from alogistics.unread_changes)"


class Client(threading.Thread):
    def __init__(self, database, numbers, end):
        super().__init__()
        self.installation = Installation(database)
        self.numbers, self.end = numbers, end
        self.jobs, self.refused = 0, []

    def run(self):
        while time.monotonic() < self.end:
            # A whole copy's people at once, so that no two clients share any.
            for job in self.installation.machine.new_jobs(next(self.numbers) * PEOPLE, PEOPLE):
                if time.monotonic() >= self.end:
                    return
                self.take(job)

    def take(self, job):
        try:
            for name in WRITES:
                self.installation.take(name, job)
            job.cursor = self.installation.machine.admin.simple("select newest from socle.stream_position()")[0][0]
            reader = self.installation.readers(1)[0]
            for name in random.sample(list(READS), 3):
                self.installation.take(name, job if name == "events_fetch" else reader)
            self.jobs += 1
        except Refused as refused:
            self.refused.append(str(refused))
            self.installation.worker.session.simple("rollback")


PEOPLE = int(os.environ["PEOPLE"]) - 1


def sizes(admin):
    return {row[0]: [int(value) for value in row[1:]] for row in admin.simple(SIZES)}


def main():
    database, seconds = f"growth_{sys.argv[1]}", int(sys.argv[2])
    admin = Session(f"dbname={database}")
    before = sizes(admin)
    numbers = itertools.count(int(os.environ["NEXT_JOB"]) // PEOPLE + 1)
    clients = [Client(database, numbers, time.monotonic() + seconds) for _ in range(CLIENTS)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    refused = [text for client in clients for text in client.refused]
    if refused:
        sys.exit(f"not to be believed: {len(refused)} refused: {refused[0]}")
    end = time.monotonic() + 120
    while admin.simple(WAITING) != [["0"]] and time.monotonic() < end:
        time.sleep(1)
    jobs = sum(client.jobs for client in clients)
    print(f"  {jobs} jobs", flush=True)
    (Path(os.environ["FOUND"]) / f"churn_{sys.argv[1]}.json").write_text(
        json.dumps({"jobs": jobs, "seconds": seconds, "before": before, "after": sizes(admin)}))


main()
