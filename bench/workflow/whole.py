"""The whole job over one connection and by many clients, and what completions wait for.

bench/workflow/run calls it after steps.py. Environment: WHOLE_ROUNDS, RUN_S, CLIENTS, MODES.
"""
import os
import random
import subprocess
import sys
import tempfile
import threading
from collections import defaultdict
from functools import cache
from pathlib import Path
from time import sleep

import clients
import floor
import results
import statements
from jobs import STEPS
from libpq import Session
from machine import OtherWork

DATABASE = "bench"
ROUNDS = int(os.environ.get("WHOLE_ROUNDS", "3"))
RUN_S = os.environ.get("RUN_S", "3")
CLIENTS = [int(number) for number in os.environ.get("CLIENTS", "1 4 8 16").split()]
# Settings of the database, since who calls may not set them all.
MODES = {"off": {"synchronous_commit": "off"}, "on": {"synchronous_commit": "on"},
         # A log device that takes 1 ms: whoever flushes sleeps first, and the others join him.
         "slow": {"synchronous_commit": "on", "commit_delay": "1000", "commit_siblings": "0"}}
USED_MODES = os.environ.get("MODES", "off on slow").split()
VARIANTS = {"socle": "alogistics", "rival": "rival", "client": "rival", "orm": "rival", "floor": "floor"}
# One connection is measured so often in each round: there are bars about it, and a client and a server that take turns
# vary most.
ONE_CLIENT_RUNS = 4
MANY = 16
# Of each of the clients, in one run.
COMPLETIONS = 30


class Broken(Exception):
    """The bench cannot be believed."""


@cache
def lines_of(variant):
    if variant == "floor":
        return floor.script(Session(f"dbname={DATABASE}"))
    return clients.functions(variant) if variant in ("socle", "rival") else statements.script(variant)


def pgbench(variant, lines, number, *duration):
    """Jobs made, and per second. A connection is for the one who calls functions, or for the owner of the tables."""
    user = "authenticator" if variant in ("socle", "rival") else "postgres"
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "script"
        script.write_text("\n".join(lines) + "\n")
        # A mapper names no statement, so each is planned anew.
        done = subprocess.run(["pgbench", "-n", "-U", user, "-M", "extended" if variant == "orm" else "prepared", "-f",
                               script, "-c", str(number), "-j", str(min(number, 2)), "-l", "--log-prefix", f"{folder}/log",
                               *duration, DATABASE], capture_output=True, text=True)
        if done.returncode != 0 or "failed transactions: 0" not in done.stdout:
            raise Broken(f"{variant}: {(done.stderr or done.stdout)[-1000:].strip()}")
        rows = [line.split() for log in Path(folder).glob("log*") for line in log.read_text().splitlines()]
    return len(rows), speed_of([(int(row[4]) + int(row[5]) / 1e6, int(row[2]) / 1e6) for row in rows])


def speed_of(jobs):
    """Per second after the first third: by then every connection has made its plans. A job is its end and how long it took."""
    begin = min(end - took for end, took in jobs)
    last = max(end for end, _ in jobs)
    from_then = begin + (last - begin) / 3
    return sum(end > from_then for end, _ in jobs) / (last - from_then)


class Waits(threading.Thread):
    """What those who call our functions wait for, looked at from outside."""

    def __init__(self):
        super().__init__(daemon=True)
        self.seen = defaultdict(int)
        self.stopped = False

    def run(self):
        session = Session(f"dbname={DATABASE}")
        while not self.stopped:
            for kind, event, count in session.simple(
                    "select coalesce(wait_event_type, 'CPU'), coalesce(wait_event, ''), count(*) from pg_stat_activity"
                    " where usename = 'authenticator' and state = 'active' group by 1, 2"):
                self.seen[f"{kind} {event}".strip()] += int(count)
            sleep(0.01)

    def shares(self):
        total = sum(self.seen.values()) or 1
        return {name: count / total for name, count in self.seen.items()}


