"""Money that comes in and goes out: top-ups, provider events, withdrawals."""

import hashlib
import hmac
import json

SECRET = 'sixteen bytes at least'
FEE_BPS = 100


def paid(intent, amount):
    """What the provider says of a top-up that was paid."""
    return {'id': f'paid {intent}', 'type': 'payment.succeeded', 'reference': intent,
            'amount': amount, 'currency': 'XOF'}


def failed(intent, amount):
    return {**paid(intent, amount), 'id': f'failed {intent}', 'type': 'payment.failed'}


def payout(withdrawal, amount, status):
    return {'id': f'payout {withdrawal}', 'type': f'payout.{status}', 'reference': withdrawal,
            'amount': amount, 'currency': 'XOF'}


def signed(event):
    """The event as it comes over the wire, and the provider's signature."""
    payload = json.dumps(event)
    return payload, hmac.new(SECRET.encode(), payload.encode(), hashlib.sha256).hexdigest()


class Payments:
    def top_up(self):
        amount = self.random.randrange(1, 5000)
        intent = self.ask(self.payer, 'top_up', amount=amount, provider='wave')
        if intent:
            self.top_ups.append((intent, amount))
            self.book.promise('top-up', intent, 'open', amount)

    def pay_in(self):
        """The provider says so, sometimes twice, sometimes too early; the money comes once."""
        top_up = self.pick(self.top_ups)
        if not top_up:
            return
        self.top_ups.remove(top_up)
        intent, amount = top_up
        if self.random.random() < 0.2:
            self.tell(failed(intent, amount))
            self.book.promise('top-up', intent, 'failed', amount)
        for _ in range(self.random.choice([1, 1, 2])):
            self.tell(paid(intent, amount))
        self.book.promise('top-up', intent, 'paid', amount)
        self.book.move(self.account(self.payer), amount)

    def tell(self, event):
        payload, signature = signed(event)
        return self.ask('anon', 'receive_payment_event', with_key=False, provider='wave',
                        payload=payload, signature=signature)

    def withdraw(self):
        """The next step of one withdrawal, or a new one."""
        if len(self.withdrawals) < 3:
            self.request_withdrawal()
            return
        withdrawal = self.pick(self.withdrawals)
        {'requested': self.approve_or_cancel, 'approved': self.send,
         'sent': self.settle_or_fail}[withdrawal['status']](withdrawal)

    def request_withdrawal(self):
        amount = self.random.randrange(1000, 5000)
        fee = (amount * FEE_BPS + 5000) // 10000
        answer = self.ask(self.payer, 'request_withdrawal', amount=amount,
                          destination='{"phone": "+221771234567"}')
        if answer is None:
            return
        self.withdrawals.append({'id': answer, 'amount': amount, 'fee': fee})
        self.book.move(self.account(self.payer), -amount - fee)
        self.note(self.withdrawals[-1], 'requested')

    def note(self, withdrawal, status):
        withdrawal['status'] = status
        self.book.promise('withdrawal', withdrawal['id'], status, withdrawal['amount'],
                          withdrawal['fee'])
        if status not in ('requested', 'approved', 'sent'):
            self.withdrawals.remove(withdrawal)
        if status in ('failed', 'cancelled'):
            self.book.move(self.account(self.payer), withdrawal['amount'] + withdrawal['fee'])
        if status == 'settled' and withdrawal['fee'] > 0:
            self.book.move(self.people.platform, withdrawal['fee'])

    def approve_or_cancel(self, withdrawal):
        if self.random.random() < 0.2:
            function, status, actor = 'cancel_withdrawal', 'cancelled', self.payer
        else:
            function, status, actor = 'approve_withdrawal', 'approved', 'moderator'
        if self.ask(actor, function, withdrawal_uuid=withdrawal['id']):
            self.note(withdrawal, status)

    def send(self, withdrawal):
        if self.ask('moderator', 'mark_withdrawal_sent', withdrawal_uuid=withdrawal['id']):
            self.note(withdrawal, 'sent')

    def settle_or_fail(self, withdrawal):
        """By staff, or by the provider's event, which may come twice."""
        is_settled = self.random.random() < 0.6
        status = 'settled' if is_settled else 'failed'
        if self.random.random() < 0.5:
            event = payout(withdrawal['id'], withdrawal['amount'], status)
            answer = self.tell(event)
            if self.random.random() < 0.5:
                self.tell(event)
        elif is_settled:
            answer = self.ask('moderator', 'settle_withdrawal', withdrawal_uuid=withdrawal['id'])
        else:
            answer = self.ask('moderator', 'fail_withdrawal', withdrawal_uuid=withdrawal['id'],
                              reason='no such number')
        if answer:
            self.note(withdrawal, status)
