"""Tables and bars of bench/workflow."""
from statistics import median

from jobs import STEPS
from report import shown

BARS = (("cpu", "rival", 0.65), ("wal", "rival", 0.9), ("cpu", "floor", 1.5))
NAMES = {"rival": "of the rival's", "floor": "of the floor's"}


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
    rows = {step: {"cpu": {v: without_frame(cpu, step, v) for v in ("socle", "rival", "floor")},
                   "wal": {v: wal[step, v] for v in ("socle", "rival", "floor")}} for step in STEPS}
    rows["whole job"] = {what: {v: job_of([rows[step][what][v] for step in STEPS]) for v in ("socle", "rival", "floor")}
                         for what in ("cpu", "wal")}
    return rows


def show_steps(cpu, wal, others):
    rows = rows_of(cpu, wal)
    print(f"\nOne client, medians of {len(cpu['frame', 'socle'])} rounds (min–max). CPU in microseconds above a request that does"
          f" nothing, which takes {median(cpu['frame', 'socle']):.0f} with ours and {median(cpu['frame', 'rival']):.0f} with the"
          f" rival's claims. WAL in bytes.\n")
    print(f"{'':11}{'CPU: ours':>10}{'rival':>8}{'floor':>8}{'ours of rival':>22}{'ours of floor':>22}"
          f"{'WAL: ours':>11}{'rival':>8}{'floor':>8}{'ours of rival':>22}")
    for step, row in rows.items():
        cpus, wals = row["cpu"], row["wal"]
        print(f"{step:11}{median(cpus['socle']):>10.0f}{median(cpus['rival']):>8.0f}{median(cpus['floor']):>8.0f}"
              f"{shown(ratios(cpus['socle'], cpus['rival']), 2):>22}{shown(ratios(cpus['socle'], cpus['floor']), 2):>22}"
              f"{median(wals['socle']):>11.0f}{median(wals['rival']):>8.0f}{median(wals['floor']):>8.0f}"
              f"{shown(ratios(wals['socle'], wals['rival']), 2):>22}")
    print(f"\nOther work took {others:.0%} of this machine's CPU meanwhile.\n")
    for step, row in rows.items():
        for what, other, bound in BARS:
            ratio = median(ratios(row[what]["socle"], row[what][other]))
            print(f"{'reached' if ratio <= bound else 'missed ':9}{ratio:5.2f}  at most {bound:<5g}{what.upper()} {NAMES[other]}, {step}")


def show_whole(whole, others):
    columns = list(whole.speeds)
    variants = list(whole.speeds[columns[0]])
    first = min(number for _, number in columns)
    print(f"\nWhole jobs per second, as a ratio to the rival's functions in the same round: median (min–max) of"
          f" {len(whole.speeds[columns[0]][variants[0]])} rounds. The rival's own speed in brackets.\n")
    print(f"{'':22}" + "".join(f"{variant:>20}" for variant in variants if variant != "rival") + f"{'rival':>10}")
    for mode, number in columns:
        speeds = whole.speeds[mode, number]
        cells = [shown(ratios(speeds[variant], speeds["rival"]), 2) for variant in variants if variant != "rival"]
        print(f"{f'{mode}, {number} clients':22}" + "".join(f"{cell:>20}" for cell in cells)
              + f"{'(' + format(median(speeds['rival']), '.1f') + ')':>10}")
    print("\nCompletions by 16 clients wait for: "
          + ", ".join(f"{name} {share:.0%}" for name, share in sorted(whole.waits.items(), key=lambda item: -item[1])[:6]))
    print(f"\nOther work took {others:.0%} of this machine's CPU meanwhile.\n")
    for mode in (mode for mode, number in columns if number == first):
        speeds = whole.speeds[mode, first]
        for other, bound in (("orm", 3), ("client", 1.8)):
            ratio = median(ratios(speeds["socle"], speeds[other]))
            print(f"{'reached' if ratio >= bound else 'missed ':9}{ratio:5.2f}  at least {bound:<5g}whole job over one connection,"
                  f" of {other}'s ({mode})")
    ratio = median(ratios(whole.completions["shared"], whole.completions["none"]))
    print(f"{'reached' if ratio >= 0.9 else 'missed ':9}{ratio:5.2f}  at least 0.9  completions by 16 clients with a flush of 1 ms, of"
          " those that credit no platform")
