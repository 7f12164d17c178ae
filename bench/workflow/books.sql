-- How many rows of each table there are, and how many accounts are wrong, for each of the three. What the folding of
-- the ledger has moved from the queue is one line still. A rival that skips work would win for nothing.
create table bench.counts (schema text not null, name text not null, number bigint not null);
create function bench.count_rows() returns setof bench.counts language plpgsql as $$
declare
  schema text;
  item text;
begin
  foreach schema in array array['alogistics', 'rival', 'floor'] loop
    for item in select name from bench.copied where name not in ('ledger_queue', 'ledger_entries') loop
      return query execute format('select %L, %L, count(*) from %I.%I', schema, item, schema, item);
    end loop;
    return query execute format('select %L, ''lines'', (select count(*) from %I.ledger_entries)
                                 + (select count(*) from %I.ledger_queue)', schema, schema, schema);
    return query execute format('select %L, ''events'', count(*) from %s', schema,
                                case schema when 'alogistics' then 'socle' else schema end || '.events');
  end loop;
end
$$;

-- Accounts whose balance is not the sum of their lines, or whose number of lines is not their last number.
create function bench.wrong_accounts() returns table (schema text, account bigint) language plpgsql as $$
declare
  item text;
begin
  foreach item in array array['rival', 'floor'] loop
    return query execute format('
      select %L, a.id from %I.ledger_accounts as a
        left join (select account_id, sum(amount) as total, count(*) as lines
                   from %I.ledger_entries group by account_id) as l on l.account_id = a.id
      where a.balance <> coalesce(l.total, 0) or a.seq <> coalesce(l.lines, 0)', item, item, item);
    return query execute format('
      select %L, 0::bigint from %I.ledger_accounts
      having sum(balance) + (select coalesce(sum(amount), 0) from %I.ledger_queue) <> 0', item, item, item);
  end loop;
end
$$;
