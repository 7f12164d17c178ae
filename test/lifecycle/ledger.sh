# shellcheck shell=bash disable=SC2154,SC2031 # root, tools … are from tools/lib.sh
# The ledger through dump and restore, also into a server that counts its transactions anew. Sourced
# by run.

# begin_late CHANNEL SQL: a transaction in `ledger` that runs this and stays open until
# end_late CHANNEL commit|rollback.
declare -A late_input late_process
begin_late() {
    local pipe=$scratch/late.$1 input try
    rm -f "$pipe"
    mkfifo "$pipe"
    sql ledger <"$pipe" >"$scratch/late.$1.log" 2>&1 &
    late_process[$1]=$!
    exec {input}>"$pipe"
    late_input[$1]=$input
    echo "begin; $2; select 'open';" >&"$input"
    for ((try = 0; try < 100; try++)); do
        grep -q '^open$' "$scratch/late.$1.log" && return
        sleep 0.05
    done
    fail "the transaction does not begin: $(cat "$scratch/late.$1.log")"
}
end_late() {
    local input=${late_input[$1]}
    # Closing is not enough: other processes have the channel open too.
    printf '%s;\n\\q\n' "$2" >&"$input"
    exec {input}>&-
    wait "${late_process[$1]}"
}

# pay_in NAME AMOUNT: a transfer that locks one wallet; its other line waits.
pay_in() { echo "select alogistics.post_transfer(test.house('external'), test.account('$1'), $2)"; }

# A ledger with something of everything: a transfer that committed after a seal which has a higher
# number, and one that is still open while the dump is made.
make_ledger() {
    fresh_database ledger
    sql ledger -o /dev/null -f "$root/test/fixtures.sql" -f "$here/ledger.sql"
    begin_late 1 "$(pay_in stranger 101)"
    begin_late 2 "$(pay_in moderator 102)"
    sql ledger -o /dev/null -c "$(pay_in transporter 103)" -c 'select alogistics.seal_ledger()'
    end_late 1 commit
    sql ledger -o /dev/null -c "insert into alogistics.wallet_transactions (wallet_id, type, amount)
        select test.wallet('client'), 'commission', n from generate_series(1, 20) as n"
    check 'ledger: there are lines that wait' answers ledger \
        'select count(*) from alogistics.ledger_queue' 21
    check 'ledger: and numbers that the last seal left open' answers ledger \
        "select e.transfer_id <@ s.open_ids
         from alogistics.ledger_seals as s, alogistics.ledger_entries as e
         where s.number = 2 and e.amount = 101" t
    remember ledger
    pg_dump -Fc -f "$scratch/ledger.dump" ledger
    end_late 2 rollback
}

# balances DATABASE: of every account, in whatever table its lines are.
balances() {
    sql "$1" -c 'select id, kind, currency, balance from alogistics.ledger_balances order by id'
}

# ledger_goes_on DATABASE TITLE: everything that was under way goes on, and nothing happens twice.
ledger_goes_on() {
    local before transfers
    check "$2: every row and every sequence are the same" same \
        "$scratch/ledger.contents" <(contents "$1")
    check "$2: the books and the seals are sound" are_sound "$1"
    before=$(balances "$1")
    transfers=$(sql "$1" -c 'select count(*) from alogistics.ledger_transfers')
    check "$2: a call with its key is answered as before" answers "$1" \
        'select test.repeat_call() = withdrawal from test.answer' t
    check "$2: and with another amount refused" refuses "$1" 'select test.repeat_call(7001)' \
        'PT422.*idempotency key'
    check "$2: what waits is numbered" answers "$1" 'select alogistics.fold_ledger()' 21
    check "$2: which changes no balance" same <(echo "$before") <(balances "$1")
    check "$2: the next seal covers what the last left open" answers "$1" \
        "select alogistics.seal_ledger();
         select s.number from alogistics.ledger_seals as s
           join alogistics.ledger_entries as e on e.transfer_id <@ s.covers
         where e.amount = 101" $'3\n3'
    check "$2: and leaves nothing" answers "$1" 'select alogistics.seal_ledger()' ''
    check "$2: no transfer was made by all that" answers "$1" \
        'select count(*) from alogistics.ledger_transfers' "$transfers"
    check "$2: what was under way ends" sql "$1" \
        -c 'select alogistics.settle_withdrawal(withdrawal) from test.answer' \
        -c "select alogistics.cancel_withdrawal(id, 'moved')
            from alogistics.withdrawals where status = 'requested'" \
        -c "select alogistics.capture(id) from alogistics.holds where status = 'open'" \
        -c "select alogistics.complete_transport_request(test.id('running'), null, 'seen')"
    check "$2: a wallet stays frozen, and a closed one closed" answers "$1" \
        "select is_active, closed_at is not null from alogistics.wallets
         where user_id in (test.id('rival'), test.id('stranger')) and not is_active
         order by closed_at" $'f|t\nf|f'
    check "$2: the next job runs" works "$1"
    check "$2: and is sealed" answers "$1" 'select alogistics.seal_ledger()' 4
    check "$2: the books and the seals are sound at the end" are_sound "$1"
}

are_sound() {
    answers "$1" 'select count(*) from alogistics.reconcile()' 0 &&
        answers "$1" 'select count(*) from alogistics.verify_ledger()' 0
}

# test_late_commit TITLE SEAL: the transactions of this server are counted anew; seals know who is
# late nevertheless.
test_late_commit() {
    begin_late 1 "$(pay_in stranger 104)"
    sql ledger -o /dev/null -c "$(pay_in transporter 105)"
    check "$1: a seal does not wait for who is late" \
        answers ledger 'select alogistics.seal_ledger()' "$2"
    end_late 1 commit
    check "$1: the next one covers him" \
        answers ledger 'select alogistics.seal_ledger()' $(($2 + 1))
    check "$1: each once" are_sound ledger
}

test_ledger_restore() {
    make_ledger
    createdb restored
    check 'a ledger loads from its dump' \
        pg_restore --exit-on-error --jobs 2 -d restored "$scratch/ledger.dump"
    ledger_goes_on restored 'ledger restored'
}

# In a server whose transaction numbers are lower than those the seals remember, and then, as after
# years, higher than 32 bits. Needs test_second_cluster.
test_ledger_moved() {
    local first=$CLUSTER
    cluster_environment "$root/build/clusters/lifecycle2"
    createdb ledger
    check 'ledger moved: it loads from its dump' \
        pg_restore --exit-on-error -d ledger "$scratch/ledger.dump"
    ledger_goes_on ledger 'ledger moved'
    test_late_commit 'ledger moved' 5
    "$tools/cluster" stop "$CLUSTER"
    (cd / && as_server "$bindir/pg_resetwal" --epoch=7 -D "$CLUSTER/data" >/dev/null)
    SOCLE_PRELOAD=off SOCLE_FSYNC=off "$tools/cluster" start "$CLUSTER"
    check 'ledger moved: the transaction numbers have gone round' answers ledger \
        "select pg_current_xact_id()::text::numeric > 2 ^ 32" t
    test_late_commit 'ledger moved, later' 7
    cluster_environment "$first"
}
