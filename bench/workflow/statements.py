"""The scripts of clients that keep the rules themselves: clients.py says what is what."""
from clients import (CHANGES, DATA, DEADLINES, EVENTS, FIGURES, KEYS, MESSAGE, NEW_JOB, NOTICE, QUOTE, REQUEST, audit_row,
                     event_row, figures_of, key_row, one_line, person_of)
from jobs import STEPS, scripted_key

CALLER = "select role, is_active, locale, first_name || ' ' || last_name as name from rival.profiles where id = {} \\gset caller_"
TARIFF = ("select id as tariff, rules from rival.tariffs where currency = 'XOF' and valid @> now() \\gset",
          "select coalesce(sum(amount), 0) as surcharge from rival.city_pair_surcharges where lower(btrim(from_city)) = 'dakar'"
          " and lower(btrim(to_city)) = 'bamako' and currency = 'XOF' and valid @> now() \\gset",
          "select * from rival.settings \\gset setting_", "select gen_random_uuid() as request \\gset")
JOB = ("select to_jsonb(r)::text as before, r.status, c.locale, c.first_name || ' ' || c.last_name as client_name, t.locale,"
       " t.first_name || ' ' || t.last_name as transporter_name from rival.transport_requests as r join rival.profiles as c"
       " on c.id = r.client_id left join rival.profiles as t on t.id = r.assigned_transporter_id where r.id = :request::uuid"
       " for no key update of r \\gset")
HALF_OPEN = ", '[)'"
BUSY = ("exists (select from rival.transport_requests where {0} = :{1}::uuid and (status in ('assigned', 'in_progress')"
        " or disputed_from = 'in_progress') and tstzrange(pickup_date, delivery_date{2}) && tstzrange(:pickup, :delivery))")
WALLET = ("select id as wallet, balance as funds, seq, is_active, closed_at from rival.ledger_accounts where kind = 'wallet'"
          " and owner_id = :{}::uuid and currency = 'XOF' for no key update \\gset")
ESCROW = ("select count(*) as escrows, max(id) as escrow, max(balance) as held from (select id, balance from"
          " rival.ledger_accounts where subject_id = :request::uuid for no key update) as a \\gset")
JOINED = """'{"joined": ["d37b2535-c0fd-10a8-733c-45f33960afd7"]}'"""
# What is looked at before each change, by the rival and by the others.
LOOKS = {
    "validate": (),
    "assign": ("select * from rival.settings \\gset setting_",
               "select id, role, is_active, is_verified, locale from rival.profiles where id = :transporter::uuid for no key"
               " update \\gset carrier_",
               "select id, owner_id, type, capacity_kg, capacity_m3, is_available, is_verified, insurance_expiry,"
               " inspection_expiry, plate_number from rival.vehicles where id = :vehicle::uuid for no key update \\gset vehicle_",
               f"select {BUSY.format('assigned_vehicle_id', 'vehicle', '')} or"
               f" {BUSY.format('assigned_transporter_id', 'transporter', HALF_OPEN)} as busy \\gset", WALLET.format("transporter")),
    "pay": ("select is_active, is_verified from rival.profiles where id = :transporter::uuid for share \\gset carrier_",
            WALLET.format("client")),
    "pickup": (), "complete": (WALLET.format("transporter"), ESCROW),
}
JOURNEY = ("insert into rival.journeys (request_id, client_id, transporter_id, vehicle_id, tracking_token, watch_from) values"
           " (:request, :client, :transporter, :vehicle, left(translate(:request::text, '-', ''), 22), now())")
PLACES = "rival.geofences (request_id, client_id, transporter_id, kind, name, shape, core, enter_m, exit_m)"
PLACE = ("(:request::uuid, :client::uuid, :transporter::uuid, '{}'::alogistics.geofence_kind, '{}',"
         " 'circle'::alogistics.fence_shape, '[[{}, {}]]'::jsonb, 500, 750)")
ENDS = (PLACE.format("pickup", "Dakar", -17.4467, 14.6928), PLACE.format("delivery", "Bamako", -8.0029, 12.6392))
DEADLINE = ("rival.deadlines (kind, subject_id, level, due_at, next_attempt_at) values ('{}', :request::uuid, {},"
            " :pickup::timestamptz, :pickup::timestamptz)")
OFFERS = "update rival.offers set status = 'rejected', closed_at = now() where request_id = :request::uuid and status = 'open'"
TRANSFER = ("insert into rival.ledger_transfers (kind, request_id, actor_id, reason, parties) values ('{}', :request, :{},"
            " 'Dakar → Bamako', array[:{}::uuid]) returning id as transfer")
