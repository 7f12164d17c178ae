"""Who is who on one connection of the server that many clients share. Issue 4, item 5."""

import os
import random
import sys
import threading
from contextlib import contextmanager

import psycopg2

from asking import ask, check, connect, finish

SIGN_IN = 'select socle.sign_in(%s, only_transaction => true)'
REFUSED = '42501'


def client(login='app', port=os.environ['POOLER_PORT'], database='pooler', **more):
    return connect(login, database, port, **more)


def tell(connection, *statements):
    for statement in statements:
        ask(connection, statement)


def who(connection):
    return ask(connection, "select concat_ws(' ', current_user, socle.uid())")


@contextmanager
def as_person(connection, token, end='commit'):
    tell(connection, 'begin')
    ask(connection, SIGN_IN, token)
    yield
    tell(connection, end)


with client('postgres', os.environ['PGPORT']) as server:
    names = ['client', 'stranger', 'transporter', 'moderator']
    ids = {name: ask(server, 'select test.id(%s)::text', name) for name in names}
    tokens = {name: ask(server, 'select test.token(%s)', name) for name in names}
    everyone = {name: ('staff ' if name == 'moderator' else 'authenticated ') + ids[name]
                for name in names}

one, two = client(), client()
REQUESTS = 'select count(*) from alogistics.transport_requests'


def a_transaction_is_its_person_s():
    pid = ask(one, 'select pg_backend_pid()')
    check(ask(two, 'select pg_backend_pid()'), pid, 'both clients have one connection of the server')
    for end in ['commit', 'rollback']:
        for name, rows in [('client', 1), ('stranger', 1), ('transporter', 0), ('moderator', 2)]:
            with as_person(one, tokens[name], end):
                check(who(one), everyone[name], f'{name} signs in for a transaction')
                check(ask(one, REQUESTS), rows, f'{name} sees the own requests, staff all')
            check(who(two), 'app', f'after {end} of {name}, the next client is nobody')
            check(ask(two, REQUESTS), REFUSED, 'and sees nothing')
            check(who(one), 'app', 'nor is the same client anybody in its next transaction')
    check(ask(two, 'select pg_backend_pid()'), pid, 'all of that on the one connection')


def whatever_ends_it():
    tell(one, 'begin')
    ask(one, SIGN_IN, tokens['client'])
    check(ask(one, 'select 1/0'), '22012', 'a transaction that fails')
    tell(one, 'rollback')
    check(who(two), 'app', 'leaves nobody')
    tell(one, 'begin', 'savepoint s')
    ask(one, SIGN_IN, tokens['moderator'])
    tell(one, 'rollback to s')
    check(who(one), 'app', 'ROLLBACK TO takes a sign-in back')
    ask(one, SIGN_IN, tokens['client'])
    tell(one, 'savepoint t')
    ask(one, SIGN_IN, tokens['moderator'])
    tell(one, 'release t')
    check(who(one), everyone['moderator'], 'RELEASE keeps it')
    tell(one, 'commit')
    check(who(two), 'app', 'until the end')
    with as_person(one, tokens['client']):
        ask(one, 'select socle.sign_out()')
        check(who(one), 'app', 'sign_out() ends it before')
    check(who(two), 'app', 'and for good')
    ask(one, SIGN_IN, tokens['client'])
    check(who(one), 'app', 'outside a transaction it ends with its statement')
    gone = client()
    tell(gone, 'begin')
    ask(gone, SIGN_IN, tokens['moderator'])
    gone.close()
    check(who(two), 'app', 'a client that goes away in the middle leaves nobody')


def clients_take_turns():
    wrong = []

    def work(seed):
        chance, connection = random.Random(seed), client()
        for _ in range(60):
            name = chance.choice(names + [None])
            if name is None:
                found, wanted = who(connection), 'app'
            else:
                with as_person(connection, tokens[name], chance.choice(['commit', 'rollback'])):
                    found, wanted = who(connection), everyone[name]
            if found != wanted:
                wrong.append((wanted, found))
        connection.close()

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    check(wrong, [], '300 transactions of five clients: each is who it signed in as, or nobody')


def nothing_is_kept_or_forged():
    check(ask(one, 'select socle.sign_in(%s)', tokens['client']), REFUSED,
          'a session-bound sign-in is refused to a login behind a pooler')
    check(who(two), 'app', 'and leaves nobody')
    check(ask(one, 'set socle.session_sign_in = on'), REFUSED, 'which does not choose that')
    claims = f'{{"sub": "{ids["moderator"]}"}}'
    for setting, value in [('request.jwt.claims', claims), ('request.jwt.claim.sub', ids['moderator']),
                           ('jwt.claims.sub', ids['moderator']), ('socle.identity', claims)]:
        for is_local in [True, False]:
            check(ask(one, 'select set_config(%s, %s, %s)', setting, value, is_local), REFUSED,
                  f'nobody sets {setting}, local {is_local}')
        try:
            check(who(client(options=f'-c {setting}={ids["moderator"]}')), 'app',
                  f'{setting} in the connection string')
        except psycopg2.OperationalError:
            check(True, True, f'{setting} in the connection string')
    tell(one, 'set role staff')
    check(ask(two, REQUESTS), 'PT401', 'a role that a client left behind sees nothing without a person')
    with as_person(two, tokens['client']):
        check(who(two), everyone['client'], 'and is not in the way of the next sign-in')
    tell(two, 'reset role')


def what_a_careless_login_gets():
    """Why docs/access.md wants socle.session_sign_in = off, or DISCARD ALL after each transaction."""
    first, second = client('careless'), client('careless')
    ask(first, 'select socle.sign_in(%s)', tokens['client'])
    check(who(second), everyone['client'], 'a session-bound sign-in is there for the next client')
    ask(second, 'select socle.sign_out()')
    console = client(database='pgbouncer')
    tell(console, 'set server_reset_query_always = 1')
    ask(first, 'select socle.sign_in(%s)', tokens['client'])
    check(who(second), 'careless', 'unless the pooler does DISCARD ALL after each transaction')
    tell(console, 'set server_reset_query_always = 0')


a_transaction_is_its_person_s()
whatever_ends_it()
clients_take_turns()
nothing_is_kept_or_forged()
what_a_careless_login_gets()
sys.exit(0 if finish() else 1)
