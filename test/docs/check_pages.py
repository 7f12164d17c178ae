"""Whether the pages say what the code says.

    check_pages.py REPOSITORY FACTS FILE…

FACTS is what facts.cpp printed; psql must reach a database with every system. Prints one line per finding
and, in the end, `N passed, N failed`.
"""

import json
import os
import re
import subprocess
import sys

root, facts_file, *pages = sys.argv[1:]
results = []


def read(page):
    with open(os.path.join(root, page), encoding='utf-8') as file:
        return file.read()


def check(name, findings):
    results.append(not findings)
    for finding in findings:
        print(f'{name}: {finding}')


def table(page, *header):
    """The rows under the tables of a page that have this header, as lists of cells."""
    rows, inside = [], False
    for line in read(page).splitlines():
        cells = [cell.strip() for cell in line.strip('|').split('|')] if line.startswith('|') else None
        if cells == list(header):
            inside = True
        elif not cells:
            inside = False
        elif inside and not set(line) <= set('|- '):
            rows.append(cells)
    return rows


def facts(kind):
    with open(facts_file, encoding='utf-8') as file:
        return [line.rstrip('\n').split('|')[1:] for line in file if line.startswith(kind + '|')]


def query(sql):
    """The rows of a query, each a list of strings."""
    answer = subprocess.run(['psql', '-X', '-A', '-t', '-d', 'alogistics', '-v', 'ON_ERROR_STOP=1',
                             '-c', f'select json_agg(t) from ({sql}) as t'],
                            check=True, capture_output=True, text=True).stdout
    return [list(row.values()) for row in json.loads(answer)]


def differences(shown, true):
    """Both lists of rows; order does not count."""
    shown, true = [tuple(row) for row in shown], [tuple(row) for row in true]
    return ([f'not so: {" | ".join(row)}' for row in shown if row not in true] +
            [f'missing: | {" | ".join(row)} |' for row in true if row not in shown])


def broken_links(page):
    for text, link in re.findall(r'\[([^\]]*)\]\(([^)\s]+)\)', read(page)):
        file, _, anchor = link.partition('#')
        if re.match(r'\w+:', link):
            continue
        target = os.path.normpath(os.path.join(os.path.dirname(page), file)) if file else page
        if not os.path.exists(os.path.join(root, target)):
            yield f'[{text}]({link}) leads nowhere'
        elif anchor and anchor not in anchors(target):
            yield f'[{text}]({link}): there is no such heading'


def anchors(page):
    headings = re.findall(r'^#+ (.*)$', read(page), re.MULTILINE)
    return [re.sub(r'[^\w -]', '', heading.lower()).replace(' ', '-') for heading in headings]


def missing_paths(page):
    """What stands in backticks and begins like a path of the repository, but for placeholders."""
    for path in re.findall(r'`([\w./-]+)`', re.sub(r'^```.*?^```', '', read(page), flags=re.M | re.S)):
        first = path.split('/')[0]
        looks_like_one = first and os.path.isdir(os.path.join(root, first)) and '/' in path
        if not looks_like_one and not re.search(r'\.(md|cpp|hpp)$', path):
            continue
        if first in ('build', '.run') or re.search(r'NAME|NNNN|FILE', path):
            continue
        if not any(os.path.exists(os.path.join(base, path))
                   for base in (root, os.path.join(root, os.path.dirname(page)))):
            yield f'`{path}` does not exist'


def unknown_targets(page):
    known = re.findall(r'^## make ([\w-]+)', read('Makefile'), re.MULTILINE)
    for target in re.findall(r'`make ([a-z-]*[a-z])[` ]', read(page)):
        if target not in known:
            yield f'`make {target}` is no target'


FUNCTIONS = """
  select n.nspname || '.' || p.proname as name, pg_get_function_arguments(p.oid) as arguments,
         exists (select from unnest(array['anon', 'authenticated', 'staff', 'service_role']) as role
                 where has_function_privilege(role, p.oid, 'execute')) as open
  from pg_proc as p join pg_namespace as n on n.oid = p.pronamespace
  where n.nspname in ('socle', 'alogistics', 'auth') and p.prorettype <> 'trigger'::regtype"""


def plain_arguments(text):
    """As a reader writes them: short type names, `= null` for defaults."""
    text = re.sub(r'timestamp with time zone', 'timestamptz', text)
    text = re.sub(r" DEFAULT ('[^']*'|\w+)(::[\w. ]+(\[\])?)?", r' = \1', text)
    return text.replace('= NULL', '= null')


