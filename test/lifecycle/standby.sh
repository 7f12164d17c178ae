# shellcheck shell=bash disable=SC2154,SC2031 # root, tools … are from tools/lib.sh
# A standby of the server, and what becomes of it. Sourced by run.

standby_pg() { (cd / && as_server "$bindir/$1" "${@:2}"); }
on_standby() { PGPORT=$(<"$scratch/standby.port") PGHOST=$standby "$@"; }
stop_standby() {
    [ -d "$standby" ] || return 0
    standby_pg pg_ctl stop -m immediate -D "$standby/data" >/dev/null || true
    rm -rf "$standby"
}

start_standby() {
    standby=$(as_server mktemp -d /tmp/socle-standby-XXXXXX)
    on_exit stop_standby
    free_port "$((PGPORT + 1))" >"$scratch/standby.port"
    standby_pg pg_basebackup -h "$PGHOST" -p "$PGPORT" -U postgres -D "$standby/data" -R -c fast
    as_server tee -a "$standby/data/socle.conf" >/dev/null <<END
port = $(<"$scratch/standby.port")
unix_socket_directories = '$standby'
END
    standby_pg pg_ctl start -w -D "$standby/data" -l "$standby/log" >/dev/null </dev/null
}

promote_standby() { standby_pg pg_ctl promote -w -D "$standby/data"; }

# The stream is read where its writers are: elsewhere an event that commits late would be missed.
test_standby() {
    local newest=0
    start_standby
    check 'a standby answers' on_standby answers used 'select pg_is_in_recovery()' t
    check 'standby: it does not read the stream' \
        on_standby refuses used 'select * from socle.stream_fetch(0)' '55000.*on a standby'
    check 'standby: nor does it know how far it is' \
        on_standby refuses used 'select * from socle.stream_position()' '55000.*on a standby'
    check 'standby: health() answers' on_standby answers used \
        "select socle.health() is not null" t
    check 'it is promoted' promote_standby
    newest=$(on_standby sql used -c 'select newest from socle.stream_position()') || true
    on_standby sql used -o /dev/null -c "select alogistics.emit('request:1', 'note', '{}')" || true
    check 'promoted: the next event comes after all before' on_standby answers used \
        "select count(*) from socle.stream_fetch($newest)" 1
    check 'promoted: the books are sound' on_standby answers used \
        'select count(*) from alogistics.reconcile()' 0
    stop_standby
}
