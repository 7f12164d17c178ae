"""Writes a section of bench/RESULTS.md for a bench that measures in SQL, or in another language.

usage: hand_over.py BENCH DATABASE FILE.sql: each statement of the file is a table of the section. One whose first column is
called "bar" holds bars: what it is about, "at most 5" or "at least 5", and what was found; without a bound it is left out.
       hand_over.py BENCH: {"head": […], "rows": [[…], …], "bars": [[text, is at most, bound, found], …]} from stdin.
"""
import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import results_page


def statements(file):
    lines = [line for line in Path(file).read_text().splitlines() if not line.startswith("--")]
    return [text for text in "\n".join(lines).split(";\n") if text.strip()]


def rows_of(database, statement):
    command = ["psql", "-X", "-q", "--csv", "-v", "ON_ERROR_STOP=1", "-d", database, "-c", statement]
    text = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return list(csv.reader(io.StringIO(text)))


def from_sql(database, file):
    parts, bars = [], []
    for statement in statements(file):
        head, *rows = rows_of(database, statement) or [[]]
        if head[:1] == ["bar"]:
            bars += [results_page.bar(text, bound.startswith("at most"), float(bound.split()[-1]), float(found))
                     for text, bound, found in rows if bound]
        elif head:
            parts.append(results_page.table(head, rows))
    return parts, bars


def main():
    if len(sys.argv) > 2:
        parts, bars = from_sql(*sys.argv[2:])
    else:
        found = json.load(sys.stdin)
        parts = [results_page.table(found["head"], found["rows"])]
        bars = [results_page.bar(*bar) for bar in found.get("bars", ())]
    results_page.publish(sys.argv[1], parts, bars)


main()
