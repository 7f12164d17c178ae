"""What an audited update costs, and how fast the trail is sealed and verified. bench/audit/run calls it.

Environment: see there. The last rows of the output are the bars; a missed bar is no error, a lost row is.
"""
import os
import sys
from collections import Counter
from statistics import median

import results_page
import writers
from machine import OtherWork
from results_page import shown
from writers import Broken, session

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
SEALED = int(os.environ.get("SEALED", "200000"))
SCRIPTS = {variant: "\\set n random(1, 1000)\n" + UPDATE.format(variant, "'open'", "md5('row ' || :n::int)::uuid") + ";\n"
           for variant in VARIANTS}


def check(counts):
    with session(CONTEXT.items()).cursor() as cursor:
        for variant, trail in TRAILS.items():
            cursor.execute(f"select count(*) from {trail}")
            if cursor.fetchone()[0] != counts[variant]:
                raise Broken(f"{variant}: not every update is in its trail")


def chain():
    """Microseconds for each row that is sealed, and that is verified."""
    with session(CONTEXT.items()).cursor() as cursor:
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
    other_work, counts = OtherWork(os.environ["CLUSTER"]), Counter()
    # By one client that waits for no flush.
    prepared = {variant: f"prepare {variant} (integer) as "
                + UPDATE.format(variant, "'status ' || $1 % 7", "md5('row ' || $1)::uuid") for variant in VARIANTS}
    cpu, wal = writers.costs(prepared, lambda variant, call: f"execute {variant} ({call % 1000 + 1})",
                             [*CONTEXT.items(), ("synchronous_commit", "off")], counts)
    speeds = writers.throughput(SCRIPTS, MODES, counts)
    check(counts)
    rows, above = [], {}
    for variant in VARIANTS:
        of = [[own / plain for own, plain in zip(speeds[mode][variant], speeds[mode]["plain"])] for mode in MODES]
        above[variant] = [own - plain for own, plain in zip(cpu[variant], cpu["plain"])]
        rows.append([variant, *(shown(ratios, 2) for ratios in of), shown(cpu[variant], 1), shown(above[variant], 1),
                     f"{median(wal[variant]):.0f}"])
    sealed, sealing, verifying = chain()
    parts = [results_page.table(["updates a second", "off, of plain", "slow, of plain", "CPU, µs", "above plain", "WAL, bytes"], rows),
             f"Of each of {sealed:,} rows: sealing {sealing:.1f} µs of CPU, verifying {verifying:.1f} µs."]
    results_page.publish("audit", parts, [
        results_page.bar(f"CPU of the trigger, of that of {rival}", True, 1,
                         median(own / other for own, other in zip(above["socle"], above[rival])))
        for rival in ("plpgsql", "supa")], other_work.share())


try:
    main()
except Broken as broken:
    sys.exit(f"not to be believed: {broken}")
