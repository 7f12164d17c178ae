-- What the tests of accounts share; each of them includes it. Passwords are hashed cheaply here.
insert into alogistics.platform_settings (key, value) values ('auth.bcrypt_cost', '8');

-- What a token says.
create function test.part(token text, number integer) returns jsonb language sql immutable as $$
  select convert_from(decode(rpad(p, (length(p) + 3) / 4 * 4, '='), 'base64'), 'UTF8')::jsonb
  from translate(split_part(token, '.', number), '-_', '+/') as p
$$;
create function test.claims(login jsonb) returns jsonb language sql immutable as $$
  select test.part(login ->> 'access_token', 2)
$$;

-- Acts as test.become() does; or, given the answer of a log-in, in the session that it opened.
create function test.come_as(who text) returns void language plpgsql as $$
begin
  perform set_config('response.status', '', true), set_config('response.headers', '', true);
  if who not like '{%' then
    perform test.become(who);
    return;
  end if;
  perform test.become(null);
  perform set_config('request.jwt.claims', test.claims(who::jsonb)::text, false);
  perform set_config('role', 'authenticated', false);
end
$$;

-- What a function of accounts answers, with the HTTP status if it refuses; {"error": its name} if it raises.
create function test.ask(who text, call text) returns jsonb language plpgsql as $$
declare
  answer jsonb;
  error test.error;
begin
  perform test.come_as(who);
  execute 'select alogistics.' || call into answer;
  perform test.become(null);
  return case when current_setting('response.status') = '' then answer
              else answer || jsonb_build_object('status', current_setting('response.status')) end;
exception when others then
  get stacked diagnostics error.sqlstate := returned_sqlstate, error.detail := pg_exception_detail;
  return jsonb_build_object('error', test.name_of(error));
end
$$;
-- The same in a word or two: 'done', 'weak_password 422', or the name of an error.
create function test.word(answer jsonb) returns text language sql immutable as $$
  select coalesce(answer ->> 'error', answer ->> 'code' || ' ' || (answer ->> 'status'), 'done')
$$;
create function test.says(who text, call text) returns text language sql as $$
  select test.word(test.ask(who, call))
$$;
-- What becomes of any statement in the session of a log-in.
create function test.outcome_in(login jsonb, statement text) returns text language plpgsql as $$
declare
  affected bigint;
  error test.error;
begin
  perform test.come_as(login::text);
  execute statement;
  get diagnostics affected = row_count;
  perform test.become(null);
  return case when affected = 0 then 'nothing' else 'done' end;
exception when others then
  get stacked diagnostics error.sqlstate := returned_sqlstate, error.detail := pg_exception_detail;
  return test.name_of(error);
end
$$;

create function test.address(name text) returns text language sql immutable as $$ select name || '@example.com' $$;
create function test.account_id(name text) returns uuid language sql stable as $$
  select id from auth.users where email = test.address(name)
$$;
create function test.open_account(name text, password text default 'a good password') returns jsonb language sql as $$
  select test.ask('anon', format('register(%L, %L)', test.address(name), password))
$$;
create function test.log_in(name text, password text default 'a good password') returns jsonb language sql as $$
  select test.ask('anon', format('login(%L, %L)', test.address(name), password))
$$;
create function test.refresh(login jsonb) returns jsonb language sql as $$
  select test.ask('anon', format('refresh(%L)', login ->> 'refresh_token'))
$$;

-- The token that was mailed last.
create function test.mailed(name text) returns text language sql stable as $$
  select data ->> 'token' from alogistics.outbox where recipient = test.address(name) and data ? 'token'
  order by id desc limit 1
$$;
-- All mails to an address, first one first.
create function test.mails(name text) returns text[] language sql stable as $$
  select array_agg(template order by id) from alogistics.outbox where recipient = test.address(name)
$$;
-- What was written down of a person, first one first.
create function test.account_history(name text) returns text[] language sql stable as $$
  select array_agg(action order by id) from alogistics.audit_logs
  where user_id = test.account_id(name) and action like 'auth.%'
$$;
-- The ends of a person's sessions, first one first; NULL for one that lives.
create function test.ends(name text) returns text[] language sql stable as $$
  select array_agg(end_reason order by created_at, id) from auth.sessions where user_id = test.account_id(name)
$$;
create function test.live_sessions(name text) returns bigint language sql stable as $$
  select count(*) from auth.sessions where user_id = test.account_id(name) and ended_at is null
$$;
-- As if time had passed.
create function test.wait_for_turn() returns void language sql as $$
  update auth.attempts set free_at = free_at - interval '1 day'
$$;
create function test.pass_grace() returns void language sql as $$
  update auth.sessions set rotated_at = rotated_at - interval '61 seconds'
$$;
