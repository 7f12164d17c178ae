"""Who acts, and how a call is made: one round trip, in a transaction of its own, as a gateway would."""

import json
import os
import threading

import psycopg2

CLIENTS, TRANSPORTERS, MODERATORS = 40, 30, 5


class Refused(str):
    """The name of a refusal by the catalogue."""


class Failed(str):
    """An error that is no refusal: what no call may answer with."""


def connect(database, name):
    connection = psycopg2.connect(dbname=database, application_name=name)
    connection.autocommit = True
    return connection


def rows(connection, sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values or None)
        return cursor.fetchall() if cursor.description else []


class World:
    """Names to ids, as test.id() makes them."""

    def __init__(self, connection):
        names = [f'{kind}{n}' for kind, count in (
            ('client', CLIENTS), ('transporter', TRANSPORTERS), ('truck', TRANSPORTERS),
            ('moderator', MODERATORS), ('admin', 1)) for n in range(count)]
        self.ids = dict(rows(connection, 'select n, test.id(n)::text from unnest(%s) as n', names))
        self.names = {number: name for name, number in self.ids.items()}

    def become(self, actor):
        """The statement that makes the rest of the transaction this actor's."""
        if actor in ('service_role', 'anon'):
            return f"select set_config('role', '{actor}', true);"
        role = 'staff' if actor.startswith(('moderator', 'admin')) else 'authenticated'
        claims = json.dumps({'sub': self.ids[actor], 'role': 'authenticated'})
        return (f"select set_config('request.jwt.claims', '{claims}', true),"
                f" set_config('role', '{role}', true);")


class Call:
    """One call of a function by its arguments' names."""

    def __init__(self, actor, function, columns='*', **values):
        self.actor, self.function, self.columns, self.values = actor, function, columns, values

    def with_key(self, key):
        return Call(self.actor, self.function, self.columns, **self.values, idempotency_key=key)

    def changed(self, **values):
        return Call(self.actor, self.function, self.columns, **{**self.values, **values})

    def __str__(self):
        return f'{self.function}({self.values}) by {self.actor}'


class Line:
    """A connection that answers calls: what the function returned, Refused or Failed."""

    def __init__(self, database, name, world):
        self.connection, self.world = connect(database, name), world

    def ask(self, call):
        arguments = ', '.join(f'{name} => %({name})s' for name in call.values)
        sql = (self.world.become(call.actor)
               + f'select {call.columns} from alogistics.{call.function}({arguments})')
        try:
            with self.connection.cursor() as cursor:
                cursor.execute(sql, call.values)
                found = cursor.fetchone()
                return found[0] if found and len(found) == 1 else found
        except psycopg2.Error as error:
            return refusal_of(error)

    def rows(self, sql, *values):
        return rows(self.connection, sql, *values)


def refusal_of(error):
    if (error.pgcode or '').startswith('PT'):
        try:
            return Refused(json.loads(error.diag.message_detail)['error'])
        except (TypeError, ValueError, KeyError):
            pass
    # Row security and grants refuse in PostgreSQL's own words.
    if error.pgcode == '42501':
        return Refused('denied')
    return Failed(f'{error.pgcode} {error}'.strip())


def at_once(lines, calls):
    """The answers to calls that are made at the same moment."""
    answers = [None] * len(calls)

    def run(number):
        answers[number] = lines[number].ask(calls[number])
    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def environment(name, default):
    return int(os.environ.get(name) or default)
