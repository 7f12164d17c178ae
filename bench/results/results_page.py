"""bench/RESULTS.md and its pictures: what `make bench-NAME` found, with the machine and the versions.

Each bench owns one section, by its heading in README.md, and writes it anew: PYTHONPATH has bench/results.
"""
import os
import platform
import re
import subprocess
from datetime import datetime, timezone
from html import escape
from pathlib import Path
from statistics import median

BENCH = Path(__file__).parents[1]
PAGE = BENCH / "RESULTS.md"
HEAD = """# Results

Written by `make bench` and `make bench-NAME`; [README.md](README.md) says what is compared and how. Ratios are medians of
rounds, with the smallest and the largest in brackets: times of one machine say little.
"""
COLOURS = ("#2a6f97", "#c9704a", "#8a9a5b", "#7d6b91", "#6b6b6b")


def first_match(pattern, text, otherwise="unknown"):
    found = re.search(pattern, text, re.M)
    return found[1].strip() if found else otherwise


def output_of(*command):
    return subprocess.run(command, capture_output=True, text=True, cwd=BENCH, check=False).stdout.strip()


def machine():
    """One sentence: processor, memory, system, versions, commit."""
    processor = first_match(r"^model name\s*:(.*)", Path("/proc/cpuinfo").read_text())
    memory_kb = int(first_match(r"^MemTotal:\s*(\d+)", Path("/proc/meminfo").read_text()))
    server = output_of("psql", "-X", "-A", "-t", "-d", "postgres", "-c", "show server_version")
    git = ("git", "-c", "safe.directory=*", "-C", str(BENCH.parent))
    commit = output_of(*git, "rev-parse", "--short", "HEAD")
    if output_of(*git, "status", "--porcelain", "src", "extension"):
        commit += " with changes"
    return (f"{datetime.now(timezone.utc):%Y-%m-%d %H:%M} UTC, commit {commit}. PostgreSQL {server};"
            f" {os.cpu_count()} × {processor}, {memory_kb / 1048576:.0f} GB, {platform.system()},"
            f" Python {platform.python_version()}.")


def table(head, rows):
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def titles():
    """Of the benches, in the order of README.md."""
    return re.findall(r"^## (.*`make bench-.*`)$", (BENCH / "README.md").read_text(), re.M)


def write_section(title, parts):
    """Replaces the section of this title, or puts it in its place."""
    head, *sections = re.split(r"^(?=## )", PAGE.read_text() if PAGE.exists() else HEAD, flags=re.M)
    kept = [section for section in sections if not section.startswith(f"## {title}\n")]
    kept.append(f"## {title}\n\n" + "\n\n".join(parts) + "\n")
    order = {name: place for place, name in enumerate(titles())}
    kept.sort(key=lambda section: order.get(section.split("\n")[0][3:], len(order)))
    PAGE.write_text("\n".join(part.rstrip("\n") + "\n" for part in [head, *kept]))


def spread(values):
    return median(values), min(values), max(values)


def shown(values, digits):
    """median (min–max)"""
    if len(values) < 2:
        return f"{values[0]:.{digits}f}" if values else "–"
    return f"{median(values):.{digits}f} ({min(values):.{digits}f}–{max(values):.{digits}f})"


def bar(text, is_most, bound, found):
    return text, is_most, bound, found, found <= bound if is_most else found >= bound


def verdicts(bars):
    return table(["bar", "bound", "found", ""], [
        [text, f"{'at most' if is_most else 'at least'} {bound:g}", f"{found:.2f}", "reached" if is_reached else "missed"]
        for text, is_most, bound, found, is_reached in bars])


def publish(bench, parts, bars=(), others=None):
    """Prints what was found and writes the section of it. `parts` are tables, pictures and sentences; `others` is how much
    of the machine others had. While the server runs, because its version is asked for."""
    parts = [part for part in parts if part]
    if others is not None:
        parts.append(f"Other work took {others:.0%} of the machine meanwhile.")
    if bars:
        parts.append(verdicts(bars))
    print("\n" + "\n\n".join(part for part in parts if not part.startswith("![")))
    title = next(title for title in titles() if title.endswith(f"`make bench-{bench}`"))
    write_section(title, [machine(), *parts])


def text_at(x, y, words, anchor="start", size=12):
    return f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}" font-size="{size}">{escape(words)}</text>'


def bars(name, title, groups, series, values, bars_at=()):
    """A picture of horizontal bars with their spread. values[group][series] is (median, smallest, largest); bars_at are
    pairs of a value and what it means. Returns how a page shows it."""
    left, width, thick, gap = max(120, 16 + 7 * max(map(len, groups))), 560, 14, 12
    most = max([high for group in values.values() for _, _, high in group.values()] + [at for at, _ in bars_at]) * 1.05
    height = 60 + len(groups) * (len(series) * thick + gap) + 20

    def place(value):
        return left + value / most * width

    parts = [text_at(10, 20, title, size=14)]
    room = min(150, width // max(len(series), 1))
    for number, member in enumerate(series):
        parts += [f'<rect x="{left + number * room}" y="30" width="10" height="10" fill="{COLOURS[number]}"/>',
                  text_at(left + 14 + number * room, 39, member)]
    y = 54
    for group in groups:
        parts.append(text_at(left - 8, y + len(series) * thick / 2 + 4, group, "end"))
        for number, member in enumerate(series):
            middle, low, high = values[group][member]
            parts += [f'<rect x="{left}" y="{y}" width="{place(middle) - left:.1f}" height="{thick - 3}"'
                      f' fill="{COLOURS[number]}"/>',
                      f'<path d="M{place(low):.1f} {y + thick / 2 - 1.5}H{place(high):.1f}" stroke="#222"/>',
                      text_at(place(high) + 5, y + thick - 4, f"{middle:.3g}", size=10)]
            y += thick
        y += gap
    for at, meaning in bars_at:
        parts += [f'<path d="M{place(at):.1f} 46V{y}" stroke="#b00" stroke-dasharray="4 3"/>',
                  text_at(place(at), y + 12, meaning, "middle", 10)]
    picture = (f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + width + 60}" height="{height}"'
               f' font-family="sans-serif"><rect width="100%" height="100%" fill="white"/>\n' + "\n".join(parts) + "\n</svg>\n")
    (BENCH / "results" / f"{name}.svg").write_text(picture)
    return f"![{title}](results/{name}.svg)"
