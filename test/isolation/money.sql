-- What scenes about money need besides scene.sql: a newcomer who owns just what the scene gives
-- him, and holds, withdrawals, top-ups and transfers under short names.
create table test.thing (name text primary key, id text not null);
create table test.answer (answer text);
create sequence test.newcomer_number;
create sequence test.currency_number;
grant select, insert on test.answer to public;

create function test.newcomer() returns text language sql security definer as $$
  select 'newcomer' || last_value from test.newcomer_number
$$;

create function test.wallet_of(person text) returns uuid
language sql stable security definer as $$
  select id from alogistics.wallets where user_id = test.id(person) and currency = 'XOF'
$$;

create function test.account_of(person text) returns bigint
language sql stable security definer as $$
  select id from alogistics.ledger_accounts where public_id = test.wallet_of(person)
$$;

create function test.house(kind text, currency text default 'XOF') returns bigint
language sql stable security definer as $$
  select id from alogistics.ledger_accounts as a
  where a.kind::text = house.kind and a.currency = house.currency
    and a.kind in ('platform', 'penalties', 'external')
$$;

-- A currency that no account was ever in; the same one for the whole scene.
create function test.begin_currency() returns void language sql as $$
  select nextval('test.currency_number')
$$;
create function test.currency() returns text language sql stable security definer as $$
  select ('{BIF, CLP, DJF, ISK, JPY, KMF, KRW, PYG, RWF, UGX, VND, VUV, XPF}'::text[])
         [(select last_value from test.currency_number)]
$$;

-- What a thing was made with; session settings are no place for it, other sessions need it.
create function test.name_it(name text, id text) returns void language sql security definer as $$
  insert into test.thing values (name, id)
$$;
create function test.thing(name text) returns text language sql stable security definer as $$
  select id from test.thing where thing.name = $1
$$;

-- Ends what scenes before left open: the money goes back before purses are counted.
create function test.end_money() returns void language plpgsql as $$
begin
  perform alogistics.release(id) from alogistics.holds where status = 'open';
  perform alogistics.cancel_withdrawal(id, 'end of the scene')
  from alogistics.withdrawals where status in ('requested', 'approved');
  perform alogistics.fail_withdrawal(id, 'end of the scene')
  from alogistics.withdrawals where status = 'sent';
  delete from alogistics.idempotency_keys;
  perform alogistics.fold_ledger();
  delete from test.thing;
  delete from test.moment;
  delete from test.answer;
end
$$;

create function test.begin_money(newcomer_owns bigint default 0, thrifty_owns bigint default 0)
returns void language plpgsql as $$
begin
  update alogistics.ledger_accounts set is_active = true where not is_active and closed_at is null;
  -- What the very first movement opens is the business of first_payout and first_accounts.
  insert into alogistics.ledger_accounts (kind, currency)
  select kind::alogistics.ledger_account_kind, 'XOF'
  from unnest('{platform, penalties, external}'::text[]) as kind
  on conflict do nothing;
  perform test.end_money();
  perform test.begin_scene(thrifty_owns);
  perform nextval('test.newcomer_number');
  perform test.sign_up(test.newcomer());
  update alogistics.profiles set first_name = 'Newcomer' where id = test.id(test.newcomer());
  perform test.fill_purse(test.newcomer(), newcomer_owns);
  perform alogistics.fold_ledger();
  -- The posting of each 256th transfer folds: not in this scene.
  perform setval('alogistics.ledger_transfers_id_seq',
                 (select last_value from alogistics.ledger_transfers_id_seq) / 256 * 256 + 256);
  perform test.name_it('beginning', last_value::text) from alogistics.ledger_transfers_id_seq;
  delete from test.purse;
  insert into test.purse select id, balance from alogistics.ledger_balances;
end
$$;

