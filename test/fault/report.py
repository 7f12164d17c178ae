"""Counts what held, and prints what did not: what was promised and what was found."""

import threading


class Report:
    def __init__(self):
        self.passed = 0
        self.failed = 0
        self.lock = threading.Lock()

    def same(self, rule, promised, found):
        self.true(rule, promised == found, f'promised: {promised}\n  found:    {found}')

    def true(self, rule, holds, otherwise):
        with self.lock:
            if holds:
                self.passed += 1
            else:
                self.failed += 1
                print(f'FAILED {rule}\n  {otherwise}', flush=True)

    def finish(self):
        print(f'{self.passed} passed, {self.failed} failed', flush=True)
