-- The catalogue: names and SQLSTATEs are for programs, and never change.
select name, sqlstate, status from socle.errors order by name;
-- A sentence in two languages and what to do.
\x
select message, message_fr, hint, hint_fr from socle.errors where name = 'invalid_transition';
\x
-- Every row is complete, and the status is the SQLSTATE's.
select name from socle.errors
where '' in (name, message, message_fr, hint, hint_fr)
   or sqlstate like 'PT%' and 'PT' || status <> sqlstate
   or message ~ '[.]$|^[A-Z]';
-- Everybody may read it.
begin;
set local role anon;
select count(*) > 40 as readable from socle.errors;
rollback;
