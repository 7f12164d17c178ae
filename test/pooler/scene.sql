-- Two logins of applications behind a pooler: one as docs/access.md says, one that nobody thought about.
create role app login noinherit;
create role careless login noinherit;
grant authenticated, staff to app, careless;
alter role app set search_path = alogistics, public;
alter role app set socle.session_sign_in = off;
-- To ask who it is.
grant execute on function socle.uid() to app, careless;

select test.cast_of_characters();
select test.request('wish'), test.request('other wish', 'stranger');

create function test.token(name text) returns text language sql as $$
  select socle.mint_token(jsonb_build_object('sub', test.id(name), 'role', 'authenticated',
                                             'exp', extract(epoch from now())::bigint + 3600))
$$;
