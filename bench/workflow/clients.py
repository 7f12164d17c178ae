"""The whole job as scripts of pgbench: by functions, and as clients send it that keep the rules themselves.

A script takes a new job and all its steps. `socle` and `rival` call functions, in the frame of PostgREST. `client` sends
the statements of the rival's functions one by one; `orm` sends what an object-relational mapper makes of them: one
statement for each row, a SELECT before what it changes or writes by a known key, relations loaded one by one.
"""
from jobs import CREATE, FRAME, HEADERS, PROOF, SCHEMAS, SETTINGS, STEPS, WHO, role_of, scripted_key

NEW_JOB = "select job.* from (select nextval('bench.job_numbers') as n offset 0) as next, bench.job(n) as job \\gset"
HASH = r"'\x00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff'"
DATA = """'{"template": "request.assigned.client", "parameters": {"plate": "DK-9f38", "route": "Dakar → Bamako",
 "transporter": "Awa Diop 12"}, "request_id": "b875f8e2-6688-44c4-a03d-bbb410bce5f2"}'"""
MESSAGE = "'Votre demande Dakar → Bamako est validée au prix de 221 700 FCFA. Nous cherchons un transporteur pour vous.'"
TOLD = """'{"new": {"id": 10, "data": {"template": "request.assigned.client", "parameters": {"plate": "DK-9f386369",
 "route": "Dakar → Bamako", "transporter": "Awa Diop 12"}, "request_id": "b875f8e2-6688-44c4-a03d-bbb410bce5f2"},
 "type": "assignment", "title": "Transporteur trouvé", "is_read": false, "message": "Awa Diop 12 transportera votre
 marchandise Dakar → Bamako avec le véhicule DK-9f386369.", "read_at": null, "created_at": "2026-11-29T08"}}'"""
SHOWN = """'{"new": {"id": "b875f8e2-6688-44c4-a03d-bbb410bce5f2", "status": "assigned", "currency": "XOF",
 "client_id": "a7112eee-ea44-018e-c836-80ad5dd16fae", "final_price": 221700, "pickup_city": "Dakar",
 "pickup_date": "2026-12-09T08", "cancelled_at": null, "completed_at": null, "delivery_city": "Bamako",
 "delivery_date": "2026-12-11T08", "status_reason": null, "estimated_price": 221700, "pickup_confirmed_at": null,
 "assigned_vehicle_id": "9f386369-7e16-d239-b2bd-d1a726611651",
 "assigned_transporter_id": "d37b2535-c0fd-10a8-733c-45f33960afd7"}, "old": {"status": "validated"}}'"""
LINES = """'[{"code": "base", "amount": 2000, "text_en": "Base price", "text_fr": "Prise en charge"}, {"code": "distance",
 "amount": 204000, "text_en": "1,360 km × 150 FCFA", "text_fr": "1 360 km × 150 FCFA"}, {"code": "weight", "amount": 15000,
 "text_en": "Weight, 10 × 100 kg × 1,500 FCFA", "text_fr": "Poids, 10 × 100 kg × 1 500 FCFA"}, {"code": "volume",
 "amount": 700, "text_en": "Volume, 2 m³ × 350 FCFA", "text_fr": "Volume, 2 m³ × 350 FCFA"}]'"""
EVENTS = "rival.events (at, system, topic, recipient, kind, entity, entity_id, payload, actor)"
FIGURES = "rival.figures_queue (at, figure, detail, currency, times, total)"
KEYS = "rival.idempotency_keys (actor, key, operation, fingerprint, answer, expires_at)"
# By step: status before and after, the columns that it sets, and who is told.
CHANGES = {
    "validate": ("pending", "validated",
                 "final_price = 221700, validated_by = :moderator, validated_at = now()", ("client",)),
    "assign": ("validated", "assigned", "assigned_transporter_id = :transporter, assigned_vehicle_id = :vehicle,"
               " commission_bps = 1500, assigned_by = :moderator, assigned_at = now()", ("client", "transporter")),
    "pay": ("assigned", "in_progress", "paid_at = now()", ("client", "transporter")),
    "pickup": ("in_progress", "in_progress", f"pickup_proof = '{PROOF}', pickup_confirmed_at = now()", ("client",)),
    "complete": ("in_progress", "completed", f"proof_of_delivery = '{PROOF}', platform_commission = 33255,"
                 " transporter_earnings = 188445, completed_at = now()", ("client", "transporter")),
}
# The deadline that ends with a step, and those that begin.
DEADLINES = {"validate": (None, (("unclaimed_request", 0), ("unclaimed_request", 1))),
             "assign": ("unclaimed_request", (("unpaid_assignment", 0),)),
             "pay": ("unpaid_assignment", (("late_pickup", 0),)), "pickup": ("late_pickup", ()), "complete": (None, ())}
# What is counted beside the number of requests at a status.
FIGURES_OF = {"validate": [("validated", "", 60)], "assign": [("assigned", "", 60)], "pay": [("paid", "XOF", 221700)],
              "pickup": [], "complete": [("completed", "XOF", 221700), ("commission", "XOF", 33255), ("processing", "", 60),
                                         ("on_time", "", 0)]}


