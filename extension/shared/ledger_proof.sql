create or replace function @schema@.reconcile_ledger()
returns table ("check" text, object text, expected text, found text)
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  -- The lines against each other.
  select 'lines of a transfer sum to zero', 'transfer ' || transfer_id, '0', sum(amount)::text
  from @schema@.ledger_lines group by transfer_id having sum(amount) <> 0
  union all
  select 'transfer has lines', 'transfer ' || t.id, '2 or more', count(l.transfer_id)::text
  from @schema@.ledger_transfers as t
    left join @schema@.ledger_lines as l on l.transfer_id = t.id
  group by t.id having count(l.transfer_id) < 2
  union all
  select 'transfer names an account once', format('transfer %s, account %s', transfer_id, account_id), '1', count(*)::text
  from @schema@.ledger_lines group by transfer_id, account_id having count(*) > 1
  union all
  select 'lines of a transfer are in one currency', 'transfer ' || l.transfer_id, '1', count(distinct a.currency)::text
  from @schema@.ledger_lines as l join @schema@.ledger_accounts as a on a.id = l.account_id
  group by l.transfer_id having count(distinct a.currency) > 1
  union all
  select 'line has its transfer', format('account %s, line %s', l.account_id, l.seq), l.transfer_id::text, null
  from @schema@.ledger_lines as l
    left join @schema@.ledger_transfers as t on t.id = l.transfer_id
  where t.id is null
  union all
  select 'line has its account', format('account %s, line %s', l.account_id, l.seq), l.account_id::text, null
  from @schema@.ledger_lines as l
    left join @schema@.ledger_accounts as a on a.id = l.account_id
  where a.id is null
  union all
  select 'only lines of the house wait', 'account ' || q.account_id, 'platform, penalties, external', a.kind::text
  from @schema@.ledger_queue as q join @schema@.ledger_accounts as a on a.id = q.account_id
  where a.kind not in ('platform', 'penalties', 'external') or (q.amount < 0 and a.kind <> 'external')
  union all
  -- The lines against the balances.
  select 'balance is the sum of its lines', 'account ' || a.id, coalesce(l.total, 0)::text, a.balance::text
  from @schema@.ledger_accounts as a
    left join (select account_id, sum(amount) as total, max(seq) as last_seq, max(created_at) as last_at
               from @schema@.ledger_entries group by account_id) as l on l.account_id = a.id
  where a.balance <> coalesce(l.total, 0) or a.seq <> coalesce(l.last_seq, 0) or a.last_at <> l.last_at
  union all
  select 'lines follow each other', format('account %s, line %s', account_id, seq),
         format('line %s, balance %s', before_seq + 1, before_balance + amount),
         format('line %s, balance %s', seq, balance_after)
  from (select account_id, seq, amount, balance_after, created_at,
               coalesce(lag(seq) over w, 0) as before_seq,
               coalesce(lag(balance_after) over w, 0) as before_balance,
               lag(created_at) over w as before_at
        from @schema@.ledger_entries window w as (partition by account_id order by seq)) as lines
  where seq <> before_seq + 1 or balance_after <> before_balance + amount or created_at < before_at
  union all
  select 'parties of a transfer own its wallets', 'transfer ' || t.id, t.parties::text, o.owners::text
  from @schema@.ledger_transfers as t
    left join (select l.transfer_id, array_agg(a.owner_id order by a.id) as owners
               from @schema@.ledger_lines as l join @schema@.ledger_accounts as a on a.id = l.account_id
               where a.owner_id is not null group by l.transfer_id) as o on o.transfer_id = t.id
  where t.parties <> coalesce(o.owners, '{}')
  union all
  select 'balance is not negative', 'account ' || id, '0 or more', balance::text
  from @schema@.ledger_balances where balance < 0 and kind <> 'external'
  union all
  select 'closed wallet is empty', 'account ' || id, '0', balance::text
  from @schema@.ledger_accounts where closed_at is not null and (balance <> 0 or is_active)
  union all
  select 'all accounts sum to zero', currency, '0', sum(balance)::text
  from @schema@.ledger_balances group by currency having sum(balance) <> 0
$$;
comment on function @schema@.reconcile_ledger() is
'The part of reconcile() that compares lines with transfers and balances. INVOKER.';

