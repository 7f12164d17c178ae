"""What happens to wallets by themselves: transfers, holds, penalties, freezing; and the bookkeeping."""

PEOPLE = 8


class Wallets:
    def transfer(self):
        """Any wallet to any other, so both ways between the same two at the same time."""
        debit, credit = self.random.sample(range(PEOPLE), 2)
        amount = self.random.randrange(1, 1000)
        token = self.token()
        answer = self.ask(
            'service_role', 'post_transfer',
            look=('select id::text from alogistics.ledger_transfers where reason = %s', token),
            debit_account=self.account(f'payer{debit}'),
            credit_account=self.account(f'payer{credit}'), amount=amount, reason=token)
        if answer:
            self.book.promise('transfer', answer, amount)
            self.book.move(self.account(f'payer{debit}'), -amount)
            self.book.move(self.account(f'payer{credit}'), amount)
            self.transfers.append((answer, debit, credit, amount))

    def reverse_transfer(self):
        done = self.pick(self.transfers)
        if not done:
            return
        self.transfers.remove(done)
        transfer, debit, credit, amount = done
        answer = self.ask('moderator', 'reverse', transfer=transfer, reason='mistaken')
        if answer:
            self.book.promise('transfer', answer, amount)
            self.book.move(self.account(f'payer{debit}'), amount)
            self.book.move(self.account(f'payer{credit}'), -amount)

    def punish(self):
        amount = self.random.randrange(1, 500)
        person = f'payer{self.random.randrange(PEOPLE)}'
        answer = self.ask('moderator', 'charge_penalty', wallet_uuid=self.wallet(person),
                          amount=amount, reason='late')
        if answer:
            self.penalties.append((answer, person, amount))
            self.book.promise('transfer', answer, amount)
            self.book.move(self.account(person), -amount)
            self.book.move(self.people.penalties, amount)

    def forgive(self):
        penalty = self.pick(self.penalties)
        if not penalty:
            return
        transfer, person, amount = penalty
        answer = self.ask('moderator', 'reverse', transfer=transfer, reason='not late')
        if answer:
            self.penalties.remove(penalty)
            self.book.promise('transfer', answer, amount)
            self.book.move(self.account(person), amount)
            self.book.move(self.people.penalties, -amount)

    def set_aside(self):
        amount = self.random.randrange(1, 2000)
        person = f'payer{self.random.randrange(PEOPLE)}'
        answer = self.ask('moderator', 'hold', wallet_uuid=self.wallet(person), amount=amount,
                          reason='deposit')
        if answer:
            self.holds.append((answer, person, amount))
            self.book.promise('hold', answer, 'open', amount, 0)
            self.book.move(self.account(person), -amount)

    def take_or_give_back(self):
        hold = self.pick(self.holds)
        if not hold:
            return
        number, person, amount = hold
        if self.random.random() < 0.5:
            if self.ask('moderator', 'release', hold_uuid=number):
                self.holds.remove(hold)
                self.book.promise('hold', number, 'released', amount, 0)
                self.book.move(self.account(person), amount)
            return
        captured = self.random.randrange(1, amount + 1)
        others = [f'payer{n}' for n in range(PEOPLE) if f'payer{n}' != person]
        payee = self.random.choice([None, *others])
        if self.ask('admin', 'capture', hold_uuid=number, amount=captured,
                    to_wallet_uuid=payee and self.wallet(payee)):
            self.holds.remove(hold)
            self.book.promise('hold', number, 'captured', amount, captured)
            self.book.move(self.account(person), amount - captured)
            self.book.move(self.account(payee) if payee else self.people.platform, captured)

    def freeze_or_thaw(self):
        """The worker's own wallet; the others run into it meanwhile."""
        function = 'unfreeze_wallet' if self.frozen else 'freeze_wallet'
        self.frozen = not self.frozen
        words = 'false' if self.frozen else 'true'
        self.ask('admin', function, (),
                 look=("select 'true' from alogistics.wallets where id = %s and is_active = %s",
                       self.wallet(self.payer), not self.frozen),
                 with_key=False, wallet_uuid=self.wallet(self.payer), reason='looks odd')
        self.book.promise('wallet is active', self.wallet(self.payer), words)
        if self.frozen:
            self.transfer()
            self.freeze_or_thaw()

    def fold(self):
        self.ask('service_role', 'fold_ledger', with_key=False)

    def seal(self):
        self.ask('service_role', 'seal_ledger', with_key=False)

    def expire(self):
        self.ask('service_role', 'run_due', with_key=False)
