"""Runs the random jobs in several processes, then holds the database to every answer.

    jobs.py DATABASE docs/workflow.md
"""

import collections
import functools
import multiprocessing
import os
import random
import sys
import time

import asking
import checks
import deliveries
import disputes
import offers
from operations import FINAL, KINDS, STATUSES, Job, actor_of, create
from operations import OPERATIONS as MOVES
from world import CLIENTS, Call, Failed, Line, Refused, World, at_once, connect, environment

OPERATIONS = MOVES + offers.OPERATIONS + deliveries.OPERATIONS + disputes.OPERATIONS
RIGHT = {status: [(operation, kind) for operation in OPERATIONS for kind in KINDS
                  if status in operation.may.get(kind, ())] for status in STATUSES}
OPEN_AT_ONCE = 12
STEPS_MAX = 40


class Runner:
    """One process: some jobs at a time, each a step further in turn."""

    def __init__(self, database, number, seed, count):
        self.random = random.Random(f'{seed} {number}')
        self.world = World(connect(database, 'world'))
        self.lines = [Line(database, f'runner {number}.{n}', self.world) for n in range(2)]
        self.number, self.count, self.keys = number, count, 0
        self.jobs, self.ended = [], []
        self.tally = collections.Counter()
        self.wrong = []

    def run(self):
        begun = 0
        while begun < self.count or self.jobs:
            if begun < self.count and len(self.jobs) < OPEN_AT_ONCE:
                self.begin()
                begun += 1
            job = self.random.choice(self.jobs)
            self.step(job)
            if self.is_over(job):
                self.jobs.remove(job)
                self.ended.append(job)
        self.compare(self.ended)
        return self.tally, self.wrong

    def begin(self):
        job = Job(f'client{self.random.randrange(CLIENTS)}', is_soon=self.random.random() < 0.03)
        answer = self.ask(create(job, self.random))
        if isinstance(answer, (Refused, Failed)):
            self.note(f'create by {job.client}: {answer}')
            return
        job.id, job.price = answer
        job.status = 'pending'
        self.tally['create', 'done'] += 1
        self.jobs.append(job)

    def is_over(self, job):
        """In a final state, and left alone there; what does not end by itself is ended by staff."""
        job.steps += 1
        return job.status in FINAL and self.random.random() < 0.5 or job.steps > 2 * STEPS_MAX

    # --- One step: something that is right, something that is not, or two things at once.

    def step(self, job):
        if job.steps > STEPS_MAX:
            if job.status not in FINAL:
                self.end(job)
            return
        chance = self.random.random()
        if job.is_soon:
            self.read(job)
        if chance < 0.02:
            self.let_time_come(job)
            return
        if chance < 0.80:
            operation, kind, actor = self.something_right(job)
        else:
            operation, kind = self.random.choice(OPERATIONS), self.random.choice(KINDS)
            actor = actor_of(kind, job, self.random)
        if not actor:
            return
        call = self.real(operation.call(job, actor, self.random))
        is_allowed = operation.allowed(job, kind, actor)
        if chance < 0.06 and operation.is_once and not job.is_soon:
            self.twice_at_once(job, operation, call, is_allowed)
        elif chance < 0.09:
            self.against_another(job, operation, call)
        else:
            self.judge(job, operation, call, is_allowed,
                       self.maybe_repeated(call) if operation.is_keyed else self.ask(call))

    def something_right(self, job):
        """An operation that may be done to the job now, by whom: (operation, kind, actor)."""
        choices = []
        for operation, kind in RIGHT[job.status]:
            actor = (operation.who or functools.partial(actor_of, kind))(job, self.random)
            if operation.allowed(job, kind, actor):
                choices.append((operation, kind, actor))
        if not choices:
            return None, None, None
        # Each operation by its weight, whoever many may do it.
        names = collections.Counter(choice[0].name for choice in choices)
        weights = [choice[0].weight / names[choice[0].name] for choice in choices]
        return self.random.choices(choices, weights)[0]

    def end(self, job):
        if job.status == 'disputed':
            call = Call('admin0', 'resolve_dispute', dispute_uuid=job.dispute, outcome='completed',
                        resolution='It took too long', refund=0)
        else:
            call = Call('service_role', 'cancel_transport_request', request_uuid=job.id,
                        reason='It took too long')
        answer = self.ask(call)
        if isinstance(answer, (Refused, Failed)) and not job.is_soon:
            self.note(f'{call} at {job.status}, in the end: {answer}')
        self.read(job)

    def ask(self, call):
        return self.lines[0].ask(call)

    def real(self, call):
        """With ids for names."""
        return call.changed(**{name: self.world.ids[value] for name, value in call.values.items()
                               if name.endswith('_uuid') and value in self.world.ids})

    def maybe_repeated(self, call):
        """The answer; some calls carry a key, and are made again, at the same time or later."""
        chance = self.random.random()
        if chance > 0.15 or call.actor == 'anon':
            return self.ask(call)
        self.keys += 1
        call = call.with_key(f'{self.number} {self.keys}')
        if chance < 0.03:
            answers = at_once(self.lines, [call, call])
            # No refusal is remembered, and the time may have come between the two.
            if 'pickup_not_due' in answers:
                answers = sorted(answers, key=lambda answer: isinstance(answer, Refused))[:1]
        else:
            answers = [self.ask(call)]
            if chance < 0.09:
                answers.append(self.ask(call))
        if not isinstance(answers[0], (Refused, Failed)):
            self.tally['repeated', 'same answer'] += len(answers) - 1
            if len(answers) > 1 and answers[0] != answers[1]:
                self.note(f'{call}: {answers[0]}, and repeated {answers[1]}')
            if chance < 0.02:
                subject = next(name for name in call.values if name.endswith('_uuid'))
                again = self.ask(call.changed(**{subject: offers.NOBODY}))
                if again != 'idempotency_key_reused':
                    self.note(f'{call}: with its key for another request: {again}')
        return answers[0]

    def judge(self, job, operation, call, is_allowed, answer):
        """What may be done is done, or excused; what may not is refused."""
        if isinstance(answer, Failed):
            self.note(f'{call} at {job.status}: {answer}')
        elif isinstance(answer, Refused):
            self.tally[operation.name, str(answer)] += 1
            if is_allowed and not operation.is_excuse(answer) and not job.is_soon:
                self.note(f'{call} at {job.status}: refused by {answer}')
            elif answer == 'insufficient_funds':
                job.steps += 8  # it will hardly be different soon
        elif not is_allowed:
            was = job.status
            self.read(job)
            if not job.is_soon:
                self.note(f'{call} at {was}: not refused')
        else:
            self.follow(job, operation, call, answer)

    def follow(self, job, operation, call, answer):
        self.tally[operation.name, 'done'] += 1
        named = {name: self.world.names.get(value, value) for name, value in call.values.items()}
        operation.done(job, call.changed(**named), answer)
        if operation.to:
            job.status = operation.to
        if operation.moves or job.is_soon:
            self.read(job)

    def twice_at_once(self, job, operation, call, is_allowed):
        """The same at the same moment: it happens once."""
        answers = at_once(self.lines, [call, call])
        done = [answer for answer in answers if not isinstance(answer, (Refused, Failed))]
        self.tally['twice at once', f'{len(done)} done'] += 1
        for answer in answers:
            if isinstance(answer, Failed):
                self.note(f'{call} twice at once: {answer}')
        excuse = any(operation.is_excuse(answer) for answer in answers)
        if len(done) > is_allowed or is_allowed and not done and not excuse:
            self.note(f'{call} at {job.status}, twice at once: {answers}')
        if done:
            self.follow(job, operation, call, done[0])

    def against_another(self, job, operation, call):
        """With something else at the same moment: whatever comes of it must be a state."""
        other, _, actor = self.something_right(job)
        if not actor:
            return
        calls = [call, self.real(other.call(job, actor, self.random))]
        answers = at_once(self.lines, calls)
        for one, made, answer in zip((operation, other), calls, answers):
            if isinstance(answer, Failed):
                self.note(f'{made} at {job.status}, against another: {answer}')
            elif not isinstance(answer, Refused):
                self.follow(job, one, made, answer)
        self.tally['against another', 'made'] += 1
        self.read(job)

    def let_time_come(self, job):
        """All deadlines of the job at once, as after a long night."""
        line = self.lines[0]
        line.rows('select test.let_time_come(%s)', job.id)
        answers = at_once(self.lines, [Call('service_role', 'run_due', max_count=20)] * 2)
        self.tally['run_due', 'done'] += 1
        for answer in answers:
            if isinstance(answer, (Refused, Failed)):
                self.note(f'run_due() of {job.id}: {answer}')
        # Another process may be at it.
        for _ in range(200):
            if not line.rows('select from test.due(%s)', job.id):
                break
            time.sleep(0.01)
        else:
            self.note(f'{job.id}: still due {line.rows("select * from test.due(%s)", job.id)}')
        self.read(job)

    # --- What is there.

    def read(self, job):
        job.status, job.price, transporter, job.is_picked_up, job.dispute = self.lines[0].rows(
            'select * from test.job(%s)', job.id)[0]
        job.transporter = self.world.names.get(transporter)

    def compare(self, jobs):
        """Each job is where the last answer left it."""
        found = {row[0]: row[1:] for row in self.lines[0].rows(
            'select id::text, status::text, coalesce(final_price, estimated_price)'
            ' from alogistics.transport_requests where id = any (%s::uuid[])',
            [job.id for job in jobs])}
        for job in jobs:
            if found[job.id] != (job.status, job.price):
                self.note(f'{job.id}: answered {job.status, job.price}, found {found[job.id]}')

    def note(self, what):
        self.wrong.append(what)