def one_line(text):
    return " ".join(text.split("\n"))


def person_of(step):
    return ":" + WHO[step] + "::uuid"


def figures_of(step):
    """Rows as SQL."""
    before, after = CHANGES[step][:2]
    rows = [f"('-infinity', 'requests_now', '{before}', '', -1, 0)", f"('-infinity', 'requests_now', '{after}', '', 1, 0)"]
    return ([] if before == after else rows) + [
        f"(date_bin('15 minutes', now(), '2000-01-01'), '{figure}', '', '{currency}', 1, {total})"
        for figure, currency, total in FIGURES_OF[step]]


def key_row(step, answer="'true'"):
    return (f"({person_of(step)}::text, {scripted_key(step)}, '{step}', {HASH}, {answer},"
            " now() + interval '24 hours')")


def event_row(step, person=None, entity_id=None, kind=None, payload=None):
    if person:
        return (f"(clock_timestamp(), 'rival', 'person', :{person}::uuid, 'notification.created', 'notifications',"
                f" {entity_id}, {TOLD}, {person_of(step)})")
    kind = kind or ("request.created" if step == "create" else "request.updated")
    return (f"(clock_timestamp(), 'rival', 'request:' || :request::text, null, '{kind}', 'transport_requests', :request::text,"
            f" {payload or SHOWN}, {person_of(step)})")


def audit_row(step):
    before = "null" if step == "create" else ":before::jsonb"
    return ("rival.audit_logs (user_id, action, entity_type, entity_id, old_data, new_data, database_role, request_id,"
            f" ip_address, user_agent) values ({person_of(step)}, 'transport_request.{step}', 'transport_requests',"
            f" :request::text, {before}, :after::jsonb, 'authenticated', '6f1c0d7e-1', '203.0.113.9',"
            " 'Mozilla/5.0 (X11; Linux x86_64)')")


NOTICE = "rival.notifications (user_id, type, title, message, data)"
QUOTE = ("insert into rival.quotes (client_id, tariff_id, transport_type, cargo_weight_kg, cargo_volume_m3, pickup_city,"
         " pickup_lat, pickup_lng, delivery_city, delivery_lat, delivery_lng, pickup_date, delivery_date, legs_m, distance_m,"
         " currency, price, lines, expires_at, consumed_at, request_id) values (:client, :tariff, 'standard', 1000, 2,"
         " 'Dakar', 14.6928, -17.4467, 'Bamako', 12.6392, -8.0029, :pickup, :delivery, '{1359135}', 1359135, 'XOF', 221700,"
         f" {LINES}, now() + interval '1 hour', now(), :request) returning id as quote")
REQUEST = ("insert into rival.transport_requests (id, client_id, transport_type, cargo_description, cargo_weight_kg,"
           " cargo_volume_m3, pickup_address, pickup_city, pickup_lat, pickup_lng, delivery_address, delivery_city,"
           " delivery_lat, delivery_lng, pickup_date, delivery_date, quote_id, distance_m, currency, estimated_price)"
           " values (:request, :client, 'standard', 'Riz brisé en sacs de 50 kg', 1000, 2, '12 rue Carnot', 'Dakar', 14.6928,"
           " -17.4467, 'Marché Rose', 'Bamako', 12.6392, -8.0029, :pickup, :delivery, :quote, 1359135, 'XOF', 221700)"
           " returning to_jsonb(transport_requests)::text as after")


def call_of(variant, step):
    """A call of a function, with everything that PostgREST says before."""
    schema = SCHEMAS[variant]
    claims, headers = SETTINGS[variant]
    frame = FRAME.format(claims=claims, headers=headers, schema=schema)
    frame = frame.replace("$1", f"'{role_of(variant, step)}'").replace("$2", f":{WHO[step]}_claims")
    key = f"idempotency_key => {scripted_key(step)}"
    calls = {"create": CREATE.format(schema=schema).replace("select id, ", "select id as request, ")
             .replace("estimated_price from", "estimated_price as price from")
             .replace("$1, $2", ":pickup::timestamptz, :delivery::timestamptz").replace("idempotency_key => $3", key),
             "validate": f"validate_transport_request(:request::uuid, {key})",
             "assign": f"assign_transporter(:request::uuid, :transporter::uuid, :vehicle::uuid, {key})",
             "pay": f"process_payment(:request::uuid, :price::numeric, {key})",
             "pickup": f"confirm_pickup(:request::uuid, '{PROOF}'::jsonb, {key})",
             "complete": f"complete_transport_request(:request::uuid, '{PROOF}'::jsonb, {key})"}
    call = calls["create"] + " \\gset" if step == "create" else f"select {schema}.{calls[step]};"
    return ["begin;", frame.replace("$3", f"'{HEADERS}'") + ";", call, "commit;"]


def functions(variant):
    return [NEW_JOB] + [line for step in STEPS for line in call_of(variant, step)]
