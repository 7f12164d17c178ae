"""What can be done to a job: the table of operations. A new one is a function that makes the call, and a row.

`may` says at which statuses of the job which kind of actor may; the rest is tried too, and must be refused.
Offers, deliveries and disputes have their rows in files of their own.
"""

import datetime
from dataclasses import dataclass, field

from world import CLIENTS, MODERATORS, TRANSPORTERS, Call

STATUSES = ('pending', 'validated', 'assigned', 'in_progress', 'completed', 'cancelled', 'disputed')
FINAL = ('completed', 'cancelled')
KINDS = ('client', 'stranger', 'transporter', 'rival', 'moderator', 'admin', 'service_role', 'anon')
STAFF = ('moderator', 'admin', 'service_role')
TODAY = datetime.date.today()


@dataclass
class Job:
    """A request as the answers say that it is."""
    client: str
    id: str = None
    status: str = None
    price: int = None
    refunded: int = 0
    transporter: str = None
    steps: int = 0
    is_soon: bool = False  # its time comes while it runs, so that deadlines move it too
    is_picked_up: bool = False
    code: str = None
    offers: list = field(default_factory=list)  # (transporter, id) of those that were made
    dispute: str = None
    rated_by: set = field(default_factory=set)
    ratings: list = field(default_factory=list)


@dataclass(frozen=True)
class Operation:
    name: str
    call: object  # (job, actor, random) → Call
    may: dict  # kind of actor → statuses
    to: str = None  # the status afterwards
    weight: float = 1
    excuses: frozenset = frozenset()  # refusals of what may be done; None: any
    is_once: bool = True  # of two at the same time, one succeeds
    done: object = lambda job, call, answer: None
    unless: object = lambda job, actor: False
    moves: bool = False  # where to depends: it is read afterwards
    is_keyed: bool = True  # takes an idempotency key
    who: object = None  # (job, random) → the actor, if few of the kind would do

    def is_excuse(self, answer):
        return self.excuses is None or answer in self.excuses

    def allowed(self, job, kind, actor):
        return (actor is not None and job.status in self.may.get(kind, ())
                and not self.unless(job, actor))


def actor_of(kind, job, random):
    """A person of this kind for this job."""
    if kind == 'client':
        return job.client
    if kind == 'transporter':
        return job.transporter
    if kind == 'stranger':
        return random.choice([f'client{n}' for n in range(CLIENTS) if f'client{n}' != job.client])
    if kind == 'rival':
        return random.choice([name for name in (f'transporter{n}' for n in range(TRANSPORTERS))
                              if name != job.transporter])
    if kind == 'moderator':
        return f'moderator{random.randrange(MODERATORS)}'
    return {'admin': 'admin0'}.get(kind, kind)


def create(job, random):
    """On a day of the years to come; or so soon that deadlines come, and transporters who do not."""
    begin = TODAY + datetime.timedelta(days=30 + random.randrange(4000))
    length = datetime.timedelta(days=1)
    if job.is_soon:
        begin = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=0.4)
        length = datetime.timedelta(seconds=3)
    return Call(
        job.client, 'create_transport_request', 'id::text, estimated_price',
        cargo_description='Rice', cargo_weight_kg=random.randrange(10, 9000),
        pickup_address='12 rue Carnot', pickup_city='Dakar',
        pickup_lat=14.6928, pickup_lng=-17.4467, delivery_address='Marché Rose',
        delivery_city='Thiès', delivery_lat=14.791, delivery_lng=-16.9256, pickup_date=begin,
        delivery_date=begin + length)


def of_request(function, **values):
    return lambda job, actor, random: Call(actor, function, request_uuid=job.id, **values)


def validate(job, actor, random):
    price = random.randrange(1000, 90000) if random.random() < 0.5 else None
    return Call(actor, 'validate_transport_request', request_uuid=job.id, price=price)


def validated(job, call, _):
    job.price = call.values['price'] or job.price


def assign(job, actor, random):
    number = random.randrange(TRANSPORTERS)
    return Call(actor, 'assign_transporter', request_uuid=job.id,
                transporter_uuid=f'transporter{number}', vehicle_uuid=f'truck{number}')


def assigned(job, call, _):
    job.transporter = call.values['transporter_uuid']


def unassigned(job, *_):
    job.transporter = None


def pay(job, actor, random):
    return Call(actor, 'process_payment', request_uuid=job.id, amount=job.price or 1)


def complete(job, actor, random):
    if actor == job.transporter:
        return Call(actor, 'complete_transport_request', request_uuid=job.id,
                    proof_of_delivery='{"received_by": "Mme Keïta", "signature_sha256": "%s"}'
                    % ('5e' * 32))
    return Call(actor, 'complete_transport_request', request_uuid=job.id, reason='called them')


def refund(job, actor, random):
    return Call(actor, 'refund', request_uuid=job.id, reason='damaged',
                amount=random.randrange(1, max(2, ((job.price or 2) - job.refunded) // 2)))


def refunded(job, call, _):
    if job.status == 'in_progress':
        job.price -= call.values['amount']
    else:
        job.refunded += call.values['amount']


OPEN = ('pending', 'validated', 'assigned')
OPERATIONS = [
    Operation('validate', validate, dict.fromkeys(STAFF, ('pending',)), 'validated', 10,
              done=validated),
    Operation('reject', of_request('reject_transport_request', reason='no'),
              dict.fromkeys(STAFF, ('pending',)), 'cancelled', 0.5),
    Operation('assign', assign, dict.fromkeys(STAFF, ('validated',)), 'assigned', 10,
              frozenset({'vehicle_busy', 'transporter_busy'}), done=assigned),
    # The price of an offer goes with its transporter.
    Operation('unassign', of_request('unassign_transporter', reason='ill'),
              dict.fromkeys(STAFF, ('assigned', 'in_progress')), 'validated', 1, done=unassigned, moves=True,
              unless=lambda job, actor: job.is_picked_up),
    Operation('pay', pay, dict.fromkeys(('client', 'service_role'), ('assigned',)), 'in_progress', 10,
              frozenset({'insufficient_funds'})),
    Operation('complete', complete,
              {'transporter': ('in_progress',), **dict.fromkeys(STAFF, ('in_progress',))},
              'completed', 10),
    Operation('cancel', of_request('cancel_transport_request', reason='changed'),
              dict.fromkeys(('client', *STAFF), OPEN + ('in_progress',)), 'cancelled', 0.5,
              unless=lambda job, actor: job.is_picked_up and actor == job.client),
    Operation('refund', refund, dict.fromkeys(STAFF, ('in_progress', 'completed')), None, 1,
              frozenset({'insufficient_funds', 'refund_too_large'}), is_once=False,
              done=refunded),
]
