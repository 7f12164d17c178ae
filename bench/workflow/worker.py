"""One connection for each variant, and the steps that it takes on jobs."""
import uuid
from pathlib import Path
from time import sleep

from floor import TYPES, Floor
from jobs import HEADERS, STEPS, Job, arguments_of, frame_of, role_of, statement_of
from libpq import Session

VARIANTS = ("socle", "rival", "floor")
JOBS = "select job.* from generate_series({first}::bigint, {last}) as n, bench.job(n) as job order by n"


class Machine:
    """Looks at a backend from outside."""

    def __init__(self, database):
        self.admin = Session(f"dbname={database}")

    def wal(self):
        return int(self.admin.simple("select pg_current_wal_insert_lsn() - '0/0'::pg_lsn")[0][0])

    @staticmethod
    def cpu_ns(session):
        """What the kernel says that it ran."""
        return int(Path(f"/proc/{session.pid}/schedstat").read_text().split()[0])

    def block(self, session, jobs, take):
        """Microseconds of CPU and bytes of WAL for each of these jobs."""
        wal, cpu = self.wal(), self.cpu_ns(session)
        for job in jobs:
            take(job)
        # Until the backend waits again, the kernel has not counted all of it.
        sleep(0.002)
        return (self.cpu_ns(session) - cpu) / 1000 / len(jobs), (self.wal() - wal) / len(jobs)

    def new_jobs(self, first, number):
        return [Job(*row) for row in self.admin.simple(JOBS.format(first=first, last=first + number - 1))]


class Worker:
    """Calls as PostgREST does: BEGIN, who asks, the call, COMMIT."""

    def __init__(self, machine, variant, database):
        user = "authenticator" if variant != "floor" else "postgres"
        self.variant = variant
        self.session = Session(f"dbname={database} user={user}")
        self.session.simple("set synchronous_commit = off")
        self.session.prepare("frame", frame_of(variant))
        self.floors = {}
        for step in STEPS:
            if variant == "floor":
                self.floors[step] = Floor(machine.admin, step)
                self.session.prepare(step, statement_of(variant, step), TYPES)
            else:
                self.session.simple(f"set role {role_of(variant, step)}")
                self.session.prepare(step, statement_of(variant, step))
                self.session.simple("reset role")

    def begin(self, role, claims):
        self.session.simple("begin")
        self.session.run("frame", role, claims, HEADERS)

    def take(self, step, job):
        self.begin("none" if self.variant == "floor" else role_of(self.variant, step), job.claims(step))
        if self.variant == "floor":
            if step == "create":
                job.id = str(uuid.uuid4())
            self.session.run(step, *self.floors[step].arguments(job, str(uuid.uuid4())))
        else:
            rows = self.session.run(step, *arguments_of(step, job))
            if step == "create":
                job.id, job.price = rows[0]
            elif rows != [["t"]]:
                raise AssertionError(f"{self.variant}, {step}: {rows}")
        self.session.simple("commit")

    def frame(self, job):
        """A request that does nothing."""
        self.begin("none" if self.variant == "floor" else "authenticated", job.claims("create"))
        self.session.simple("commit")
