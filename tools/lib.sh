# shellcheck shell=bash
# What the scripts in tools/ and test/*/run share. To be sourced:
#   source "$(dirname "${BASH_SOURCE[0]}")/../../tools/lib.sh"

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
tools=$root/tools
# The server's user must be able to read what is staged for it, whatever our caller's umask is.
umask 022
# A caller's session must not leak into ours.
unset PGDATABASE PGSERVICE PGPASSWORD PGOPTIONS PGHOSTADDR
export PG_CONFIG=${PG_CONFIG:-pg_config}
# The clients of the server we build for, not Debian's wrappers, which choose by other rules.
if bindir=$("$PG_CONFIG" --bindir 2>/dev/null); then PATH=$bindir:$PATH; fi

# say TEXT: a line of progress, with the seconds since the script began.
say() { printf '[%3d s] %s\n' "$SECONDS" "$*"; }

# fail TEXT: ends the script with a message.
fail() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    exit 1
}

# quietly LOG COMMAND…: runs it, and shows what it printed only when it fails.
quietly() {
    local log=$1
    shift
    "$@" >"$log" 2>&1 </dev/null && return
    tail -n 40 "$log" >&2
    fail "failed: $* (all of its output: $log)"
}

# on_exit COMMAND…: runs it when the script ends, last given first.
exit_commands=()
on_exit() {
    exit_commands=("$(printf '%q ' "$@")" "${exit_commands[@]}")
    trap run_exit_commands EXIT
    trap 'exit 130' INT TERM HUP
}
run_exit_commands() {
    local command
    for command in "${exit_commands[@]}"; do eval "$command" || true; done
}

# as_server COMMAND…: as the user who runs the server: root cannot, so it becomes `postgres`.
# setpriv and not runuser, because it leaves no process in between.
as_server() {
    if [ "$(id -u)" -ne 0 ]; then
        "$@"
    else
        setpriv --reuid=postgres --regid=postgres --init-groups -- "$@"
    fi
}

# free_port FROM: the first port from FROM on which nobody listens on the loopback interface.
free_port() {
    local port=$1
    while (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do port=$((port + 1)); done
    echo "$port"
}

# short_hash TEXT: names a folder after a path.
short_hash() { printf '%s' "$1" | sha256sum | cut -c1-12; }

# build_make ARGUMENTS…: make, as if called from the command line and not from a make that runs us.
build_make() {
    env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL make -C "$root" --no-print-directory "$@"
}

# build: the library and the extension scripts. Environment: WERROR, as in the Makefile.
build() {
    mkdir -p "$root/build"
    quietly "$root/build/make.log" build_make -j "$(nproc)" all
}

# npm_install FOLDER: the packages of FOLDER/package.json, unless they are there already. Suites that
# run beside each other wait for one another here.
npm_install() {
    local folder=$1 stamp=$1/node_modules/.installed
    [ "$stamp" -nt "$folder/package.json" ] && return
    mkdir -p "$root/build"
    (
        flock 9
        [ "$stamp" -nt "$folder/package.json" ] && exit
        command=install
        [ -f "$folder/package-lock.json" ] && command=ci
        cd "$folder" && quietly "$root/build/npm.log" npm "$command" --no-progress --loglevel=error
        touch "$stamp"
    ) 9>"$root/build/npm.lock"
}

# socket_folder DIR: where the server of cluster DIR has its socket. A socket's path may have 107
# bytes at most, and `/.s.PGSQL.54320` needs 15 of them.
socket_folder() {
    local folder
    folder=$(readlink -f "$1")
    [ ${#folder} -le 90 ] || folder=/tmp/socle-$(short_hash "$folder")
    echo "$folder"
}

# cluster_environment DIR: makes every PostgreSQL client talk to cluster DIR as superuser.
cluster_environment() {
    CLUSTER=$(readlink -f "$1")
    PGHOST=$(socket_folder "$1")
    PGPORT=$(cat "$CLUSTER/port")
    export CLUSTER PGHOST PGPORT PGUSER=postgres
}

# sql DATABASE ARGUMENTS…: psql for scripts. It stops at the first error; results come unaligned.
sql() {
    local database=$1
    shift
    psql -X -q -A -t -v ON_ERROR_STOP=1 -d "$database" "$@"
}

# install_systems DATABASE: every extension, and its tables. What the extensions require goes into a
# schema of its own: in public, every role could call it.
install_systems() {
    sql "$1" -o /dev/null -c 'set client_min_messages = warning' \
        -c 'create schema if not exists extensions' -c 'set search_path = extensions' \
        -c 'create extension if not exists alogistics cascade' \
        -c 'select socle.migrate()' -c 'select alogistics.migrate()'
}

# --- For test/*/run ---------------------------------------------------------------------------

# test_cluster_start NAME: a new cluster in build/clusters/NAME, stopped when the script ends.
# Sets CLUSTER (its folder), PGHOST, PGPORT and PGUSER. Environment: as tools/cluster, but without
# SOCLE_FSYNC=on nothing waits for the disk.
test_cluster_start() {
    local folder=$root/build/clusters/$1
    mkdir -p "$root/build/clusters"
    "$tools/cluster" remove "$folder"
    on_exit "$tools/cluster" stop "$folder"
    SOCLE_FSYNC=${SOCLE_FSYNC:-off} SOCLE_PORT=${SOCLE_PORT:-54400} "$tools/cluster" start "$folder"
    cluster_environment "$folder"
}

# fresh_database NAME: a new database with every system installed and migrated. It is a copy of a
# template made once per cluster, so it costs a fraction of a second. Settings made with ALTER
# DATABASE are not part of a copy.
fresh_database() {
    local exists="select 1 from pg_database where datname = 'socle_template'"
    if [ -z "$(sql postgres -c "$exists")" ]; then
        createdb socle_template
        install_systems socle_template
    fi
    dropdb --if-exists --force "$1" 2>/dev/null
    createdb --template=socle_template "$1"
}

# postgrest_start DATABASE: PostgREST on a database of the test cluster, stopped when the script
# ends. Sets API_URL and JWT_SECRET.
postgrest_start() {
    on_exit "$tools/postgrest/server" stop "$CLUSTER"
    POSTGREST_PORT=${POSTGREST_PORT:-3100} "$tools/postgrest/server" start "$CLUSTER" "$1"
    API_URL=http://127.0.0.1:$(cat "$CLUSTER/postgrest.port")
    JWT_SECRET=$(cat "$CLUSTER/jwt_secret")
    export API_URL JWT_SECRET
}

# finish PASSED FAILED: the last line of a suite, which tools/test reads, and its exit status.
finish() {
    echo "$1 passed, $2 failed"
    [ "$2" -eq 0 ] || exit 1
    exit 0
}
