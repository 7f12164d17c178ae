"""Accounts and sessions while many clients ask at once. Issue 4: 20 parallel refreshes give one lineage.

Prints a line per rule that is broken, then `N passed, N failed`.
"""

import base64
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from asking import ask, check, connect, finish

DATABASE = sys.argv[1]
PASSWORD = 'a good password'


def at_once(*calls):
    """The answers of calls that begin at the same moment, each on a line of its own."""
    barrier = Barrier(len(calls))

    def run(call):
        connection = connect('postgres', DATABASE)
        try:
            barrier.wait()
            return ask(connection, *call)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def word(answer):
    return answer.get('code', 'done') if isinstance(answer, dict) else answer


def words(answers):
    return sorted(word(answer) for answer in answers)


main = connect('postgres', DATABASE)
ask(main, "insert into alogistics.platform_settings (key, value) values ('auth.bcrypt_cost', '8')"
          ' on conflict (key) do update set value = excluded.value')


def call(name, *values):
    return (f"select alogistics.{name}({', '.join(['%s'] * len(values))})", *values)


def claims(login):
    payload = login['access_token'].split('.')[1]
    return base64.urlsafe_b64decode(payload + '=' * (-len(payload) % 4)).decode()


def as_person(login, name):
    """The same call for who logged in, with the claims that a gateway takes from the token."""
    return (f"select alogistics.{name}() from set_config('request.jwt.claims', %s, false)",
            claims(login))


def open_account(name):
    return ask(main, *call('register', f'{name}@example.com', PASSWORD))


def session_of(name, what):
    return ask(main, f'select {what} from auth.sessions as s join auth.users as u on u.id = user_id'
                     ' where email = %s', f'{name}@example.com')


def refreshes_are_one_lineage():
    login = open_account('tabs')
    answers = at_once(*[call('refresh', login['refresh_token'])] * 20)
    check(words(answers), ['done'] * 20, '20 parallel refreshes: all are answered')
    tokens = {answer.get('refresh_token') for answer in answers}
    check(len(tokens), 1, 'with one and the same new token')
    check(session_of('tabs', 'max(counter)'), 1, 'the session moved by one')
    check(session_of('tabs', 'count(*)'), 1, 'and is the only one')
    again = at_once(*[call('refresh', token) for token in tokens] * 20)
    check(words(again), ['done'] * 20, '20 with that one, too')
    reused = at_once(*[call('refresh', login['refresh_token'])] * 4)
    check(words(reused), ['invalid_refresh_token'] * 3 + ['refresh_token_reused'],
          '4 with the first: one ends the session, the others find it ended')
    last = ask(main, *call('refresh', again[0]['refresh_token']))
    check(word(last), 'invalid_refresh_token', 'it stays ended')


def refresh_against_the_end(name, end):
    """Whoever is first, the session has ended when both are done."""
    for round_number in range(5):
        login = open_account(f'{name}{round_number}')
        refreshed, _ = at_once(call('refresh', login['refresh_token']), end(login))
        ended = session_of(f'{name}{round_number}', 'bool_and(ended_at is not null)')
        check(ended, True, f'{name}: it ends')
        token = login if word(refreshed) != 'done' else refreshed
        check(word(ask(main, *call('refresh', token['refresh_token']))), 'invalid_refresh_token',
              f'{name}: no refresh')
        check(at_once(as_person(token, 'me')), ['PT401'], f'{name}: no statement')


def log_out(login):
    return as_person(login, 'logout')


def deactivate(login):
    return call('deactivate_profile', login['user']['id'])


def guesses_are_counted():
    open_account('guessed')
    words_of = [word(answer) for _ in range(4)
                for answer in at_once(*[call('login', 'guessed@example.com', 'wrong')] * 10)]
    tried = words_of.count('invalid_credentials')
    check(tried <= 6, True, '40 guesses at once: no more than the free tries and one are looked at')
    check(words_of.count('too_many_attempts'), 40 - tried, 'the others wait')


def one_account_per_address():
    answers = at_once(*[call('register', 'Twice@example.com', PASSWORD)] * 5)
    check(words(answers), ['already_exists'] * 4 + ['done'],
          '5 registrations of one address: one account')
    people = "select count(*) from alogistics.profiles as p join alogistics.wallets as w" \
             " on w.user_id = p.id where p.email = 'twice@example.com'"
    check(ask(main, people), 1, 'with one profile and one wallet')


def one_use_per_token():
    open_account('forgetful')
    ask(main, *call('request_password_reset', 'forgetful@example.com'))
    token = ask(main, "select data ->> 'token' from alogistics.outbox where recipient = "
                      "'forgetful@example.com' and template = 'mail.reset_password'")
    answers = at_once(*[call('reset_password', token, f'password number {n}') for n in range(5)])
    check(words(answers), ['done'] + ['invalid_one_time_token'] * 4,
          '5 uses of one token: one wins')
    winner = next(n for n, answer in enumerate(answers) if word(answer) == 'done')
    logins = [word(ask(main, *call('login', 'forgetful@example.com', f'password number {n}')))
              for n in range(5)]
    check([n for n, answer in enumerate(logins) if answer == 'done'], [winner],
          'whose password it is')


def two_first_admins():
    people = [open_account('boss1'), open_account('boss2')]
    answers = at_once(*[('select socle.bootstrap_admin(%s)::text', person['user']['email'])
                        for person in people])
    check(answers, [person['user']['id'] for person in people], 'two first admins: both are')


refreshes_are_one_lineage()
refresh_against_the_end('logout', log_out)
refresh_against_the_end('deactivated', deactivate)
guesses_are_counted()
one_account_per_address()
one_use_per_token()
two_first_admins()
finish()
