"""Who is who in scene.sql."""

import datetime
from dataclasses import dataclass


@dataclass(frozen=True)
class Person:
    id: str
    wallet: str
    account: str


class People:
    def __init__(self, server):
        names = [f'{role}{number}' for role in ('payer', 'carrier') for number in range(8)]
        self.persons = {name: Person(*ids) for name, *ids in server.ask("""
            select name, a.owner_id::text, a.public_id::text, a.id::text
            from unnest(%s) as name
              join alogistics.ledger_accounts as a on a.id = test.account(name)""", names)}
        self.trucks = [row[0] for row in server.ask(
            "select test.id('truck' || n)::text from generate_series(0, 7) as n order by n")]
        self.platform, self.penalties = server.ask(
            "select test.house('platform')::text, test.house('penalties')::text")[0]
        self.today = datetime.date.today()

    def __getitem__(self, name):
        return self.persons[name]

    def truck(self, number):
        return self.trucks[number]

    def date(self, day):
        """As an ISO text, so that a repeated call says the same."""
        return (self.today + datetime.timedelta(days=day)).isoformat()
