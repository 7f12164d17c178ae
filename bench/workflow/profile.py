"""One step of one variant, many times, for a profiler: PROFILE="socle pay 1000" bench/workflow/run.

Takes as many jobs to the step first. With perf on the machine it records the step into build/workflow.perf; otherwise
it says which process to look at, and waits ten seconds.
"""
import os
import shutil
import subprocess
import sys
from pathlib import Path
from time import sleep

from jobs import STEPS
from worker import Machine, Worker

OUTPUT = Path(__file__).parents[2] / "build" / "workflow.perf"


def main():
    variant, step, number = sys.argv[1], sys.argv[2], int(sys.argv[3])
    machine = Machine("bench")
    worker = Worker(machine, variant, "bench")
    jobs = machine.new_jobs(int(os.environ["HISTORY"]), number)
    for earlier in STEPS[:STEPS.index(step)]:
        for job in jobs:
            worker.take(earlier, job)
    # The plans are made by then.
    warm, jobs = jobs[:20], jobs[20:]
    for job in warm:
        worker.take(step, job)
    perf = shutil.which("perf")
    if perf:
        recorder = subprocess.Popen([perf, "record", "-q", "-g", "-F", "5000", "-o", OUTPUT, "-p", str(worker.session.pid)])
        sleep(1)
    else:
        print(f"process {worker.session.pid}", flush=True)
        sleep(10)
    cpu = machine.cpu_ns(worker.session)
    for job in jobs:
        worker.take(step, job)
    sleep(0.01)
    print(f"{variant}, {step}: {(machine.cpu_ns(worker.session) - cpu) / 1000 / len(jobs):.0f} us of CPU for each of"
          f" {len(jobs)} requests, BEGIN, claims and COMMIT included")
    if perf:
        recorder.send_signal(2)
        recorder.wait()
        print(f"perf report -i {OUTPUT} --no-children")


main()
