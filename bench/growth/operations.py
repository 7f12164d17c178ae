"""What is measured: who calls what. Each call is a transaction of its own, as PostgREST takes it."""
import hashlib
import hmac
import json
import time
from dataclasses import dataclass
from typing import Callable

from jobs import PROOF, STEPS
from worker import Machine, Worker

SECRET = b"a secret of the bench"
CLIENT, TRANSPORTER, STAFF = "client", "transporter", "moderator"
ROLES = {CLIENT: "authenticated", TRANSPORTER: "authenticated", STAFF: "staff", "system": "service_role"}
SYSTEM = json.dumps({"role": "service_role"})


@dataclass
class Call:
    who: str
    statement: str
    arguments: Callable = lambda job: ()
    # Where the first cell of the answer is kept for the calls to come.
    keeps: str = ""


def positions(job):
    """Ten of a drive that has just begun, by a device whose clock is a little fast."""
    now = int(time.time() * 1000)
    return json.dumps([{"t": now + n * 1000, "lat": 14.7 + n * 0.0001, "lng": -17.4 + n * 0.0001, "accuracy": 8, "speed": 60,
                        "heading": 45} for n in range(10)])


def paid(job):
    payload = json.dumps({"id": f"paid {job.intent}", "type": "payment.succeeded", "reference": job.intent, "amount": 5000,
                          "currency": "XOF"})
    return payload, hmac.new(SECRET, payload.encode(), hashlib.sha256).hexdigest()


QUOTE = ("select id from alogistics.quote_transport(14.6928, -17.4467, 12.6392, -8.0029, 1000, $1, cargo_volume_m3 => 2,"
         " pickup_city => 'Dakar', delivery_city => 'Bamako', idempotency_key => $2)")
WALLET = "(select public_id from alogistics.ledger_accounts where kind = 'wallet' and owner_id = $1::uuid)"
ACCOUNT = "(select id from alogistics.ledger_accounts where kind = 'wallet' and owner_id = ${}::uuid)"
# By name: the calls one after the other. A step of a job is a name of bench/workflow.
WRITES = {
    "quote": [Call(CLIENT, QUOTE, lambda job: (job.pickup, job.key("quote")))],
    **{step: step for step in STEPS[:-1]},
    "position report": [Call(TRANSPORTER, "select alogistics.record_positions($1, $2)", lambda job: (job.id, positions(job)))],
    "complete": "complete",
    "deposit": [
        Call(CLIENT, "select alogistics.top_up(5000, 'wave', idempotency_key => $1)", lambda job: (job.key("top-up"),), "intent"),
        Call("system", "select alogistics.receive_payment_event('wave', $1, $2)", paid)],
    "transfer": [
        Call(STAFF, f"select alogistics.hold({WALLET}, 700, 'Deposit', request_uuid => $2, idempotency_key => $3)",
             lambda job: (job.client, job.id, job.key("hold")), "hold"),
        Call(STAFF, f"select alogistics.capture($2, 500, {WALLET}, idempotency_key => $3)",
             lambda job: (job.transporter, job.hold, job.key("capture")))],
    "withdrawal": [
        Call(TRANSPORTER, "select alogistics.request_withdrawal(1000, '{\"phone\": \"+221770000000\"}', idempotency_key => $1)",
             lambda job: (job.key("withdrawal"),), "withdrawal"),
        *(Call(STAFF, f"select alogistics.{name}($1, idempotency_key => $2)",
               lambda job, name=name: (job.withdrawal, job.key(name)))
          for name in ("approve_withdrawal", "mark_withdrawal_sent", "settle_withdrawal"))],
    "post_transfer": [Call("system", f"select alogistics.post_transfer({ACCOUNT.format(1)}, {ACCOUNT.format(2)}, 100)",
                           lambda job: (job.client, job.transporter))],
}
SEARCH = "select id from alogistics.search_requests($1, 20)"
READS = {
    "page of a client": [Call(CLIENT, "select * from alogistics.my_requests order by created_at desc, id desc limit 10")],
    "page of a transporter": [Call(TRANSPORTER, "select * from alogistics.my_jobs order by pickup_date desc, id desc limit 10")],
    "page of staff, waiting": [Call(STAFF, "select * from alogistics.pending_requests order by created_at, id limit 20")],
    "page of staff, past": [Call(STAFF, "select * from alogistics.past_requests order by created_at desc, id desc limit 20")],
    "search, one request": [Call(STAFF, SEARCH, lambda job: (job.lot,))],
    "search, many": [Call(STAFF, SEARCH, lambda job: ("riz dakar",))],
    "unread count": [Call(CLIENT, "select alogistics.unread_count()")],
    "events_fetch": [Call(CLIENT, "select * from alogistics.events_fetch($1, array['request:' || $2])",
                          lambda job: (job.cursor, job.id))],
    "admin_kpis": [Call(STAFF, "select * from alogistics.admin_kpis(current_date - 30, current_date + 1)")],
}
OPERATIONS = {"frame": "frame", **WRITES, **READS}


# Of one copy, so that a reader is known from the call before at each size: a small history has no other.
READERS = """
  select bench.claims(bench.moved(bench.key('client', 1), copy)), bench.claims(bench.moved(bench.key('transporter', 1), copy)),
         bench.claims(bench.key('moderator', 1)), format('"lot %sx%s"', copy, left(r.id::text, 4))
  from (select floor(random() * (copies + 1))::integer as copy from bench.shape) as c, generate_series(1, {number}) as n,
    lateral (select id from bench.alogistics_transport_requests where n is not null order by random() limit 1) as r"""


@dataclass
class Reader:
    client_claims: str
    transporter_claims: str
    moderator_claims: str
    lot: str


class Installation:
    """One database with its history, and one connection that everybody's calls come over."""

    def __init__(self, database):
        self.database = database
        self.machine = Machine(database)
        self.worker = Worker(self.machine, "socle", database)
        session = self.worker.session
        for name, calls in OPERATIONS.items():
            for number, call in enumerate(calls if isinstance(calls, list) else ()):
                session.simple(f"set role {ROLES[call.who]}")
                session.prepare(f"{name} {number}", call.statement)
                session.simple("reset role")

    def take(self, name, job):
        """One operation, all of its calls."""
        calls = OPERATIONS[name]
        if name == "frame":
            self.worker.frame(job)
        elif isinstance(calls, str):
            self.worker.take(calls, job)
        else:
            for number, call in enumerate(calls):
                self.worker.begin(ROLES[call.who], SYSTEM if call.who == "system" else getattr(job, f"{call.who}_claims"))
                rows = self.worker.session.run(f"{name} {number}", *call.arguments(job))
                self.worker.session.simple("commit")
                if call.keeps:
                    setattr(job, call.keeps, rows[0][0])
            return rows
        return None

    def readers(self, number):
        """The same people again and again, who have as much of their own at each size, and what they look for."""
        return [Reader(*row) for row in self.machine.admin.simple(READERS.format(number=number))]
