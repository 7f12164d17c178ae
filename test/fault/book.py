"""What clients were told, to be held against what is there."""

import threading


class Book:
    """(kind, object) → what the last answer made of it, in the words of the view test.truth."""

    def __init__(self, server):
        self.server = server
        self.lock = threading.Lock()
        self.promises = {}
        self.take_as_promised()

    def take_as_promised(self):
        """What is there now: the scene, or what a failure left, which need not be told twice."""
        self.promises = {(kind, thing): found for kind, thing, found in
                         self.server.ask('select kind, object, found from test.truth')}

    def promise(self, kind, thing, *words):
        with self.lock:
            self.promises[kind, str(thing)] = ' '.join(str(word) for word in words)

    def move(self, account, amount):
        with self.lock:
            self.promises['balance', account] = \
                str(int(self.promises['balance', account]) + amount)

    def differences(self):
        """(kind, object, promised, found) of all that was lost, undone, done twice or never told."""
        kinds, things, words = zip(*((*key, promised) for key, promised in self.promises.items()))
        return self.server.ask("""
            select kind, object, promised, found
            from unnest(%s, %s, %s) as p (kind, object, promised)
              full join test.truth as t using (kind, object)
            where p.promised is distinct from t.found
            order by kind, object""", list(kinds), list(things), list(words))
