-- Other sessions, what an error holds, and changes for a moment.

-- The connection string of a session of this role; `options` as in PGOPTIONS.
create function test.connection(role text, options text default '') returns text
language sql as $$
  select format('host=''%s'' port=%s dbname=%s user=%s options=''%s''',
                current_setting('unix_socket_directories'), current_setting('port'),
                current_database(), role, options)
$$;

-- Opens the session `name`.
create function test.open(name text, role text default 'postgres', options text default '')
returns void language sql as $$ select dblink_connect(name, test.connection(role, options)) $$;

-- What the session answers to a query, or the SQLSTATE of its error.
create function test.ask_session(name text, query text) returns text language plpgsql as $$
begin
  return (select answer from dblink(name, query) as answers(answer text) limit 1);
exception when query_canceled or others then
  return sqlstate;
end
$$;

-- The same for a command: 'done' or the SQLSTATE.
create function test.tell(name text, command text) returns text language plpgsql as $$
begin
  perform dblink_exec(name, command);
  return 'done';
exception when query_canceled or others then
  return sqlstate;
end
$$;

-- Waits until the condition, a query, is true; false after twenty seconds.
create function test.wait_until(condition text) returns boolean language plpgsql as $$
declare
  is_true boolean;
begin
  for i in 1 .. 1000 loop
    execute condition into is_true;
    if is_true then
      return true;
    end if;
    perform pg_stat_clear_snapshot();
    perform pg_sleep(0.02);
  end loop;
  return false;
end
$$;

-- Starts a query in the session, does `action` once the session is at work, and returns the SQLSTATE that the
-- query ends with. %s in the action is the session's process id.
create function test.interrupt(name text, query text, action text) returns text
language plpgsql as $$
declare
  process integer := (select pid from dblink(name, 'select pg_backend_pid()') as answers(pid integer));
begin
  perform dblink_send_query(name, query);
  perform test.wait_until(format(
    'select exists (select from pg_stat_activity where pid = %s and state = %L and query = %L)',
    process, 'active', query));
  execute format(action, process);
  begin
    perform answer from dblink_get_result(name) as answers(answer text);
    return 'no error';
  exception when query_canceled or others then
    -- dblink wants to be told that there is no more before it takes another query.
    perform answer from dblink_get_result(name, false) as answers(answer text);
    return sqlstate;
  end;
end
$$;

create type test.error as (
  sqlstate text, message text, detail text, hint text, context text, constraint_name text,
  table_name text, schema_name text, column_name text, type_name text);

-- The error of a statement, with everything that it holds.
create function test.error(statement text) returns test.error language plpgsql as $$
declare
  error test.error;
begin
  execute statement;
  return null;
exception when query_canceled or others then
  get stacked diagnostics
    error.sqlstate := returned_sqlstate, error.message := message_text,
    error.detail := pg_exception_detail, error.hint := pg_exception_hint,
    error.context := pg_exception_context, error.constraint_name := constraint_name,
    error.table_name := table_name, error.schema_name := schema_name,
    error.column_name := column_name, error.type_name := pg_datatype_name;
  return error;
end
$$;

-- What a query answers after a change, or the SQLSTATE of its error; both are undone.
create function test.undone(change text, query text) returns text language plpgsql as $$
declare
  outcome text;
begin
  execute change;
  begin
    execute query into outcome;
  exception when others then
    outcome := sqlstate;
  end;
  raise sqlstate 'UNDO0';
exception when sqlstate 'UNDO0' then
  return outcome;
end
$$;

-- The setting that makes every query that may run in parallel do so.
create function test.always_parallel() returns text language sql as $$
  select case when current_setting('server_version_num')::integer < 160000
              then 'force_parallel_mode' else 'debug_parallel_query' end
$$;

-- What the server has written to its log since byte `start`.
create function test.log_size() returns bigint language sql
  as $$ select size from pg_stat_file(current_setting('data_directory') || '/../server.log') $$;
create function test.log_since(start bigint) returns text language sql as $$
  select pg_read_file(current_setting('data_directory') || '/../server.log', start,
                      test.log_size() - start)
$$;
