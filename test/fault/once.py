"""Races that one may win: 22, 31, 41 and 42 of ledger.md §5, and what else happens at most once."""

import time

from payments import paid, payout, signed
from racing import call, outcome, transfer
from server import Refused

COMPLETE = """select alogistics.complete_transport_request(%s, '{"received_by": "M. Traoré", "signature_sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}')"""
CANCEL = "select alogistics.cancel_transport_request(%s, 'lost')"
HOLD = "select alogistics.hold(test.wallet('payer4'), 100, 'deposit', %s)::text"
EVENT = "select alogistics.receive_payment_event('wave', %s, %s)"
EXPIRE = 'select alogistics.run_due()'
FREEZE = "select alogistics.freeze_wallet(test.wallet('payer5'), 'odd')"
THAW = "select alogistics.unfreeze_wallet(test.wallet('payer5'), 'fine')"
SEAL = 'select alogistics.seal_ledger()'
AMOUNT = 1000


class OnceRaces:
    def only_one(self, title, things, rivals):
        """Of the rivals for each thing one has its way; over all things more than one of them does."""
        winners, odd = [], []
        for thing in things:
            answers = self.field.race(*rivals(thing))
            won = [number for number, answer in enumerate(answers)
                   if answer is True or answer == 'processed']
            lost = [answer for answer in answers if isinstance(answer, Refused) or
                    answer in ('duplicate', 'ignored', 'conflict')]
            winners += won
            if len(won) != 1 or len(lost) != len(answers) - 1:
                odd.append((thing, answers))
        self.rounds += len(things)
        self.report.same(f'{title}: one has its way', [], odd[:5])
        self.report.true(f'{title}: it was a race', len(set(winners)) > 1, f'winners {winners}')

    def made(self, times, actor, sql, *values):
        return [outcome(self.field.sessions[0], call(actor, sql, *values)) for _ in range(times)]

    def completion_or_cancellation(self, rounds=60):
        """22: a job is completed or cancelled; its escrow goes one way."""
        self.only_one('completed or cancelled', self.paid_requests(rounds), lambda request: [
            call('carrier0', COMPLETE, request), call('moderator', CANCEL, request)] * 2)

    def end_of_a_withdrawal(self, rounds=60):
        """41: a withdrawal is settled or fails, whoever says so and how often (A-19)."""
        withdrawals = self.made(rounds, 'payer4', "select alogistics.request_withdrawal(%s,"
                                """ '{"phone": "+221771234567"}')::text""", AMOUNT)
        for withdrawal in withdrawals:
            outcome(self.field.sessions[0],
                    call('moderator', 'select alogistics.approve_withdrawal(%s)', withdrawal))
        self.only_one('settled or failed', withdrawals, lambda withdrawal: [
            call('moderator', 'select alogistics.settle_withdrawal(%s)', withdrawal),
            call('moderator', "select alogistics.fail_withdrawal(%s, 'no such number')", withdrawal),
            call('anon', EVENT, *signed(payout(withdrawal, AMOUNT, 'settled'))),
            call('anon', EVENT, *signed(payout(withdrawal, AMOUNT, 'settled')))])

    def end_of_a_hold(self, rounds=60):
        """42: a hold is captured or released."""
        self.only_one('captured or released', self.made(rounds, 'moderator', HOLD, None),
                      lambda hold: [call('moderator', 'select alogistics.capture(%s, 60)', hold),
                                    call('moderator', 'select alogistics.release(%s)', hold)] * 2)

    def expiry_of_a_hold(self, rounds=60):
        """42: a hold whose time comes is captured or expires, and what was answered stays."""
        odd = []
        for _ in range(rounds):
            soon = self.server.value("select clock_timestamp() + interval '15 ms'")
            hold = self.made(1, 'moderator', HOLD, soon)[0]
            if hold == 'invalid_value':  # its time came before it was there
                continue
            answer = self.field.race(call('moderator', 'select alogistics.capture(%s)', hold),
                                     *[call('service_role', EXPIRE)] * 2)[0]
            time.sleep(0.02)
            self.server.ask(EXPIRE)
            status = self.server.value('select status from alogistics.holds where id = %s', hold)
            if (answer, status) not in ((True, 'captured'), ('invalid_transition', 'expired')):
                odd.append((answer, status))
        self.rounds += rounds
        self.report.same('captured or expired', [], odd[:5])

    def one_credit(self, rounds=60):
        """A-20: an event that comes four times at once credits the wallet once."""
        before = self.balance(self.wallets[4])
        intents = self.made(rounds, 'payer4', "select alogistics.top_up(%s, 'wave')::text", AMOUNT)
        self.only_one('credited', intents, lambda intent: [
            call('anon', EVENT, *signed(paid(intent, AMOUNT)))] * 4)
        self.report.same('each top-up is credited once', before + rounds * AMOUNT,
                         self.balance(self.wallets[4]))

    def one_reversal(self, rounds=60):
        """A-83: a penalty is taken back once, whoever tries."""
        before = self.balance(self.wallets[4])
        penalties = self.made(rounds, 'moderator',
                              "select alogistics.charge_penalty(test.wallet('payer4'), 10, 'late')")
        self.only_one('reversed', penalties, lambda penalty: [
            call(who, "select alogistics.reverse(%s, 'not late') > 0", penalty)
            for who in ('moderator', 'admin', 'service_role')])
        self.report.same('all penalties went back once', before, self.balance(self.wallets[4]))

    def seals_at_once(self, rounds=20):
        """Seals of several sessions follow each other; who keeps an old snapshot gets 40001."""
        odd = []
        for _ in range(rounds):
            before = [transfer(*self.wallets[:2])] * 2
            runs = before + [call('service_role', SEAL)] * 3 + [with_old_snapshot(SEAL)] * 3
            answers = self.field.race(*runs)
            odd += [answer for number, answer in enumerate(answers)
                    if isinstance(answer, str) and (number < 5 or answer != '40001')]
        self.rounds += rounds
        self.report.same('seals at once follow each other', [], odd[:5])
        self.report.same('all that was sealed is covered', [],
                         self.server.ask('select * from alogistics.verify_ledger()'))

    def frozen_means_frozen(self, rounds=30):
        """31: a movement that begins after the freeze was answered is refused (A-14)."""
        late = []
        for _ in range(rounds):
            answers = self.field.race(
                timed(call('admin', FREEZE)),
                *[timed(transfer(self.wallets[5], self.wallets[6]), 8)] * 4)
            frozen_at = answers[0][0][2]
            late += [answer for line in answers[1:] for begun, answer, _ in line
                     if begun > frozen_at and answer != 'wallet_frozen']
            self.made(1, 'admin', THAW)
        self.rounds += rounds
        self.report.same('nothing leaves a wallet once its freeze is answered', [], late[:5])


def with_old_snapshot(sql):
    """A run of service_role at REPEATABLE READ."""
    def run(session):
        with session.cursor() as cursor:
            cursor.execute('set transaction isolation level repeatable read')
        return call('service_role', sql)(session)
    return run


def timed(run, times=1):
    """(when it began, what came of it, when) of each run."""
    def many(session):
        lines = []
        for _ in range(times):
            begun = time.monotonic()
            answer = outcome(session, run)
            lines.append((begun, answer, time.monotonic()))
        return lines
    return many

