"""The load board: offers on requests that wait for a transporter."""

from operations import STAFF, Operation
from world import TRANSPORTERS, Call

NOBODY = '00000000-0000-0000-0000-000000000000'


def make(job, actor, random):
    """With the truck of the one who offers; sometimes with another's, which is refused."""
    number = int(''.join(c for c in actor if c.isdigit()) or 0) % TRANSPORTERS
    price = random.randrange(1, 2 * (job.price or 1000)) if random.random() < 0.7 else None
    return Call(actor, 'make_offer', 'make_offer::text', request_uuid=job.id,
                vehicle_uuid=f'truck{number if random.random() < 0.95 else 0}', price=price)


def made(job, call, answer):
    job.offers.append((call.actor, answer))


def of_an_offer(function):
    def call(job, actor, random):
        mine = [number for who, number in job.offers if who == actor or not actor.startswith('tr')]
        return Call(actor, function, offer_uuid=random.choice(mine) if mine else NOBODY)
    return call


OPERATIONS = [
    Operation('make_offer', make, {'rival': ('validated',)}, None, 5, None, done=made),
    Operation('withdraw_offer', of_an_offer('withdraw_offer'),
              dict.fromkeys(('rival', 'service_role'), ('validated',)), None, 1, None,
              who=lambda job, random: random.choice(job.offers)[0] if job.offers else None),
    Operation('accept_offer', of_an_offer('accept_offer'), dict.fromkeys(STAFF, ('validated',)),
              None, 5, None, moves=True),
]
