"""Runs the variants one after the other, round by round, and prints what they cost.

The server is that of the PG… variables, loaded by bench/ledger/run. Environment: see there.
"""
import os
import random
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from statistics import median

import report
import results_page
from machine import OtherWork

HERE = Path(__file__).parent
# What each round starts from, and its copy that the round runs in.
LOADED = "bench_loaded"
DATABASE = "bench"
# The table of books.sql that each variant writes into.
BOOKS = {"one": "one", "bare": "bare", "bare_steps": "bare", "naive": "naive",
         "pgledger": "pgledger", "socle": "socle", "socle_key": "socle", "socle_hot": "socle"}
MODES = {
    "off": "-c synchronous_commit=off",
    "on": "-c synchronous_commit=on",
    # A log device that takes 1 ms: whoever flushes sleeps first, and the others join him.
    "slow": "-c synchronous_commit=on -c commit_delay=1000 -c commit_siblings=0",
}
# One client makes so many one-row inserts, then so many transfers, and so on, and notes what CPU
# and WAL each block took. Neighbours in time are compared, because machines change their speed.
BLOCK = 256
BLOCKS = 20
ALTERNATION = f"""
\\set count :count + 1
\\if :count % {2 * BLOCK} < {BLOCK}
{{one}}
\\else
{{other}}
\\endif
\\if :count % {BLOCK} = {BLOCK - 1}
insert into bench.samples (wal_bytes, cpu_ns)
  values (pg_current_wal_insert_lsn() - :begin_wal, bench.cpu_ns() - :begin_cpu);
select pg_current_wal_insert_lsn() as wal, bench.cpu_ns() as cpu \\gset begin_
\\endif
"""


class Broken(Exception):
    """The bench cannot be believed."""


def choice(name, default, allowed=None):
    values = os.environ.get(name, default).replace(",", " ").split()
    for value in values:
        if allowed is not None and value not in allowed:
            raise Broken(f"{name}: {value} is none of {', '.join(allowed)}")
    return values


def sql(*statements, database=DATABASE):
    """The rows of the last statement, as lists of texts."""
    command = ["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", database]
    for statement in statements:
        command += ["-c", statement]
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return [line.split("|") for line in output.splitlines()]


def script_of(variant):
    return HERE / "transfers" / f"{variant}.pgbench"