create function test.stage_hold(name text, amount bigint, life interval default null) returns void
language plpgsql as $$
begin
  perform test.name_it(name, alogistics.hold(test.wallet_of(test.newcomer()), amount, 'scene',
                                             clock_timestamp() + life)::text);
end
$$;

-- A withdrawal of the newcomer's, as far as this status.
create function test.stage_withdrawal(name text, status text, amount bigint) returns void
language plpgsql as $$
declare
  withdrawal uuid;
begin
  perform test.act_as(test.newcomer());
  withdrawal := alogistics.request_withdrawal(amount, '{"phone": "+221770000000"}');
  perform test.act_as(null);
  perform test.name_it(name, withdrawal::text);
  if status in ('approved', 'sent') then
    perform alogistics.approve_withdrawal(withdrawal);
  end if;
  if status = 'sent' then
    perform alogistics.mark_withdrawal_sent(withdrawal, 'their number');
  end if;
end
$$;

create function test.stage_top_up(name text, amount bigint) returns void language plpgsql as $$
begin
  perform test.act_as(test.newcomer());
  perform test.name_it(name, alogistics.top_up(amount, 'mobile')::text);
  perform test.act_as(null);
end
$$;

select alogistics.set_payment_provider('mobile', 'shared with the provider');

-- HMAC-SHA256 as RFC 2104 has it, for secrets of at most 64 bytes.
create function test.hmac(message text, secret text) returns text language plpgsql immutable as $$
declare
  inner_pad bytea := decode(repeat('36', 64), 'hex');
  outer_pad bytea := decode(repeat('5c', 64), 'hex');
