"""What events cost writers, and how soon and how completely they arrive. bench/events/run calls it.

Environment: see there. The last rows of the output are the bars; a missed bar is no error, a lost event is.
"""
import os
import random
import re
import select
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from statistics import median, quantiles

import psycopg2

from machine import OtherWork
from report import shown

INSERT = ("insert into bench.{} (owner, status, amount, city, note)"
          " values (gen_random_uuid(), 'pending', 25250, 'Dakar', 'A note of a few words')")
VARIANTS = ("plain", "socle", "plpgsql", "notify")
MODES = {"memory": [],
         "slow": ["-c", "commit_delay=1000", "-c", "commit_siblings=0"]}
ROUNDS = int(os.environ.get("ROUNDS", "7"))
RUN_S = os.environ.get("RUN_S", "2")
CLIENTS = os.environ.get("CLIENTS", "8")
RATE = int(os.environ.get("RATE", "2000"))
CALLS = 2000


class Broken(Exception):
    """The bench cannot be believed."""


def session():
    connection = psycopg2.connect(dbname="bench")
    connection.autocommit = True
    return connection


def pgbench(variant, mode, *arguments):
    """What pgbench prints."""
    with tempfile.NamedTemporaryFile("w", suffix=".pgbench") as file:
        file.write(INSERT.format(variant) + ";\n")
        file.flush()
        done = subprocess.run(
            ["pgbench", "-n", "-M", "prepared", "-f", file.name, "-j", "2", *arguments, "bench"],
            capture_output=True, text=True, env=dict(os.environ, PGOPTIONS=" ".join(MODES[mode])))
    if done.returncode != 0:
        raise Broken(f"{variant}: {done.stderr[:1000].strip()}")
    return done.stdout


def throughput():
    """Commits a second of each variant, by mode, one entry for each round."""
    speeds = {mode: defaultdict(list) for mode in MODES}
    for number in range(1, ROUNDS + 1):
        for mode in MODES:
            for variant in random.sample(VARIANTS, len(VARIANTS)):
                text = pgbench(variant, mode, "-c", CLIENTS, "-T", RUN_S)
                speeds[mode][variant].append(float(re.search(r"^tps = ([\d.]+)", text, re.M)[1]))
        print(f"  round {number} of {ROUNDS}", flush=True)
    return speeds


def costs():
    """CPU and WAL of one insert of each variant, by one client."""
    cpu, wal = defaultdict(list), defaultdict(list)
    # Not `with session()`: that is a transaction.
    with session().cursor() as cursor:
        for variant in VARIANTS:
            cursor.execute(f"prepare {variant} as {INSERT.format(variant)}")
        for _ in range(ROUNDS):
            for variant in random.sample(VARIANTS, len(VARIANTS)):
                cursor.execute("select bench.cpu_ns(), pg_current_wal_insert_lsn() - '0/0'")
                began = cursor.fetchone()
                for _ in range(CALLS):
                    cursor.execute(f"execute {variant}")
                cursor.execute("select bench.cpu_ns(), pg_current_wal_insert_lsn() - '0/0'")
                ended = cursor.fetchone()
                cpu[variant].append((ended[0] - began[0]) / CALLS)
                wal[variant].append(float(ended[1] - began[1]) / CALLS)
    return cpu, wal


class Listener(threading.Thread):
    """Follows as a gateway does: told by the relay, then by the cursor. Notes how late each event is."""

    def __init__(self):
        super().__init__()
        self.connection = session()
        self.is_over = threading.Event()
        self.late_ms, self.told = [], 0
        with self.connection.cursor() as cursor:
            cursor.execute("listen socle_events")
            cursor.execute("prepare follow as select id, extract(epoch from at)::float8"
                           " from socle.stream_fetch($1, 10000)")
            cursor.execute("select newest from socle.stream_position()")
            self.position = cursor.fetchone()[0]

    def run(self):
        with self.connection.cursor() as cursor:
            while True:
                was_over = self.is_over.is_set()
                select.select([self.connection], [], [], 1)
                self.connection.poll()
                self.told += len(self.connection.notifies)
                self.connection.notifies.clear()
                cursor.execute("execute follow (%s)", (self.position,))
                rows, now = cursor.fetchall(), time.time()
                self.late_ms += [(now - at) * 1000 for _, at in rows]
                if rows:
                    self.position = rows[-1][0]
                elif was_over:
                    return


def delivery():
    """How late events are at a steady rate."""
    listener = Listener()
    listener.start()
    text = pgbench("socle", "memory", "-c", "4", "-R", str(RATE), "-T", "10")
    listener.is_over.set()
    listener.join()
    written = int(re.search(r"transactions actually processed: (\d+)", text)[1])
    if len(listener.late_ms) != written:
        raise Broken(f"{written} events were written and {len(listener.late_ms)} arrived")
    cuts = quantiles(listener.late_ms, n=100)
    print(f"\nDelivery at {written // 10} events a second, from the write in its transaction to the client,"
          f" all {written} of them:\np50 {cuts[49]:.1f} ms, p95 {cuts[94]:.1f} ms, p99 {cuts[98]:.1f} ms,"
          f" in {listener.told} notifications")
    return cuts[49]


def main():
    other_work = OtherWork(os.environ["CLUSTER"])
    cpu, wal = costs()
    speeds = throughput()
    print(f"\n{'':10}{'memory, of plain':>22}{'slow, of plain':>22}{'CPU, of plain':>22}{'WAL bytes':>11}")
    ratios = {}
    for variant in VARIANTS:
        for mode in MODES:
            ratios[mode, variant] = [own / plain for own, plain in
                                     zip(speeds[mode][variant], speeds[mode]["plain"])]
        of_cpu = [own / plain for own, plain in zip(cpu[variant], cpu["plain"])]
        print(f"{variant:10}{shown(ratios['memory', variant], 2):>22}{shown(ratios['slow', variant], 2):>22}"
              f"{shown(of_cpu, 2):>22}{median(wal[variant]):>11.0f}")
    p50 = delivery()
    print(f"\n{other_work.share():.0%} of the machine was busy with something else.\n")
    for text, value, bound, is_reached in (
            ("events, a flush that costs nothing", median(ratios["memory", "socle"]), 0.75, float.__ge__),
            ("events, a flush of 1 ms", median(ratios["slow", "socle"]), 0.9, float.__ge__),
            ("delivery, p50 in ms", p50, 5.0, float.__lt__)):
        print(f"{'reached' if is_reached(value, bound) else 'MISSED '}  {text}: {value:.2f}, bar {bound}")


try:
    main()
except Broken as broken:
    sys.exit(f"not to be believed: {broken}")
