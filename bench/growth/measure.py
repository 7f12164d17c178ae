"""CPU, WAL and blocks of each operation, at each size of history, side by side. bench/growth/run calls it.

usage: measure.py PHASE SIZE…, with a database growth_SIZE for each. Environment: ROUNDS, FOUND."""
import json
import os
import random
import sys
from collections import defaultdict
from pathlib import Path

from libpq import Session
from machine import OtherWork
from operations import OPERATIONS, READS, Installation

ROUNDS = int(os.environ.get("ROUNDS", "30"))
# Each of the people of a copy has one in each round.
JOBS = int(os.environ["PEOPLE"]) - 1
# What takes microseconds is called more often.
READS_EACH = 10
BLOCKS = "select blks_hit + blks_read from pg_stat_database where datname = '{}'"


class Growth:
    def __init__(self, sizes):
        self.sizes = sizes
        # Of no installation, so that what it asks counts for none.
        self.onlooker = Session("dbname=postgres")
        self.installations = {size: Installation(f"growth_{size}") for size in sizes}
        self.next_job = int(os.environ["NEXT_JOB"])
        # By operation and size: CPU in microseconds, bytes of WAL and blocks of one, a value for each round.
        self.found = {what: defaultdict(list) for what in ("cpu", "wal", "blocks")}

    def blocks(self, size):
        session = self.installations[size].worker.session
        session.simple("select pg_stat_force_next_flush()")
        return int(self.onlooker.simple(BLOCKS.format(f"growth_{size}"))[0][0])

    def round(self, is_counted):
        jobs, readers = {}, {}
        for size, installation in self.installations.items():
            admin = installation.machine.admin
            admin.simple("select alogistics.fold_ledger(), alogistics.fold_figures()")
            jobs[size] = installation.machine.new_jobs(self.next_job, JOBS)
            readers[size] = installation.readers(JOBS * READS_EACH)
            cursor = admin.simple("select newest from socle.stream_position()")[0][0]
            for job in jobs[size]:
                job.cursor = cursor
        self.next_job += JOBS
        for name in OPERATIONS:
            for size in random.sample(self.sizes, len(self.sizes)):
                installation = self.installations[size]
                takers = readers[size] if name in READS and name != "events_fetch" else jobs[size]
                before = self.blocks(size)
                cpu, wal = installation.machine.block(installation.worker.session, takers,
                                                      lambda job, i=installation: i.take(name, job))
                touched = (self.blocks(size) - before) / len(takers)
                if is_counted:
                    for what, value in (("cpu", cpu), ("wal", wal), ("blocks", touched)):
                        self.found[what][f"{name}|{size}"].append(value)


def main():
    phase, sizes = sys.argv[1], sys.argv[2:]
    other_work = OtherWork(os.environ["CLUSTER"])
    growth = Growth(sizes)
    # The first round makes the plans.
    for number in range(ROUNDS + 1):
        growth.round(number > 0)
        print(f"  round {number} of {ROUNDS}", flush=True)
    for installation in growth.installations.values():
        wrong = installation.machine.admin.simple("select * from alogistics.reconcile()")
        if wrong:
            sys.exit(f"not to be believed: {installation.database}: {wrong[:5]}")
    found = {"sizes": sizes, "others": other_work.share(), **growth.found}
    (Path(os.environ["FOUND"]) / f"{phase}.json").write_text(json.dumps(found))


main()
