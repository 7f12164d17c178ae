"""What bench/rls measures: statements, who runs them, and the bars."""
from dataclasses import dataclass, field

# Who runs a variant, as a client of the table and as staff. Nobody is the superuser, whom no policy
# binds: the floor.
ROLES = {
    "floor": {"client": None, "staff": None},
    "ours": {"client": "authenticated", "staff": "staff"},
    "wrapped": {"client": "bench_wrapped"},
    "bare": {"client": "bench_bare"},
}

# The whole table is read: nobody may look for an index.
NO_INDEX = {"enable_indexscan": "off", "enable_bitmapscan": "off", "enable_indexonlyscan": "off"}


@dataclass
class Cell:
    text: str
    statement: str
    times: int  # executions in a run
    runs: int = 1  # in a round, of each variant
    filter: str = ""  # what the floor writes out
    bar: float | None = None  # of ours
    who: str = "client"
    settings: dict = field(default_factory=dict)
    # Variants that call a function for each row, and take seconds.
    slow: tuple = ()

    def statement_of(self, variant):
        return self.statement + (self.filter if variant == "floor" else "") + ";"

    def times_of(self, variant):
        return 1 if variant in self.slow else self.times

    def warm_of(self, variant):
        """Executions before: until the plan is the one that stays, and everything is in memory."""
        return 0 if variant in self.slow else max(2, self.times // 20)


OWNER = " where owner = :me"
PARTY = " where client_id = :me or assigned_transporter_id = :me"
CELLS = {
    "count": Cell(
        "count over the table as client", "select count(*) from bench.rows", 8, 1, OWNER, 1.25,
        settings=NO_INDEX, slow=("bare",)),
    "index": Cell(
        "100 rows by index as client", "select id, amount, note from bench.rows", 500, 3, OWNER,
        1.3),
    "staff": Cell(
        "count over the table as staff", "select count(*) from bench.rows", 8, 1, "", 1.15, "staff",
        settings=NO_INDEX),
    "insert": Cell(
        "insert of one row",
        "insert into bench.rows (owner, amount, note) values (:me, 1, 'A note')", 1000, 5, "", 1.15),
    "update": Cell(
        "update of one own row", "update bench.rows set amount = amount + 1 where id = :row", 1000,
        5, " and owner = :me", 1.2),
    "parties": Cell(
        "200 requests by two indexes as client or transporter",
        "select id, status, final_price from alogistics.transport_requests", 300, 3, PARTY,
        1.3),
    "parties_staff": Cell(
        "count over all requests as staff", "select count(*) from alogistics.transport_requests",
        4, 1, "", 1.15, "staff", settings=NO_INDEX),
}
