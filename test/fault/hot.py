"""The races for an account that everybody wants: 33 … 35, 37, 40 and 44 of ledger.md §5."""

import itertools
import threading
import time

import psycopg2
from psycopg2.extensions import ISOLATION_LEVEL_REPEATABLE_READ

from racing import Field, ask, call, errors, outcome, repeat, transfer
from server import connect

FOLD = 'select alogistics.fold_ledger()'
BALANCE = 'select balance from alogistics.ledger_balances where id = %s'
# 44: transactions that began first may have come last.
PAST_BALANCES = """
    select e.created_at, last.balance_after, past
    from alogistics.ledger_accounts as a
      join alogistics.ledger_entries as e on e.account_id = a.id
      cross join lateral (select balance_after from alogistics.ledger_entries as before
                          where before.account_id = a.id and before.created_at <= e.created_at
                          order by seq desc limit 1) as last
      cross join alogistics.balance_at(a.public_id, e.created_at) as past
    where a.id = %s and e.seq %% 10 = 0 and past <> last.balance_after"""
CROWD = 64
CROWD_S = 60


class HotRaces:
    def post_and_fold(self, seconds=4):
        """33 and 35: six sessions pay into the platform, two fold. Sums are exact at every moment."""
        self.rush([(transfer(wallet, self.platform), 1) for wallet in self.wallets[:6]], seconds)

    def pay_out_and_fold(self, seconds=3):
        """34: the platform pays out while it is paid and folded. It is never overdrawn."""
        self.rush([(transfer(wallet, self.platform), 1) for wallet in self.wallets[:3]] +
                  [(transfer(self.platform, wallet, 7), -7) for wallet in self.wallets[3:6]], seconds)

    def rush(self, posts, seconds):
        """Posts and folds, with aborts and savepoints, until the time is over; somebody adds up, and
        somebody who came first sees nothing of it."""
        start = self.balance(self.platform)
        early = connect(self.server.database, 'early')
        early.set_session(isolation_level=ISOLATION_LEVEL_REPEATABLE_READ)
        self.report.same('an early reader sees the start', start, ask(early, BALANCE, self.platform))
        reader = Reader(self.server.database, self.platform,
                        only_grows=all(amount > 0 for _, amount in posts))
        moment = time.monotonic() + seconds
        watch = threading.Thread(target=reader.read_until, args=(moment,))
        watch.start()
        folds = [(call('postgres', FOLD), 0)] * 2
        counts = self.field.race(*(until(moment, *post) for post in posts + folds))
        watch.join()
        self.report.same('the early reader still sees it', start,
                         ask(early, BALANCE, self.platform))
        early.close()
        failures = [count for count in counts if not isinstance(count, tuple)]
        self.report.same('posts and folds end as they should', [], failures)
        self.report.same('whoever adds up finds it right', [], reader.odd[:5])
        if failures:
            return
        done = sum(times for _, times in counts[:6])
        self.rounds += done
        self.report.true('there was something to watch', done > 100 and reader.reads > 20,
                         f'{done} posts, {reader.reads} readings')
        self.report.same('the platform holds what was posted',
                         start + sum(moved for moved, _ in counts), self.balance(self.platform))

    def maintenance(self, seconds=4):
        """40: indexes come and go, tables are vacuumed and changed, while eight sessions post."""
        moment = time.monotonic() + seconds
        done, odd = [], []
        keeper = threading.Thread(target=keep_house, args=(self.server.database, moment, done, odd))
        keeper.start()
        wallets = self.wallets
        counts = self.field.race(*(until(moment, transfer(wallets[n], wallets[(n + 3) % 8]), 1)
                                   for n in range(8)))
        keeper.join()
        self.report.same('posts go on during maintenance', [],
                         [count for count in counts if not isinstance(count, tuple)] + odd[:3])
        self.rounds += sum(count[1] for count in counts if isinstance(count, tuple))
        self.report.same('each kind of maintenance was done', [], sorted(set(CHORES) - set(done)))
        self.report.same('tables and indexes agree afterwards', [],
                         self.server.ask('select * from test.damage()'))

    def crowd(self, rounds=10):
        """37: 64 sessions pay into one wallet. All finish, and nobody waits long."""
        field = Field(self.server.database, CROWD)
        payee = self.wallets[7]
        before = self.balance(payee)
        started = time.monotonic()
        answers = field.race(*(repeat(transfer(self.wallets[number % 7], payee), rounds)
                               for number in range(CROWD)))
        elapsed = time.monotonic() - started
        field.close()
        self.rounds += CROWD * rounds
        self.report.same('all of the crowd finish', [], errors(answers)[:5])
        self.report.true('nobody waits long', elapsed < CROWD_S, f'{elapsed:.1f} s')
        self.report.same('one wallet has it all', before + CROWD * rounds, self.balance(payee))
        self.report.same('balance_at() tells what each moment held', [],
                         self.server.ask(PAST_BALANCES, payee)[:5])


