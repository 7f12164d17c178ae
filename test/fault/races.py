"""Sessions against each other, thousands of times: the races of ledger.md §5 that need many rounds.

    races.py DATABASE

A race has the number that it has there.
"""

import sys
import threading
import time

import psycopg2

from hot import HotRaces
from once import OnceRaces
from racing import Field, call, errors, outcome, repeat, transfer
from report import Report
from server import Server
from storm import StormRaces

PAY = 'select alogistics.process_payment(%s, %s)'
COMPLETE = """select alogistics.complete_transport_request(%s, '{"received_by": "M. Traoré", "signature_sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}')"""
EXPIRE = 'select alogistics.run_due()'
BALANCE = 'select balance from alogistics.ledger_balances where id = %s'
PRICE = 20000
EARNINGS = PRICE * 85 // 100


class Races(OnceRaces, HotRaces, StormRaces):
    def __init__(self, database):
        self.server, self.report = Server(database), Report()
        self.field = Field(database, 8)
        self.rounds = 0
        self.wallets = [self.server.value('select test.account(%s)', f'payer{n}') for n in range(8)]
        self.carrier = self.server.value("select test.account('carrier0')")
        self.platform = self.server.value("select test.house('platform')")

    def balance(self, account):
        return self.server.value(BALANCE, account)

    def requests(self, count, payer):
        return [row[0] for row in self.server.ask(
            'select test.assigned_requests(%s, %s, %s)', payer, PRICE, count)]

    def two_payments(self, rounds=200):
        """20: two payments at once and money for one. One is paid, the other is refused (A-63)."""
        purse = self.server.value("select test.account('thrifty')")
        requests = self.requests(2 * rounds, 'thrifty')
        results = []
        for pair in zip(requests[::2], requests[1::2]):
            outcome(self.field.sessions[0], transfer(self.wallets[0], purse, PRICE))
            results.append(self.field.race(*(call('thrifty', PAY, request, PRICE)
                                             for request in pair)))
        self.one_wins('two payments, money for one', results, True, 'insufficient_funds')
        self.report.same('nothing is left of the money', 0, self.balance(purse))

    def paid_requests(self, rounds):
        requests = self.requests(rounds, 'payer2')
        paid = [outcome(self.field.sessions[0], call('payer2', PAY, request, PRICE))
                for request in requests]
        self.report.same('requests are paid', [True] * rounds, paid)
        return requests

    def two_completions(self, rounds=200):
        """21: two completions of one request at once. The carrier is paid once (A-30)."""
        requests = self.paid_requests(rounds)
        before = self.balance(self.carrier)
        results = [self.field.race(*[call('carrier0', COMPLETE, request)] * 2)
                   for request in requests]
        self.one_wins('two completions of one request', results, True, 'invalid_transition')
        self.report.same('the carrier is paid once for each', before + rounds * EARNINGS,
                         self.balance(self.carrier))

    def completion_twice(self, rounds=20):
        """21: the same, twice in one transaction."""
        before = self.balance(self.carrier)
        results = [outcome(self.field.sessions[0], complete_twice(request))
                   for request in self.paid_requests(rounds)]
        self.rounds += rounds
        self.report.same('the second completion in a transaction is refused',
                         [(True, 'PT409')] * rounds, results)
        self.report.same('the carrier is paid once', before + rounds * EARNINGS,
                         self.balance(self.carrier))

    def one_wins(self, title, results, winner, loser):
        """In each round one session has its way; over all rounds each of them had it sometimes."""
        self.rounds += len(results)
        first, second = results.count([winner, loser]), results.count([loser, winner])
        odd = [result for result in results if result not in ([winner, loser], [loser, winner])]
        self.report.same(f'{title}: one in each round', [], odd[:5])
        self.report.true(f'{title}: it was a race', first and second, f'{first} to {second}')

    def opposite_ways(self, rounds=100):
        """24: A to B against B to A, and three in a circle. Nobody ever waits for a deadlock."""
        a, b, c = self.wallets[3:6]
        before = self.balance(a) + self.balance(b) + self.balance(c)
        for title, ways in (('A→B against B→A', [(a, b), (b, a)] * 4),
                            ('three in a circle', [(a, b), (b, c), (c, a)] * 2)):
            answers = self.field.race(*(repeat(transfer(*way), rounds) for way in ways))
            self.rounds += rounds * len(ways)
            self.report.same(f'{title}: each is done', [], errors(answers)[:5])
        self.report.same('the three own together what they owned', before,
                         self.balance(a) + self.balance(b) + self.balance(c))

    def many_expire(self, rounds=25):
        """24 and 42: holds of several wallets expire in one call against transfers among them."""
        a, b, c, d = self.wallets[:4]
        failures = []
        for _ in range(rounds):
            self.server.ask("""
                select alogistics.hold(test.wallet('payer' || 3 - n %% 4), 1, 'deposit',
                                       clock_timestamp() + interval '10 ms' + n * interval '10 us')
                from generate_series(0, 15) as n""")
            time.sleep(0.012)
            answers = self.field.race(*[repeat(call('service_role', EXPIRE), 2)] * 2,
                                      *(repeat(transfer(*way), 8) for way in
                                        ((a, b), (b, c), (c, d), (b, a), (c, b), (d, c))))
            failures += errors(answers)
        self.rounds += rounds
        self.report.same('all expire and all is transferred', [], failures[:5])

    def one_key(self, rounds=100):
        """25: one key from 8 sessions at once. One transfer, eight equal answers."""
        self.with_keys('one key, eight sessions', [f'eight {n}' for n in range(rounds)],
                       lambda key, _: self.field.race(*[self.keyed(key)] * 8))

    def one_key_given_up(self, rounds=60):
        """25: the first holder of the key rolls back, or is terminated. One who waits does it."""
        self.with_keys('the first holder gives up', [f'given up {n}' for n in range(rounds)],
                       self.race_for_a_key_given_up)

    def race_for_a_key_given_up(self, key, number):
        holder = Field(self.server.database, 1)
        session = holder.sessions[0]
        self.keyed(key)(session)
        give_up = threading.Timer(0.02, session.rollback)
        if number % 2:
            give_up = threading.Timer(0.02, self.server.ask, ('select pg_terminate_backend(%s)',
                                                              session.info.backend_pid))
        give_up.start()
        answers = self.field.race(*[self.keyed(key)] * 4)
        give_up.join()
        holder.close()
        return answers

    def keyed(self, key):
        return transfer(*self.wallets[:2], 5, key)

    def with_keys(self, title, keys, race):
        """Each race for a key ends with one transfer and the same answer for all."""
        odd = []
        for number, key in enumerate(keys):
            answers = race(key, number)
            if len(set(answers)) != 1 or errors([answers]):
                odd.append((key, answers))
        self.rounds += len(keys)
        self.report.same(f'{title}: equal answers', [], odd[:5])
        self.report.same(f'{title}: one transfer for each key', [], self.server.ask(
            'select key, count(t.id) from unnest(%s) as key'
            ' left join alogistics.ledger_transfers as t on t.idempotency_key = key'
            ' group by key having count(t.id) <> 1', keys)[:5])

    def run(self):
        for race in (self.two_payments, self.two_completions, self.completion_twice,
                     self.completion_or_cancellation, self.end_of_a_withdrawal, self.end_of_a_hold,
                     self.expiry_of_a_hold, self.one_credit, self.one_reversal,
                     self.frozen_means_frozen, self.seals_at_once, self.opposite_ways,
                     self.many_expire, self.one_key, self.one_key_given_up, self.post_and_fold,
                     self.pay_out_and_fold, self.maintenance, self.crowd, self.storm):
            rounds, started = self.rounds, time.monotonic()
            race()
            print(f'{race.__name__:<26} {self.rounds - rounds:6} rounds'
                  f' {time.monotonic() - started:6.1f} s', flush=True)
            self.report.same(f'the books are sound after {race.__name__}', [],
                             self.server.ask('select * from alogistics.reconcile()'))
            self.report.same(f'the figures equal a recount after {race.__name__}', [],
                             self.server.ask('select * from alogistics.figures_differ() limit 5'))
        self.report.same('no deadlock', [], self.server.logged('deadlock detected')[:3])
        self.report.true('at least 2,000 rounds', self.rounds >= 2000, f'{self.rounds} rounds')
        self.report.finish()


def complete_twice(request):
    def run(session):
        answer = call('carrier0', COMPLETE, request)(session)
        with session.cursor() as cursor:
            cursor.execute('savepoint second')
            try:
                cursor.execute(COMPLETE, (request,))
                return answer, 'done again'
            except psycopg2.Error as error:
                cursor.execute('rollback to savepoint second')
                return answer, error.pgcode
    return run


if __name__ == '__main__':
    Races(sys.argv[1]).run()
