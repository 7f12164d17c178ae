# shellcheck shell=bash disable=SC2154,SC2031 # root, tools … are from tools/lib.sh
# What the parts of this suite share. Sourced by run, after tools/lib.sh.

passed=0
failed=0
here=$root/test/lifecycle
scratch=$root/build/lifecycle
mkdir -p "$scratch"

# check TITLE COMMAND…: one test; a command that fails shows what it printed.
check() {
    local title=$1
    shift
    if ("$@") >"$scratch/check.log" 2>&1 </dev/null; then
        passed=$((passed + 1))
        echo "ok     $title"
    else
        failed=$((failed + 1))
        echo "FAILED $title"
        tail -n 30 "$scratch/check.log" | sed 's/^/       /'
    fi
}

# is EXPECTED FOUND: equal texts.
is() {
    [ "$1" = "$2" ] && return
    printf 'expected: %s\nfound:    %s\n' "$1" "$2"
    return 1
}

# same FILE FILE: equal files, and not for want of anything in them.
same() {
    local expected found
    expected=$(cat "$1")
    found=$(cat "$2")
    [ -n "$expected" ] || { echo 'nothing to compare with' && return 1; }
    diff -u <(echo "$expected") <(echo "$found")
}

# answers DATABASE SQL EXPECTED
answers() { is "$3" "$(sql "$1" -c "$2")"; }

# refuses DATABASE SQL PATTERN: the statement fails, and says so.
refuses() {
    local output
    if output=$(sql "$1" -v VERBOSITY=verbose -c "$2" 2>&1); then
        echo "accepted: $2"
        return 1
    fi
    grep -E -- "$3" <<<"$output" >/dev/null || { echo "$output" && return 1; }
}

# contents DATABASE: for each table its number of rows and a digest of them, and each sequence.
contents() {
    sql "$1" <<'END'
select format('select %L, count(*), md5(string_agg(t::text, e''\n'' order by t::text collate "C")) from %s as t',
              c.oid::regclass, c.oid::regclass)
from pg_class as c
where relkind = 'r' and relnamespace::regnamespace::text in ('alogistics', 'socle', 'auth', 'public', 'test')
order by c.oid::regclass::text collate "C" \gexec
select format('select %L, last_value, is_called from %s', c.oid::regclass, c.oid::regclass)
from pg_class as c
where relkind = 'S' and relnamespace::regnamespace::text in ('alogistics', 'socle', 'auth', 'public', 'test')
order by c.oid::regclass::text collate "C" \gexec
END
}

# schema DATABASE: its definition, without the key that each dump has for itself.
schema() { pg_dump --schema-only "$1" | grep -v '^\\\(un\)\?restrict '; }

# doctor DATABASE: what it says of both systems; the last line shows that it came to the end.
doctor() {
    sql "$1" -c 'select severity, object, problem from alogistics.doctor()' \
        -c 'select severity, object, problem from socle.doctor()' -c "select 'that is all'"
}

# is_sound DATABASE: doctor() finds no error, reconcile() no difference.
is_sound() {
    is 'that is all' "$(doctor "$1" | grep -v '^notice|')" &&
        answers "$1" 'select count(*) from alogistics.reconcile()' 0
}

# works DATABASE: the next job runs on it, and leaves it sound.
works() { sql "$1" -f "$here/job.sql" && is_sound "$1"; }