MOVE = ("update rival.ledger_accounts set balance = balance + ({}), seq = seq + 1, last_at = clock_timestamp() where id ="
        " :{} returning id, seq, balance, last_at")
OPEN = ("insert into rival.ledger_accounts (kind, subject_id, currency, balance, seq, last_at) values ('escrow', :request,"
        " 'XOF', 221700, 1, clock_timestamp()) returning id, seq, balance, last_at")
ENTRIES = "rival.ledger_entries (account_id, seq, transfer_id, amount, balance_after, type, created_at)"
SHARE = ("insert into rival.ledger_queue (account_id, transfer_id, amount, type, created_at) values (:platform, :transfer,"
         " 33255, 'commission', now())")
PLATFORM = "select id as platform from rival.ledger_accounts where kind = 'platform' and currency = 'XOF' \\gset"
JOURNEYS = {"pay": "opened_at", "complete": "closed_at"}
ALERTS = "update rival.tracking_alerts set ended_at = now() where request_id = :request::uuid and ended_at is null"
# The accounts of the two lines: what is moved, the account's kind, the line's type; of a payment the escrow is new.
LINES = {"pay": ("payment", "client", -221700, "debit", OPEN, 221700, "credit"),
         "complete": ("settlement", "transporter", 188445, "credit", MOVE.format(-221700, "escrow"), -221700, "debit")}


def change(step):
    _, after, columns, _ = CHANGES[step]
    return (f"update rival.transport_requests set status = '{after}', {columns}, updated_at = now() where id = :request::uuid"
            " returning to_jsonb(transport_requests)::text as after \\gset")


def deadline_parts(step):
    ended, begun = DEADLINES[step]
    drop = [f"delete from rival.deadlines where kind = '{ended}' and subject_id = :request::uuid and done_at is null"]
    return (drop if ended else []) + ["insert into " + DEADLINE.format(kind, level) for kind, level in begun]


def effect_of(step):
    """What goes into one statement beside the rows that every step has."""
    parts = deadline_parts(step)
    if step == "assign":
        parts += [OFFERS, JOURNEY.replace(":request,", ":request::uuid,"), f"insert into {PLACES} values {', '.join(ENDS)}"]
    if step in JOURNEYS:
        parts.append(f"update rival.journeys set {JOURNEYS[step]} = now() where request_id = :request::uuid")
    if step == "complete":
        parts.append(ALERTS)
    if step not in LINES:
        return parts
    kind, person, amount, type_, other, other_amount, other_type = LINES[step]
    entry = ("select {0}.id, {0}.seq, transfer.transfer, {1}, {0}.balance, '{2}'::alogistics.wallet_transaction_type,"
             " {0}.last_at")
    entries = f"insert into {ENTRIES} " + " union all ".join(
        entry.format(*line) + f" from {line[0]}, transfer" for line in (("own", amount, type_), ("other", other_amount, other_type)))
    share = SHARE.replace("values (:platform, :transfer, 33255, 'commission', now())",
                          "select a.id, transfer, 33255, 'commission', now() from transfer, rival.ledger_accounts as a"
                          " where a.kind = 'platform' and a.currency = 'XOF'")
    return [("own", MOVE.format(amount, "wallet")), ("other", other), ("transfer", TRANSFER.format(kind, person, person)),
            *parts, *([share] if step == "complete" else []), entries]


def together(parts):
    """One statement with all of them."""
    if not parts:
        return []
    named = [part if isinstance(part, tuple) else (f"part{number}", part) for number, part in enumerate(parts)]
    heads = ", ".join(f"{name} as ({part})" for name, part in named[:-1])
    return [(f"with {heads} " if heads else "") + named[-1][1] + ";"]


def client_step(step):
    """The statements of the rival's function, one by one."""
    person = person_of(step)
    lines = ["begin;", CALLER.format(person)]
    if step == "create":
        lines += [*TARIFF, f"insert into {KEYS} values {key_row(step, 'to_jsonb(:request::uuid)')} on conflict do nothing;",
                  QUOTE + " \\gset", REQUEST + " \\gset", f"insert into {FIGURES} values (now(), 'requests', '', '', 1, 0),"
                  " ('-infinity', 'requests_now', 'pending', '', 1, 0);"]
        told = ("client",)
    else:
        lines += [f"insert into {KEYS} values {key_row(step)} on conflict do nothing;", JOB, *LOOKS[step], change(step),
                  *together(effect_of(step))]
        rows, told = figures_of(step), CHANGES[step][3]
        lines += [f"insert into {FIGURES} values {', '.join(rows)};"] if rows else []
    for reader in told:
        lines += together([("told", f"insert into {NOTICE} values (:{reader}, 'request', 'Une notification', {MESSAGE}, {DATA})"
                            " returning id"),
                           f"insert into rival.unread_changes (user_id, change) values (:{reader}, 1)",
                           f"insert into {EVENTS} values {event_row(step, reader, '(select id::text from told)')}"])
    shown = [event_row(step)]
    if step == "assign":
        shown.insert(0, event_row(step, kind="access", payload=JOINED))
    lines += together(["insert into " + audit_row(step)]
                      + [f"insert into {EVENTS} values {row}" for row in shown])
    return lines + ["commit;"]


