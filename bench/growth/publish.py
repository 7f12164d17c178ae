"""Hands over what measure.py and churn.py found."""
import json
import os
from pathlib import Path
from statistics import median

import results_page
from results_page import shown

FOUND = Path(os.environ["FOUND"])
BOUND = 1.15
PHASES = {"before": "", "after": ", after the churn"}


def read(name):
    file = FOUND / f"{name}.json"
    return json.loads(file.read_text()) if file.exists() else None


def named(size):
    return f"{int(size):,}"


class Phase:
    def __init__(self, name):
        found = read(name)
        self.title, self.sizes, self.others = PHASES[name], found["sizes"], found["others"]
        self.cpu = self.by_operation(found["cpu"])
        self.wal, self.blocks = self.by_operation(found["wal"]), self.by_operation(found["blocks"])
        frame = self.cpu.pop("frame")
        for own in self.cpu.values():
            for size, values in own.items():
                own[size] = [max(value - empty, 1) for value, empty in zip(values, frame[size])]

    @staticmethod
    def by_operation(values):
        result = {}
        for key, rounds in values.items():
            operation, size = key.split("|")
            result.setdefault(operation, {})[size] = rounds
        return result

    def ratios(self, operation, size):
        """To the smallest, round by round."""
        return [own / other for own, other in zip(self.cpu[operation][size], self.cpu[operation][self.sizes[0]])]

    def table(self):
        head = [f"CPU, µs{self.title}", named(self.sizes[0]), *(f"{named(size)}, of that" for size in self.sizes[1:]),
                *(f"WAL, bytes: {named(size)}" for size in self.sizes), *(f"blocks: {named(size)}" for size in self.sizes)]
        return results_page.table(head, [
            [operation, f"{median(own[self.sizes[0]]):,.0f}",
             *(shown(self.ratios(operation, size), 2) for size in self.sizes[1:]),
             *(f"{median(self.wal[operation][size]):,.0f}" for size in self.sizes),
             *(f"{median(self.blocks[operation][size]):,.0f}" for size in self.sizes)]
            for operation, own in self.cpu.items()])

    def bars(self):
        return [results_page.bar(f"{operation}, CPU at {named(size)} rows{self.title}", True, BOUND,
                                 median(self.ratios(operation, size)))
                for operation in self.cpu for size in self.sizes[1:]]

    def picture(self):
        name = "growth" + self.title.replace(", ", "-").replace(" ", "-")
        sizes = self.sizes[1:]
        values = {operation: {named(size): results_page.spread(self.ratios(operation, size)) for size in sizes}
                  for operation in self.cpu}
        return results_page.bars(name, f"CPU of each operation, of that at {named(self.sizes[0])} rows{self.title}",
                                 list(values), [named(size) for size in sizes], values, ((BOUND, f"{BOUND}"),))


def churned(sizes):
    """How much room it took: of each size, the tables that grew most."""
    rows = []
    for size in sizes:
        found = read(f"churn_{size}")
        grown = sorted(found["after"], key=lambda name: sum(found["before"].get(name, (0, 0))[:2])
                       - sum(found["after"][name][:2]))[:8]
        for name in grown:
            before, after = found["before"].get(name, (0, 0, 0, 0)), found["after"][name]
            rows.append([named(size), name, *(f"{before[part] / 1e6:,.1f} → {after[part] / 1e6:,.1f}" for part in (0, 1)),
                         f"{after[2]:,}", f"{after[3]:,}"])
        rows.append([named(size), f"all, {found['jobs']:,} jobs in {found['seconds']} s",
                     *(f"{sum(v[part] for v in found['before'].values()) / 1e6:,.0f} →"
                       f" {sum(v[part] for v in found['after'].values()) / 1e6:,.0f}" for part in (0, 1)),
                     *(f"{sum(v[part] for v in found['after'].values()):,}" for part in (2, 3))])
    return results_page.table(["rows", "table", "table, MB", "indexes, MB", "live rows", "dead rows"], rows)


MEMORY = (f"{int(os.environ['MEMORY_MB']) / 1024:.1f} GB of shared buffers, in"
          f" {'huge' if os.environ['HUGE_PAGES'] == 'yes' else 'small'} pages.")


def main():
    phases = [Phase(name) for name in PHASES if read(name)]
    parts, bars = [MEMORY], []
    for phase in phases:
        parts += [phase.table(), phase.picture()]
        bars += phase.bars()
    if len(phases) > 1:
        parts.append(churned(phases[0].sizes))
    results_page.publish("growth", parts, bars, max(phase.others for phase in phases))


main()
