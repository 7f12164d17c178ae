"""What must be true when all jobs are over."""

import os
import re

from asking import check
from world import rows

# Who acted, by the audit: a person that is a party of the request is that party. Of a change the audit has the columns
# that changed; the transporter before it is whom the last row that names one names.
MOVES = """
    select distinct coalesce(a.old_data ->> 'status', ''), a.new_data ->> 'status',
           split_part(a.action, '.', 2),
           case a.user_id when r.client_id then 'client'
                when carrier.id::uuid then 'transporter'
                else case when a.user_id is null then 'system' else p.role::text end end
    from alogistics.audit_logs as a
      join alogistics.transport_requests as r on r.id = a.entity_id::uuid
      left join alogistics.profiles as p on p.id = a.user_id
      left join lateral (
        select b.new_data ->> 'assigned_transporter_id' as id from alogistics.audit_logs as b
        where b.entity_type = a.entity_type and b.entity_id = a.entity_id and b.id < a.id
          and b.new_data ? 'assigned_transporter_id' order by b.id desc limit 1) as carrier on true
    where a.entity_type = 'transport_requests' and a.new_data ? 'status'"""

# Each move of the audit begins where the one before ended, and the last one ends where the request is.
BROKEN_CHAINS = """
    with steps as (
      select entity_id, id, old_data ->> 'status' as was, new_data ->> 'status' as becomes,
             lag(new_data ->> 'status') over story as before, lead(id) over story as next
      from alogistics.audit_logs
      where entity_type = 'transport_requests' and new_data ? 'status'
      window story as (partition by entity_id order by id))
    select s.entity_id, s.before, s.was, s.becomes, r.status::text
    from steps as s join alogistics.transport_requests as r on r.id = s.entity_id::uuid
    where s.was is distinct from s.before or (s.next is null and s.becomes <> r.status::text)
    limit 5"""

RULES = {
    'every job is in a final state': """
        select id, status from alogistics.transport_requests
        where status not in ('completed', 'cancelled') limit 5""",
    'the books are sound': 'select * from alogistics.reconcile() limit 5',
    'the figures equal a recount': 'select * from alogistics.figures_differ() limit 5',
    'what was sealed is as it was': 'select * from alogistics.verify_ledger() limit 5',
    'each currency sums to zero':
        "select * from alogistics.trial_balance() where kind = 'total' and balance <> 0",
    'every job left a trail': """
        select id from alogistics.transport_requests
        where id::text not in (select entity_id from alogistics.audit_logs
                               where entity_type = 'transport_requests') limit 5""",
    'no offer waits for a request that does not wait': """
        select o.id, r.status from alogistics.offers as o
          join alogistics.transport_requests as r on r.id = o.request_id
        where o.status = 'open' and r.status <> 'validated' limit 5""",
    'a job is disputed just as long as its dispute is open': """
        select r.id, r.status from alogistics.transport_requests as r
        where (r.status = 'disputed') <> exists (
          select from alogistics.disputes as d where d.request_id = r.id and d.status <> 'resolved')
        limit 5""",
    'counts and averages of ratings equal a recount': """
        select p.id, p.rating_count, p.rating_sum, p.rating_average, r.number, r.total
        from alogistics.profiles as p, lateral (
          select count(*) as number, coalesce(sum(score), 0) as total from alogistics.ratings
          where rated_id = p.id and published and is_visible) as r
        where (p.rating_count, p.rating_sum) <> (r.number, r.total)
           or p.rating_average is distinct from round(r.total::numeric / nullif(r.number, 0), 2) limit 5""",
    'ratings are published when both parties have given one': """
        select request_id from alogistics.ratings group by request_id
        having count(*) = 2 and not bool_and(published) limit 5""",
    'no deadline failed':
        'select kind, subject_id, last_error from alogistics.deadlines where last_error is not null limit 5',
    'no two live jobs share a vehicle or a transporter': """
        select a.id, b.id from alogistics.transport_requests as a
          join alogistics.transport_requests as b
            on a.id < b.id and (a.assigned_vehicle_id = b.assigned_vehicle_id
                                or a.assigned_transporter_id = b.assigned_transporter_id)
            and tstzrange(a.pickup_date, a.delivery_date) && tstzrange(b.pickup_date, b.delivery_date)
        where a.status in ('assigned', 'in_progress') and b.status in ('assigned', 'in_progress')
        limit 5""",
}


def money(line):
    return rows(line, 'select total from test.money')[0][0]


def listed(page):
    """The moves of the page, as (from, to, event, who)."""
    moves = {('', 'pending', 'create', who) for who in ('client', 'system')}
    with open(page, encoding='utf-8') as file:
        for text in file:
            cells = [cell.strip() for cell in text.strip().strip('|').split('|')]
            if len(cells) == 5 and re.fullmatch(r'[a-z_]+', cells[1] or '-'):
                moves |= {(cells[1], cells[2], cells[0], who) for who in cells[3].split(', ')}
    return moves


def all_checks(line, page, money_before, jobs):
    known = listed(page)
    is_staff = {'moderator': 'staff', 'admin': 'staff'}
    made = {(was, becomes, event, is_staff.get(who, who))
            for was, becomes, event, who in rows(line, MOVES)}
    check(len(known) > 10, True, f'{page} lists the moves')
    check(sorted(made - known), [], 'only listed moves were made, each by who may')
    check(rows(line, BROKEN_CHAINS), [], 'the moves of a job are one chain')
    check(rows(line, 'select count(*) from alogistics.transport_requests')[0][0], jobs,
          'each job was created once')
    check(money(line), money_before, 'no money came or went')
    for rule, sql in RULES.items():
        check(rows(line, sql), [], rule)
    log = os.path.join(os.environ['CLUSTER'], 'server.log')
    with open(log, encoding='utf-8', errors='replace') as file:
        bad = [text.strip() for text in file
               if re.search('deadlock detected|PANIC|terminated by signal|corrupt', text)]
    check(bad[:3], [], 'the log of the server has no deadlock and no crash')