def wrong_functions():
    shown = {row[0].strip('`'): row[1].strip('`')
             for row in table('README.md', 'function', 'arguments', 'who', 'what it does', 'errors')}
    true = {name: (plain_arguments(arguments), is_open)
            for name, arguments, is_open in query(FUNCTIONS)}
    for name, arguments in shown.items():
        if name not in true:
            yield f'there is no function {name}'
        elif arguments != true[name][0]:
            yield f'{name} has the arguments {true[name][0]}'
    for name, (_, is_open) in true.items():
        if is_open and name not in shown:
            yield f'{name} may be called, but is not in the table'


def unknown_errors():
    """In the column of errors of the functions."""
    known = [row[0] for row in query('select name from socle.errors')]
    for row in table('README.md', 'function', 'arguments', 'who', 'what it does', 'errors'):
        for error in re.findall(r'`(\w+)`', row[4]):
            if error not in known:
                yield f'{row[0]}: there is no error {error}'


def drawn_transitions():
    arrows = re.findall(r'^\s+(\w+) --> (\w+): (\w+)$', read('README.md'), re.MULTILINE)
    return sorted({(event, start, end) for start, end, event in arrows if event != 'create'})


RELATIONS = """
  select relname from pg_class
  where relnamespace = 'alogistics'::regnamespace and relkind in ('r', 'p', 'v') and not relispartition"""


def untold_tables():
    """Who reads a table or view, and who writes it, stands in the page of access; `ledger_…` is all of them."""
    shown = [name for row in table('docs/access.md', 'table or view', 'a person', 'staff', 'who writes')
             for name in re.findall(r'`([\w.…]+)`', row[0])]
    for [name] in query(RELATIONS):
        if name not in shown and not any(name.startswith(start[:-1]) for start in shown if start.endswith('…')):
            yield f'{name} is not in the table'


def wrong_settings():
    shown = {row[0].strip('`'): row[2].strip('`')
             for row in table('docs/settings.md', 'key', 'kind', 'default', 'meaning')}
    true = dict(facts('setting'))
    for key in set(shown) ^ set(true):
        yield f'{key}: only on one side'
    for key, value in shown.items():
        if key in true and json.loads(value) != json.loads(true[key]):
            yield f'{key}: the default is {true[key]}'


def wrong_tariff():
    shown = re.search(r'^```json\n(.*?)^```', read('docs/quotes.md'), re.M | re.S)[1]
    [[rules]] = query("select rules from alogistics.tariffs where currency = 'XOF' and lower(valid) is null")
    return [] if json.loads(shown) == rules else [f'the first tariff is {json.dumps(rules)}']


# The checks are the first columns of the functions' queries.
CHECKS = """
  select distinct check_name[1]
  from pg_proc as p, regexp_matches(p.prosrc, $$select '([a-z -]+)',$$, 'g') as check_name
  where p.pronamespace = 'alogistics'::regnamespace
    and p.proname in ('reconcile_ledger', 'reconcile_business', 'verify_ledger')"""


def wrong_checks():
    shown = table('docs/ledger.md', 'check', 'compares') + table('docs/ledger.md', 'check', 'finds')
    return differences([row[:1] for row in shown], query(CHECKS))


def wrong_steps_of_withdrawals():
    shown = table('docs/payments.md', 'step', 'from', 'to', 'by', 'the money')
    return differences([row[:3] for row in shown], facts('withdrawal'))


def wrong_suites():
    suites = re.search(r'^SUITES = (.*)$', read('Makefile'), re.MULTILINE)[1].split()
    return differences([row[:1] for row in table('docs/development.md', 'suite', 'what it proves',
                                                 'where its tests are')], [[suite] for suite in suites])


for name in pages:
    check(f'{name}, links', list(broken_links(name)))
    check(f'{name}, paths', list(missing_paths(name)))
    check(f'{name}, make', list(unknown_targets(name)))
check('README.md, functions', list(wrong_functions()))
check('README.md, errors of functions', list(unknown_errors()))
check('README.md, picture', differences(
    drawn_transitions(), sorted({tuple(row[:3]) for row in facts('transition')})))
check('docs/workflow.md, transitions', differences(
    table('docs/workflow.md', 'event', 'from', 'to', 'by', 'needs'), facts('transition')))
check('docs/ledger.md, checks', wrong_checks())
check('docs/payments.md, steps of withdrawals', wrong_steps_of_withdrawals())
check('docs/errors.md, catalogue', differences(
    table('docs/errors.md', 'name', 'SQLSTATE', 'HTTP', 'message', 'in French', 'what to do'),
    query("select '`' || name || '`', sqlstate as s, status::text, message, message_fr, hint from socle.errors")))
check('docs/access.md, tables', list(untold_tables()))
check('docs/settings.md, keys', list(wrong_settings()))
check('docs/quotes.md, tariff', wrong_tariff())
check('docs/development.md, suites', wrong_suites())
print(f'{results.count(True)} passed, {results.count(False)} failed')
