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

import report

HERE = Path(__file__).parent
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
# In the run with one client; what a backend does first (plans, caches) is left out. Samples become
# rarer, so that they cost nothing and the last of them is near the end.
FIRST_SAMPLE = 200
SAMPLER = """
\\set count :count + 1
\\if :count >= :next_sample
insert into bench.samples values (:count, pg_current_wal_insert_lsn(), bench.cpu_ns());
\\set next_sample :next_sample * 5 / 4
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


def sql(*statements):
    """The rows of the last statement, as lists of texts."""
    command = ["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", DATABASE]
    for statement in statements:
        command += ["-c", statement]
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return [line.split("|") for line in output.splitlines()]


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

    @staticmethod
    def find_constants():
        """What the transactions call by name: the ids of our accounts follow each other."""
        accounts = int(os.environ["ACCOUNTS"])
        first, last, number = (int(text) for text in sql(
            "select min(id), max(id), count(*) from alogistics.ledger_accounts"
            " where kind = 'wallet'")[0])
        if number != accounts or last - first + 1 != accounts:
            raise Broken(f"{number} wallets from {first} to {last}, {accounts} expected in a row")
        platform = sql("select id from alogistics.ledger_accounts where kind = 'platform'")[0][0]
        return {"accounts": accounts, "before_wallets": first - 1, "platform": platform,
                "count": 0, "next_sample": FIRST_SAMPLE}

    def run(self, variant, mode, clients, run_s, script=None):
        """Transactions per second."""
        command = ["pgbench", "-n", "-M", "prepared", "-c", str(clients), "-j", str(min(clients, 2)),
                   "-T", str(run_s), "-f", str(script or HERE / "transfers" / f"{variant}.pgbench")]
        for name, value in self.constants.items():
            command += ["-D", f"{name}={value}"]
        environment = dict(os.environ, PGOPTIONS=MODES[mode])
        done = subprocess.run([*command, DATABASE], capture_output=True, text=True, env=environment)
        if done.returncode != 0:
            raise Broken(f"{variant}: {done.stderr[:1000].strip()}")
        self.processed[variant] += int(re.search(r"actually processed: (\d+)", done.stdout)[1])
        self.failed[variant] += int(re.search(r"failed transactions: (\d+)", done.stdout)[1])
        return float(re.search(r"tps = ([\d.]+)", done.stdout)[1])

    def sample(self, variant):
        """CPU nanoseconds (None if the kernel does not tell) and bytes of WAL of one transaction."""
        sql("truncate bench.samples")
        with tempfile.NamedTemporaryFile("w", suffix=".pgbench") as script:
            script.write((HERE / "transfers" / f"{variant}.pgbench").read_text() + SAMPLER)
            script.flush()
            self.run(variant, "off", 1, max(1, self.run_s // 2), script.name)
        rows = sql("select transfers, wal - '0/0', cpu_ns from bench.samples order by transfers")
        if len(rows) < 2:
            raise Broken(f"{variant}: too slow to be sampled")
        (start, wal_start, cpu_start), (end, wal_end, cpu_end) = rows[0], rows[-1]
        number = int(end) - int(start)
        cpu_ns = (int(cpu_end) - int(cpu_start)) / number if cpu_start and cpu_end else None
        return cpu_ns, (int(wal_end) - int(wal_start)) / number

    def shuffled(self):
        return random.sample(self.variants, len(self.variants))

    def measure(self):
        # After it every page of an account has its full-page image behind it.
        for variant in self.shuffled():
            self.run(variant, "off", max(self.clients), 1)
        for number in range(1, self.rounds + 1):
            for mode in self.modes:
                for clients in self.clients:
                    speeds = {variant: self.run(variant, mode, clients, self.run_s)
                              for variant in self.shuffled()}
                    self.results.add_speeds(mode, clients, speeds)
            self.results.add_samples({variant: self.sample(variant) for variant in self.shuffled()})
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
        bench.check_books()
    except Broken as broken:
        print(f"bench: {broken}", file=sys.stderr)
        for row in sql("select * from alogistics.reconcile() limit 10"):
            print("reconcile: " + " | ".join(row), file=sys.stderr)
        return 1
    bench.results.show()
    return 0


if __name__ == "__main__":
    sys.exit(main())
