"""CPU and WAL of each step at one client: ours, the rival's and the floor's, side by side.

bench/workflow/run calls it on a loaded database. Environment: ROUNDS, JOBS. The last lines are the bars; a missed bar
is no error, a row too few is.
"""
import os
import random
import sys
from collections import defaultdict

import results
from jobs import SCHEMAS, STEPS
from machine import OtherWork
from worker import VARIANTS, Machine, Worker

DATABASE = "bench"
ROUNDS = int(os.environ.get("ROUNDS", "9"))
JOBS = int(os.environ.get("JOBS", "100"))


class Broken(Exception):
    """The bench cannot be believed."""


class Steps:
    def __init__(self):
        self.machine = Machine(DATABASE)
        self.workers = {variant: Worker(self.machine, variant, DATABASE) for variant in VARIANTS}
        self.before = self.counts()
        self.next_job = int(os.environ["HISTORY"])
        # By step and variant: one value for each round. The step "frame" is a request that does nothing.
        self.cpu = defaultdict(list)
        self.wal = defaultdict(list)

    def counts(self):
        return {(schema, name): int(number)
                for schema, name, number in self.machine.admin.simple("select * from bench.count_rows()")}

    def round(self, is_counted):
        jobs = {variant: self.machine.new_jobs(self.next_job, JOBS) for variant in VARIANTS}
        self.next_job += JOBS
        for step in ("frame", *STEPS):
            for variant in random.sample(VARIANTS, len(VARIANTS)):
                worker = self.workers[variant]
                take = worker.frame if step == "frame" else lambda job, w=worker: w.take(step, job)
                cpu, wal = self.machine.block(worker.session, jobs[variant], take)
                if is_counted:
                    self.cpu[step, variant].append(cpu)
                    self.wal[step, variant].append(wal)

    def check(self):
        """All have written as many rows of each table, and nobody's books are wrong."""
        after = self.counts()
        for name in sorted({name for _, name in after}):
            written = {variant: after[schema, name] - self.before[schema, name] for variant, schema in SCHEMAS.items()}
            if len(set(written.values())) > 1:
                raise Broken(f"rows of {name}: {written}")
        for query in ("select * from alogistics.reconcile()", "select * from bench.wrong_accounts()"):
            wrong = self.machine.admin.simple(query)
            if wrong:
                raise Broken(f"{query}: {wrong[:5]}")


def main():
    other_work = OtherWork(os.environ["CLUSTER"])
    steps = Steps()
    # The first round makes the plans, and finds everything in memory.
    for number in range(ROUNDS + 1):
        steps.round(number > 0)
        print(f"  round {number} of {ROUNDS}", flush=True)
    try:
        steps.check()
    except Broken as broken:
        sys.exit(f"not to be believed: {broken}")
    results.show_steps(steps.cpu, steps.wal, other_work.share())


main()