def run(arguments):
    return Runner(*arguments).run()


def main(database, page):
    seed = environment('SEED', random.randrange(10 ** 6))
    count, processes = environment('JOBS', 10000), environment('PROCESSES', 2)
    print(f'{count} jobs: SEED={seed} PROCESSES={processes}', flush=True)
    line = connect(database, 'checks')
    before = checks.money(line)
    started = time.monotonic()
    with multiprocessing.Pool(processes) as pool:
        results = pool.map(run, [(database, number, seed, count // processes)
                                 for number in range(processes)], 1)
    tally = sum((tally for tally, _ in results), collections.Counter())
    print(f'{sum(tally.values())} answers in {time.monotonic() - started:.0f} s')
    for (operation, outcome), times in sorted(tally.items()):
        print(f'  {operation:<16} {outcome:<28} {times:>7}')
    wrong = [what for _, list_of_one in results for what in list_of_one]
    asking.check(wrong[:10], [], 'every answer is what the state of the job allows')
    if count >= 5000:  # of few jobs, hardly one has a transporter who does not come
        asking.check(sorted(o.name for o in OPERATIONS if not tally[o.name, 'done']), [],
                     'each operation was done')
    checks.all_checks(line, page, before, count)
    return asking.finish()


if __name__ == '__main__':
    sys.exit(0 if main(*sys.argv[1:]) else 1)
