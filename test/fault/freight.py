"""The freight workflow, step by step; its money goes through escrows."""

COMMISSION_BPS = 1500
OPEN_JOBS_MAX = 5


class Job:
    def __init__(self, request, status):
        self.request, self.status, self.price, self.refunded = request, status, None, 0
        self.transfers = 0


def commission(price):
    return (price * COMMISSION_BPS + 5000) // 10000


class Freight:
    def job(self):
        if len(self.jobs) < OPEN_JOBS_MAX:
            return self.create()
        job = self.pick(self.jobs)
        return {'pending': self.validate_or_reject, 'validated': self.assign,
                'assigned': self.pay_or_leave, 'in_progress': self.finish,
                'completed': self.regret}[job.status](job)

    def create(self):
        """Each request has days of its own, so that the worker's one truck is always free."""
        day = 30 + 4 * self.counter
        token = self.token()
        answer = self.ask(
            self.payer, 'create_transport_request', (),
            ('select r::text from alogistics.transport_requests as r where cargo_description = %s',
             token),
            cargo_description=token, cargo_weight_kg=900,
            pickup_address='12 rue Carnot', pickup_city='Dakar', pickup_lat=14.6928,
            pickup_lng=-17.4467, delivery_address='Marché Rose', delivery_city='Bamako',
            delivery_lat=12.6392, delivery_lng=-8.0029,
            pickup_date=self.people.date(day), delivery_date=self.people.date(day + 2))
        job = Job(answer[1:37], 'pending')
        self.jobs.append(job)
        self.book.promise('request', job.request, 'pending')
        self.book.promise('transfers of a request', job.request, 0)

    def moved(self, job, **amounts):
        """One transfer for the job: what it moved to each account."""
        job.transfers += 1
        self.book.promise('transfers of a request', job.request, job.transfers)
        for who, amount in amounts.items():
            self.book.move({'payer': self.account(self.payer), 'platform': self.people.platform,
                            'carrier': self.account(self.carrier)}[who], amount)

    def step(self, job, status, actor, function, **values):
        """Moves the job; true if it was not refused. The books are the caller's."""
        answer = self.ask(
            actor, function,
            look=("select 'true' from alogistics.transport_requests where id = %s and status = %s",
                  job.request, status),
            request_uuid=job.request, **values)
        if answer is None:
            return False
        job.status = status
        if status == 'cancelled':
            self.jobs.remove(job)
        words = [status] if job.price is None else [status, job.price]
        self.book.promise('request', job.request, *words)
        return True

    def is_time_for(self, rare):
        """Once in ten times, and at once where it never happened: a slow machine sees few jobs."""
        return rare not in self.client.tally.answered or self.random.random() < 0.1

    def validate_or_reject(self, job):
        if self.is_time_for('reject_transport_request'):
            self.step(job, 'cancelled', 'moderator', 'reject_transport_request', reason='no')
            return
        job.price = self.random.randrange(1000, 30000)
        self.step(job, 'validated', 'moderator', 'validate_transport_request', price=job.price)

    def assign(self, job):
        if self.is_time_for('cancel_transport_request'):
            self.step(job, 'cancelled', self.payer, 'cancel_transport_request', reason='changed')
            return
        self.step(job, 'assigned', 'moderator', 'assign_transporter',
                  transporter_uuid=self.people[self.carrier].id,
                  vehicle_uuid=self.people.truck(self.number))

    def pay_or_leave(self, job):
        if self.is_time_for('unassign_transporter'):
            self.step(job, 'validated', 'moderator', 'unassign_transporter', reason='ill')
        elif self.step(job, 'in_progress', self.payer, 'process_payment', amount=job.price):
            self.moved(job, payer=-job.price)

    def finish(self, job):
        chance = self.random.random()
        if chance < 0.15:
            self.lower_price(job)
        elif chance < 0.25:
            if self.step(job, 'cancelled', 'moderator', 'cancel_transport_request', reason='lost'):
                self.moved(job, payer=job.price)
        elif self.step(job, 'completed', self.carrier, 'complete_transport_request',
                       proof_of_delivery='{"received_by": "M. Traoré", "signature_sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}'):
            fee = commission(job.price)
            self.moved(job, carrier=job.price - fee, platform=fee)

    def lower_price(self, job):
        """A refund while the job runs lowers its price."""
        amount = self.random.randrange(1, job.price)
        if self.ask('moderator', 'refund', request_uuid=job.request, amount=amount,
                    reason='damaged') is None:
            return
        job.price -= amount
        self.book.promise('request', job.request, job.status, job.price)
        self.moved(job, payer=amount)

    def regret(self, job):
        """A refund after completion comes from the carrier and the platform by the frozen rate,
        rounded over all refunds of the job together."""
        amount = min(self.random.randrange(1, job.price + 1), job.price - job.refunded)
        if amount < 1 or self.random.random() < 0.6:
            self.jobs.remove(job)
            return
        if self.ask('moderator', 'refund', request_uuid=job.request, amount=amount,
                    reason='late') is None:
            self.jobs.remove(job)
            return
        from_platform = commission(job.refunded + amount) - commission(job.refunded)
        job.refunded += amount
        self.moved(job, payer=amount, platform=-from_platform, carrier=from_platform - amount)
