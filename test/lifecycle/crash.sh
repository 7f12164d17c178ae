# shellcheck shell=bash disable=SC2154,SC2031 # root, tools … are from tools/lib.sh
# The server dies at work. Sourced by run.

# busy COUNT: as many jobs are completed.
busy() {
    [ "$(sql crash -c "select count(*) from alogistics.transport_requests where status = 'completed'")" \
        -ge "$1" ]
}

# Sets four workers to work and waits until they have done something.
start_load() {
    local worker try
    for worker in 1 2 3 4; do
        sql crash -c "call test.work($worker)" >>"$scratch/load.log" 2>&1 </dev/null &
    done
    for ((try = 0; try < 100; try++)); do
        busy "$1" && return
        sleep 0.1
    done
    fail "the load does not run: $(tail -n 3 "$scratch/load.log")"
}

# logged TEXT: how many lines of the server's log say so.
logged() { grep -c "$1" "$CLUSTER/server.log" || true; }

kill_server() { (cd / && as_server "$bindir/pg_ctl" stop -m immediate -D "$CLUSTER/data" >/dev/null); }

# refreshed TOKEN: what becomes of a refresh: the new token, or the name of the refusal.
refreshed() {
    sql crash -c "select coalesce(a ->> 'code', a ->> 'refresh_token') from alogistics.refresh('$1') as a"
}

# Sessions across a crash: who lost an answer asks again; what was ended stays ended.
open_sessions() {
    sql crash -o /dev/null -c "insert into alogistics.platform_settings (key, value) values ('auth.bcrypt_cost', '8')"
    lost=$(sql crash -c "select alogistics.register('lost@example.com', 'a password') ->> 'refresh_token'")
    next=$(refreshed "$lost")
    stolen=$(sql crash -c "select alogistics.register('stolen@example.com', 'a password') ->> 'refresh_token'")
    kept=$(refreshed "$(refreshed "$stolen")")
    reuse=$(refreshed "$stolen")
}
check_sessions() {
    check 'the answer that was lost is given again' is "$next" "$(refreshed "$lost")"
    check 'and goes on' is 75 "$(refreshed "$next" | tr -d '\n' | wc -c)"
    check 'a reused token ended its session' is refresh_token_reused "$reuse"
    check 'which stays ended' is invalid_refresh_token "$(refreshed "$kept")"
}

test_crash() {
    fresh_database crash
    sql crash -o /dev/null -f "$root/test/fixtures.sql" -f "$here/load.sql"
    : >"$scratch/load.log"
    local round lost next stolen kept reuse
    open_sessions
    for round in 1 2; do
        start_load $((30 * round))
        kill_server
        wait
        SOCLE_FSYNC=off "$tools/cluster" start "$CLUSTER"
        check "crash $round: there was work to lose" is "$round" "$(logged 'not properly shut down')"
        check "crash $round: the books are sound" answers crash 'select count(*) from alogistics.reconcile()' 0
        check "crash $round: no step is half done" answers crash 'select count(*) from test.half_done' 0
    done
    check_sessions
    check 'work at once never came to a deadlock' is 0 "$(logged 'deadlock detected')"
    check 'nor to any other error' is '' "$(grep ERROR "$scratch/load.log")"
    check 'the next job runs' works crash
}
