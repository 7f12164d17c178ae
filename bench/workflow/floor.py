"""What the floor writes: rows as ours are, taken from a job of the past."""
import re

from clients import NEW_JOB, one_line
from jobs import PROOF, STEPS, scripted_key, statement_of

UUID, TIME, TEXT, JSONB = 2950, 1184, 25, 3802
# The parameters $1 … of every statement in floor/; one that a statement does not name is sent as NULL.
TYPES = (UUID, UUID, UUID, UUID, UUID, TIME, TEXT, UUID, UUID, JSONB, JSONB, JSONB, JSONB, JSONB, JSONB, JSONB, JSONB)
SAMPLES = """
select (select id from alogistics.tariffs limit 1),
  (select old_data::text from alogistics.audit_logs where action = 'transport_request.{step}' order by id limit 1),
  (select new_data::text from alogistics.audit_logs where action = 'transport_request.{step}' order by id limit 1),
  (select lines::text from alogistics.quotes order by created_at limit 1),
  (select data::text from alogistics.notifications where data ->> 'template' = '{template}' order by id limit 1),
  (select payload::text from socle.events
   where topic <> 'person' and kind = '{event}' and payload #>> '{{new,status}}' = '{status}' order by id limit 1),
  (select payload::text from socle.events
   where topic = 'person' and payload #>> '{{new,data,template}}' = '{template}' order by id limit 1),
  (select payload::text from socle.events where kind = 'access' and payload ? 'joined' order by id limit 1)
"""
# By step: a notification that it writes, the event of the request, and the status that it leaves.
WRITES = {
    "create": ("request.created.client", "request.created", "pending"),
    "validate": ("request.validated.client", "request.updated", "validated"),
    "assign": ("request.assigned.client", "request.updated", "assigned"),
    "pay": ("payment.held.client", "request.updated", "in_progress"),
    "pickup": ("pickup.confirmed.client", "request.updated", "in_progress"),
    "complete": ("request.completed.client", "request.updated", "completed"),
}


class Floor:
    """Fills in the parameters of one step."""

    def __init__(self, admin, step):
        template, event, status = WRITES[step]
        rows = admin.simple(SAMPLES.format(step=step, template=template, event=event, status=status))
        self.samples = (*rows[0], PROOF)
        self.named = {int(number) for number in re.findall(r"\$(\d+)", statement_of("floor", step))}
        self.step = step

    def values(self, *known):
        """What is known of a job, and the samples. No row is shorter than ours for want of one; only what is created was
        nothing before."""
        values = (*known, *self.samples)
        missing = [n for n in self.named if values[n - 1] is None and not (n == 10 and self.step == "create")]
        assert not missing, f"{self.step}: no sample for {missing}"
        return values

    def arguments(self, job, quote):
        values = self.values(job.id, job.client, job.transporter, job.vehicle, job.moderator, job.pickup, job.key(self.step),
                             quote)
        return [value if number in self.named else None for number, value in enumerate(values, 1)]

    def as_script(self):
        """The statement in a script of pgbench, which knows the people of a job by name."""
        known = [f":{name}::uuid" for name in ("request", "client", "transporter", "vehicle", "moderator")]
        known += [":pickup::timestamptz", f"({scripted_key(self.step)})", ":quote::uuid"]
        values = known + [literal(sample) for sample in self.values(*known)[len(known):]]
        return re.sub(r"\$(\d+)", lambda found: values[int(found[1]) - 1], statement_of("floor", self.step))


def literal(text):
    return "null" if text is None else "'" + text.replace("'", "''") + "'"


def script(admin):
    """A whole job; who writes for himself makes up the ids."""
    lines = [NEW_JOB, "select gen_random_uuid() as request, gen_random_uuid() as quote \\gset"]
    for step in STEPS:
        lines += ["begin;", Floor(admin, step).as_script().rstrip("; \n") + ";", "commit;"]
    return [one_line(line) for line in lines]
