"""The fenced blocks of a Markdown file, and how to run them one after another."""

import os
import re
import subprocess
from dataclasses import dataclass

RUNNABLE = ('sh', 'sql', 'js')
END = '-- end of block --'
FENCE = re.compile(r'^```(\S*)[ ]?(.*)$')


@dataclass
class Block:
    """A block to run. `expected` is the ```text block behind it; '…' there stands for anything."""
    file: str
    line: int
    language: str
    code: str
    skip: str | None      # ```sh skip=reason: cannot be run here
    at_end: bool          # ```sh at=end: run when all files are done
    expected: str | None = None

    @property
    def name(self):
        return f'{self.file}:{self.line} ({self.language})'


def read_blocks(file, text):
    """The runnable blocks of a file, each with the ```text block that follows it under its heading."""
    blocks, previous, start = [], None, None
    for number, line in enumerate(text.splitlines(), 1):
        fence = FENCE.match(line)
        if start is None:
            if line.startswith('#'):
                previous = None
            if fence:
                start, language, options, body = number, fence[1], fence[2], []
            continue
        if line != '```':
            body.append(line)
            continue
        start, begin = None, start
        code = '\n'.join(body)
        if language == 'text':
            if previous and previous.expected is None:
                previous.expected = code
            previous = None
        elif language in RUNNABLE:
            skip = re.search(r'skip=(\S+)', options)
            previous = Block(file, begin, language, code, skip and skip[1], 'at=end' in options)
            blocks.append(previous)
    return blocks


def matches(expected, printed):
    """Whether the output is the one shown, but for trailing blanks and what '…' stands for."""
    def tidy(text):
        return '\n'.join(line.rstrip() for line in text.strip().splitlines())
    pattern = '.*'.join(re.escape(part) for part in tidy(expected).split('…'))
    return re.fullmatch(pattern, tidy(printed), re.DOTALL) is not None


class Runner:
    """Runs the blocks of one file. What one block sets is there in the next, as in a reader's shell and psql."""

    def __init__(self, folder, environment, modules):
        self.folder, self.environment, self.modules = folder, environment, modules
        self.state = os.path.join(modules, f'docs-{os.getpid()}.env')
        self.psql = None

    def run(self, block):
        """(what it printed, whether it succeeded)"""
        if block.language == 'sql':
            printed = self.run_sql(block.code)
            return printed, 'ERROR:' not in printed
        code = block.code if block.language == 'sh' else self.node(block.code)
        script = f'[ ! -f {self.state} ] || . {self.state}\nset -ea\n{code}\nexport -p >{self.state}\n'
        done = subprocess.run(['bash', '-c', script], cwd=self.folder, env=self.environment, text=True,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, check=False)
        return done.stdout, done.returncode == 0

    def run_sql(self, code):
        """In one session per file, as superuser, which is how `make run` says to connect."""
        if self.psql is None:
            # Unbuffered, so that errors come between the results that they came between.
            self.psql = subprocess.Popen(
                ['stdbuf', '-o0', 'psql', '-X', '-q', '-d', 'alogistics'], cwd=self.folder,
                env=self.environment, text=True, bufsize=1,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.psql.stdin.write(f'{code}\n\\echo {END}\n')
        self.psql.stdin.flush()
        printed = []
        for line in self.psql.stdout:
            if line.strip() == END:
                return ''.join(printed)
            printed.append(line)
        return ''.join(printed) + 'ERROR: the session ended'

    def node(self, code):
        file = os.path.join(self.modules, f'docs-{os.getpid()}.mjs')
        with open(file, 'w', encoding='utf-8') as script:
            script.write(code)
        # Packages warn there of an older Node; it matters only when the script fails.
        return f'node {file} 2>{file}.err || {{ cat {file}.err; exit 1; }}'

    def close(self):
        if self.psql:
            self.psql.stdin.close()
            self.psql.wait(timeout=20)
        for ending in ('env', 'mjs', 'mjs.err'):
            file = os.path.join(self.modules, f'docs-{os.getpid()}.{ending}')
            if os.path.exists(file):
                os.remove(file)
