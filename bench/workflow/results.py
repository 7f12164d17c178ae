"""Tables and bars of bench/workflow, and the files that publish.py reads."""
import json
import os
from pathlib import Path
from statistics import median

from jobs import STEPS
from results_page import bar, shown

VARIANTS = ("socle", "rival", "floor")
# Of whole jobs, as they are shown.
WHOLE_VARIANTS = ("socle", "rival", "client", "orm", "floor")
BARS = (("cpu", "rival", 0.65), ("wal", "rival", 0.9), ("cpu", "floor", 1.5))


def keep(name, found):
    """For publish.py, if the run publishes."""
    if "FOUND" not in os.environ:
        return
    plain = {what: {"|".join(map(str, key)) if isinstance(key, tuple) else key: value for key, value in part.items()}
             if isinstance(part, dict) else part for what, part in found.items()} if isinstance(found, dict) else found
    (Path(os.environ["FOUND"]) / f"{name}.json").write_text(json.dumps(plain))


def without_frame(cpu, step, variant):
    """What the step takes above a request that does nothing, round by round."""
    return [own - frame for own, frame in zip(cpu[step, variant], cpu["frame", variant])]


def ratios(own, others):
    return [value / other for value, other in zip(own, others)]


def job_of(values):
    """The sums over all steps."""
    return [sum(parts) for parts in zip(*values)]


def rows_of(cpu, wal):
    """By step, the whole job last: CPU and WAL by variant."""
    rows = {step: {"cpu": {v: without_frame(cpu, step, v) for v in VARIANTS}, "wal": {v: wal[step, v] for v in VARIANTS}}
            for step in STEPS}
    rows["whole job"] = {what: {v: job_of([rows[step][what][v] for step in STEPS]) for v in VARIANTS}
                         for what in ("cpu", "wal")}
    return rows


def step_bars(rows):
    return [bar(f"{what.upper()} of the {other}'s, {step}", True, bound,
                median(ratios(row[what]["socle"], row[what][other])))
            for step, row in rows.items() for what, other, bound in BARS]


def show_bars(bars):
    print()
    for text, is_most, bound, ratio, is_reached in bars:
        print(f"{'reached' if is_reached else 'missed ':9}{ratio:5.2f}  {'at most' if is_most else 'at least'} {bound:<5g}{text}")


def show_others(share):
    print(f"\nOther work took {share:.0%} of this machine's CPU meanwhile.")


def show_steps(cpu, wal, others):
    keep("steps", {"cpu": cpu, "wal": wal, "others": others})
    rows = rows_of(cpu, wal)
    print(f"\nOne client, medians of {len(cpu['frame', 'socle'])} rounds (min–max). CPU in microseconds above a request that"
          f" does nothing,\nwhich takes {median(cpu['frame', 'socle']):.0f} with our claims and"
          f" {median(cpu['frame', 'rival']):.0f} with the rival's. WAL in bytes.\n")
    print(f"{'':11}{'CPU: ours':>10}{'rival':>8}{'floor':>8}{'ours of rival':>20}{'ours of floor':>20}"
          f"{'WAL: ours':>11}{'rival':>8}{'floor':>8}{'ours of rival':>20}")
    for step, row in rows.items():
        cells = [f"{step:11}"]
        for what, others_shown, width in (("cpu", ("rival", "floor"), 10), ("wal", ("rival",), 11)):
            values = row[what]
            cells += [f"{median(values['socle']):>{width}.0f}", *(f"{median(values[v]):>8.0f}" for v in ("rival", "floor"))]
            cells += [f"{shown(ratios(values['socle'], values[other]), 2):>20}" for other in others_shown]
        print("".join(cells))
    show_others(others)
    show_bars(step_bars(rows))


def whole_bars(whole, modes, least):
    bars = [bar(f"whole job over one connection, speed of {other}'s ({mode})", False, bound,
                median(ratios(whole.speeds[mode, least]["socle"], whole.speeds[mode, least][other])))
            for mode in modes for other, bound in (("orm", 3), ("client", 1.8))]
    return bars + [bar("completions by 16 clients with a flush of 1 ms, of those that credit no platform", False, 0.9,
                       median(ratios(whole.completions["shared"], whole.completions["none"])))]


def show_whole(whole, others):
    keep("whole", {"speeds": {(*cell, variant): values for cell, own in whole.speeds.items() for variant, values in own.items()},
                   "waits": whole.waits, "others": others})
    columns = list(whole.speeds)
    variants = [variant for variant in WHOLE_VARIANTS if variant != "rival"]
    print(f"\nWhole jobs per second, as a ratio to the rival's functions in the same round: median (min–max) of"
          f" {len(whole.speeds[columns[0]]['rival'])} rounds.\nThe rival's own speed in brackets.\n")
    print(f"{'':22}" + "".join(f"{variant:>20}" for variant in variants) + f"{'rival':>10}")
    for mode, number in columns:
        speeds = whole.speeds[mode, number]
        cells = [shown(ratios(speeds[variant], speeds["rival"]), 2) for variant in variants]
        print(f"{f'{mode}, {number} clients':22}" + "".join(f"{cell:>20}" for cell in cells)
              + f"{'(' + format(median(speeds['rival']), '.1f') + ')':>10}")
    print("\nCompletions by 16 clients are seen at: "
          + ", ".join(f"{name} {share:.0%}" for name, share in sorted(whole.waits.items(), key=lambda item: -item[1])[:6]))
    show_others(others)
    bars = whole_bars(whole, dict.fromkeys(mode for mode, _ in columns), min(number for _, number in columns))
    keep("bars", bars)
    show_bars(bars)


def show_rest(elapsed, cpu, others):
    keep("rest", {"elapsed": elapsed, "cpu": cpu, "others": others})
    print(f"\nWhole jobs through PostgREST, one after the other, medians of {len(cpu['socle'])} rounds (min–max):")
    for name, unit, values in (("elapsed", "ms", elapsed), ("CPU of the backends", "us", cpu)):
        print(f"{name:22}ours {median(values['socle']):.0f} {unit}, rival {median(values['rival']):.0f} {unit}, ours of rival"
              f" {shown(ratios(values['socle'], values['rival']), 2)}")
    show_others(others)
