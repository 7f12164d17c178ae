"""Runs calls of several sessions at the same instant and says how each ended."""

import threading
from concurrent.futures import ThreadPoolExecutor

import psycopg2

from server import connect, refusal_of

TRANSFER = 'select alogistics.post_transfer(%s, %s, %s, %s, %s)'


class Failed(str):
    """An SQLSTATE that is no refusal."""


class Field:
    """Sessions that wait for the same shot."""

    def __init__(self, database, size):
        self.sessions = [connect(database, f'racer {number}') for number in range(size)]
        self.threads = ThreadPoolExecutor(size)

    def race(self, *runs):
        """What came of each run(session), all started at once: see outcome()."""
        barrier = threading.Barrier(len(runs))

        def start(number):
            barrier.wait()
            return outcome(self.sessions[number], runs[number])
        return list(self.threads.map(start, range(len(runs))))

    def close(self):
        for session in self.sessions:
            session.close()
        self.threads.shutdown()


def outcome(session, run, give_up=False):
    """What `run` returns once it is committed; Refused or Failed if it is not. With `give_up` it is
    rolled back in the end."""
    try:
        answer = run(session)
        if give_up:
            session.rollback()
        else:
            session.commit()
        return answer
    except psycopg2.Error as error:
        if not session.closed:
            session.rollback()
        return refusal_of(error) or Failed(error.pgcode or 'gone')


def ask(session, sql, *values):
    """The one value that a statement returns."""
    with session.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone()[0]


def call(actor, sql, *values):
    """A run: this statement, as this person."""
    def run(session):
        ask(session, 'select test.speak_as(%s)', actor)
        return ask(session, sql, *values)
    return run


def transfer(debit, credit, amount=1, key=None):
    """A run that moves money and answers with the transfer's id."""
    return call('service_role', TRANSFER, debit, credit, amount, 'race', key)


def repeat(run, times):
    """A run of many, each committed, until one fails: the list of what came of them."""
    def many(session):
        answers = []
        for _ in range(times):
            answers.append(outcome(session, run))
            if isinstance(answers[-1], Failed):
                break
        return answers
    return many


def errors(lists):
    """What is no answer but an error, of lists of answers that are numbers."""
    return [answer for answers in lists for answer in answers if not isinstance(answer, int)]
