"""What the runs of bench/ledger say: a table of ratios, and whether the bars are reached."""
from collections import defaultdict
from dataclasses import dataclass
from statistics import median


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


def shown(values, digits):
    """median (min–max)"""
    if len(values) < 2:
        return f"{values[0]:.{digits}f}" if values else "–"
    return f"{median(values):.{digits}f} ({min(values):.{digits}f}–{max(values):.{digits}f})"


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

    def show(self):
        columns = [*self.speeds, "cpu", "wal_bytes"]
        rounds = len(self.values["wal_bytes"]["one"])
        print("\nTransfers per second and CPU as ratios to a one-row insert of the same round,"
              f"\nmedian (min–max) of {rounds} rounds. CPU and WAL: one client, off.\n")
        print(f"{'':12}" + "".join(f"{title(what):20}" for what in columns).rstrip())
        for variant in self.variants:
            cells = [shown(self.ratios(what, variant, "one" if what in self.speeds else None),
                           digits_of(what)) for what in columns]
            print(f"{variant:12}" + "".join(f"{cell:20}" for cell in cells).rstrip())
        print()
        for bar in BARS:
            self.show_bar(bar)

    def show_bar(self, bar):
        values = self.ratios(bar.what, bar.variant, bar.reference)
        bound = f"{'at most' if bar.at_most else 'at least'} {bar.bound:g}"
        where = title(bar.what) if isinstance(bar.what, tuple) else "1 client"
        if not values:
            verdict = "not measured"
        elif median(values) <= bar.bound if bar.at_most else median(values) >= bar.bound:
            verdict = "reached"
        else:
            verdict = "missed"
        print(f"{verdict:13}{shown(values, digits_of(bar.what)):20}{bound:14}{bar.text} ({where})")
