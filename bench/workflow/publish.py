"""Writes what steps.py, whole.py and rest.py found into bench/RESULTS.md, with pictures."""
import json
import os
from pathlib import Path
from statistics import median

import results
import results_page
from results_page import shown

FOUND = Path(os.environ["FOUND"])


def read(name):
    """Keys of several words were tuples."""
    found = json.loads((FOUND / f"{name}.json").read_text())
    return {what: {tuple(key.split("|")): value for key, value in part.items()} if isinstance(part, dict) else part
            for what, part in found.items()}


def steps_parts():
    found = read("steps")
    rows = results.rows_of(found["cpu"], found["wal"])
    lines, values = [], {}
    for step, row in rows.items():
        cpus, wals = row["cpu"], row["wal"]
        of = {other: results.ratios(cpus["socle"], cpus[other]) for other in ("rival", "floor")}
        values[step] = {"of the rival's": results_page.spread(of["rival"]), "of the floor's": results_page.spread(of["floor"])}
        lines.append([step, *(f"{median(cpus[v]):,.0f}" for v in results.VARIANTS), shown(of["rival"], 2), shown(of["floor"], 2),
                      *(f"{median(wals[v]):,.0f}" for v in results.VARIANTS),
                      shown(results.ratios(wals["socle"], wals["rival"]), 2)])
    head = ["one client", "CPU, µs: ours", "rival", "floor", "ours of rival", "ours of floor", "WAL, bytes: ours", "rival",
            "floor", "ours of rival"]
    picture = results_page.bars("workflow-steps", "CPU of each step, ours as a ratio", list(rows),
                                ["of the rival's", "of the floor's"], values, ((0.65, "0.65"), (1.5, "1.5")))
    busy = f"Other work took {found['others']:.0%} of the machine meanwhile. CPU above a request that does nothing."
    return [results_page.table(head, lines), busy, picture], results.step_bars(rows)


def whole_parts():
    found = read("whole")
    variants = results.WHOLE_VARIANTS
    cells = dict.fromkeys((mode, number) for mode, number, _ in found["speeds"])
    lines, values = [], {}
    for mode, number in cells:
        own = {variant: found["speeds"][mode, number, variant] for variant in variants}
        of = {variant: results.ratios(own[variant], own["rival"]) for variant in variants}
        values[f"{mode}, {number}"] = {variant: results_page.spread(of[variant]) for variant in variants}
        lines.append([f"{mode}, {number}", *(shown(of[variant], 2) for variant in variants if variant != "rival"),
                      f"{median(own['rival']):.1f}"])
    head = ["flush, clients", *(f"{variant}, of the rival's" for variant in variants if variant != "rival"),
            "rival, jobs a second"]
    waits = ", ".join(f"{key[0]} {share:.0%}" for key, share in sorted(found["waits"].items(), key=lambda item: -item[1])[:6])
    picture = results_page.bars("workflow-whole", "Whole jobs a second, of the rival's", list(values), variants, values)
    least = min((number for _, number in cells), key=int)
    bounds = ", ".join(f"{mode} {shown(results.ratios(*(found['speeds'][mode, least, v] for v in ('floor', 'client'))), 2)}"
                       for mode, number in cells if number == least)
    return [results_page.table(head, lines), picture,
            f"What the floor reaches over one connection, of the client's speed: {bounds}.",
            f"Completions by 16 clients are seen at: {waits}. Other work took {found['others']:.0%} of the machine meanwhile."]


def rest_parts():
    found = read("rest")
    lines = [[name, *(f"{median(found[what][variant,]):,.0f}" for variant in ("socle", "rival")),
              shown(results.ratios(found[what]["socle",], found[what]["rival",]), 2)]
             for name, what in (("elapsed, ms", "elapsed"), ("CPU of the backends, µs", "cpu"))]
    return [results_page.table(["a whole job through PostgREST", "ours", "rival", "ours of rival"], lines)]


def main():
    steps, bars = steps_parts()
    whole = whole_parts()
    bars += json.loads((FOUND / "bars.json").read_text())
    results_page.publish("workflow", [*steps, *whole, *rest_parts()], bars)


main()
