-- Statements, and a day's close. Source: A-16, A-18.

create or replace function alogistics.wallet_statement(
  wallet_uuid uuid, from_time timestamptz default null, to_time timestamptz default null)
returns table (line text, seq bigint, at timestamptz, type text, description text, related_request_id uuid,
               amount bigint, balance bigint)
language c stable
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_wallet_statement';
comment on function alogistics.wallet_statement(uuid, timestamptz, timestamptz) is
'The movements of a wallet between two times, with the balance before and after: lines opening, movement …, closing.
For the wallet''s owner and staff. INVOKER, guarded by row security.

from_time counts in, to_time does not, so that one statement ends where the next begins; left out, from the beginning and
until now. Amounts are minor units, with their sign. Errors: not_found (PT404), missing_value, invalid_value (PT400).';

create or replace function alogistics.account_statement(
  account bigint, from_time timestamptz default null, to_time timestamptz default null)
returns table (line text, seq bigint, at timestamptz, type text, description text, related_request_id uuid,
               amount bigint, balance bigint)
language c stable
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_account_statement';
comment on function alogistics.account_statement(bigint, timestamptz, timestamptz) is
'The same as wallet_statement() for any account, by ledger_accounts.id. For staff; others find only their own.
INVOKER, guarded by row security. Lines that wait for their number are shown with the one they would get now.
Errors: not_found (PT404), missing_value, invalid_value (PT400).';

create or replace function alogistics.wallet_statement_text(
  wallet_uuid uuid, from_time timestamptz default null, to_time timestamptz default null)
returns text
language c stable
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_wallet_statement_text';
comment on function alogistics.wallet_statement_text(uuid, timestamptz, timestamptz) is
'The work of wallet_statement_csv(), which answers HTTP with the right media type. INVOKER, guarded by row security.
Errors: not_found (PT404), missing_value, invalid_value (PT400).';

create or replace function alogistics.balance_at(wallet_uuid uuid, at_time timestamptz)
returns bigint
language c stable
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_balance_at';
comment on function alogistics.balance_at(uuid, timestamptz) is
'What a wallet held at this moment, in minor units, its movements of that very microsecond included.
For the wallet''s owner and staff. INVOKER, guarded by row security. Errors: not_found (PT404), missing_value (PT400).';

create or replace function alogistics.seal_ledger()
returns bigint
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_seal_ledger';
comment on function alogistics.seal_ledger() is
'Closes the day: seals what no seal covers yet with a digest, chained to the seal before.
Returns its number, or NULL if there is nothing new. To be called once a day or more often; nobody waits for it. For service_role.
INVOKER; writes with the owner''s rights after the check.

Send the digest out of the house (mail, object lock): a superuser could write a new chain, but not that mail. Errors: not_allowed.';
