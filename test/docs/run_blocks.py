"""Runs the blocks of Markdown files in a folder where `make run` may be called.

    run_blocks.py REPOSITORY FOLDER MODULES [--at-end] FILE…

The text is read from REPOSITORY and run in FOLDER, a clone of it; js finds its packages from MODULES.
With --at-end only the blocks marked at=end, otherwise all others.
Prints a line for each block that fails or is skipped, then `N passed, N failed`.
"""

import os
import sys

from blocks import Runner, matches, read_blocks


def server_environment(folder):
    """As `make run` prints it: psql as superuser on the private server."""
    environment = {name: value for name, value in os.environ.items()
                   if not name.startswith(('PG', 'MAKE', 'MFLAGS', 'SOCLE_')) or name == 'PG_CONFIG'}
    home = os.path.join(folder, '.run')
    environment.update(PGHOST=home, PGUSER='postgres', PSQL_PAGER='', PAGER='')
    # Until `make run` has written it there is nothing to connect to.
    port = os.path.join(home, 'port')
    if os.path.exists(port):
        with open(port, encoding='ascii') as file:
            environment['PGPORT'] = file.read().strip()
    return environment


def check(runner, block):
    printed, succeeded = runner.run(block)
    fine = succeeded if block.expected is None else matches(block.expected, printed)
    if block.language == 'sh':
        fine = fine and succeeded
    if not fine:
        print(f'not as shown: {block.name}\n{block.code}\n--- printed:\n{printed}\n---')
    return fine


def main(repository, folder, modules, at_end, files):
    results = []
    for file in files:
        with open(os.path.join(repository, file), encoding='utf-8') as page:
            blocks = [block for block in read_blocks(file, page.read()) if block.at_end == at_end]
        runner = Runner(folder, server_environment(folder), modules)
        for block in blocks:
            if block.skip:
                print(f'not run: {block.name}: {block.skip.replace("-", " ")}')
            else:
                results.append(check(runner, block))
        runner.close()
    print(f'{results.count(True)} passed, {results.count(False)} failed')


arguments = [argument for argument in sys.argv[1:] if argument != '--at-end']
main(*arguments[:3], '--at-end' in sys.argv, arguments[3:])