# Each does its work on any of the ledger's tables that posting writes.
CHORES = (
    'create index concurrently spare on alogistics.{table} (created_at desc, {column})',
    'vacuum (freeze, analyze) alogistics.{table}',
    'reindex index concurrently alogistics.spare',
    'drop index concurrently alogistics.spare',
    'alter table alogistics.{table} add column spare text',
    'alter table alogistics.{table} drop column spare',
    'alter index alogistics.{index} set (fillfactor = 80)',
    'reindex table concurrently alogistics.{table}',
)
TABLES = (('ledger_accounts', 'balance', 'ledger_accounts_pkey'),
          ('ledger_entries', 'amount', 'ledger_entries_pkey'),
          ('ledger_transfers', 'id', 'ledger_transfers_pkey'))


def keep_house(database, moment, done, odd):
    """An administrator's evening, again and again. `spare` is gone when it returns."""
    session = connect(database, 'keeper')
    session.autocommit = True
    for number in itertools.count():
        table, column, index = TABLES[number % len(TABLES)]
        for chore in CHORES:
            try:
                with session.cursor() as cursor:
                    cursor.execute(chore.format(table=table, column=column, index=index))
                done.append(chore)
            except psycopg2.Error as error:
                odd.append(f'{chore}: {error}')
        if time.monotonic() > moment:
            break
    session.close()


class Reader:
    """Adds up the books again and again; each time in one statement."""

    SUMS = """
        select (select sum(balance) from alogistics.ledger_balances where currency = 'XOF'),
               (select balance from alogistics.ledger_balances where id = %(account)s),
               (select coalesce(sum(amount), 0) from alogistics.ledger_lines
                where account_id = %(account)s)"""

    def __init__(self, database, account, only_grows):
        self.session = connect(database, 'reader')
        self.account, self.only_grows = account, only_grows
        self.reads = 0
        self.odd = []

    def read_until(self, moment):
        before = 0
        while time.monotonic() < moment:
            with self.session.cursor() as cursor:
                cursor.execute(self.SUMS, {'account': self.account})
                total, balance, lines = cursor.fetchone()
            self.session.commit()
            fell = self.only_grows and balance < before
            if total != 0 or balance != lines or balance < 0 or fell:
                self.odd.append(f'all {total}, platform {balance}, its lines {lines}, was {before}')
            before = balance
            self.reads += 1
        self.session.close()


def until(moment, run, amount):
    """Runs again and again, with aborts and savepoints between; answers with what it moved and how
    often, or with the first error."""
    def again(session):
        moved = done = attempts = 0
        while time.monotonic() < moment:
            attempts += 1
            if attempts % 7 == 3:
                outcome(session, run, give_up=True)
                continue
            answer = outcome(session, in_savepoint(run) if attempts % 7 == 5 else run)
            if answer == 'insufficient_funds' and amount < 0:
                continue
            if not isinstance(answer, int):
                return answer
            moved += amount
            done += 1
        return moved, done
    return again


def in_savepoint(run):
    """The run in a subtransaction that is rolled back, and again in one that stays."""
    def both(session):
        with session.cursor() as cursor:
            cursor.execute('savepoint first')
            run(session)
            cursor.execute('rollback to savepoint first')
            cursor.execute('savepoint second')
            answer = run(session)
            cursor.execute('release savepoint second')
        return answer
    return both
