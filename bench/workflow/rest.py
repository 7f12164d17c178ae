"""The whole job through PostgREST: our functions and the rival's, request by request over one connection that stays.

bench/workflow/run calls it. Environment: API_URL, REST_ROUNDS, REST_JOBS.
"""
import json
import os
import random
from collections import defaultdict
from http.client import HTTPConnection
from pathlib import Path
from time import perf_counter
from urllib.parse import urlsplit

import results
from jobs import PROOF, SCHEMAS, STEPS, WHO
from libpq import Session
from machine import OtherWork
from worker import JOBS

DATABASE = "bench"
ROUNDS = int(os.environ.get("REST_ROUNDS", "9"))
COUNT = int(os.environ.get("REST_JOBS", "20"))
VARIANTS = ("socle", "rival")
FUNCTIONS = {"create": "create_transport_request", "validate": "validate_transport_request", "assign": "assign_transporter",
             "pay": "process_payment", "pickup": "confirm_pickup", "complete": "complete_transport_request"}
CARGO = {"cargo_description": "Riz brisé en sacs de 50 kg", "cargo_weight_kg": 1000, "pickup_address": "12 rue Carnot",
         "pickup_city": "Dakar", "pickup_lat": 14.6928, "pickup_lng": -17.4467, "delivery_address": "Marché Rose",
         "delivery_city": "Bamako", "delivery_lat": 12.6392, "delivery_lng": -8.0029, "cargo_volume_m3": 2}


class Job:
    """A job as a client of the REST interface knows it."""

    def __init__(self, row, admin):
        (self.number, _, self.transporter, self.vehicle, _, self.pickup, self.delivery, *claims) = row
        self.tokens = {who: admin.run("token", text)[0][0]
                       for who, text in zip(("client", "transporter", "moderator"), claims)}
        self.id = self.price = None

    def body(self, variant, step):
        proof = json.loads(PROOF)
        arguments = {
            "create": {**CARGO, "pickup_date": self.pickup, "delivery_date": self.delivery},
            "validate": {}, "assign": {"transporter_uuid": self.transporter, "vehicle_uuid": self.vehicle},
            "pay": {"amount": self.price}, "pickup": {"proof": proof},
            "complete": {"proof_of_delivery" if variant == "socle" else "proof": proof}}[step]
        known = {} if step == "create" else {"request_uuid": self.id}
        return json.dumps({**known, **arguments, "idempotency_key": f"{self.number} {step}, as an app would make it up"})


class Rest:
    def __init__(self):
        self.admin = Session(f"dbname={DATABASE}")
        self.admin.prepare("token", "select socle.mint_token($1::jsonb)")
        self.server = HTTPConnection(urlsplit(os.environ["API_URL"]).netloc)
        self.elapsed = defaultdict(list)
        self.cpu = defaultdict(list)

    def backends_us(self):
        """CPU of the connections of PostgREST."""
        rows = self.admin.simple("select pid from pg_stat_activity where usename = 'authenticator'")
        return sum(int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) for (pid,) in rows) / 1000

    def take(self, variant, job):
        for step in STEPS:
            self.server.request("POST", f"/rpc/{FUNCTIONS[step]}", job.body(variant, step), {
                "Authorization": f"Bearer {job.tokens[WHO[step]]}", "Content-Type": "application/json",
                "Content-Profile": SCHEMAS[variant], "X-Request-Id": "6f1c0d7e-1", "X-Forwarded-For": "203.0.113.9"})
            answer = self.server.getresponse()
            text = answer.read()
            if answer.status != 200:
                raise SystemExit(f"not to be believed: {variant}, {step}: {answer.status} {text[:500]}")
            if step == "create":
                made = json.loads(text)
                job.id, job.price = made["id"], made["estimated_price"]

    def round(self, first, is_counted):
        for variant in random.sample(VARIANTS, len(VARIANTS)):
            rows = self.admin.simple(JOBS.format(first=first, last=first + COUNT - 1))
            jobs = [Job(row, self.admin) for row in rows]
            began, cpu = perf_counter(), self.backends_us()
            for job in jobs:
                self.take(variant, job)
            if is_counted:
                self.elapsed[variant].append((perf_counter() - began) / COUNT * 1000)
                self.cpu[variant].append((self.backends_us() - cpu) / COUNT)


def main():
    other_work = OtherWork(os.environ["CLUSTER"])
    rest = Rest()
    # Numbers that nobody else has: behind those of whole jobs.
    for number in range(ROUNDS + 1):
        rest.round(500000 + number * COUNT, number > 0)
    wrong = rest.admin.simple("select * from alogistics.reconcile()") + rest.admin.simple("select * from bench.wrong_accounts()")
    if wrong:
        raise SystemExit(f"not to be believed: {wrong[:5]}")
    results.show_rest(rest.elapsed, rest.cpu, other_work.share())


main()
