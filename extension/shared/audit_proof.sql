create or replace function @schema@.audit_digest(entry @schema@.audit_logs)
returns bytea
language sql immutable
set search_path = pg_catalog, pg_temp
as $$
  select sha256(convert_to(jsonb_build_array(
    entry.id, entry.user_id, entry.action, entry.entity_type, entry.entity_id, entry.old_data, entry.new_data,
    entry.database_role, entry.request_id, entry.ip_address, entry.user_agent,
    extract(epoch from entry.created_at))::text, 'UTF8'))
$$;
comment on function @schema@.audit_digest(@schema@.audit_logs) is
'SHA-256 of a row of the audit trail: of all its columns as a JSON array, the time in seconds. INVOKER.';

create or replace function @schema@.audit_content_digest(row_ids bigint[], row_digests bytea[])
returns bytea
language sql immutable
set search_path = pg_catalog, pg_temp
as $$
  select sha256(convert_to(row_ids::text, 'UTF8') || coalesce(string_agg(d.digest, ''::bytea order by d.number), ''))
  from unnest(row_digests) with ordinality as d(digest, number)
$$;
comment on function @schema@.audit_content_digest(bigint[], bytea[]) is
'SHA-256 of the numbers of rows, as the text of their array, and of their digests. INVOKER.';

create or replace function @schema@.audit_seal_digest(seal @schema@.audit_seals, previous bytea)
returns bytea
language sql immutable
set search_path = pg_catalog, pg_temp
as $$
  select sha256(coalesce(previous, '') || sha256(convert_to(jsonb_build_array(
    seal.id, seal.from_id, seal.to_id, seal.before_transaction::text, seal.row_count,
    extract(epoch from seal.newest_at), extract(epoch from seal.sealed_at))::text, 'UTF8'))
    || seal.content_digest)
$$;
comment on function @schema@.audit_seal_digest(@schema@.audit_seals, bytea) is
'SHA-256 of the digest of the seal before, what the seal says of itself, and its content_digest. INVOKER.';

create or replace function @schema@.verify_audit(seal bigint default null, digest text default null)
returns table (seal_id bigint, row_id bigint, problem text)
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  with chain as (
    select s.*, lag(s.id, 1, 0::bigint) over w as id_before, lag(s.to_id, 1, 0::bigint) over w as to_before,
           @schema@.audit_seal_digest(s, lag(s.digest) over w) as right_digest,
           bool_or(s.pruned_at is null) over (w rows between unbounded preceding and 1 preceding) as is_after_kept
    from @schema@.audit_seals as s where s.sealed_at is not null window w as (order by s.id)),
  found as (
    -- Who sees nothing of it is not told that it is sound.
    select null::bigint as seal_id, null::bigint as row_id, 'only admins and the system can verify it' as problem
    where current_user = 'staff' and not @schema@.is_admin()
    union all
    select verify_audit.seal, null, 'the seal that was noted is missing or was changed'
    where verify_audit.seal is not null
      and not exists (select from chain as c where c.id = verify_audit.seal and encode(c.digest, 'hex') = verify_audit.digest)
    union all
    select c.id, null, p.problem
    from chain as c cross join lateral (values
        (c.id <> c.id_before + 1, 'seals before it are missing'),
        (c.from_id <> c.to_before + 1, 'does not begin where the one before ends'),
        (c.digest is distinct from c.right_digest, 'the seal was changed'),
        ((c.pruned_at is null) <> (c.row_ids is not null), 'its list of rows was taken away, or given back'),
        (c.pruned_at is not null and c.is_after_kept, 'pruned before an older one'),
        (c.pruned_at < c.newest_at + interval '30 days', 'pruned before its time'),
        (c.pruned_at is null and c.content_digest
           is distinct from @schema@.audit_content_digest(c.row_ids, c.row_digests), 'the digests of its rows were changed'))
      as p(is_wrong, problem)
    where p.is_wrong
    union all
    select c.id, r.row_id, r.problem
    from chain as c cross join lateral (
      select coalesce(l.id, d.id) as row_id,
             case when l.id is null then 'deleted' when d.id is null then 'inserted later' else 'changed' end as problem
      from unnest(c.row_ids, c.row_digests) as d(id, digest)
        full join (select a.id, @schema@.audit_digest(a) as digest from @schema@.audit_logs as a
                   where a.id between c.from_id and c.to_id) as l on l.id = d.id
      where l.digest is distinct from d.digest) as r
    union all
    select null, a.id, 'inserted later' from @schema@.audit_logs as a where a.id < 1)
  select * from found order by row_id nulls first, seal_id limit 1
$$;
comment on function @schema@.verify_audit(bigint, text) is
'The first thing that is wrong with the sealed audit trail: a row that was changed, deleted or inserted later, or a seal.
No row: nothing is wrong. INVOKER: admins and service_role.

seal, digest: a seal that was noted elsewhere (audit_head): it must still be there. Rows younger than the last seal are not
looked at. Source: A-52.';

create or replace function @schema@.audit_head()
returns table (seal bigint, digest text, to_id bigint, sealed_at timestamptz)
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select s.id, encode(s.digest, 'hex'), s.to_id, s.sealed_at
  from @schema@.audit_seals as s where s.sealed_at is not null order by s.id desc limit 1
$$;
comment on function @schema@.audit_head() is
'The last seal, to be noted outside of this database: with it verify_audit() also finds that the end was cut off.
INVOKER: admins and service_role. Source: A-52.';

revoke all on function @schema@.audit_digest, @schema@.audit_content_digest, @schema@.audit_seal_digest,
  @schema@.verify_audit, @schema@.audit_head from public;
grant execute on function @schema@.audit_digest, @schema@.audit_content_digest, @schema@.audit_seal_digest,
  @schema@.verify_audit, @schema@.audit_head to staff, service_role;