def orm_money(step):
    kind, person, amount, type_, other, other_amount, other_type = LINES[step]
    lines = [WALLET.format(person), MOVE.format(amount, "wallet") + " \\gset own_", ESCROW,
             other + " \\gset other_", TRANSFER.format(kind, person, person) + " \\gset"]
    for name, moved, word in (("own", amount, type_), ("other", other_amount, other_type)):
        lines += [f"select count(*) from rival.ledger_entries where account_id = :{name}_id and seq = :{name}_seq \\gset",
                  f"insert into {ENTRIES} values (:{name}_id, :{name}_seq, :transfer, {moved}, :{name}_balance, '{word}',"
                  f" :{name}_last_at);"]
    return lines + ([PLATFORM, SHARE + ";"] if step == "complete" else [])


def orm_step(step):
    """A SELECT before what has a key to look for, a statement for each row."""
    person = person_of(step)
    look_key = f"select count(*) from rival.idempotency_keys where actor = {person}::text and key = {scripted_key(step)} \\gset"
    lines = ["begin;", CALLER.format(person)]
    if step == "create":
        lines += [*TARIFF, look_key, f"insert into {KEYS} values {key_row(step, 'to_jsonb(:request::uuid)')};",
                  QUOTE + " \\gset", "select count(*) from rival.transport_requests where id = :request::uuid \\gset",
                  REQUEST + " \\gset"]
        rows = ["(now(), 'requests', '', '', 1, 0)", "('-infinity', 'requests_now', 'pending', '', 1, 0)"]
        told = ("client",)
    else:
        lines += [look_key, f"insert into {KEYS} values {key_row(step)};",
                  "select to_jsonb(r)::text as before from rival.transport_requests as r where id = :request::uuid for no key"
                  " update \\gset", *(look for look in LOOKS[step] if "ledger_accounts" not in look or step == "assign"),
                  "select status from rival.transport_requests where id = :request::uuid \\gset", change(step)]
        for part in deadline_parts(step):
            lines += ["select count(*) from rival.deadlines where subject_id = :request::uuid \\gset", part + ";"]
        if step == "assign":
            lines += ["select count(*) from rival.offers where request_id = :request::uuid and status = 'open' \\gset",
                      "select count(*) from rival.journeys where request_id = :request::uuid \\gset", JOURNEY + ";"]
            lines += [f"insert into {PLACES} values {place};" for place in ENDS]
        if step in LINES:
            lines += orm_money(step)
        if step in JOURNEYS:
            lines += ["select opened_at from rival.journeys where request_id = :request::uuid \\gset",
                      f"update rival.journeys set {JOURNEYS[step]} = now() where request_id = :request::uuid;"]
        rows, told = figures_of(step), CHANGES[step][3]
    lines += [f"insert into {FIGURES} values {row};" for row in rows]
    for reader in told:
        lines += [CALLER.format(f":{reader}::uuid").replace("caller_", "reader_"),
                  "select title, message from rival.notification_templates where key = 'request.validated.client'"
                  " and locale = 'fr' \\gset",
                  f"insert into {NOTICE} values (:{reader}, 'request', 'Une notification', {MESSAGE}, {DATA}) returning id as told"
                  " \\gset", f"insert into rival.unread_changes (user_id, change) values (:{reader}, 1);",
                  f"insert into {EVENTS} values {event_row(step, reader, ':told::text')};"]
    if step == "assign":
        lines.append(f"insert into {EVENTS} values {event_row(step, kind='access', payload=JOINED)};")
    return lines + [f"insert into {audit_row(step)};", f"insert into {EVENTS} values {event_row(step)};", "commit;"]


def script(variant):
    take = {"client": client_step, "orm": orm_step}[variant]
    lines = [one_line(line) for line in [NEW_JOB] + [line for step in STEPS for line in take(step)]]
    # pgbench writes beyond its memory where the last of 128 commands has a \\gset.
    while any("\\gset" in line for line in lines[127:128]):
        lines.insert(0, "\\set nothing 0")
    return lines
