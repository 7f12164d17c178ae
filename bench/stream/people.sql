-- Twenty readers for each person: staff, who may follow the job, and people who follow only what is theirs.
insert into auth.users (id, email, phone, raw_user_meta_data)
select test.id(kind || n), kind || n || '@bench.example', format('+2217%s%s', digit, lpad(n::text, 7, '0')),
       jsonb_build_object('first_name', initcap(kind), 'last_name', 'Bench', 'city', 'Dakar', 'country', 'SN', 'role', 'client')
from (values ('follower', 8, :followers), ('reader', 9, :readers - :followers)) as kinds(kind, digit, streams)
  cross join lateral generate_series(1, ceil(streams / 20.0)::int) as n;
select count(alogistics.set_role(test.id('follower' || n), 'moderator'))
from generate_series(1, ceil(:followers / 20.0)::int) as n;
