"""What limits and metrics add to a request. bench/limits/run calls it.

Both servers run the same library. The one has it in shared memory, where limits and metrics are; the
other loads it in each session and has neither. The difference is theirs, and that of all else that
hangs on shared memory: it is not less than what they cost.
"""
import os
import random
from collections import defaultdict
from statistics import median, quantiles

import psycopg2

import results_page

ROUNDS = int(os.environ.get("ROUNDS", "40"))
CALLS = int(os.environ.get("CALLS", "2000"))
BAR_US = 3.0


def session(server):
    connection = psycopg2.connect(f"{server} dbname=bench user=authenticator")
    connection.autocommit = True
    return connection.cursor()


def main():
    servers = {name: session(os.environ[name.upper()]) for name in ("with", "without")}
    kinds = {"a person": os.environ["CLAIMS"], "an address": ""}
    cpu = defaultdict(list)
    for number in range(ROUNDS + 1):
        for kind, claims in kinds.items():
            for name in random.sample(list(servers), len(servers)):
                servers[name].execute("call bench.requests(%s, %s)", (claims, CALLS))
                if number > 0:
                    cpu[kind, name].append(servers[name].fetchone()[0] / 1000)
    rows, bars = [], []
    for kind in kinds:
        added = [own - other for own, other in zip(cpu[kind, "with"], cpu[kind, "without"])]
        low, middle, high = quantiles(added, n=4)
        rows.append([f"of {kind}", f"{median(cpu[kind, 'without']):.1f}", f"{median(cpu[kind, 'with']):.1f}",
                     f"{middle:.1f} ({low:.1f}–{high:.1f})"])
        bars.append(results_page.bar(f"what they add to a request of {kind}, µs", True, BAR_US, middle))
    head = ["CPU of a request, µs", "without", "with", "difference, median and quartiles"]
    results_page.publish("limits", [results_page.table(head, rows)], bars)


main()
