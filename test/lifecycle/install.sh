# shellcheck shell=bash disable=SC2154,SC2031 # root, tools … are from tools/lib.sh
# Installing twice, and dropping. Sourced by run.

test_install_twice() {
    fresh_database twice
    sql twice -f "$root/test/fixtures.sql" -f "$here/data.sql" -o /dev/null
    remember twice
    check 'CREATE EXTENSION IF NOT EXISTS changes nothing' sql twice \
        -c 'create extension if not exists socle' -c 'create extension if not exists alogistics'
    check 'a second migrate() runs nothing' answers twice \
        'select socle.migrate(), alogistics.migrate()' '0|0'
    check 'no row changed' same "$scratch/twice.contents" <(contents twice)
    check 'nor the schema' same "$scratch/twice.schema" <(schema twice)
    check 'a repair changes neither' repair_changes_nothing
}

repair_changes_nothing() {
    sql twice -c 'select alogistics.migrate(repair => true)' &&
        same "$scratch/twice.schema" <(schema twice) && is_sound twice &&
        same <(grep -v '^socle' "$scratch/twice.contents") <(contents twice | grep -v '^socle')
}

test_drop() {
    for system in alogistics socle; do
        check "DROP EXTENSION $system is refused while it is used" \
            refuses twice "drop extension $system" '2BP01.*other objects depend on it'
    done
    contents twice >"$scratch/twice.kept"
    columns twice >"$scratch/columns"
    sql twice -c 'set client_min_messages = error' -c 'drop extension alogistics cascade'
    check 'DROP … CASCADE keeps every row' same "$scratch/twice.kept" <(contents twice)
    check 'and every column' same "$scratch/columns" <(columns twice)
    check 'and opens nothing: what was guarded stays closed' nobody_reads twice
    check 'without the extension nothing of it is called any more' \
        refuses twice "select alogistics.is_admin()" 'does not exist'
    test_mend
}

columns() {
    sql "$1" -c "select table_schema, table_name, column_name, data_type, is_nullable
                 from information_schema.columns where table_schema in ('alogistics', 'auth')
                   and table_name in (select relname from pg_class where relkind = 'r')
                 order by 1, 2, 3"
}

# The policies are gone, row security is not.
nobody_reads() {
    local table
    for table in transport_requests ledger_accounts notifications vehicles; do
        answers "$1" "set role authenticated; select count(*) from alogistics.$table" 0 || return
    done
}

# doctor() prints the SQL that mends each difference: it brings a dropped extension back to work.
test_mend() {
    sql twice -c 'set search_path = extensions' -c 'create extension alogistics'
    check 'doctor() sees what DROP … CASCADE took' grep -q '^error|trigger.*enforce_lifecycle' \
        <(doctor twice)
    # Some of it needs what stands further down.
    for _ in 1 2 3; do
        sql twice -v ON_ERROR_STOP=0 -o /dev/null 2>/dev/null <<'END'
select mend from alogistics.doctor() where severity = 'error' \gexec
END
    done
    check 'what doctor() prints mends it' is_sound twice
    check 'to the same schema' same "$scratch/twice.schema" <(schema twice)
    check 'the next job runs' works twice
}
