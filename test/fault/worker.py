"""One of the eight connections: does a bit of everything, again and again, and notes each answer.

A worker's requests, holds, top-ups and withdrawals are its own, so that it knows where each stands.
Wallets are everybody's: all of them move money between them.
"""

from client import Call
from freight import Freight
from payments import Payments
from server import Refused
from wallets import Wallets

# What a call that moves money may be told while others move money too.
MONEY = frozenset({'insufficient_funds', 'wallet_frozen'})


class Worker(Freight, Payments, Wallets):
    def __init__(self, number, client, book, people, random):
        self.number, self.client, self.book, self.random = number, client, book, random
        self.people = people
        self.payer, self.carrier = f'payer{number}', f'carrier{number}'
        self.counter = 0
        self.jobs, self.top_ups, self.withdrawals, self.holds = [], [], [], []
        self.penalties, self.transfers = [], []
        self.frozen = False
        self.keyed = []

    STORIES = [
        (Freight.job, 10), (Wallets.transfer, 8), (Payments.top_up, 2), (Payments.pay_in, 3),
        (Payments.withdraw, 3), (Wallets.set_aside, 2), (Wallets.take_or_give_back, 2),
        (Wallets.punish, 1), (Wallets.forgive, 1), (Wallets.reverse_transfer, 1),
        (Wallets.freeze_or_thaw, 1), (Wallets.fold, 1), (Wallets.seal, 0.2), (Wallets.expire, 0.2),
    ]

    def work_until(self, is_over):
        stories, weights = zip(*self.STORIES)
        while not is_over():
            self.random.choices(stories, weights)[0](self)

    def ask(self, actor, function, refusals=MONEY, look=(), with_key=True, **values):
        """The answer to one call, or nothing if it was refused. Some calls have no key: those whose
        effect can be looked up."""
        self.counter += 1
        key = None
        if with_key and not (look and self.random.random() < 0.3):
            key = f'{self.client.name} #{self.counter}'
        call = Call(actor, function, values, key, self.random.random() < 0.2, look,
                    frozenset(refusals))
        answer = self.client.ask(call)
        if isinstance(answer, Refused):
            return None
        if key:
            self.keyed.append((call, answer))
        return answer

    def token(self):
        """Words that nobody else uses, to find the effect of a call by."""
        return f'{self.client.name} token {self.counter + 1}'

    def pick(self, things):
        return self.random.choice(things) if things else None

    def account(self, person):
        return self.people[person].account

    def wallet(self, person):
        return self.people[person].wallet
