"""What an audited update costs, and how fast the trail is sealed and verified. bench/audit/run calls it.

Environment: see there. The last rows of the output are the bars; a missed bar is no error, a lost row is.
"""
import os
import random
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from statistics import median

import psycopg2

from machine import OtherWork
from report import shown

# Two columns of seven, and one of a thousand rows at random. What a gateway says of the request comes first, once.
UPDATE = "update bench.{} set amount = amount + 1, status = {} where id = {}"
CONTEXT = {"request.headers": '{"x-request-id": "6f1c0d7e-1", "user-agent": "Mozilla/5.0 (X11; Linux x86_64)",'
                              ' "x-forwarded-for": "198.51.100.1, 203.0.113.9"}',
           "request.jwt.claims": '{"sub": "11111111-2222-3333-4444-555555555555", "role": "authenticated"}'}
VARIANTS = ("plain", "socle", "plpgsql", "supa")
TRAILS = {"socle": "alogistics.audit_logs where entity_type = 'socle'", "plpgsql": "bench.audit_log",
          "supa": "bench.record_version"}
MODES = {"off": ["-c", "synchronous_commit=off"],
         "slow": ["-c", "commit_delay=1000", "-c", "commit_siblings=0"]}
ROUNDS = int(os.environ.get("ROUNDS", "7"))
RUN_S = os.environ.get("RUN_S", "2")
CLIENTS = os.environ.get("CLIENTS", "8")
SEALED = int(os.environ.get("SEALED", "200000"))
CALLS = 2000


class Broken(Exception):
    """The bench cannot be believed."""


def session():
    connection = psycopg2.connect(dbname="bench")
    connection.autocommit = True
    with connection.cursor() as cursor:
        for name, value in CONTEXT.items():
            cursor.execute("select set_config(%s, %s, false)", (name, value))
    return connection


def pgbench(variant, mode):
    """Transactions a second, and how many they were."""
    with tempfile.NamedTemporaryFile("w", suffix=".pgbench") as file:
        file.write("\\set n random(1, 1000)\n"
                   + UPDATE.format(variant, "'open'", "md5('row ' || :n::int)::uuid") + ";\n")
        file.flush()
        done = subprocess.run(
            ["pgbench", "-n", "-M", "prepared", "-f", file.name, "-j", "2", "-c", CLIENTS, "-T", RUN_S, "bench"],
            capture_output=True, text=True, env=dict(os.environ, PGOPTIONS=" ".join(MODES[mode])))
    if done.returncode != 0:
        raise Broken(f"{variant}: {done.stderr[:1000].strip()}")
    return (float(re.search(r"^tps = ([\d.]+)", done.stdout, re.M)[1]),
            int(re.search(r"transactions actually processed: (\d+)", done.stdout)[1]))


def throughput(counts):
    """Commits a second of each variant, by mode, one entry for each round."""
    speeds = {mode: defaultdict(list) for mode in MODES}
    for number in range(1, ROUNDS + 1):
        for mode in MODES:
            for variant in random.sample(VARIANTS, len(VARIANTS)):
                speed, count = pgbench(variant, mode)
                speeds[mode][variant].append(speed)
                counts[variant] += count
        print(f"  round {number} of {ROUNDS}", flush=True)
    return speeds


def costs(counts):
    """CPU in microseconds and WAL in bytes of one update of each variant, by one client that waits for no flush."""
    cpu, wal = defaultdict(list), defaultdict(list)
    look = "select bench.cpu_ns(), pg_current_wal_insert_lsn() - '0/0'"
    with session().cursor() as cursor:
        cursor.execute("set synchronous_commit = off")
        for variant in VARIANTS:
            cursor.execute(f"prepare {variant} (integer) as "
                           + UPDATE.format(variant, "'status ' || $1 % 7", "md5('row ' || $1)::uuid"))
        # The first round warms up.
        for number in range(ROUNDS + 1):
            for variant in random.sample(VARIANTS, len(VARIANTS)):
                cursor.execute(look)
                began = cursor.fetchone()
                for call in range(CALLS):
                    cursor.execute(f"execute {variant} ({call % 1000 + 1})")
                cursor.execute(look)
                ended = cursor.fetchone()
                counts[variant] += CALLS
                if number > 0:
                    cpu[variant].append((ended[0] - began[0]) / CALLS / 1000)
                    wal[variant].append(float(ended[1] - began[1]) / CALLS)
    return cpu, wal


def check(counts):
    with session().cursor() as cursor:
        for variant, trail in TRAILS.items():
            cursor.execute(f"select count(*) from {trail}")
            if cursor.fetchone()[0] != counts[variant]:
                raise Broken(f"{variant}: not every update is in its trail")


def chain():
    """Microseconds for each row that is sealed, and that is verified."""
    with session().cursor() as cursor:
        cursor.execute("select count(*) from alogistics.audit_logs")
        for _ in range(max(0, SEALED - cursor.fetchone()[0]) // 1000):
            cursor.execute("update bench.socle set amount = amount + 1")
        rows, sealing = 0, 0.0
        while True:
            cursor.execute("select bench.cpu_ns()")
            began = cursor.fetchone()[0]
            cursor.execute("select alogistics.seal_audit(), bench.cpu_ns()")
            sealed, ended = cursor.fetchone()
            rows += sealed
            sealing += ended - began
            cursor.execute("select count(*) from alogistics.audit_seals where sealed_at is null")
            if sealed == 0 and rows > 0 and cursor.fetchone()[0] == 0:
                break
        began, ended = read_trail(cursor)
        return rows, sealing / rows / 1000, (ended - began) / rows / 1000


def read_trail(cursor):
    cursor.execute("set max_parallel_workers_per_gather = 0")
    cursor.execute("select bench.cpu_ns()")
    began = cursor.fetchone()[0]
    cursor.execute("select * from alogistics.verify_audit()")
    if cursor.fetchall():
        raise Broken("the trail is not sound")
    cursor.execute("select bench.cpu_ns()")
    return began, cursor.fetchone()[0]


def main():
    other_work = OtherWork(os.environ["CLUSTER"])
    counts = defaultdict(int)
    cpu, wal = costs(counts)
    speeds = throughput(counts)
    check(counts)
    print(f"\n{'':10}{'off, of plain':>20}{'slow, of plain':>20}{'CPU us':>22}{'above plain':>24}{'WAL bytes':>11}")
    above = {}
    for variant in VARIANTS:
        off, slow = ([own / plain for own, plain in zip(speeds[mode][variant], speeds[mode]["plain"])]
                     for mode in ("off", "slow"))
        above[variant] = [own - plain for own, plain in zip(cpu[variant], cpu["plain"])]
        print(f"{variant:10}{shown(off, 2):>20}{shown(slow, 2):>20}{shown(cpu[variant], 1):>22}"
              f"{shown(above[variant], 1):>24}{median(wal[variant]):>11.0f}")
    rows, sealing, verifying = chain()
    print(f"\nOf each of {rows} rows: sealing {sealing:.1f} us of CPU, verifying {verifying:.1f} us.")
    print(f"{other_work.share():.0%} of the machine was busy with something else.\n")
    for rival in ("plpgsql", "supa"):
        ratio = median(own / other for own, other in zip(above["socle"], above[rival]))
        print(f"{'reached' if ratio <= 1 else 'MISSED '}  CPU of the trigger, of that of {rival}: {ratio:.2f}, bar 1.00")


try:
    main()
except Broken as broken:
    sys.exit(f"not to be believed: {broken}")
