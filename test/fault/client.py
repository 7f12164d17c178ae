"""A client as an app is: it acts for people, it repeats what got no answer, and it loses its line."""

import os
import socket
import time
from dataclasses import dataclass, field

import psycopg2
from psycopg2.extensions import (ISOLATION_LEVEL_READ_COMMITTED, ISOLATION_LEVEL_REPEATABLE_READ,
                                 ISOLATION_LEVEL_SERIALIZABLE)

from server import PATIENCE_S, Refused, connect, is_gone, refusal_of

CANCELLED = '57014'
LEVELS = [ISOLATION_LEVEL_READ_COMMITTED] * 6 + [ISOLATION_LEVEL_REPEATABLE_READ,
                                                 ISOLATION_LEVEL_SERIALIZABLE]


@dataclass(frozen=True)
class Call:
    """One function call. Without a key, `look` finds out what became of an unanswered one."""
    actor: str
    function: str
    values: dict
    key: str = None
    by_header: bool = False
    look: tuple = ()
    refusals: frozenset = frozenset()

    def statement(self):
        values = dict(self.values)
        if self.key and not self.by_header:
            values['idempotency_key'] = self.key
        arguments = ', '.join(f'{name} => %({name})s' for name in values)
        return f'select alogistics.{self.function}({arguments})::text', values

    @staticmethod
    def comparable(answer):
        """Of a row its id: it is the same request, as it stands now."""
        return answer[:37] if str(answer).startswith('(') else answer

    def __str__(self):
        key = f', key {self.key}' if self.key else ''
        return f'{self.function}{self.values} by {self.actor}{key}'


class NoAnswer(Exception):
    pass


class Again(Exception):
    """Nothing was done, and the client wants it still."""


@dataclass
class Tally:
    answers: int = 0
    refusals: int = 0
    unanswered: int = 0
    serialization_failures: int = 0
    answered: set = field(default_factory=set)


class Client:
    def __init__(self, server, name, random, report):
        self.server, self.name, self.random, self.report = server, name, random, report
        self.connection = None
        self.connections = 0
        self.tally = Tally()

    def ask(self, call):
        """The answer as text, or Refused: repeats the call until it has one of the two."""
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            try:
                answer = self.attempt(call)
            except NoAnswer:
                self.tally.unanswered += 1
                if not call.key and call.look:
                    answer = self.look(call)
                    if answer is not None:
                        return answer
                continue
            except Again:
                continue
            if isinstance(answer, Refused):
                self.tally.refusals += 1
                if answer not in call.refusals:
                    self.report(f'{call}: an answer that its state allows', answer)
            else:
                self.tally.answers += 1
                self.tally.answered.add(call.function)
            return answer
        self.report(f'{call}: an answer within {PATIENCE_S} s', 'none')
        return Refused('no_answer')

    def attempt(self, call):
        level = self.random.choice(LEVELS)
        try:
            self.connect(level)
            with self.connection.cursor() as cursor:
                cursor.execute('select test.speak_as(%s, %s)',
                               (call.actor, call.key if call.by_header else None))
                cursor.execute(*call.statement())
                answer = cursor.fetchone()[0]
            self.maybe_change_its_mind()
            self.connection.commit()
            return answer
        except psycopg2.Error as error:
            return self.judge(call, level, error)

    def judge(self, call, level, error):
        if is_gone(error):
            self.hang_up()
            raise NoAnswer from error
        self.roll_back()
        refusal = refusal_of(error)
        if refusal:
            return refusal
        if error.pgcode == CANCELLED:
            raise Again from error
        # Who chose a higher level himself must expect this, and nobody else.
        if error.pgcode == '40001' and level != ISOLATION_LEVEL_READ_COMMITTED:
            self.tally.serialization_failures += 1
        else:
            self.report(f'{call}: an answer or a refusal', f'{error.pgcode} {error}'.strip())
        raise Again from error

    def maybe_change_its_mind(self):
        """Before the commit: sometimes a client rolls back, sometimes it vanishes."""
        chance = self.random.random()
        if chance < 0.02:
            self.connection.rollback()
            raise Again
        if chance < 0.04:
            self.hang_up()
            raise NoAnswer

    def look(self, call):
        """What became of a call without a key, once its session cannot do it any more."""
        still_there = 'select count(*) from pg_stat_activity where application_name = %s'
        while self.server.value(still_there, f'{self.name}.{self.connections}') > 0:
            time.sleep(0.01)
        return self.server.value(*call.look)

    def connect(self, level):
        deadline = time.monotonic() + PATIENCE_S
        while not self.connection:
            self.connections += 1
            try:
                self.connection = connect(self.server.database,
                                          f'{self.name}.{self.connections}')
            except psycopg2.OperationalError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.02)
        if self.connection.isolation_level != level:
            self.connection.set_session(isolation_level=level)

    def roll_back(self):
        try:
            self.connection.rollback()
        except psycopg2.Error:
            self.hang_up()

    def vanish(self):
        """From another thread: the line goes dead, whatever is under way."""
        connection = self.connection
        if not connection:
            return None
        try:
            with socket.socket(fileno=os.dup(connection.fileno())) as line:
                line.shutdown(socket.SHUT_RDWR)
        except (OSError, psycopg2.Error):  # it was closed just now
            return None
        return f'{self.name} lost its line'

    def hang_up(self):
        """Without a word of goodbye to the server."""
        self.vanish()
        if self.connection:
            self.connection.close()
        self.connection = None
