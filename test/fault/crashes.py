"""Breaks a busy server again and again, and holds it to every answer that it gave.

    crashes.py DATABASE

Environment: ROUNDS, how often (10); SEED, to make the same choices again (what the server is doing
meanwhile is never the same).

Cases 27, 45 and 46 of ledger.md §5, with lost lines and terminated sessions on top. After each round:
no answer is lost or undone, nothing happened twice, keys give their answers again, the books are sound.
"""

import os
import random
import sys
import threading
import time

from book import Book
from client import Client
from people import People
from report import Report
from server import Server
from worker import Worker

CLIENTS = 8
REPLAYS = 40
LOAD_S = 1.6
OPERATIONS = {
    'create_transport_request', 'validate_transport_request', 'reject_transport_request',
    'assign_transporter', 'unassign_transporter', 'process_payment', 'complete_transport_request',
    'cancel_transport_request', 'refund', 'top_up', 'receive_payment_event', 'request_withdrawal',
    'approve_withdrawal', 'cancel_withdrawal', 'mark_withdrawal_sent', 'settle_withdrawal',
    'fail_withdrawal', 'hold', 'capture', 'release', 'post_transfer', 'charge_penalty', 'reverse',
    'freeze_wallet', 'unfreeze_wallet', 'fold_ledger', 'seal_ledger', 'run_due'}


class Crashes:
    def __init__(self, database, seed):
        self.server, self.report = Server(database), Report()
        self.seed, self.random = seed, random.Random(seed)
        self.people, self.book = People(self.server), Book(self.server)
        self.unexpected = []
        self.workers = [self.hire(number, seed) for number in range(CLIENTS)]
        self.done = {}

    def hire(self, number, seed):
        chance = random.Random(f'{seed} {number}')
        client = Client(self.server, f'client {number}', chance, self.note_unexpected)
        return Worker(number, client, self.book, self.people, chance)

    def note_unexpected(self, promised, found):
        self.unexpected.append(f'promised: {promised}\n  found:    {found}')

    def round(self, number):
        happened = self.under_load(lambda: self.break_things(number))
        story = f'round {number} ({", ".join(happened)})'
        self.check_answers(story)
        self.check_books(story)

    def round_without_flush(self):
        """46: answers that did not wait for the disk may be lost in a crash, but the books are sound."""
        self.server.ask('alter system set synchronous_commit = off')
        self.server.ask('select pg_reload_conf()')
        self.under_load(lambda: time.sleep(LOAD_S), self.server.stop_at_once)
        lost = len(self.book.differences())
        self.check_books(f'without synchronous_commit, where {lost} answers were lost')
        # The parts that follow on this server count on the disk.
        self.server.ask('alter system reset synchronous_commit')
        self.server.ask('select pg_reload_conf()')

    def under_load(self, what, at_the_end=lambda _: None):
        """Does it while all workers are busy, and lets them come to an end."""
        is_over = threading.Event()
        threads = [threading.Thread(target=self.run_worker, args=(worker, is_over.is_set))
                   for worker in self.workers]
        for thread in threads:
            thread.start()
        result = what()
        is_over.set()
        at_the_end(self.random)
        for thread in threads:
            thread.join()
        return result

    def run_worker(self, worker, is_over):
        try:
            worker.work_until(is_over)
        except Exception as error:
            self.note_unexpected(f'{worker.client.name} goes on', repr(error))

    def break_things(self, number):
        """One crash and some smaller faults, at random moments of the load. What happened."""
        crash = [self.server.kill_process, self.server.stop_at_once][
            number % 2 if number <= 2 else self.random.randrange(2)]
        plan = [(self.random.uniform(0.3, LOAD_S - 0.3), crash)]
        for fault in (self.server.terminate_client, self.server.cancel_client, self.lose_a_line):
            plan += [(self.random.uniform(0.1, LOAD_S), fault) for _ in range(2)]
        started = time.monotonic()
        happened = []
        for moment, fault in sorted(plan, key=lambda entry: entry[0]):
            time.sleep(max(0, started + moment - time.monotonic()))
            what = fault(self.random)
            if what:
                happened.append(what)
                self.done[fault.__name__] = self.done.get(fault.__name__, 0) + 1
        time.sleep(max(0, started + LOAD_S - time.monotonic()))
        return happened

    def lose_a_line(self, chance):
        return chance.choice(self.workers).client.vanish()

    # --- After the round.

    def check_answers(self, story):
        self.report.same(f'{story}: every call ends in an answer or a refusal', [],
                         self.unexpected[:3])
        self.unexpected.clear()
        self.same_answers(story)
        differences = self.book.differences()
        self.report.same(f'{story}: what was answered is what is there, and nothing else', [],
                         differences[:10])
        if differences:
            self.book.take_as_promised()

    def check_books(self, story):
        self.report.same(f'{story}: the books are sound', [],
                         self.server.ask('select * from alogistics.reconcile()'))
        self.report.same(f'{story}: the figures equal a recount', [],
                         self.server.ask('select * from alogistics.figures_differ() limit 5'))
        self.report.same(f'{story}: what was sealed is as it was', [],
                         self.server.ask('select * from alogistics.verify_ledger()'))
        self.report.same(f'{story}: each currency sums to zero', [], self.server.ask(
            "select * from alogistics.trial_balance() where kind = 'total' and balance <> 0"))
        self.report.same(f'{story}: tables and indexes agree', [],
                         self.server.ask('select * from test.damage()'))

    def same_answers(self, story):
        """A key gives the same answer again, whoever crashed in between."""
        different = []
        for worker in self.workers:
            for call, answer in self.random.sample(worker.keyed, min(REPLAYS // CLIENTS,
                                                                     len(worker.keyed))):
                again = worker.client.ask(call)
                if call.comparable(again) != call.comparable(answer):
                    different.append((str(call), answer, again))
        self.report.same(f'{story}: a key gives its answer again', [], different[:3])

    def run(self, rounds):
        for number in range(1, rounds + 1):
            self.round(number)
        self.round_without_flush()
        for worker in self.workers:
            worker.client.hang_up()
        for fault in ('kill_process', 'stop_at_once', 'terminate_client', 'cancel_client',
                      'lose_a_line'):
            self.report.true(f'{fault} happened', self.done.get(fault), self.done)
        for pattern in ('deadlock detected', 'PANIC', 'terminated by signal (6|11)', 'corrupt'):
            self.report.same(f'the log has no {pattern}', [], self.server.logged(pattern)[:3])
        tallies = [worker.client.tally for worker in self.workers]
        answered = set().union(*(tally.answered for tally in tallies))
        self.report.same('each operation was answered', [], sorted(OPERATIONS - answered))
        print(f'{sum(t.answers for t in tallies)} answers,'
              f' {sum(t.refusals for t in tallies)} refusals,'
              f' {sum(t.unanswered for t in tallies)} calls without an answer,'
              f' {sum(t.serialization_failures for t in tallies)} serialization failures;'
              f' {self.done}; SEED={self.seed}')
        self.report.finish()


def silence_libpq():
    """It prints a dying server's farewell to new sessions; our own errors go on."""
    sys.stderr = os.fdopen(os.dup(2), 'w')
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)


if __name__ == '__main__':
    silence_libpq()
    SEED = int(os.environ.get('SEED') or random.randrange(10 ** 6))
    print(f'crashes: SEED={SEED}', flush=True)
    Crashes(sys.argv[1], SEED).run(int(os.environ.get('ROUNDS') or 10))
