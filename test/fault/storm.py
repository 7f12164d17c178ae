"""Every operation against every other on the same few things (issue 3, "under any mix")."""

import datetime
import random
import time

from payments import failed, paid, payout, signed
from racing import Failed, call, outcome
from server import Refused

PRICE = 20000
TOP_UP = 50
WITHDRAWAL = 1000
REQUESTS = 200
PATIENCE_S = 60
# So many things of each kind are fought over at a time.
CHOICE = 3


class StormRaces:
    def storm(self, seconds=6):
        """Eight sessions do anything to the same things. Refusals are fine, errors are not."""
        things = Things(self.server, seconds)
        counts = self.field.race(*[lambda session: rage(session, things)] * 8)
        done = sum(done for done, _ in counts)
        self.rounds += done
        self.report.same('only answers and refusals', [], [odd[:3] for _, odd in counts if odd])
        self.report.same('each operation had its way sometimes', [], sorted(things.missing()))
        self.report.true('it was a storm', done > 100, f'{done} answers')


def rage(session, things):
    """How many calls were answered, and what was neither an answer nor a refusal."""
    done, odd = 0, []
    while not things.is_over():
        kind, function, actor, *values = random.choice(things.calls())
        if None in values:
            continue
        places = ', '.join(['%s'] * len(values))
        answer = outcome(session, call(actor, f'select alogistics.{function}({places})', *values))
        if isinstance(answer, Failed):
            odd.append((function, answer))
        elif not isinstance(answer, Refused):
            done += 1
            things.done.add(function)
            if kind:
                things.made[kind].append(answer)
            if function in ('complete_transport_request', 'cancel_transport_request'):
                things.requests.remove(values[0])
    return done, odd


def told(event, thing, *facts):
    """A provider's event as it comes over the wire; nothing if there is nothing to tell of."""
    return signed(event(thing, *facts)) if thing else (None,)


def soon():
    return datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(milliseconds=100)


class Things:
    """What the storm is about: the same four wallets, and a few of everything else at a time."""

    def __init__(self, server, seconds):
        self.requests = [row[0] for row in server.ask(
            'select test.validated_requests(%s, %s, %s, %s)::text', 'payer2', PRICE, REQUESTS,
            CHOICE)]
        self.carrier, self.truck = server.ask(
            "select test.id('carrier0')::text, test.id('truck0')::text")[0]
        wallets = server.ask("select test.account('payer' || n), test.wallet('payer' || n)::text"
                             " from generate_series(0, 3) as n")
        self.accounts, self.wallets = zip(*wallets)
        self.made = {kind: [] for kind in ('transfer', 'hold', 'withdrawal', 'intent', 'penalty')}
        self.done = set()
        self.until = time.monotonic() + seconds

    def missing(self):
        return {function for _, function, *_ in self.calls()} - self.done

    def is_over(self):
        """A slow machine gets more time to come to each operation."""
        left = self.until - time.monotonic()
        return left < 0 and (left < -PATIENCE_S or not self.missing())

    def newest(self, kind):
        return random.choice(self.made[kind][-CHOICE:] or [None])

    def calls(self):
        """(kind of what it makes, function, who, values …)"""
        amount, wallet = random.randrange(1, 500), random.choice(self.wallets)
        request = random.choice(self.requests[:CHOICE] or [None])
        return [*self.freight_calls(request), *self.payment_calls(),
                *self.hold_calls(amount, wallet, self.newest('hold')),
                ('transfer', 'post_transfer', 'service_role', *random.sample(self.accounts, 2),
                 amount),
                (None, 'reverse', 'moderator', self.newest('transfer'), 'mistaken'),
                ('penalty', 'charge_penalty', 'moderator', wallet, amount, 'late'),
                (None, 'reverse', 'moderator', self.newest('penalty'), 'not late'),
                (None, 'freeze_wallet', 'admin', wallet, 'odd'),
                (None, 'unfreeze_wallet', 'admin', wallet, 'fine'),
                (None, 'fold_ledger', 'service_role'),
                (None, 'seal_ledger', 'service_role'),
                (None, 'run_due', 'service_role')]

    def freight_calls(self, request):
        refund = (None, 'refund', 'moderator', request, 10, 'late')
        # It has its way between payment and the end of a job only, so it is tried more often.
        return [refund, refund, refund,
                (None, 'assign_transporter', 'moderator', request, self.carrier, self.truck),
                (None, 'unassign_transporter', 'moderator', request, 'ill'),
                (None, 'process_payment', 'payer2', request, PRICE),
                (None, 'complete_transport_request', 'carrier0', request,
                 '{"received_by": "M. Traoré", "signature_sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}'),
                (None, 'cancel_transport_request', 'moderator', request, 'lost')]

    @staticmethod
    def hold_calls(amount, wallet, hold):
        return [('hold', 'hold', 'moderator', wallet, amount, 'deposit'),
                ('hold', 'hold', 'moderator', wallet, amount, 'deposit', soon()),
                (None, 'capture', 'admin', hold, 1, wallet),
                (None, 'capture', 'moderator', hold, 1),
                (None, 'release', 'moderator', hold)]

    def payment_calls(self):
        intent, withdrawal = self.newest('intent'), self.newest('withdrawal')
        return [('intent', 'top_up', 'payer2', TOP_UP, 'wave'),
                (None, 'receive_payment_event', 'anon', 'wave', *told(paid, intent, TOP_UP)),
                (None, 'receive_payment_event', 'anon', 'wave', *told(failed, intent, TOP_UP)),
                ('withdrawal', 'request_withdrawal', 'payer2', WITHDRAWAL,
                 '{"phone": "+221771234567"}'),
                (None, 'approve_withdrawal', 'moderator', withdrawal),
                (None, 'mark_withdrawal_sent', 'moderator', withdrawal),
                (None, 'settle_withdrawal', 'moderator', withdrawal),
                (None, 'receive_payment_event', 'anon', 'wave',
                 *told(payout, withdrawal, WITHDRAWAL, 'failed')),
                (None, 'cancel_withdrawal', 'payer2', withdrawal)]
