# shellcheck shell=bash disable=SC2154,SC2031 # root, tools … are from tools/lib.sh
# Dump and restore. Sourced by run; databases `used` and `extended` are there.

# restored_equal SOURCE TARGET
restored_equal() {
    check "$2: every row and every sequence are the same" same \
        "$scratch/$1.contents" <(contents "$2")
    check "$2: the schema is the same" same "$scratch/$1.schema" <(schema "$2")
    check "$2: doctor() says what it said before" same "$scratch/$1.doctor" <(doctor "$2")
    check "$2: the books are sound" answers "$2" 'select count(*) from alogistics.reconcile()' 0
    check "$2: the next job runs" works "$2"
    check "$2: an endpoint is told of it" answers "$2" \
        "select string_agg(j.kind, ' ') from alogistics.jobs as j where j.queue = 'webhook' and j.kind = 'request.created'
         and j.payload #>> '{body,data,entity_id}' = (select id::text from alogistics.transport_requests order by created_at desc limit 1)" \
        request.created
}

remember() {
    contents "$1" >"$scratch/$1.contents"
    schema "$1" >"$scratch/$1.schema"
    doctor "$1" >"$scratch/$1.doctor"
}

test_plain_dump() {
    pg_dump extended >"$scratch/extended.sql"
    createdb plain
    check 'a plain dump loads without an error' sql plain -o /dev/null -f "$scratch/extended.sql"
    restored_equal extended plain
}

test_custom_dump() {
    pg_dump -Fc -f "$scratch/extended.dump" extended
    createdb custom
    check 'a custom dump loads in parallel without an error' \
        pg_restore --exit-on-error --jobs 2 -d custom "$scratch/extended.dump"
    restored_equal extended custom
}

# What the user added is part of the schema above; here it works again. One job ran on `custom`: five
# changes of its request, and a rating, of which the disabled trigger takes no note.
test_additions() {
    check 'an added trigger fires once loading is over, a disabled one stays so' answers custom \
        'select count(*) filter (where request_id is not null), count(*) from public.notes' '5|6'
    check 'an added column has its default, and its policy counts' answers custom \
        "select count(*) from alogistics.transport_requests where customs_reference = 'none'" \
        "$(sql custom -c 'select count(*) from alogistics.transport_requests')"
    check 'an added view is there' answers custom 'select count(*) from public.rich_wallets' 1
}

# guards_again DATABASE: pg_restore --disable-triggers leaves triggers that are always enabled merely
# enabled. doctor() says how to mend that.
guards_again() {
    sql "$1" -c "select mend || ';' from alogistics.doctor() where object ~ 'trigger state .*[.](guard_|audit_logs_)'" |
        sql "$1"
}

# Data into a database that has our triggers already: they must not fire. (Not with `extended`: loading
# this way leaves every trigger enabled, whose ever it is.)
test_data_only() {
    createdb two_steps
    pg_dump -Fc -f "$scratch/used.dump" used
    pg_restore --exit-on-error --schema-only -d two_steps "$scratch/used.dump"
    check 'data alone load into the dumped schema' \
        pg_restore --exit-on-error --data-only --disable-triggers -d two_steps "$scratch/used.dump"
    guards_again two_steps
    restored_equal used two_steps

    fresh_database migrated
    # What comes with the tables comes with the data too.
    sql migrated -f "$root/test/fixtures.sql" -c 'set session_replication_role = replica' \
        -c 'delete from alogistics.tariffs' -c 'delete from alogistics.cancellation_policies' \
        -c 'delete from alogistics.job_queues' -c 'delete from alogistics.job_functions' \
        -c 'delete from alogistics.notification_templates' -c 'delete from alogistics.notification_types'
    pg_dump --data-only --disable-triggers --schema alogistics --schema auth used \
        >"$scratch/used_data.sql" 2>/dev/null
    check 'data alone load into a database that was just migrated' \
        sql migrated -o /dev/null -f "$scratch/used_data.sql"
    check 'migrated: every row and every sequence are the same' same \
        <(grep -v '^socle' "$scratch/used.contents") <(contents migrated | grep -v '^socle')
    guards_again migrated
    check 'migrated: the next job runs' works migrated
}

# A server that has run for months has tables of months and days that a new database lacks. As README.md does it.
test_old_months() {
    createdb --template=used aged
    sql aged -o /dev/null <<'END'
set session_replication_role = replica;
create table alogistics.positions_2020_01 partition of alogistics.positions
  for values from ('2020-01-01 00:00+00') to ('2020-02-01 00:00+00');
create table alogistics.job_runs_20200101 partition of alogistics.job_runs
  for values from ('2020-01-01 00:00+00') to ('2020-01-02 00:00+00');
insert into alogistics.positions (request_id, device_time, transporter_id, client_id, lat, lng, standing, segment_cm, received_at)
select id, '2020-01-15', client_id, client_id, 14, -17, 'counted', 0, '2020-01-15' from alogistics.transport_requests limit 1;
END
    fresh_database youthful
    sql youthful -f "$root/test/fixtures.sql" -c 'set session_replication_role = replica' \
        -c 'delete from alogistics.tariffs' -c 'delete from alogistics.cancellation_policies' \
        -c 'delete from alogistics.job_queues' -c 'delete from alogistics.job_functions' \
        -c 'delete from alogistics.notification_templates' -c 'delete from alogistics.notification_types'
    pg_dump --data-only --disable-triggers --load-via-partition-root --exclude-schema=socle aged 2>/dev/null |
        sed -E '/^ALTER TABLE alogistics\.(positions|job_runs)_[^ ]* (DIS|EN)ABLE TRIGGER ALL;$/d' >"$scratch/aged_data.sql"
    check 'data alone load where months are missing' sql youthful -o /dev/null -f "$scratch/aged_data.sql"
    check 'the position of an old month is there' answers youthful \
        "select tableoid::regclass, count(*) from alogistics.positions where device_time < '2021-01-01' group by 1" \
        'alogistics.positions_default|1'
    guards_again youthful
    check 'youthful: doctor() is content' is_sound youthful
}
