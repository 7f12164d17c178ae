-- What the tests of tracking share; each of them includes it. The job 'job' is in progress and was assigned a day ago.
select test.request_at('job', 'in_progress') \g /dev/null
create function test.watch_from(job text, since interval) returns void language sql as $$
  update alogistics.journeys set watch_from = now() - since where request_id = test.id(job)
$$;
select test.watch_from('job', '1 day') \g /dev/null

-- A point so many seconds after the beginning of the watch, and more members if wanted.
create function test.point(seconds double precision, lat double precision, lng double precision, more jsonb default '{}')
returns jsonb language sql stable as $$
  select jsonb_build_object('t', to_char((now() - interval '23 hours' + seconds * interval '1 second') at time zone 'UTC',
    'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'lat', lat, 'lng', lng) || more
$$;
-- What record_positions() answers, or {"error": its name}.
create function test.record(points jsonb, job text default 'job', actor text default 'transporter') returns jsonb
language plpgsql as $$
declare
  answer jsonb;
  error test.error;
begin
  perform test.become(actor);
  answer := alogistics.record_positions(test.id(job), points);
  perform test.become(null);
  return answer;
exception when others then
  get stacked diagnostics error.sqlstate := returned_sqlstate, error.detail := pg_exception_detail;
  return jsonb_build_object('error', test.name_of(error));
end
$$;
-- The verdicts alone, or the name of the error.
create function test.verdicts(points jsonb, job text default 'job', actor text default 'transporter') returns text
language sql as $$
  select coalesce(answer ->> 'error', (select string_agg(word, ' ' order by place)
    from jsonb_array_elements_text(answer -> 'verdicts') with ordinality as v(word, place)), '')
  from test.record(points, job, actor) as answer
$$;
-- Everything that is known of a journey and must not depend on the order in which it was told.
create function test.journey(job text default 'job') returns jsonb language sql stable as $$
  select jsonb_build_object(
    'positions', (select jsonb_agg(to_jsonb(p) - 'received_at' order by device_time) from alogistics.positions as p
                  where request_id = test.id(job)),
    'journey', (select to_jsonb(j) - 'received_at' - 'tracking_token' from alogistics.journeys as j
                where request_id = test.id(job)),
    'events', (select jsonb_agg(jsonb_build_array(g.name, e.kind, e.visit, e.device_time) order by g.name, visit, e.kind)
               from alogistics.geofence_events as e join alogistics.geofences as g on g.id = e.geofence_id
               where e.request_id = test.id(job) and withdrawn_at is null),
    'summary', (select to_jsonb(s) from alogistics.trip_summary(test.id(job)) as s))
$$;
create function test.standings(job text default 'job') returns text language sql stable as $$
  select string_agg(standing || ' ' || segment_cm, ', ' order by device_time) from alogistics.positions
  where request_id = test.id(job)
$$;
-- As if nothing had been told yet.
create function test.forget(job text default 'job') returns void language sql as $$
  delete from alogistics.positions where request_id = test.id(job);
  delete from alogistics.geofence_events where request_id = test.id(job);
  delete from alogistics.tracking_alerts where request_id = test.id(job);
  update alogistics.journeys set distance_cm = 0, points = 0, first_at = null, last_at = null, lat = null, lng = null,
    device_time = null, speed_kmh = null, heading = null, received_at = null where request_id = test.id(job);
$$;
