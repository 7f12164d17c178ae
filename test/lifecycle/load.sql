-- Jobs without end, by several sessions at once. Each commits step by step, and some jobs are
-- cancelled on the way. They share the client, two carriers and the platform's account.
select test.cast_of_characters();
select test.credit('client', 1000000000000000);
select test.sign_up('carrier' || n, 'transporter') from generate_series(0, 1) as n;
select test.vehicle('load truck ' || n, 'carrier' || n % 2) from generate_series(1, 4) as n;
update alogistics.vehicles set insurance_expiry = 'infinity', inspection_expiry = 'infinity';
create sequence test.job;

create procedure test.work(worker integer) language plpgsql as $$
declare
  number integer;
  request uuid;
begin
  loop
    number := nextval('test.job');
    request := test.request('load ' || number, 'client', 300 + 3 * number);
    commit;
    perform alogistics.validate_transport_request(request);
    commit;
    perform alogistics.assign_transporter(request, test.id('carrier' || worker % 2),
                                          test.id('load truck ' || worker));
    commit;
    if number % 5 = 0 then
      perform alogistics.cancel_transport_request(request, 'load');
      commit;
      continue;
    end if;
    perform alogistics.process_payment(request, 221700);
    commit;
    perform alogistics.complete_transport_request(request, null, 'load');
    commit;
  end loop;
end
$$;

-- Requests whose audit trail or notifications do not tell of the status that they have.
create view test.half_done as
  select r.id, r.status, l.action, told.number
  from alogistics.transport_requests as r
    left join lateral (select split_part(action, '.', 2) as action from alogistics.audit_logs
                       where entity_id = r.id::text order by id desc limit 1) as l on true
    left join lateral (select count(*) as number from alogistics.notifications
                       where data ->> 'request_id' = r.id::text) as told on true
  where (r.status::text, l.action, told.number) not in (values
    ('pending', 'create', 1), ('validated', 'validate', 2), ('assigned', 'assign', 4),
    ('in_progress', 'pay', 6), ('completed', 'complete', 8), ('cancelled', 'cancel', 6));
