"""What events cost writers, and how soon and how completely they arrive. bench/events/run calls it.

Environment: see there. The last rows of the output are the bars; a missed bar is no error, a lost event is.
"""
import os
import select
import sys
import threading
import time
from collections import Counter
from statistics import median, quantiles

import results_page
import writers
from machine import OtherWork
from results_page import shown
from writers import Broken, pgbench, session

INSERT = ("insert into bench.{} (owner, status, amount, city, note)"
          " values (gen_random_uuid(), 'pending', 25250, 'Dakar', 'A note of a few words')")
VARIANTS = ("plain", "socle", "plpgsql", "notify")
MODES = {"memory": [],
         "slow": ["-c", "commit_delay=1000", "-c", "commit_siblings=0"]}
RATE = int(os.environ.get("RATE", "2000"))
SCRIPTS = {variant: INSERT.format(variant) + ";\n" for variant in VARIANTS}


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
    _, written = pgbench(SCRIPTS["socle"], (), "-c", "4", "-R", str(RATE), "-T", "10")
    listener.is_over.set()
    listener.join()
    if len(listener.late_ms) != written:
        raise Broken(f"{written} events were written and {len(listener.late_ms)} arrived")
    cuts = quantiles(listener.late_ms, n=100)
    return cuts[49], (f"Delivery at {written // 10} events a second, from the write in its transaction to the client, all {written}"
                      f" of them: p50 {cuts[49]:.1f} ms, p95 {cuts[94]:.1f} ms, p99 {cuts[98]:.1f} ms, in {listener.told}"
                      " notifications.")


def main():
    other_work, counts = OtherWork(os.environ["CLUSTER"]), Counter()
    prepared = {variant: f"prepare {variant} as {INSERT.format(variant)}" for variant in VARIANTS}
    cpu, wal = writers.costs(prepared, lambda variant, _: f"execute {variant}", (), counts)
    speeds = writers.throughput(SCRIPTS, MODES, counts)
    rows, values, ratios = [], {}, {}
    for variant in VARIANTS:
        of = {mode: [own / plain for own, plain in zip(speeds[mode][variant], speeds[mode]["plain"])] for mode in MODES}
        of_cpu = [own / plain for own, plain in zip(cpu[variant], cpu["plain"])]
        rows.append([variant, *(shown(of[mode], 2) for mode in MODES), shown(of_cpu, 2), f"{median(wal[variant]):.0f}"])
        ratios[variant] = of
        values[variant] = {mode: results_page.spread(of[mode]) for mode in MODES}
    p50, told = delivery()
    parts = [results_page.table(["commits a second", "memory, of plain", "slow, of plain", "CPU, of plain", "WAL, bytes"], rows),
             results_page.bars("events", "Commits a second, of those without events", list(VARIANTS), list(MODES), values,
                               ((0.75, "0.75"), (0.9, "0.9"))), told]
    bars = [results_page.bar("events, a flush that costs nothing", False, 0.75, median(ratios["socle"]["memory"])),
            results_page.bar("events, a flush of 1 ms", False, 0.9, median(ratios["socle"]["slow"])),
            results_page.bar("delivery, p50 in ms", True, 5, p50)]
    results_page.publish("events", parts, bars, other_work.share())


try:
    main()
except Broken as broken:
    sys.exit(f"not to be believed: {broken}")
