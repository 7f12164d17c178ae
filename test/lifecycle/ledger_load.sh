# shellcheck shell=bash disable=SC2154,SC2031 # root, tools … are from tools/lib.sh
# The ledger under load: maintenance, migrate(), and a crash of a server that does not wait for its
# disk. Sourced by run.

# start_workers DATABASE PROCEDURE COUNT LOG
start_workers() {
    local worker
    workers=()
    for ((worker = 1; worker <= $3; worker++)); do
        sql "$1" -c "call test.$2($worker)" >>"$4" 2>&1 </dev/null &
        workers+=($!)
    done
}

make_load() {
    fresh_database ledger
    sql ledger -o /dev/null -f "$root/test/fixtures.sql" -f "$here/ledger.sql" \
        -f "$here/ledger_load.sql" \
        -c "select test.credit('client', 1000000000), test.credit('transporter', 1000000)"
    : >"$1"
}

end_load() {
    sql ledger -c 'insert into test.stop values (now())'
    wait "${workers[@]}" || true
}

# What owners do to their tables while money moves. Each step locks one table.
test_maintenance() {
    local log=$scratch/maintenance.log step
    make_load "$log"
    sql ledger -o /dev/null -c 'create extension amcheck schema extensions'
    start_workers ledger move_money 3 "$log"
    for step in \
        'create index concurrently entries_added on alogistics.ledger_entries (amount)' \
        'create index concurrently added on alogistics.ledger_transfers (kind) where id > 9' \
        'create index concurrently accounts_added on alogistics.ledger_accounts (balance)' \
        'alter table alogistics.ledger_entries add column note text' \
        'alter table alogistics.ledger_accounts add column note text' \
        "alter table alogistics.holds add column note text default 'none'" \
        'analyze' \
        'vacuum (freeze)' \
        'reindex index concurrently alogistics.ledger_entries_pkey' \
        'drop index concurrently alogistics.added' \
        'alter table alogistics.ledger_entries drop column note' \
        'vacuum (freeze)'; do
        sleep 0.2
        check "under load: $step" sql ledger -c "set client_min_messages = error" -c "$step"
    done
    end_load
    check 'under load: no session met an error' is '' "$(grep -v '^NOTICE' "$log")"
    check 'under load: each moved money all the time' answers ledger \
        'select count(*), min(number) > 10 from test.done' '3|t'
    check 'under load: the books and the seals are sound' are_sound ledger
    check 'under load: every index has every row' sql ledger -c \
        "select extensions.bt_index_check(c.oid, true)
         from pg_index as i join pg_class as c on c.oid = i.indexrelid
           join pg_am as a on a.oid = c.relam
         where a.amname = 'btree' and c.relkind = 'i' and i.indrelid::regclass::text like 'alogistics.%'"
    check 'under load: the next job runs' works ledger
}

# A migrate() that makes every view, policy and grant anew locks many tables, one after the other,
# and so do the calls that it meets. Where their orders cross, PostgreSQL ends one of the two: a
# call to be made again, or migrate().
test_migrate_under_load() {
    local log=$scratch/migrate.log try
    make_load "$log"
    schema ledger >"$scratch/ledger.schema"
    start_workers ledger move_money 3 "$log"
    sleep 0.5
    for ((try = 1; try <= 5; try++)); do
        sql ledger -c 'select alogistics.migrate(repair => true)' >"$scratch/migrate.out" 2>&1 &&
            break
    done
    end_load
    check 'migrate() under load goes through' grep -qx '[1-9][0-9]*' "$scratch/migrate.out"
    check 'migrate() under load: who gave way was told so, and nobody else met an error' is '' \
        "$(grep -h ERROR "$log" "$scratch/migrate.out" | grep -v 'deadlock detected$')"
    check 'migrate() under load: the schema is the same' \
        same "$scratch/ledger.schema" <(schema ledger)
    check 'migrate() under load: the books and the seals are sound' are_sound ledger
    check 'migrate() under load: the next job runs' works ledger
}

# For a second the log reaches no file; then the server stops. Who writes the log must not come to
# it before he dies.
stop_without_writing() {
    local writer
    writer=$(sql postgres -c "select pid from pg_stat_activity where backend_type = 'walwriter'")
    kill -STOP "$writer"
    sleep 1
    (sleep 0.5 && kill -QUIT "$writer" && kill -CONT "$writer") &
    kill_server
}

# The server answers before the disk has it, and stops at once. What was told last may be missing,
# but nothing before what is there, and nothing by halves.
test_asynchronous_commit() {
    local log=$scratch/asynchronous.log told kept try
    make_load "$log"
    sql postgres -c 'alter database ledger set synchronous_commit = off'
    start_workers ledger move_and_tell 3 "$log"
    for ((try = 0; try < 100; try++)); do
        [ "$(grep -c 'told ./50$' "$log")" -lt 3 ] || break
        sleep 0.1
    done
    stop_without_writing
    wait "${workers[@]}" || true
    SOCLE_FSYNC=off "$tools/cluster" start "$CLUSTER"
    told=$(grep -c 'told' "$log")
    kept=$(sql ledger -c "select count(*) from alogistics.ledger_transfers
                          where idempotency_key like '_/%'")
    check "asynchronous commit: the last answers were lost ($kept of $told kept)" \
        test "$kept" -lt "$told"
    check 'asynchronous commit: but the first were kept' test "$kept" -gt 0
    check 'asynchronous commit: of each session only the end is missing' answers ledger \
        "select worker, max(number) - count(*) from
           (select split_part(idempotency_key, '/', 1) as worker,
                   split_part(idempotency_key, '/', 2)::bigint as number
            from alogistics.ledger_transfers where idempotency_key like '_/%') as t
         group by worker order by worker" $'1|0\n2|0\n3|0'
    check 'asynchronous commit: each transfer has its key, each key its answer' answers ledger \
        "select count(*) from alogistics.ledger_transfers as t
           full join alogistics.idempotency_keys as k on k.key = t.idempotency_key
         where coalesce(t.idempotency_key, k.key) like '_/%'
           and k.answer::text is distinct from t.id::text" 0
    check 'asynchronous commit: the books and the seals are sound' are_sound ledger
    check 'asynchronous commit: a lost call is made, a kept one answered' answers ledger \
        "select count(distinct alogistics.post_transfer(
                  test.account('client'), test.account('transporter'), 1,
                  idempotency_key => '1/' || number)), count(*)
         from (select count(*) as kept from alogistics.ledger_transfers
               where idempotency_key like '1/%') as t,
           generate_series(kept - 20, kept + 20) as number" '41|41'
    check 'asynchronous commit: the next job runs' works ledger
}
