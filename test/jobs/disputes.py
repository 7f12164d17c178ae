"""Disputes and ratings."""

import json

from operations import Operation
from world import Call

NOBODY = '00000000-0000-0000-0000-000000000000'
FILES = json.dumps([{'name': 'photo.jpg', 'sha256': 'cd' * 32}])
PARTIES = ('client', 'transporter')
JUDGES = ('moderator', 'admin', 'service_role')
DISPUTED = ('disputed',)


def open_one(job, actor, random):
    return Call(actor, 'open_dispute', 'open_dispute::text', request_uuid=job.id,
                category=random.choice(['damage', 'loss', 'delay', 'payment', 'conduct', 'other']),
                description='It is not what it was', evidence=FILES)


def of_a_dispute(function, **values):
    return lambda job, actor, random: Call(actor, function, dispute_uuid=job.dispute or NOBODY,
                                           **values)


def resolve(job, actor, random):
    """Now and then all of it, more than there is, or a way that is closed."""
    outcome = random.choice(['completed', 'completed', 'cancelled', 'in_progress'])
    refund = random.choice([None, 0, random.randrange(1, max(2, (job.price or 2) // 2)),
                            job.price, (job.price or 0) + 1])
    return Call(actor, 'resolve_dispute', dispute_uuid=job.dispute or NOBODY, outcome=outcome,
                resolution='We looked at the photographs', refund=refund,
                platform_covers=random.random() < 0.5)


def rate(job, actor, random):
    return Call(actor, 'rate_transport', 'rate_transport::text', request_uuid=job.id,
                score=random.randrange(1, 6), comment='Well')


def rated(job, call, answer):
    job.rated_by.add(call.actor)
    job.ratings.append(answer)


def of_a_rating(function, **values):
    return lambda job, actor, random: Call(
        actor, function, rating_uuid=random.choice(job.ratings) if job.ratings else NOBODY, **values)


OPERATIONS = [
    Operation('open_dispute', open_one, dict.fromkeys(PARTIES, ('in_progress', 'completed')),
              'disputed', 1, None, moves=True),
    Operation('add_dispute_message', of_a_dispute('add_dispute_message', message='Look'),
              dict.fromkeys(PARTIES + JUDGES, DISPUTED), None, 3, None, is_once=False),
    Operation('take_dispute', of_a_dispute('take_dispute'), dict.fromkeys(JUDGES, DISPUTED), None, 2,
              None),
    Operation('reassign_dispute', of_a_dispute('reassign_dispute', reason='holidays'),
              dict.fromkeys(('admin', 'service_role'), DISPUTED), None, 1, None, is_once=False),
    Operation('escalate_dispute', of_a_dispute('escalate_dispute', reason='not for me'),
              dict.fromkeys(JUDGES, DISPUTED), None, 1, None),
    Operation('withdraw_dispute', of_a_dispute('withdraw_dispute'),
              dict.fromkeys(PARTIES, DISPUTED), None, 1, None, moves=True),
    Operation('resolve_dispute', resolve, dict.fromkeys(JUDGES, DISPUTED), None, 6, None,
              moves=True),
    Operation('reopen_dispute', of_a_dispute('reopen_dispute', reason='new photographs'),
              dict.fromkeys(('admin', 'service_role'), ('in_progress', 'completed')), None, 0.3, None, moves=True),
    Operation('rate_transport', rate, dict.fromkeys(PARTIES, ('completed',)), None, 4,
              frozenset({'rating_closed'}), done=rated,
              unless=lambda job, actor: actor in job.rated_by),
    Operation('hide_rating', of_a_rating('hide_rating', reason='rude'),
              dict.fromkeys(JUDGES, ('completed', 'disputed', 'in_progress', 'cancelled')), None, 0.5,
              None, is_once=False, is_keyed=False),
    Operation('show_rating', of_a_rating('show_rating'),
              dict.fromkeys(JUDGES, ('completed', 'disputed', 'in_progress', 'cancelled')), None, 0.5,
              None, is_once=False, is_keyed=False),
]
