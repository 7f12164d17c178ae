# shellcheck shell=bash disable=SC2154,SC2031 # root, tools … are from tools/lib.sh
# Another server, which knows none of our roles and does not preload the library. Sourced by run.

# Roles come first: `pg_dump` gives objects to them.
restore_roles() {
    psql -X -q -d postgres -o /dev/null -f "$scratch/roles.sql" 2>&1 |
        grep -v 'role "postgres" already exists'
}

# as_login ROLE SQL: what a session of that login role gets.
as_login() { PGUSER=$1 sql moved -c "$2" 2>&1; }

test_second_cluster() {
    local first=$CLUSTER
    pg_dumpall --roles-only >"$scratch/roles.sql"
    SOCLE_PRELOAD=off test_cluster_start lifecycle2
    check 'the roles load into a server that has none' is '' "$(restore_roles)"
    createdb moved
    check 'then the dump loads' pg_restore --exit-on-error -d moved "$scratch/extended.dump"
    check 'moved: every row and every sequence are the same' same \
        "$scratch/extended.contents" <(contents moved)
    check 'moved: the schema is the same' same "$scratch/extended.schema" <(schema moved)
    check 'moved: doctor() says no more than what is off' same \
        "$scratch/extended.doctor" <(doctor moved | grep -v '^notice|shared_preload_libraries|')
    check 'moved: and it says that' grep -q '^notice|shared_preload_libraries|.*no background worker' \
        <(doctor moved)
    check 'not preloaded: the job works' works moved
    check 'not preloaded: health() says so' answers moved \
        "select socle.health() ->> 'preloaded', socle.health() ->> 'worker'" 'false|false'
    test_claims_without_preload
    cluster_environment "$first"
}

# Without preloading, request.jwt.claims is anybody's setting until the library is there.
test_claims_without_preload() {
    local claims
    claims="{\"sub\":\"$(sql moved -c "select test.id('admin')")\"}"
    sql moved -c 'create role app login' -c 'grant authenticated to app' \
        -c 'grant usage on schema test to app'
    check 'not preloaded: claims set before the library came are not believed' \
        is_nobody app "set request.jwt.claims = '$claims'; select socle.uid()"
    check 'not preloaded: nor those set afterwards' grep -q 'may not set the identity' \
        <(as_login app "select socle.uid(); set request.jwt.claims = '$claims'")
    check 'not preloaded: the gateway has it from the start of its session' \
        grep -q 'may not set the identity' <(as_login authenticator "begin;
            set local request.jwt.claims = '$claims'; set local request.jwt.claims = '$claims'")
}

# The setting is dropped with a warning.
is_nobody() { is '' "$(as_login "$@" | grep -v '^\(WARNING\|DETAIL\|HINT\)')"; }
