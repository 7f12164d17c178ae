"""What the runs of bench/ledger say: a table of ratios, and whether the bars are reached."""
from collections import defaultdict
from dataclasses import dataclass
from statistics import median

import results_page
from results_page import shown


@dataclass
class Bar:
    """A bound for `variant`, as a ratio to `reference` (None: as measured)."""
    text: str
    what: object  # (mode, clients) of a speed, "cpu" or "wal_bytes"
    variant: str
    reference: str | None
    bound: float
    at_most: bool = False


BARS = [
    Bar("a transfer, of one-row inserts", ("off", 8), "socle", "one", 0.5),
    Bar("a transfer, of naive ones", ("off", 8), "socle", "naive", 2.2),
    Bar("a transfer, of pgledger's", ("off", 8), "socle", "pgledger", 6),
    Bar("CPU of a transfer, of a one-row insert's", "cpu", "socle", None, 1.9, at_most=True),
    Bar("WAL of a transfer, bytes", "wal_bytes", "socle", None, 1000, at_most=True),
    Bar("all into one account, of random ones", ("off", 8), "socle_hot", "socle", 0.9),
    Bar("all into one account, of random ones", ("slow", 8), "socle_hot", "socle", 0.9),
]


def title(what):
    names = {"cpu": "CPU", "wal_bytes": "WAL bytes"}
    return names[what] if what in names else f"{what[0]}, {what[1]} clients"


def digits_of(what):
    return 0 if what == "wal_bytes" else 2


class Results:
    def __init__(self, variants, modes, clients):
        self.variants = variants
        self.speeds = [(mode, number) for mode in modes for number in clients]
        # By what was measured, then by variant: one value for each round.
        self.values = defaultdict(lambda: defaultdict(list))

    def add_speeds(self, mode, clients, speeds):
        for variant, speed in speeds.items():
            self.values[mode, clients][variant].append(speed)

    def add_samples(self, samples):
        """CPU as ratios already, unless the kernel does not tell."""
        for variant, (cpu, wal_bytes) in samples.items():
            if cpu is not None:
                self.values["cpu"][variant].append(cpu)
            self.values["wal_bytes"][variant].append(wal_bytes)

    def ratios(self, what, variant, reference):
        """One for each round, so that what slows the machine for a while slows both."""
        values = self.values[what][variant]
        if reference is None:
            return values
        return [value / other for value, other in zip(values, self.values[what][reference])]

    def parts(self):
        columns = [*self.speeds, "cpu", "wal_bytes"]
        head = ["transfers a second and CPU, of a one-row insert's", *(title(what) for what in columns)]
        rows = [[variant, *(shown(self.ratios(what, variant, "one" if what in self.speeds else None), digits_of(what))
                            for what in columns)] for variant in self.variants]
        return [results_page.table(head, rows), self.picture()]

    def picture(self):
        what = self.speeds[0]
        values = {variant: {"speed": results_page.spread(self.ratios(what, variant, "one"))} for variant in self.variants}
        return results_page.bars("ledger", f"Transfers a second, of one-row inserts ({title(what)})", list(values), ["speed"],
                                 values, ((0.5, "0.5"),))

    def bars(self):
        """Of what was measured."""
        found = []
        for bar in BARS:
            values = self.ratios(bar.what, bar.variant, bar.reference)
            where = title(bar.what) if isinstance(bar.what, tuple) else "1 client"
            if values:
                found.append(results_page.bar(f"{bar.text} ({where})", bar.at_most, bar.bound, median(values)))
        return found
