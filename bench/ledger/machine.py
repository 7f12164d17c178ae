"""How much of the machine others took while we measured: ratios suffer from it. Linux only."""
import os
import resource
from pathlib import Path

TICKS_PER_S = os.sysconf("SC_CLK_TCK")


def stat_of(process):
    """The numbers of /proc/PID/stat behind the name: state, parent, …"""
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()


def server_s(postmaster):
    """CPU seconds of a server, with those of its processes that have ended."""
    user, system, ended_user, ended_system = (int(text) for text in stat_of(postmaster)[11:15])
    ticks = user + system + ended_user + ended_system
    for process in filter(str.isdigit, os.listdir("/proc")):
        try:
            stat = stat_of(process)
        except OSError:
            continue
        if stat[1] == postmaster:
            ticks += int(stat[11]) + int(stat[12])
    return ticks / TICKS_PER_S


def clients_s():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def machine_s():
    """CPU seconds of everybody, and of everybody and nobody."""
    user, nice, system, idle, *rest = (
        int(text) for text in Path("/proc/stat").read_text().splitlines()[0].split()[1:9])
    busy = user + nice + system + sum(rest[1:])
    return busy / TICKS_PER_S, (busy + idle + rest[0]) / TICKS_PER_S


class OtherWork:
    """Counts from its construction on."""

    def __init__(self, cluster):
        self.postmaster = (Path(cluster) / "data/postmaster.pid").read_text().split()[0]
        self.begin = self.look()

    def look(self):
        busy, total = machine_s()
        return busy - server_s(self.postmaster) - clients_s(), total

    def share(self):
        others, total = (now - then for now, then in zip(self.look(), self.begin))
        return max(0.0, others / total)
