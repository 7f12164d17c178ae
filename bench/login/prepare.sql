-- The kinds of accounts, and a procedure that logs in to each of them in turn.
create schema bench;

\ir ../cpu.sql

create table bench.cases (
  number int primary key,
  title text not null,
  email text not null,
  password text not null,
  answer text not null
);
insert into bench.cases values
  (1, 'wrong password', 'known@example.com', 'not the password', 'invalid_credentials'),
  (2, 'unknown address', 'unknown@example.com', 'not the password', 'invalid_credentials'),
  (3, 'deactivated, wrong password', 'closed@example.com', 'not the password', 'invalid_credentials'),
  (4, 'deactivated, right password', 'closed@example.com', 'right password', 'account_disabled'),
  (5, 'account without a password', 'bare@example.com', 'not the password', 'invalid_credentials'),
  (6, 'right password', 'known@example.com', 'right password', 'session');

create table bench.samples (round int not null, number int not null, cpu_ns bigint not null);

select alogistics.register(name || '@example.com', 'right password')
from (values ('known'), ('closed'), ('bare')) as people(name);
update auth.users set encrypted_password = null where email = 'bare@example.com';
select alogistics.deactivate_profile(id) from alogistics.profiles where email = 'closed@example.com';

create procedure bench.measure(rounds int) language plpgsql as $$
declare
  asked bench.cases;
  begun bigint;
  spent bigint;
  answer jsonb;
begin
  -- The first round is left out, with what a backend does only once.
  for round in 0..rounds loop
    for asked in select * from bench.cases order by random() loop
      -- Nobody waits here for having failed before.
      delete from auth.attempts;
      commit;
      begun := bench.cpu_ns();
      answer := alogistics.login(asked.email, asked.password);
      spent := bench.cpu_ns() - begun;
      commit;
      if coalesce(answer ->> 'code', 'session') <> asked.answer then
        raise exception '%: %', asked.title, answer;
      end if;
      if round > 0 then
        insert into bench.samples values (round, asked.number, spent);
      end if;
    end loop;
  end loop;
end
$$;
