-- What stands in the database, to see that a refusal changes nothing.

-- One line per table of ours: its name, its number of rows and a hash of them.
create function test.state() returns setof text language plpgsql as $$
declare
  table_name text;
  line text;
begin
  for table_name in
    select format('%I.%I', n.nspname, c.relname)
    from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
    where n.nspname in ('alogistics', 'auth', 'socle') and c.relkind in ('r', 'p')
      and not c.relispartition order by 1
  loop
    execute format(
      'select concat_ws('' '', %L, count(*), md5(string_agg(t::text, e''\n'' order by t::text)))
       from %s as t', table_name, table_name) into line;
    return next line;
  end loop;
end
$$;

-- The request that a test calls the job.
create function test.job() returns uuid language sql stable
  as $$ select current_setting('test.job')::uuid $$;
grant execute on function test.job() to public;
create function test.take_job(job uuid) returns void language sql
  as $$ select set_config('test.job', job::text, false) $$;

-- One person's balance, or what an account of the house or of a request holds.
create function test.balance_of(name text) returns bigint language sql stable as $$
  select coalesce(sum(balance), 0)::bigint from alogistics.ledger_balances
  where owner_id = test.id(name)
     or kind::text = name and (name <> 'escrow' or subject_id = test.job())
$$;

-- Lets an actor take a step of the job and says what became of the request and of the money:
-- 'status: columns that changed | balances of client, escrow, transporter and platform'.
create function test.step(actor text, statement text) returns text language plpgsql as $$
declare
  before jsonb := (select to_jsonb(r) from alogistics.transport_requests as r where id = test.job());
  after jsonb;
  outcome text := test.outcome(actor, statement);
begin
  if outcome <> 'done' then
    return outcome;
  end if;
  select to_jsonb(r) into after from alogistics.transport_requests as r where id = test.job();
  return format('%s: %s | %s %s %s %s', after ->> 'status',
    (select string_agg(a.key, ' ' order by a.key)
     from jsonb_each(after) as a join jsonb_each(before) as b using (key)
     where a.value <> b.value and a.key <> 'status'),
    test.balance_of('client'), test.balance_of('escrow'), test.balance_of('transporter'),
    test.balance_of('platform'));
end
$$;

-- What was written down of the job, one line each: action, person, database role, statuses if that changed.
create function test.history() returns text[] language sql stable as $$
  select array_agg(concat(a.action, ' by ', coalesce(lower(p.first_name), 'the system'), ' as ', a.database_role,
                          ': ' || coalesce(a.old_data ->> 'status', '—') || ' → ' || (a.new_data ->> 'status'))
                   order by a.id)
  from alogistics.audit_logs as a left join alogistics.profiles as p on p.id = a.user_id
  where a.entity_id = test.job()::text
$$;

-- Whom the job's steps told what, one line each: recipient, type, title, message.
create function test.messages() returns text[] language sql stable as $$
  select array_agg(format('%s | %s | %s | %s', lower(p.first_name), n.type, n.title,
                          translate(n.message, u&'\00a0', ' ')) order by n.id)
  from alogistics.notifications as n join alogistics.profiles as p on p.id = n.user_id
  where n.data ->> 'request_id' = test.job()::text
$$;

-- The client disputes a job.
create function test.dispute(job text) returns uuid language plpgsql as $$
declare
  dispute uuid;
begin
  perform set_config('request.jwt.claims', json_build_object('sub', test.id('client'))::text, true);
  dispute := alogistics.open_dispute(test.id(job), 'delay', 'Late');
  perform set_config('request.jwt.claims', '', true);
  return dispute;
end
$$;

-- A request at every status, called by its name.
create function test.request_at_every_status() returns void language plpgsql as $$
begin
  perform test.request_at(status, status, 10 * number::integer)
  from unnest(array['pending', 'validated', 'assigned', 'in_progress', 'completed']) with ordinality
    as s(status, number);
  perform test.request_at('cancelled', 'validated', 60);
  perform alogistics.cancel_transport_request(test.id('cancelled'), 'test');
  perform test.request_at('disputed', 'in_progress', 70);
  perform test.dispute('disputed');
end
$$;

-- Something of every kind of money: a provider, a top-up and what was said of it, an open hold, an open
-- withdrawal of the client, a seal, a key, and lines that wait.
create function test.money_scene() returns void language plpgsql as $$
declare
  wallet uuid := (select id from alogistics.wallets where user_id = test.id('client'));
begin
  perform alogistics.set_payment_provider('wave', 'a secret of the test');
  perform alogistics.hold(wallet, 5000, 'Deposit', null, null, 'key of the scene');
  perform alogistics.charge_penalty(wallet, 500, 'No show');
  perform set_config('request.jwt.claims', json_build_object('sub', test.id('client'))::text, true);
  perform alogistics.top_up(50000, 'wave');
  perform alogistics.request_withdrawal(10000, '{"phone": "+221770000000"}');
  perform set_config('request.jwt.claims', '', true);
  perform alogistics.seal_ledger();
  perform alogistics.charge_penalty(wallet, 500, 'No show');
  -- As receive_payment_event() would, of a top-up that nobody knows.
  insert into alogistics.payment_events (provider, event_id, type, reference, payload, outcome)
  values ('wave', 'evt 1', 'payment.succeeded', 'nobody', '{}', 'unmatched');
end
$$;

-- Papers that wait and one that is approved, an offer on this request, and where the truck is.
create function test.board_scene(request uuid) returns void language plpgsql as $$
begin
  perform set_config('request.jwt.claims', json_build_object('sub', test.id('transporter'))::text, true);
  perform alogistics.submit_document('registration', repeat('a', 64), test.id('truck'));
  perform alogistics.submit_document('identity', repeat('b', 64));
  perform alogistics.submit_document('licence', repeat('c', 64), null, null, '2099-12-31');
  perform alogistics.make_offer(request, test.id('truck'));
  perform alogistics.report_vehicle_position(test.id('truck'), 14.7, -17.4);
  perform set_config('request.jwt.claims', '', true);
  perform alogistics.approve_document(id) from alogistics.documents where kind = 'identity';
end
$$;
