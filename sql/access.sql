-- What each kind of person sees of the others, and what they may not touch.
\set ON_ERROR_ROLLBACK on
\set SHOW_CONTEXT never
begin;
set search_path = alogistics;
select test.request_at('job', 'in_progress', 100) = test.id('job') as made;

-- Without a token.
set role anon;
select * from transport_requests;
\echo :LAST_ERROR_SQLSTATE
select me();
select socle.health();
reset role;

-- A client: own rows, the names of others, the vehicle and the phone of a live job.
select test.act_as('client') \g /dev/null
select first_name, role, city from profiles order by 1;
select email from profiles;
select me() ->> 'email' as own_email;
select plate_number <> '' as visible, type from vehicles;
select contacts(test.id('job')) -> 'transporter' ->> 'email' as transporter;
select count(*) from transport_requests;
select count(*) from audit_logs;
update profiles set city = 'Thiès' where id = socle.uid() returning city;
update profiles set city = 'Thiès' where id = test.id('stranger') returning city;
update profiles set role = 'admin' where id = socle.uid();
\echo :LAST_ERROR_SQLSTATE
select set_role(socle.uid(), 'admin');
\echo :LAST_ERROR_SQLSTATE
select verify_profile(socle.uid());
update transport_requests set final_price = 1;
select is_admin(), is_admin_or_moderator();

-- A stranger: nothing of it.
select test.act_as('stranger') \g /dev/null
select count(*) from transport_requests;
select contacts(test.id('job')) is null;
select count(*) from vehicles;
select count(*) from tracking_updates;

-- The role staff alone opens nothing.
set role none;
set role staff;
select count(*) from transport_requests;
select is_admin_or_moderator();

-- The transporter sends positions, and only of a running job of his own.
select test.act_as('transporter') \g /dev/null
insert into tracking_updates (request_id, lat, lng, status) values (test.id('job'), 14.4, -11.4, 'Kayes')
returning status;
insert into tracking_updates (request_id, lat, lng) values (test.id('job'), 91, 0);
\echo :LAST_ERROR_SQLSTATE
update vehicles set capacity_kg = 12000 returning is_verified;
select test.act_as('rival') \g /dev/null
insert into tracking_updates (request_id, lat, lng) values (test.id('job'), 14, -11);
\echo :LAST_ERROR_SQLSTATE
insert into ratings (request_id, score) values (test.id('job'), 5);

-- Ratings: of a completed job, by its parties, once.
select test.act_as('client') \g /dev/null
insert into ratings (request_id, score) values (test.id('job'), 5);
\echo :LAST_ERROR_SQLSTATE
select test.act_as('moderator') \g /dev/null
select complete_transport_request(test.id('job'));
select complete_transport_request(test.id('job'), reason => 'seen at the depot');
select test.act_as('client') \g /dev/null
insert into ratings (request_id, score) values (test.id('job'), 5) returning rated_id = test.id('transporter') as rated;
insert into ratings (request_id, score) values (test.id('job'), 1);
insert into ratings (request_id, score) values (test.id('job'), 6);

-- Staff: moderators verify, admins decide about accounts; nobody about himself.
select test.act_as('moderator') \g /dev/null
select count(*), count(email) from profiles;
select verify_vehicle(test.id('truck'));
select set_role(test.id('stranger'), 'moderator');
\echo :LAST_ERROR_SQLSTATE
select count(*) from audit_logs;
insert into platform_settings (key, value) values ('platform.commission_bps', '100');
\echo :LAST_ERROR_SQLSTATE
select test.act_as('admin') \g /dev/null
select set_role(socle.uid(), 'client');
select set_role(test.id('stranger'), 'king');
select set_role(test.id('stranger'), 'moderator');
select deactivate_profile(test.id('client'));
insert into platform_settings (key, value) values ('platform.commission_bps', '1000') returning key, value;
insert into platform_settings (key, value) values ('platform.fun', '1');
select test.act_as(null) \g /dev/null
select deactivate_profile(test.id('admin'));

-- Who is out is out.
select test.act_as('client') \g /dev/null
select cancel_transport_request(test.id('job'));
\echo :LAST_ERROR_SQLSTATE
rollback;