class Whole:
    def __init__(self):
        self.admin = Session(f"dbname={DATABASE}")
        self.before = self.counts()
        self.made = defaultdict(int)
        self.speeds = defaultdict(lambda: defaultdict(list))
        self.completions = defaultdict(list)
        self.waits = {}

    def counts(self):
        return {(schema, name): int(number)
                for schema, name, number in self.admin.simple("select * from bench.count_rows()")}

    def set_mode(self, mode):
        """For connections to come."""
        self.admin.simple(f"alter database {DATABASE} reset all")
        for name, value in MODES[mode].items():
            self.admin.simple(f"alter database {DATABASE} set {name} = {value}")

    def measure(self):
        for mode in USED_MODES:
            self.set_mode(mode)
            for number in CLIENTS:
                for _ in range(ONE_CLIENT_RUNS if number == 1 else 1):
                    self.run_each(mode, number)

    def run_each(self, mode, number):
        for variant in random.sample(list(VARIANTS), len(VARIANTS)):
            made, speed = pgbench(variant, lines_of(variant), number, "-T", RUN_S)
            self.made[variant] += made
            self.speeds[mode, number][variant].append(speed)

    def ready(self, name, commission):
        """Jobs that have been picked up, and pay this commission."""
        self.admin.simple(f"select alogistics.set_setting('platform.commission_bps', '{commission}', 'bench')")
        lines = [clients.NEW_JOB] + [line for step in STEPS[:-1] for line in clients.call_of("socle", step)]
        lines.append(f"insert into bench.{name} (request, number, transporter_claims) values (:request::uuid, :number::bigint,"
                     " :transporter_claims);")
        self.admin.simple(f"create table bench.{name} (place bigint generated always as identity primary key, request uuid,"
                          f" number bigint, transporter_claims text); grant all on bench.{name} to public;"
                          f" create sequence bench.next_{name}; grant all on sequence bench.next_{name} to public")
        self.set_mode("off")
        pgbench("socle", lines, 4, "-t", str((MANY * COMPLETIONS * ROUNDS + 3) // 4))

    def complete(self):
        """Completions with and without a line for the platform, and what they wait for."""
        self.set_mode("slow")
        waits = Waits()
        waits.start()
        for _ in range(ROUNDS):
            for name in random.sample(["shared", "none"], 2):
                lines = [f"select request, number, transporter_claims from bench.{name} where place ="
                         f" (select nextval('bench.next_{name}')) \\gset", *clients.call_of("socle", "complete")]
                self.completions[name].append(pgbench("socle", lines, MANY, "-t", str(COMPLETIONS))[1])
        waits.stopped = True
        waits.join()
        self.waits = waits.shares()

    def check(self):
        """Each job has written as many rows of each table, whoever took it, and nobody's books are wrong."""
        after = self.counts()
        written = {key: number - self.before[key] for key, number in after.items()}
        for schema in set(VARIANTS.values()):
            expected = sum(made for variant, made in self.made.items() if VARIANTS[variant] == schema)
            if written[schema, "transport_requests"] != expected:
                raise Broken(f"{schema}: {expected} jobs made, {written[schema, 'transport_requests']} found")
        for name in sorted({name for _, name in after}):
            each = {schema: written[schema, name] / written[schema, "transport_requests"] for schema in set(VARIANTS.values())}
            if len(set(each.values())) > 1:
                raise Broken(f"rows of {name} for each job: {each}")

    def check_books(self):
        for query in ("select * from alogistics.reconcile()", "select * from bench.wrong_accounts()"):
            wrong = self.admin.simple(query)
            if wrong:
                raise Broken(f"{query}: {wrong[:5]}")


def main():
    other_work = OtherWork(os.environ["CLUSTER"])
    whole = Whole()
    try:
        for number in range(1, ROUNDS + 1):
            whole.measure()
            print(f"  round {number} of {ROUNDS}", flush=True)
        whole.check()
        print("  completions", flush=True)
        whole.ready("shared", 1500)
        whole.ready("none", 0)
        whole.complete()
        whole.check_books()
    except Broken as broken:
        sys.exit(f"not to be believed: {broken}")
    results.show_whole(whole, other_work.share())


main()
