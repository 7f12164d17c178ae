"""The first jobs of a history, taken as the measured ones are; and what is going on besides. bench/growth/run calls it.

usage: first.py DATABASE JOBS FIRST [STEP]: up to and with that step."""
import sys

from operations import WRITES, Installation


def main():
    database, number, first = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    names = list(WRITES)
    if len(sys.argv) > 4:
        names = names[:names.index(sys.argv[4]) + 1]
    installation = Installation(database)
    for job in installation.machine.new_jobs(first, number):
        for name in names:
            installation.take(name, job)


main()
