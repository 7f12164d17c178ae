\ir ../cpu.sql
create table bench.samples (what text not null, round integer not null, ms numeric not null, cpu_ms numeric not null,
                            wal_bytes numeric not null);
create table bench.waits (round integer not null, ms numeric not null);

update alogistics.profiles set locale = 'en' where bench.pick(hashtext(id::text), 41, 3) = 0;
select alogistics.set_notification_type('news.strike', 'system', 'A strike', '{"place": "text", "day": "date"}'),
  alogistics.set_notification_template('news.strike', 'fr', 'Grève à {place}',
    'Le {day}, aucun transport ne part. Les courses reprennent le lendemain à la même heure.'),
  alogistics.set_notification_template('news.strike', 'en', 'Strike in {place}',
    'On {day} no transport leaves. Jobs go on the next day at the same time.');

-- The same, by e-mail too.
select alogistics.set_notification_type('news.mailed', 'system', 'A strike', '{"place": "text", "day": "date"}'),
  alogistics.set_notification_channels('news.mailed', '{email}');
insert into alogistics.notification_templates (key, locale, title, message)
select 'news.mailed', locale, title, message from alogistics.notification_templates where key = 'news.strike';

-- A table of the same columns without anything; and one with the keys and indexes of the real one.
create table bench.bare (like alogistics.notifications including defaults including identity);
create table bench.indexed (like alogistics.notifications including all);
alter table bench.indexed add foreign key (user_id) references alogistics.profiles (id);

create function bench.insert_into(target regclass) returns text language sql as $$
  select format('insert into %s (user_id, type, title, message, data, campaign_id)
    select id, ''system'', case locale when ''en'' then ''Strike in Dakar'' else ''Grève à Dakar'' end,
      case locale when ''en'' then ''On 1 December 2026 no transport leaves. Jobs go on the next day at the same time.''
        else ''Le 1er décembre 2026, aucun transport ne part. Les courses reprennent le lendemain à la même heure.'' end,
      ''{"template": "news.strike", "parameters": {"day": "2026-12-01", "place": "Dakar"}}'', %L
    from alogistics.profiles where is_active', target, gen_random_uuid())
$$;

-- From the call to the end of its commit.
create procedure bench.measure(what text, round integer, statement text) language plpgsql as $$
declare
  time_begun timestamptz;
  cpu_begun bigint;
  wal_begun pg_lsn;
begin
  commit;
  time_begun := clock_timestamp();
  cpu_begun := bench.cpu_ns();
  wal_begun := pg_current_wal_insert_lsn();
  execute statement;
  commit;
  insert into bench.samples values (what, round, extract(epoch from clock_timestamp() - time_begun) * 1000,
    (bench.cpu_ns() - cpu_begun) / 1000000.0, pg_current_wal_insert_lsn() - wal_begun);
  commit;
end
$$;

create function bench.tell_each(number integer) returns void language plpgsql as $$
declare
  person uuid;
begin
  for person in select id from alogistics.profiles where is_active order by id limit number loop
    insert into alogistics.notifications (user_id, type, title, message, data)
    values (person, 'system', 'Strike in Dakar', 'On 1 December 2026 no transport leaves. Jobs go on the next day at the same time.',
      '{"template": "news.strike", "parameters": {"day": "2026-12-01", "place": "Dakar"}}');
  end loop;
end
$$;

create procedure bench.round(round integer) language plpgsql as $$
declare
  begun bigint := (select newest from socle.stream_position());
begin
  call bench.measure('bare', round, bench.insert_into('bench.bare'));
  call bench.measure('indexed', round, bench.insert_into('bench.indexed'));
  call bench.measure('campaign', round,
    $c$select alogistics.notify_many('news.strike', '{"everyone": true}', '{"place": "Dakar", "day": "2026-12-01"}')$c$);
  -- Others' events wait from the first one on.
  insert into bench.waits select round, extract(epoch from s.sent_at - min(e.at)) * 1000
    from socle.events as e, (select max(sent_at) as sent_at from alogistics.campaigns) as s
    where e.id > begun and e.kind = 'notification.created' group by s.sent_at;
  call bench.measure('mailed', round,
    $c$select alogistics.notify_many('news.mailed', '{"everyone": true}', '{"place": "Dakar", "day": "2026-12-01"}')$c$);
  call bench.measure('tenth one by one', round, 'select bench.tell_each((select count(*) / 10 from alogistics.profiles)::integer)');
  for number in 1 .. 20 loop
    perform alogistics.prune_notifications();
    commit;
  end loop;
end
$$;

-- How many were not told once by each campaign, or mailed once, how many campaigns say another number, how many events are
-- missing, and how many counters are not what a recount says.
create function bench.unsound() returns bigint language sql stable as $$
  select (select count(*) from alogistics.campaigns as c
          where recipients <> (select count(*) from alogistics.profiles where is_active)
             or recipients <> (select count(distinct user_id) from alogistics.notifications where campaign_id = c.id)
             or recipients <> (select count(*) from alogistics.notifications where campaign_id = c.id))
    + (select count(*) from alogistics.campaigns as c where c.key = 'news.mailed' and c.recipients <>
         (select count(distinct j.payload ->> 'recipient')
          from alogistics.notifications as n
            join alogistics.message_deliveries as d on d.notification_id = n.id and d.channel = 'email' and d.state = 'queued'
            join alogistics.jobs as j on j.id = d.job_id and j.queue = 'email' and j.payload #>> '{data,notification_id}' = n.id::text
          where n.campaign_id = c.id))
    + (select count(*) from (select id::text from alogistics.notifications
                             except select entity_id from socle.events where kind = 'notification.created') as missing)
    + (select count(*) from
         (select user_id, count(*) as found from alogistics.notifications where not is_read group by user_id) as n
         full join (select user_id, sum(unread) as counted
                    from (select user_id, unread from alogistics.unread_counts
                          union all select user_id, change from alogistics.unread_changes) as u group by user_id) as u using (user_id)
       where found is distinct from counted)
$$;
