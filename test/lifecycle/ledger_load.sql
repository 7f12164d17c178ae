-- Money moves without end, by several sessions at once, in every way that writes to the ledger.
-- Each step commits; a worker ends when test.stop says so. They share two wallets, the house's
-- accounts and the client's daily life.
create table test.stop (at timestamptz);
create table test.done (worker integer, number integer);

create procedure test.move_money(worker integer) language plpgsql as $$
declare
  number integer := 0;
  held uuid;
begin
  loop
    number := number + 1;
    perform alogistics.post_transfer(test.account('client'), test.account('transporter'),
                                     10 + worker, null, format('%s/%s', worker, number));
    commit;
    perform alogistics.post_transfer(test.account('transporter'), test.account('client'),
                                     10 + worker);
    held := alogistics.hold(test.wallet('client'), 30, 'load');
    commit;
    if number % 2 = 0 then
      perform alogistics.capture(held, 10);
    else
      perform alogistics.release(held);
    end if;
    commit;
    perform alogistics.charge_penalty(test.wallet('transporter'), 1, 'load');
    rollback;
    insert into alogistics.wallet_transactions (wallet_id, type, amount)
    values (test.wallet('client'), 'commission', 5), (test.wallet('transporter'), 'credit', 7);
    commit;
    if number % 20 = worker then
      perform alogistics.seal_ledger();
      commit;
    end if;
    exit when exists (select from test.stop);
  end loop;
  insert into test.done values (worker, number);
end
$$;

-- One transfer after the other, each told to the client as soon as its commit has returned.
create procedure test.move_and_tell(worker integer) language plpgsql as $$
begin
  for number in 1 .. 1000000 loop
    perform alogistics.post_transfer(test.account('client'), test.account('transporter'), 1,
                                     idempotency_key => format('%s/%s', worker, number));
    insert into alogistics.wallet_transactions (wallet_id, type, amount)
    values (test.wallet('client'), 'commission', 1);
    commit;
    raise notice 'told %/%', worker, number;
  end loop;
end
$$;
