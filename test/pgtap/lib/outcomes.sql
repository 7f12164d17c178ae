-- What becomes of a statement, in a word, so that a test is a table of statements and words.

create type test.error as (sqlstate text, message text, detail text, hint text);

-- Acts as a person of the cast; as one of the roles that are no person; or as `role:person`, a
-- session that has this role and this person's claims, whatever the database says. NULL is the superuser.
create function test.become(actor text) returns void language plpgsql as $$
begin
  perform test.act_as(null);
  if actor in ('anon', 'authenticated', 'staff', 'service_role', 'socle_owner') then
    perform set_config('role', actor, false);
  elsif actor like '%:%' then
    perform set_config('request.jwt.claims',
                       json_build_object('sub', test.id(split_part(actor, ':', 2)))::text, false);
    perform set_config('role', split_part(actor, ':', 1), false);
  elsif actor <> 'superuser' then
    perform test.act_as(actor);
  end if;
end
$$;

-- How many rows the statement returns or changes when this actor runs it, or its error. What it
-- does stays, unless `undo`.
create function test.run(actor text, statement text, undo boolean, out affected bigint,
                         out error test.error)
language plpgsql as $$
begin
  begin
    perform test.become(actor);
    execute statement;
    get diagnostics affected = row_count;
    perform test.become(null);
    if undo then
      raise sqlstate 'UNDO0';
    end if;
  exception
    when sqlstate 'UNDO0' then
      null;
    when others then
      affected := null;
      get stacked diagnostics error.sqlstate := returned_sqlstate,
        error.message := message_text, error.detail := pg_exception_detail,
        error.hint := pg_exception_hint;
  end;
end
$$;

-- An error by its name in the catalogue; a refusal of PostgreSQL's own by its code.
create function test.name_of(error test.error) returns text language plpgsql as $$
begin
  return coalesce(error.detail::jsonb ->> 'error', error.sqlstate);
exception when invalid_text_representation then
  return case error.sqlstate when '42501' then 'denied' else error.sqlstate end;
end
$$;

-- 'done', 'nothing' if no row was there to change, or the name of the error.
create function test.outcome(actor text, statement text, undo boolean default false) returns text
language sql as $$
  select case when (r.error).sqlstate is not null then test.name_of(r.error)
              when r.affected = 0 then 'nothing' else 'done' end
  from test.run(actor, statement, undo) as r
$$;
-- The same, leaving no trace.
create function test.would(actor text, statement text) returns text language sql
  as $$ select test.outcome(actor, statement, true) $$;

-- How many rows the actor gets, or the name of the error.
create function test.count(actor text, statement text) returns text language sql as $$
  select coalesce(r.affected::text, test.name_of(r.error)) from test.run(actor, statement, true) as r
$$;

-- The error that the actor gets.
create function test.error(actor text, statement text) returns test.error language sql
  as $$ select r.error from test.run(actor, statement, true) as r $$;

-- One test per line: what was found is what a reader expects.
create function test.same_lines(got text[], expected text) returns setof text
language plpgsql as $$
declare
  wanted text[] := array(select line from regexp_split_to_table(rtrim(expected, e'\n'), e'\n')
                           with ordinality as lines(line, number)
                         where line !~ '^(#|$)' order by number);
begin
  for number in 1 .. greatest(cardinality(got), cardinality(wanted)) loop
    return next is(got[number], wanted[number], coalesce(wanted[number], got[number]));
  end loop;
end
$$;

-- The lines of a text, without comments; an indented line with the heading that it stands under.
create function test.headed_lines(text text) returns setof text language plpgsql as $$
declare
  line text;
  heading text;
begin
  foreach line in array string_to_array(text, e'\n') loop
    continue when line ~ '^(#|\s*$)';
    if line !~ '^ ' then
      heading := line;
    end if;
    return next case when line ~ '^ ' then heading || ' > ' || ltrim(line) else line end;
  end loop;
end
$$;

-- One test per expected line, in whatever order, and one failure per line that nobody expects.
create function test.same_table(got text[], expected text) returns setof text language sql as $$
  select ok(line in (select test.headed_lines(array_to_string(got, e'\n'))), line)
  from test.headed_lines(expected) as line
  union all
  select fail('not expected: ' || line) from test.headed_lines(array_to_string(got, e'\n')) as line
  where line not in (select test.headed_lines(expected))
$$;

-- The refusal and the field that it names; leaves no trace.
create function test.complaint(actor text, statement text) returns text language sql as $$
  select case when (e.error).sqlstate is null then 'done' else concat_ws(' ', test.name_of(e.error),
    case when (e.error).detail like '{%' then coalesce((e.error).detail::json ->> 'member',
      (e.error).detail::json ->> 'field', (e.error).detail::json ->> 'dimension') end) end
  from (select test.error(actor, statement) as error offset 0) as e
$$;

-- Runs the statement; an error that PostgREST takes headers from becomes the one that its body tells.
create function test.decoded(statement text) returns void language plpgsql as $$
declare
  body json;
begin
  execute statement;
exception when sqlstate 'PGRST' then
  get stacked diagnostics body := message_text;
  raise exception using errcode = body ->> 'code', message = body ->> 'message', hint = body ->> 'hint',
    detail = body ->> 'details';
end
$$;
grant execute on function test.decoded(text) to public;
