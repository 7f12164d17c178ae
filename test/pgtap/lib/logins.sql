-- Sessions of their own, as any client of the server opens them. What they see must be committed.
create extension if not exists dblink;

create function test.open(session text, login text, options text default '') returns void language sql as $$
  select dblink_connect(session, format('host=%s port=%s dbname=%s user=%s options=''%s''',
    split_part(current_setting('unix_socket_directories'), ',', 1), current_setting('port'), current_database(),
    login, options))
$$;
-- The one value that a session gets, or the SQLSTATE.
create function test.ask(session text, statement text) returns text language plpgsql as $$
begin
  return (select answer from dblink(session, statement) as t(answer text) limit 1);
exception when query_canceled or others then
  return sqlstate;
end
$$;
-- 'done' or the SQLSTATE.
create function test.tell(session text, command text) returns text language plpgsql as $$
begin
  perform dblink_exec(session, command);
  return 'done';
exception when query_canceled or others then
  return sqlstate;
end
$$;
-- Database role and person of a session: 'authenticated client'.
create function test.name_of_person(person text) returns text language sql stable security definer as $$
  select lower(first_name) from alogistics.profiles where id = person::uuid
$$;
create function test.who(session text) returns text language sql as $$
  select test.ask(session, 'select concat_ws('' '', current_user, test.name_of_person(socle.uid()::text))')
$$;

create function test.token(person text) returns text language sql as $$
  select socle.mint_token(jsonb_build_object('sub', test.id(person), 'role', 'authenticated',
    'exp', extract(epoch from now())::bigint + 3600))
$$;
create function test.sign_in(person text, only_transaction boolean default false) returns text language sql as $$
  select format('select socle.sign_in(%L, %L)::text', test.token(person), only_transaction)
$$;
