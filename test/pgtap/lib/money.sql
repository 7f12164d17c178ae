-- What the tests of money share; each of them includes it.

-- A person's wallet, and the number of its account or of one of the house's, as the superuser sees them.
create function test.wallet(person text, currency text default 'XOF') returns uuid
language sql stable security definer as $$
  select public_id from alogistics.ledger_accounts as a
  where a.kind = 'wallet' and a.owner_id = test.id(person) and a.currency = wallet.currency
$$;
create function test.account(name text, currency text default 'XOF') returns bigint
language sql stable security definer as $$
  select id from alogistics.ledger_accounts as a
  where a.currency = account.currency
    and (a.owner_id = test.id(name) or a.kind::text = name and a.kind in ('platform', 'penalties', 'external'))
$$;
create function test.account_of(subject uuid) returns bigint language sql stable security definer as $$
  select id from alogistics.ledger_accounts where subject_id = subject
$$;

-- What an account holds at this moment, lines that wait included.
create function test.holds(name text, currency text default 'XOF') returns bigint language sql stable as $$
  select balance from alogistics.ledger_balances where id = test.account(name, holds.currency)
$$;

-- Accounts as people call them: client, client EUR, platform, hold …
create function test.name_of_account(account bigint) returns text language sql stable as $$
  select coalesce(lower(p.first_name), a.kind::text) || case when a.currency <> 'XOF' then ' ' || a.currency
    else '' end
  from alogistics.ledger_accounts as a left join alogistics.profiles as p on p.id = a.owner_id
  where a.id = account
$$;

-- Whose balance a statement changes, and by how much: 'done: client -500, penalties +500'. Stays.
create function test.moves(actor text, statement text) returns text language plpgsql as $$
declare
  before jsonb := (select jsonb_object_agg(id, balance) from alogistics.ledger_balances);
  outcome text := test.outcome(actor, statement);
begin
  return outcome || coalesce(
    (select ': ' || string_agg(format('%s %s%s', test.name_of_account(id), case when change > 0 then '+' end, change),
                               ', ' order by kind, id)
     from (select id, kind, balance - coalesce((before ->> id::text)::bigint, 0) as change
           from alogistics.ledger_balances) as changes where change <> 0), '');
end
$$;
-- The same, leaving no trace.
create function test.would_move(actor text, statement text) returns text language plpgsql as $$
declare
  answer text;
begin
  answer := test.moves(actor, statement);
  raise sqlstate 'UNDO0';
exception when sqlstate 'UNDO0' then
  return answer;
end
$$;

-- The one value that a statement returns, or the name of its error. Stays.
create function test.answer(actor text, statement text) returns text language plpgsql as $$
declare
  answer text;
  error test.error;
begin
  perform test.become(actor);
  execute statement into answer;
  perform test.become(null);
  return answer;
exception when others then
  get stacked diagnostics error.sqlstate := returned_sqlstate, error.detail := pg_exception_detail;
  return test.name_of(error);
end
$$;

-- The facts of the error that the actor gets, without its name.
create function test.facts(actor text, statement text) returns jsonb language sql as $$
  select (test.error(actor, statement)).detail::jsonb - 'error'
$$;

-- What the person was told last.
create function test.last_message(person text) returns text language sql stable as $$
  select translate(message, u&'\00a0', ' ') from alogistics.notifications
  where user_id = test.id(person) order by id desc limit 1
$$;
