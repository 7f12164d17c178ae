"""Runs each statement as each variant, round by round, and prints what the policies cost.

The server is that of the PG… variables, loaded by bench/rls/run. Environment: see there.
"""
import json
import os
import random
import subprocess
import sys
import tempfile
from collections import defaultdict
from statistics import median

import results_page
from cells import CELLS, ROLES
from machine import OtherWork
from results_page import shown

# One connection executes the statement so often that its plan is settled, then so often again, and
# notes what CPU the second lot took.
RUN = """
{statement}
\\set count :count + 1
\\if :count = {warm}
select bench.cpu_ns() as begin_cpu \\gset
\\endif
\\if :count = {warm} + {times}
select bench.note(bench.cpu_ns() - :begin_cpu);
\\endif
"""


class Broken(Exception):
    """The bench cannot be believed."""


def choice(name, allowed):
    values = os.environ.get(name, " ".join(allowed)).replace(",", " ").split()
    for value in values:
        if value not in allowed:
            raise Broken(f"{name}: {value} is none of {', '.join(allowed)}")
    return values


def sql(statement, environment=None):
    """Its rows, as lists of texts."""
    command = ["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", "bench",
               "-c", statement]
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    if done.returncode != 0:
        raise Broken(done.stderr.strip())
    return [line.split("|") for line in done.stdout.splitlines()]


def claims_of(person):
    """As GoTrue's, about 600 bytes."""
    return json.dumps({
        "iss": "https://bench.supabase.co/auth/v1", "sub": person, "aud": "authenticated",
        "iat": 1700000000, "exp": 4000000000, "email": "somebody@example.com",
        "phone": "+221770000000", "role": "authenticated", "aal": "aal1",
        "app_metadata": {"provider": "email", "providers": ["email"]},
        "user_metadata": {"email": "somebody@example.com", "email_verified": True,
                          "first_name": "Somebody", "last_name": "Else", "sub": person,
                          "city": "Dakar", "country": "SN", "locale": "fr"},
        "amr": [{"method": "password", "timestamp": 1700000000}],
        "session_id": person, "is_anonymous": False}, separators=(",", ":"))


def environment_of(cell, variant, person):
    """A session of this person: role and claims are there from its start."""
    settings = {"jit": "off", "max_parallel_workers_per_gather": "0",
                "synchronous_commit": "off", "request.jwt.claims": claims_of(person),
                **cell.settings}
    role = ROLES[variant][cell.who]
    if role:
        settings["role"] = role
    options = " ".join(f"-c {name}={value}" for name, value in settings.items())
    return dict(os.environ, PGOPTIONS=options)


class Bench:
    def __init__(self):
        self.cells = choice("CELLS", CELLS)
        self.variants = choice("VARIANTS", ROLES)
        if "floor" in self.variants:
            self.variants.remove("floor")
        self.variants.insert(0, "floor")
        self.rounds = int(os.environ.get("ROUNDS", "9"))
        self.people = [row[0] for row in sql("select id from bench.people order by number")]
        # By cell, then by variant: CPU of one execution, for each run.
        self.cpu_ns = defaultdict(lambda: defaultdict(list))
        self.other_work = OtherWork(os.environ["CLUSTER"])

    def run(self, cell, variant, person, row):
        """Nanoseconds of CPU of one execution."""
        times, warm = cell.times_of(variant), cell.warm_of(variant)
        script = RUN.format(statement=cell.statement_of(variant), warm=warm, times=times)
        if warm == 0:
            script = "select bench.cpu_ns() as begin_cpu \\gset\n" + script
        with tempfile.NamedTemporaryFile("w", suffix=".pgbench") as file:
            file.write(script)
            file.flush()
            done = subprocess.run(
                ["pgbench", "-n", "-M", "prepared", "-f", file.name, "-c", "1",
                 "-t", str(warm + times), "-D", f"me={person}", "-D", f"row={row}",
                 "-D", "count=0", "-D", "begin_cpu=0", "bench"],
                capture_output=True, text=True, env=environment_of(cell, variant, person))
        if done.returncode != 0:
            raise Broken(f"{variant}: {cell.text}: {done.stderr[:1000].strip()}")
        noted = sql("with taken as (delete from bench.sample returning cpu_ns)"
                    " select cpu_ns from taken")
        if len(noted) != 1 or noted[0][0] == "0":
            raise Broken(f"{variant}: {cell.text}: no CPU time noted")
        return int(noted[0][0]) / times

    def measure(self):
        for number in range(1, self.rounds + 1):
            jobs = [name for name in self.cells for _ in range(CELLS[name].runs)]
            for name in random.sample(jobs, len(jobs)):
                self.measure_cell(name)
            # Every round starts with the same rows.
            sql("delete from bench.rows where note = 'A note'")
            sql("vacuum analyze bench.rows")
            print(f"  round {number} of {self.rounds}", flush=True)

    def measure_cell(self, name):
        """One run of each variant, right after each other: machines change their speed."""
        cell = CELLS[name]
        person = self.people[0] if cell.who == "staff" else random.choice(self.people[1:])
        row = sql(f"select id from bench.rows where owner = '{person}' order by random() limit 1")
        variants = [variant for variant in self.variants if cell.who in ROLES[variant]]
        for variant in random.sample(variants, len(variants)):
            # A slow one says the same in three rounds as in nine.
            if variant in cell.slow and len(self.cpu_ns[name][variant]) == 3:
                continue
            cpu_ns = self.run(cell, variant, person, row[0][0])
            self.cpu_ns[name][variant].append(cpu_ns)


    def ratios(self, name, variant):
        """One for each run: a slow variant has fewer."""
        return [value / floor for value, floor in zip(self.cpu_ns[name][variant],
                                                      self.cpu_ns[name]["floor"])]

    def parts(self):
        rivals = self.variants[1:]
        rows = [[CELLS[name].text, f"{median(self.cpu_ns[name]['floor']) / 1000:,.1f}",
                 *(shown(self.ratios(name, variant), 2) for variant in rivals)] for name in self.cells]
        return [results_page.table(["CPU of the backend", "floor, µs", *(f"{variant}, of the floor's" for variant in rivals)], rows),
                self.plan()]

    def bars(self):
        if "ours" not in self.variants:
            return []
        return [results_page.bar(CELLS[name].text, True, CELLS[name].bar, median(self.ratios(name, "ours"))) for name in self.cells]

    def plan(self):
        """Of the table with two owners."""
        cell, person = CELLS["parties"], self.people[1]
        lines = [line for line, in sql(f"explain (costs off) {cell.statement}", environment_of(cell, "ours", person))]
        return f"The plan of `{cell.statement}`, as a client:\n\n```text\n" + "\n".join(lines) + "\n```"


def main():
    try:
        bench = Bench()
        bench.measure()
        results_page.publish("rls", bench.parts(), bench.bars(), bench.other_work.share())
    except Broken as broken:
        print(f"bench: {broken}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
