"""Pick-up, delivery code and delivery; jobs that end early."""

import json

from operations import STAFF, Operation, of_request
from world import Call

RUNNING = ('in_progress',)


def pick_up(job, actor, random):
    proof = {'signature_sha256': 'ab' * 32, 'received_by': 'the driver', 'notes': 'on board'}
    return Call(actor, 'confirm_pickup', request_uuid=job.id, proof=json.dumps(proof))


def picked_up(job, *_):
    job.is_picked_up = True


def issued(job, call, answer):
    job.code = answer


def deliver(job, actor, random):
    """With the code, if there is one; one of four is wrong."""
    code = job.code if job.code and random.random() < 0.75 else '000000'
    return Call(actor, 'confirm_delivery', "confirm_delivery ->> 'verdict'", request_uuid=job.id,
                code=code)


OPERATIONS = [
    Operation('confirm_pickup', pick_up,
              {'transporter': RUNNING, **dict.fromkeys(STAFF, RUNNING)}, None, 3,
              frozenset({'already_picked_up'}), done=picked_up,
              unless=lambda job, actor: job.is_picked_up),
    Operation('issue_delivery_code', of_request('issue_delivery_code'),
              dict.fromkeys(('client', *STAFF), RUNNING), None, 3, frozenset({'too_many_codes'}),
              is_once=False, done=issued, is_keyed=False),
    # A wrong code is an answer and no refusal; a right one completes the job once.
    Operation('confirm_delivery', deliver, {'transporter': RUNNING}, None, 6, None, is_once=False,
              moves=True, unless=lambda job, actor: job.code is None),
    Operation('decline_job', of_request('decline_job', reason='broken down'),
              {'transporter': ('assigned', 'in_progress')}, 'validated', 0.7, None, moves=True,
              unless=lambda job, actor: job.is_picked_up),
    # Only of those whose time comes while they run.
    Operation('report_no_show', of_request('report_no_show', reason='nobody came'),
              dict.fromkeys(STAFF, ('assigned', 'in_progress')), 'validated', 3, None, moves=True,
              unless=lambda job, actor: job.is_picked_up or not job.is_soon),
]
