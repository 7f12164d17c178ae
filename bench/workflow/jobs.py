"""The steps of a job: who takes each, and what each variant sends for it."""
import json
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
PROOF = json.dumps({"received_by": "M. Traoré", "signature_sha256":
                    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"})
# What PostgREST says of a request before it calls, in one statement.
FRAME = ("select set_config('role', $1, true), set_config('{claims}', $2, true), set_config('request.method', 'POST',"
         " true), set_config('request.path', '/rpc/step', true), set_config('{headers}', $3, true),"
         " set_config('search_path', '{schema}, public', true)")
HEADERS = json.dumps({
    "host": "127.0.0.1:3000", "content-type": "application/json", "accept": "*/*",
    "user-agent": "Mozilla/5.0 (X11; Linux x86_64)", "x-request-id": "6f1c0d7e-1",
    "x-forwarded-for": "203.0.113.9"})
STEPS = ("create", "validate", "assign", "pay", "pickup", "complete")
WHO = {"create": "client", "validate": "moderator", "assign": "moderator", "pay": "client", "pickup": "transporter",
       "complete": "transporter"}
CREATE = ("select id, estimated_price from {schema}.create_transport_request('Riz brisé en sacs de 50 kg', 1000,"
          " '12 rue Carnot', 'Dakar', 14.6928, -17.4467, 'Marché Rose', 'Bamako', 12.6392, -8.0029, $1, $2,"
          " 'standard', 2, idempotency_key => $3)")
CALLS = {
    "create": CREATE,
    "validate": "select {schema}.validate_transport_request($1, idempotency_key => $2)",
    "assign": "select {schema}.assign_transporter($1, $2, $3, idempotency_key => $4)",
    "pay": "select {schema}.process_payment($1, $2, idempotency_key => $3)",
    "pickup": "select {schema}.confirm_pickup($1, $2, idempotency_key => $3)",
    "complete": "select {schema}.complete_transport_request($1, $2, idempotency_key => $3)",
}
SCHEMAS = {"socle": "alogistics", "rival": "rival", "floor": "floor"}
SETTINGS = {"socle": ("request.jwt.claims", "request.headers"), "rival": ("rival.claims", "rival.headers")}


@dataclass
class Job:
    number: str
    client: str
    transporter: str
    vehicle: str
    moderator: str
    pickup: str
    delivery: str
    client_claims: str
    transporter_claims: str
    moderator_claims: str
    id: str = ""
    price: str = "221700"

    def key(self, step):
        return f"{step} of job {self.number}, as an app would make it up"

    def claims(self, step):
        return getattr(self, f"{WHO[step]}_claims")


def scripted_key(step):
    """The key of a call in a script of pgbench, which knows the number of its job."""
    return f":number::text || ' {step}, as an app would make it up'"


def frame_of(variant):
    claims, headers = SETTINGS.get(variant, SETTINGS["rival"])
    return FRAME.format(claims=claims, headers=headers, schema=SCHEMAS.get(variant, "rival"))


def role_of(variant, step):
    """Staff are a role of their own with us: socle.pre_request() gives it."""
    return "staff" if variant == "socle" and WHO[step] == "moderator" else "authenticated"


def statement_of(variant, step):
    if variant == "floor":
        return (HERE / "floor" / f"{step}.sql").read_text()
    return CALLS[step].format(schema=SCHEMAS[variant])


def arguments_of(step, job):
    key = job.key(step)
    return {"create": (job.pickup, job.delivery, key),
            "validate": (job.id, key),
            "assign": (job.id, job.transporter, job.vehicle, key),
            "pay": (job.id, job.price, key),
            "pickup": (job.id, PROOF, key),
            "complete": (job.id, PROOF, key)}[step]