begin
  for i in 0 .. length(secret) - 1 loop
    inner_pad := set_byte(inner_pad, i, get_byte(inner_pad, i) # ascii(substr(secret, i + 1, 1)));
    outer_pad := set_byte(outer_pad, i, get_byte(outer_pad, i) # ascii(substr(secret, i + 1, 1)));
  end loop;
  return encode(sha256(outer_pad || sha256(inner_pad || convert_to(message, 'UTF8'))), 'hex');
end
$$;

-- What the provider calls: event number `event` of this scene says `type` of the thing.
create function test.tell(event text, type text, thing text, amount bigint) returns text
language plpgsql as $$
declare
  payload text := json_build_object('id', test.newcomer() || ' ' || event, 'type', type,
                    'reference', test.thing(thing), 'amount', amount, 'currency', 'XOF');
begin
  return alogistics.receive_payment_event('mobile', payload,
                                          test.hmac(payload, 'shared with the provider'));
end
$$;

-- How it ended, for the things of the scene first.
create function test.money_outcome() returns table (what text, found text) language sql stable as $$
  select * from (
    select t.name, concat_ws(' ', coalesce(h.status::text, w.status::text, i.status::text),
                             'and took ' || nullif(h.captured, 0))
    from test.thing as t
      left join alogistics.holds as h on h.id::text = t.id
      left join alogistics.withdrawals as w on w.id::text = t.id
      left join alogistics.payment_intents as i on i.id::text = t.id
    where coalesce(h.id, w.id, i.id) is not null
    order by t.name) as things
  union all
  select * from (
    select 'event ' || replace(event_id, test.newcomer() || ' ', ''), outcome
    from alogistics.payment_events where event_id like test.newcomer() || ' %' order by 1) as events
  union all
  select * from test.outcome()
$$;
grant execute on all functions in schema test to public;

-- Pays the platform a commission, which then waits to be numbered.
create function test.pay_platform(amount bigint, person text default test.newcomer()) returns void
language sql as $$
  insert into alogistics.wallet_transactions (wallet_id, type, amount)
  values (test.wallet_of(person), 'commission', amount)
$$;

-- What a reader sees of the platform's account at this moment.
create function test.platform()
returns table (balance bigint, numbered bigint, waiting bigint, gap bigint)
language sql stable as $$
  select b.balance - coalesce(p.balance, 0), a.balance - coalesce(p.balance, 0),
         (select coalesce(sum(q.amount), 0)::bigint from alogistics.ledger_queue as q
          where q.account_id = a.id),
         b.balance - (select sum(l.amount)::bigint from alogistics.ledger_lines as l
                      where l.account_id = a.id)
  from alogistics.ledger_accounts as a
    join alogistics.ledger_balances as b using (id)
    left join test.purse as p on p.account = a.id
  where a.id = test.house('platform')
$$;

create function test.empty_platform() returns void language sql as $$
  select alogistics.post_transfer(id, test.house('external'), balance)
  from alogistics.ledger_balances where id = test.house('platform') and balance > 0;
  select alogistics.fold_ledger();
  delete from test.purse;
  insert into test.purse select id, balance from alogistics.ledger_balances
$$;

create table test.moment (name text primary key, at timestamptz not null);
create function test.note_time(name text) returns void language sql as $$
  insert into test.moment values (name, clock_timestamp())
  on conflict on constraint moment_pkey do update set at = excluded.at
$$;

-- The newcomer's and the platform's lines of this scene, in their order, and whether the time of
-- each is not before that of the line before.
create function test.lines_in_time() returns table (account text, amount bigint, in_order boolean)
language sql stable as $$
  select l.kind::text, l.amount, l.at >= l.before
  from (select e.transfer_id, e.amount, e.seq, a.kind, e.created_at as at,
               lag(e.created_at, 1, '-infinity')
                 over (partition by e.account_id order by e.seq) as before
        from alogistics.ledger_entries as e
          join alogistics.ledger_accounts as a on a.id = e.account_id
        where e.account_id in (test.account_of(test.newcomer()), test.house('platform'))) as l
  where l.transfer_id > test.thing('beginning')::bigint
  order by l.kind, l.seq
$$;

-- At each moment that was noted: what balance_at() says, and the sum of the lines until then.
create function test.balances_in_time() returns table (moment text, balance bigint, lines bigint)
language sql stable as $$
  select m.name, alogistics.balance_at(test.wallet_of(test.newcomer()), m.at),
         (select sum(e.amount)::bigint from alogistics.ledger_entries as e
          where e.account_id = test.account_of(test.newcomer()) and e.created_at <= m.at)
  from test.moment as m order by m.at
$$;

-- To the server it looks as if its clock had been set back after the last lines of these accounts.
create function test.set_clock_back(by interval) returns void language plpgsql as $$
begin
  alter table alogistics.ledger_accounts disable trigger guard_ledger;
  alter table alogistics.ledger_entries disable trigger guard_ledger;
  with account as (
    update alogistics.ledger_accounts set last_at = last_at + by
    where id in (test.account_of(test.newcomer()), test.house('platform'))
    returning id, seq, last_at)
  update alogistics.ledger_entries as e set created_at = a.last_at
  from account as a where e.account_id = a.id and e.seq = a.seq;
  alter table alogistics.ledger_accounts enable always trigger guard_ledger;
  alter table alogistics.ledger_entries enable always trigger guard_ledger;
end
$$;
grant execute on all functions in schema test to public;

-- The transfers of this scene and the seals that cover each, counted from the first of the scene,
-- and what verify_ledger() says.
create function test.seals_of_scene() returns table (transfer text, kind text, seals text)
language sql stable as $$
  select * from (
    select 'of ' || (select max(l.amount) from alogistics.ledger_lines as l where l.transfer_id = t.id),
           t.kind,
           coalesce((select string_agg(s.number - test.thing('first seal')::bigint || '', ' '
                                       order by s.number)
                     from alogistics.ledger_seals as s where t.id <@ s.covers), 'none')
    from alogistics.ledger_transfers as t
    where t.id > test.thing('beginning')::bigint order by t.id) as transfers
  union all
  select 'verified', 'differences', count(*)::text from alogistics.verify_ledger()
$$;
grant execute on all functions in schema test to public;
