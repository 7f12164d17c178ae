"""What tests share that ask the server from several connections at once: connections, answers, the count."""

import os

import psycopg2

passed, failed = 0, 0


def check(found, wanted, rule):
    global passed, failed
    if found == wanted:
        passed += 1
    else:
        failed += 1
        print(f'failed: {rule}\n  wanted {wanted!r}\n  found  {found!r}')


def finish():
    """Prints the last line of a suite, and says whether nothing failed."""
    print(f'{passed} passed, {failed} failed')
    return failed == 0


def connect(login, database, port=os.environ['PGPORT'], **more):
    connection = psycopg2.connect(host=os.environ['PGHOST'], port=port, user=login,
                                  dbname=database, **more)
    connection.autocommit = True
    return connection


def ask(connection, statement, *values):
    """The one value of the answer, or the SQLSTATE of the refusal."""
    with connection.cursor() as cursor:
        try:
            cursor.execute(statement, values)
        except psycopg2.Error as error:
            return error.pgcode
        return cursor.fetchone()[0] if cursor.description else None
