-- A scene for each permutation of a spec: requests under short names, and what everybody owned when
-- it began, so that outputs hold neither ids nor times.
select test.cast_of_characters();
select test.credit('client', 1000000000);
-- A client who owns just what a scene gives him, and a moderator who is demoted.
select test.sign_up('thrifty');
select test.sign_up('deputy', 'moderator');
select test.sign_up('assistant', 'moderator');
select test.vehicle('second truck', 'transporter');

create table test.scene (name text primary key, id uuid not null);
create table test.purse (account bigint primary key, balance bigint not null);
create sequence test.number;

create function test.fill_purse(person text, wanted bigint) returns void language sql as $$
  insert into alogistics.wallet_transactions (wallet_id, type, amount)
  select id, case when balance < wanted then 'credit' else 'debit' end
               ::alogistics.wallet_transaction_type, abs(wanted - balance)
  from alogistics.wallets where user_id = test.id(person) and balance <> wanted
$$;

-- Ends the scene before, so that its jobs leave the vehicles' calendars, and undoes what it did to
-- people, vehicles and settings.
create function test.begin_scene(thrifty_owns bigint default 0) returns void language plpgsql as $$
begin
  update alogistics.ledger_accounts set is_active = true where not is_active and closed_at is null;
  update alogistics.vehicles set is_available = true where not is_available;
  update alogistics.profiles set is_active = true where not is_active;
  update alogistics.profiles set role = 'moderator' where id = test.id('deputy');
  update alogistics.profiles set role = 'admin' where id = test.id('admin');
  delete from alogistics.platform_settings;
  perform set_config('request.jwt.claims', json_build_object('sub', test.id('admin'))::text, true);
  perform alogistics.resolve_dispute(d.id, 'completed', 'end of the scene')
  from alogistics.disputes as d where d.status <> 'resolved';
  perform set_config('request.jwt.claims', '', true);
  perform alogistics.complete_transport_request(r.id, null, 'end of the scene')
  from alogistics.transport_requests as r where r.status = 'in_progress';
  perform alogistics.cancel_transport_request(r.id, 'end of the scene')
  from alogistics.transport_requests as r where r.status in ('pending', 'validated', 'assigned');
  perform test.fill_purse('thrifty', thrifty_owns);
  delete from test.scene;
  delete from test.purse;
  insert into test.purse select id, balance from alogistics.ledger_balances;
end
$$;

-- A request in this scene that has come as far as `status`, on day `day`.
create function test.stage(name text, status text, day integer default 10) returns void
language sql as $$
  insert into test.scene values (name, test.request_at('scene ' || nextval('test.number'), status, day))
$$;

-- One of the thrifty client, assigned.
create function test.stage_thrifty(name text, day integer) returns void language plpgsql as $$
declare
  request uuid := test.request('scene ' || nextval('test.number'), 'thrifty', day);
begin
  perform alogistics.validate_transport_request(request);
  perform alogistics.assign_transporter(request, test.id('transporter'), test.id('truck'));
  insert into test.scene values (name, request);
end
$$;

create function test.the(name text) returns uuid language sql stable security definer as $$
  select id from test.scene where scene.name = the.name
$$;

-- How it ended: where each request stands and what happened to it, whose money changed, and whether
-- the books are right.
create function test.outcome() returns table (what text, found text) language sql stable as $$
  select * from (
    select s.name, concat_ws(': ', r.status, p.first_name)
    from test.scene as s
      join alogistics.transport_requests as r on r.id = s.id
      left join alogistics.profiles as p on p.id = r.assigned_transporter_id
    order by s.name) as requests
  union all
  select * from (
    select s.name || ' went', (select string_agg(split_part(l.action, '.', 2), ' ' order by l.id)
                               from alogistics.audit_logs as l where l.entity_id = s.id::text)
    from test.scene as s order by s.name) as audits
  union all
  select * from (
    select coalesce(f.first_name, a.kind::text) || ' gained', sum(a.balance - coalesce(p.balance, 0))::text
    from alogistics.ledger_balances as a
      left join test.purse as p on p.account = a.id
      left join alogistics.profiles as f on f.id = a.owner_id
    where a.balance <> coalesce(p.balance, 0)
    group by 1 order by 1) as purses
  union all
  select 'money made', (select sum(a.balance - coalesce(p.balance, 0))::text
                        from alogistics.ledger_balances as a left join test.purse as p on p.account = a.id
                        where a.kind <> 'external')
  union all
  select 'differences', (select count(*)::text from alogistics.reconcile())
$$;
grant execute on all functions in schema test to public;

-- An offer in this scene.
create function test.stage_offer(name text, request text, transporter text, vehicle text) returns void
language plpgsql as $$
begin
  perform set_config('request.jwt.claims', json_build_object('sub', test.id(transporter))::text, true);
  insert into test.scene values (name, alogistics.make_offer(test.the(request), test.id(vehicle)));
  perform set_config('request.jwt.claims', '', true);
end
$$;

-- Which offers of this scene stand how, and whether one is open where nothing waits.
create function test.offers() returns table (offer text, status text) language sql stable as $$
  select concat_ws(' ', p.first_name, s.name), o.status::text
  from test.scene as s
    join alogistics.offers as o on o.request_id = s.id
    join alogistics.profiles as p on p.id = o.transporter_id
  order by s.name, p.first_name, o.created_at
$$;
grant execute on all functions in schema test to public;
-- The delivery code of the job of this scene: always the same, so that no output holds a secret of chance.
create function test.code() returns text language sql immutable as $$ select '246810' $$;
create function test.wrong_code() returns text language sql immutable as $$ select '135791' $$;
create function test.issue() returns void language sql as $$
  select alogistics.issue_delivery_code(test.the('job'));
  update alogistics.delivery_codes set salt = '\x00112233445566778899aabbccddeeff',
    hash = '\x0e0896faa899d37fe0cf788d615a621a22ea8b165329abeef3e049480e5def51' where request_id = test.the('job')
$$;