class Bench:
    def __init__(self):
        self.variants = choice("VARIANTS", " ".join(BOOKS), BOOKS)
        if "one" not in self.variants:
            self.variants.insert(0, "one")
        self.modes = choice("MODES", "off slow", MODES)
        self.clients = [int(value) for value in choice("CLIENTS", "8")]
        self.rounds = int(os.environ.get("ROUNDS", "5"))
        self.run_s = int(os.environ.get("RUN_S", "2"))
        self.constants = self.find_constants()
        self.processed = defaultdict(int)
        self.failed = defaultdict(int)
        self.results = report.Results(self.variants, self.modes, self.clients)
        self.other_work = OtherWork(os.environ["CLUSTER"])

    @staticmethod
    def find_constants():
        """What the transactions call by name: the ids of our accounts follow each other."""
        accounts = int(os.environ["ACCOUNTS"])
        first, last, number = (int(text) for text in sql(
            "select min(id), max(id), count(*) from alogistics.ledger_accounts"
            " where kind = 'wallet'", database=LOADED)[0])
        if number != accounts or last - first + 1 != accounts:
            raise Broken(f"{number} wallets from {first} to {last}, {accounts} expected in a row")
        platform = sql("select id from alogistics.ledger_accounts where kind = 'platform'",
                       database=LOADED)[0][0]
        return {"accounts": accounts, "before_wallets": first - 1, "platform": platform,
                "count": 0, "begin_wal": "0/0", "begin_cpu": 0}

    def pgbench(self, variant, script, mode, clients, *duration):
        """Transactions made, and per second."""
        command = ["pgbench", "-n", "-M", "prepared", "-f", str(script),
                   "-c", str(clients), "-j", str(min(clients, 2)), *duration]
        for name, value in self.constants.items():
            command += ["-D", f"{name}={value}"]
        environment = dict(os.environ, PGOPTIONS=MODES[mode])
        done = subprocess.run([*command, DATABASE], capture_output=True, text=True, env=environment)
        if done.returncode != 0:
            raise Broken(f"{variant}: {done.stderr[:1000].strip()}")
        self.failed[variant] += int(re.search(r"failed transactions: (\d+)", done.stdout)[1])
        return (int(re.search(r"actually processed: (\d+)", done.stdout)[1]),
                float(re.search(r"tps = ([\d.]+)", done.stdout)[1]))

    def speed(self, variant, mode, clients):
        """Transactions per second."""
        made, speed = self.pgbench(variant, script_of(variant), mode, clients,
                                   "-T", str(self.run_s))
        self.processed[variant] += made
        return speed

    def sample(self, variant):
        """CPU as a ratio to one-row inserts, if the kernel tells, and bytes of WAL."""
        sql("truncate bench.samples")
        with tempfile.NamedTemporaryFile("w", suffix=".pgbench") as script:
            script.write(ALTERNATION.format(one=script_of("one").read_text(),
                                            other=script_of(variant).read_text()))
            script.flush()
            made, _ = self.pgbench(variant, script.name, "off", 1, "-t", str(BLOCKS * BLOCK))
        self.processed[variant] += made // 2
        self.processed["one"] += made // 2
        blocks = [(int(wal_bytes), int(cpu_ns)) for wal_bytes, cpu_ns in sql(
            "select wal_bytes, cpu_ns from bench.samples order by number")]
        # The first of each is left out, with what a backend does only once.
        inserts, transfers = blocks[2::2], blocks[3::2]
        wal_bytes = sum(wal for wal, _ in transfers) / len(transfers) / BLOCK
        if not inserts[0][1]:
            return None, wal_bytes
        cpu = median(own / unit for (_, unit), (_, own) in zip(inserts, transfers))
        return cpu, wal_bytes

    def copy_database(self):
        """Every round starts with the same tables, all of them in memory. The copy is in the log,
        so no page of it gets a full-page image."""
        self.processed.clear()
        self.failed.clear()
        sql(f"drop database if exists {DATABASE} with (force)",
            f"create database {DATABASE} template {LOADED} strategy wal_log", database="postgres")
        sql("select sum(pg_prewarm(oid::regclass)) from pg_class"
            " where relkind in ('r', 'i', 't', 'S') and oid >= 16384")

    def show(self):
        results_page.publish("ledger", self.results.parts(), self.results.bars(), self.other_work.share())

    def shuffled(self):
        return random.sample(self.variants, len(self.variants))

    def measure(self):
        for number in range(1, self.rounds + 1):
            self.copy_database()
            for mode in self.modes:
                for clients in self.clients:
                    speeds = {variant: self.speed(variant, mode, clients)
                              for variant in self.shuffled()}
                    self.results.add_speeds(mode, clients, speeds)
            self.results.add_samples({variant: self.sample(variant) for variant in self.shuffled()})
            self.check_books()
            print(f"  round {number} of {self.rounds}", flush=True)

    def check_books(self):
        """Everybody has written what pgbench counted, and no account is wrong."""
        expected = defaultdict(int)
        for variant, number in self.processed.items():
            expected[BOOKS[variant]] += number
        query = (HERE / "books.sql").read_text().replace(":funds", os.environ["FUNDS"])
        for name, transfers, wrong in sql(query):
            if int(transfers) != expected[name]:
                raise Broken(f"{name}: {expected[name]} transfers made, {transfers} found")
            if int(wrong) != 0:
                raise Broken(f"{name}: {wrong} wrong accounts or differences")
        for variant, number in self.failed.items():
            if number and BOOKS[variant] == "socle":
                raise Broken(f"{variant}: {number} deadlocks")
            if number:
                print(f"  {variant}: {number} deadlocks")


def main():
    try:
        bench = Bench()
        bench.measure()
    except Broken as broken:
        print(f"bench: {broken}", file=sys.stderr)
        for row in sql("select * from alogistics.reconcile() limit 10"):
            print("reconcile: " + " | ".join(row), file=sys.stderr)
        return 1
    bench.show()
    return 0


if __name__ == "__main__":
    sys.exit(main())
