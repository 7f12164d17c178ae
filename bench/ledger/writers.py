"""Variants of one write, side by side: how many a second by pgbench, and what one costs a single client in CPU and WAL.

In interleaved rounds, on the database bench. Environment: ROUNDS (7), RUN_S (2), CLIENTS (8)."""
import os
import random
import re
import subprocess
import tempfile
from collections import defaultdict

import psycopg2

ROUNDS = int(os.environ.get("ROUNDS", "7"))
RUN_S = os.environ.get("RUN_S", "2")
CLIENTS = os.environ.get("CLIENTS", "8")
CALLS = 2000
# Nanoseconds of this backend, and bytes of the log.
LOOK = "select bench.cpu_ns(), pg_current_wal_insert_lsn() - '0/0'"


class Broken(Exception):
    """The bench cannot be believed."""


def session(settings=()):
    """`settings` are pairs of a name and a value."""
    connection = psycopg2.connect(dbname="bench")
    connection.autocommit = True
    with connection.cursor() as cursor:
        for name, value in settings:
            cursor.execute("select set_config(%s, %s, false)", (name, value))
    return connection


def pgbench(script, options, *arguments):
    """Transactions a second, and how many they were."""
    with tempfile.NamedTemporaryFile("w", suffix=".pgbench") as file:
        file.write(script)
        file.flush()
        done = subprocess.run(["pgbench", "-n", "-M", "prepared", "-f", file.name, "-j", "2", *arguments, "bench"],
                              capture_output=True, text=True, env=dict(os.environ, PGOPTIONS=" ".join(options)))
    if done.returncode != 0:
        raise Broken(f"{script}: {done.stderr[:1000].strip()}")
    return (float(re.search(r"^tps = ([\d.]+)", done.stdout, re.M)[1]),
            int(re.search(r"transactions actually processed: (\d+)", done.stdout)[1]))


def throughput(scripts, modes, counts):
    """Commits a second of each variant, by mode, one entry for each round; `counts` gets how many each made."""
    speeds = {mode: defaultdict(list) for mode in modes}
    for number in range(1, ROUNDS + 1):
        for mode, options in modes.items():
            for variant in random.sample(list(scripts), len(scripts)):
                speed, count = pgbench(scripts[variant], options, "-c", CLIENTS, "-T", RUN_S)
                speeds[mode][variant].append(speed)
                counts[variant] += count
        print(f"  round {number} of {ROUNDS}", flush=True)
    return speeds


def costs(prepared, execute, settings, counts):
    """CPU in microseconds and WAL in bytes of one write of each variant, by one client. `prepared` has a PREPARE for each
    variant, `execute` says how to call it for the n-th time."""
    cpu, wal = defaultdict(list), defaultdict(list)
    # Not `with session()`: that is a transaction.
    with session(settings).cursor() as cursor:
        for statement in prepared.values():
            cursor.execute(statement)
        # The first round warms up.
        for number in range(ROUNDS + 1):
            for variant in random.sample(list(prepared), len(prepared)):
                cursor.execute(LOOK)
                began = cursor.fetchone()
                for call in range(CALLS):
                    cursor.execute(execute(variant, call))
                cursor.execute(LOOK)
                ended = cursor.fetchone()
                counts[variant] += CALLS
                if number > 0:
                    cpu[variant].append((ended[0] - began[0]) / CALLS / 1000)
                    wal[variant].append(float(ended[1] - began[1]) / CALLS)
    return cpu, wal