create or replace function @schema@.trial_balance()
returns table (currency text, kind text, accounts bigint, debit numeric, credit numeric, balance numeric)
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select currency, coalesce(kind::text, 'total'), count(*),
         coalesce(-sum(balance) filter (where balance < 0), 0),
         coalesce(sum(balance) filter (where balance > 0), 0), sum(balance)
  from @schema@.ledger_balances
  group by grouping sets ((currency, kind), (currency))
  order by currency, kind nulls last
$$;
comment on function @schema@.trial_balance() is
'What the accounts of each kind hold together, in minor units, with a total per currency whose balance is 0.
INVOKER: staff and service_role see all accounts, others only their own.';

create or replace function @schema@.ledger_digest(
  number bigint, day date, covers int8multirange, open_ids int8multirange, last_id bigint,
  sealed_at timestamptz, previous bytea)
returns table (digest bytea, transfers bigint, lines bigint)
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select sha256(previous || sha256(convert_to(
           jsonb_build_array(number, day, covers::text, open_ids::text, last_id,
                             (extract(epoch from sealed_at) * 1000000)::bigint)::text, 'UTF8'))
           || coalesce(string_agg(sha256(convert_to(
           jsonb_build_array(t.id, t.kind, t.request_id, t.actor_id, t.reason, t.idempotency_key, t.reverses_id,
                             t.parties, (extract(epoch from t.created_at) * 1000000)::bigint, l.lines)::text, 'UTF8')),
           ''::bytea order by t.id), ''::bytea)),
         count(*), coalesce(sum(l.count), 0)::bigint
  from (select r as range from unnest(covers) as r) as covered
    join @schema@.ledger_transfers as t
      on t.id >= lower(covered.range) and t.id < upper(covered.range)
    left join (
      select e.transfer_id, count(*) as count,
             jsonb_agg(jsonb_build_array(e.account_id, e.seq, e.amount, e.balance_after, e.type,
                                         (extract(epoch from e.created_at) * 1000000)::bigint)
                       order by e.account_id, e.seq) as lines
      from @schema@.ledger_entries as e
      where e.transfer_id >= lower(covers) and e.transfer_id < upper(covers)
      group by e.transfer_id) as l on l.transfer_id = t.id
$$;
comment on function @schema@.ledger_digest is
'The digest of a seal.
SHA-256 of the digest before, then of the SHA-256 of what the seal says of itself, then of that of each transfer with its
lines, by id; all as JSON arrays with times in microseconds. INVOKER: staff and service_role.';

create or replace function @schema@.verify_ledger()
returns table ("check" text, object text, expected text, found text)
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  with seal as (
    select s.*, lag(s.digest, 1, ''::bytea) over w as digest_before, lag(s.number, 1, 0::bigint) over w as number_before
    from @schema@.ledger_seals as s window w as (order by s.number)),
  latest as (select * from @schema@.ledger_seals order by number desc limit 1)
  select 'seal follows the one before', 'seal ' || number,
         format('seal %s, %s', number_before, encode(digest_before, 'hex')),
         format('seal %s, %s', number - 1, encode(previous, 'hex'))
  from seal where number <> number_before + 1 or previous <> digest_before
  union all
  select 'seal matches its transfers', 'seal ' || s.number,
         format('%s transfers, %s lines, %s', s.transfers, s.lines, encode(s.digest, 'hex')),
         format('%s transfers, %s lines, %s', d.transfers, d.lines, encode(d.digest, 'hex'))
  from seal as s cross join lateral @schema@.ledger_digest(
    s.number, s.day, s.covers, s.open_ids, s.last_id, s.sealed_at, s.previous) as d
  where (d.digest, d.transfers, d.lines) is distinct from (s.digest, s.transfers, s.lines)
  union all
  select 'transfer was there when its time was sealed', 'transfer ' || t.id, 'seal ' || l.number, null
  from latest as l join @schema@.ledger_transfers as t on t.id <= l.last_id
  where not t.id <@ l.open_ids
    and not t.id <@ (select range_agg(s.covers) from @schema@.ledger_seals as s)
$$;
comment on function @schema@.verify_ledger() is
'Every difference between the sealed days and the ledger as it is now; empty when nothing was changed.
It also finds what was changed with all balances carried along, which reconcile() cannot. INVOKER: staff and service_role.';

revoke all on function @schema@.reconcile_ledger(), @schema@.trial_balance(),
  @schema@.ledger_digest, @schema@.verify_ledger() from public;
grant execute on function @schema@.reconcile_ledger(), @schema@.trial_balance(),
  @schema@.ledger_digest, @schema@.verify_ledger() to staff, service_role;
