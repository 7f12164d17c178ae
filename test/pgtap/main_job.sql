-- The main job, step by step, as the people who do it: A-78 … A-82, A-30, A-61 … A-63.
begin;
select plan(50);

-- The client reads French, the transporter English.
update alogistics.profiles set locale = 'fr' where id = test.id('client');
update alogistics.profiles set locale = 'en' where id = test.id('transporter');

select is(test.outcome('client', $$
  select alogistics.create_transport_request('Rice in sacks', 1000, '12 rue Carnot', 'Dakar',
    14.6928, -17.4467, 'Marché Rose', 'Bamako', 12.6392, -8.0029,
    '2031-03-01 08:00Z', '2031-03-03 18:00Z', 'standard', 2) $$), 'done', 'a client asks for a transport');
select test.take_job(id) from alogistics.transport_requests;
select is(client_id, test.id('client'), 'it is the caller''s') from alogistics.transport_requests;
select results_eq(
  $$ select status::text, currency, distance_m, estimated_price, final_price, created_at, updated_at
     from alogistics.transport_requests $$,
  $$ select 'pending', 'XOF', 1359135::bigint, 221700::bigint, null::bigint, now(), now() $$,
  'it is pending, measured and priced by the tariff: 2000 + 150 a km + 1500 a 100 kg + 350 a m³');

-- 15 % of 12,345 is 1,851.75: rounded half up, and the two parts sum to the price.
select is(test.step('moderator', 'select alogistics.validate_transport_request(test.job(), price => 12345)'),
  'validated: final_price validated_at validated_by | 10000000 0 0 0', 'a moderator validates it at a price');
select is(test.step('moderator',
  $$ select alogistics.assign_transporter(test.job(), test.id('transporter'), test.id('truck')) $$),
  'assigned: assigned_at assigned_by assigned_transporter_id assigned_vehicle_id commission_bps | 10000000 0 0 0',
  'a moderator assigns a transporter and a vehicle, which freezes the rate');
select is(test.step('client', 'select alogistics.process_payment(test.job(), 12345)'),
  'in_progress: paid_at | 9987655 12345 0 0', 'the client pays into the escrow of the request');
select is(test.step('transporter',
  $$ select alogistics.complete_transport_request(test.job(), test.proof()) $$),
  'completed: completed_at platform_commission proof_of_delivery transporter_earnings | 9987655 0 10493 1852',
  'the transporter delivers: 15 % to the platform, the rest to the transporter');

select results_eq(
  $$ select validated_by, assigned_by, assigned_transporter_id, assigned_vehicle_id, commission_bps,
       platform_commission, transporter_earnings, proof_of_delivery
     from alogistics.transport_requests $$,
  $$ select test.id('moderator'), test.id('moderator'), test.id('transporter'), test.id('truck'), 1500,
       1852::bigint, 10493::bigint, test.proof() $$, 'who did what is stamped (A-32)');
select ok(now() = all (array[validated_at, assigned_at, paid_at, completed_at]), 'and when')
from alogistics.transport_requests;

select test.same_lines(test.history(), $$
transport_request.create by client as authenticated: — → pending
transport_request.validate by moderator as staff: pending → validated
transport_request.assign by moderator as staff: validated → assigned
transport_request.pay by client as authenticated: assigned → in_progress
transport_request.complete by transporter as authenticated: in_progress → completed
$$);
create temporary view story as
  select row_number() over (order by id) as step, action, old_data, new_data
  from alogistics.audit_logs where action like 'transport\_request.%';
select results_eq($$ select array(select key from jsonb_each(old_data) as old join jsonb_each(new_data) as new using (key)
    where old.value is distinct from new.value order by key), array(select jsonb_object_keys(old_data || new_data) order by 1)
  from story where step = 2 $$, $$ values (array['final_price', 'status', 'validated_at', 'validated_by'],
    array['final_price', 'status', 'validated_at', 'validated_by']) $$, 'of a step what changed, and no more');
set local timezone = 'UTC';
with recursive replay as (
  select step, new_data as state, old_data is null as follows from story where step = 1
  union all
  select s.step, r.state || s.new_data, jsonb_strip_nulls(r.state || s.old_data) = jsonb_strip_nulls(r.state) from replay as r join story as s on s.step = r.step + 1)
select is((bool_and(follows), jsonb_strip_nulls((array_agg(state order by step desc))[1])),
  (true, (select jsonb_strip_nulls(to_jsonb(r)) from alogistics.transport_requests as r)),
  'each starts where the one before it ended, and together they are the row')
from replay;
reset timezone;

select test.same_lines(test.messages(), $$
client | request | Demande enregistrée | Votre demande Dakar → Bamako est enregistrée. Prix estimé : 221 700 FCFA. Un modérateur va la valider.
client | request | Demande validée | Votre demande Dakar → Bamako est validée au prix de 12 345 FCFA. Nous cherchons un transporteur pour vous.
client | assignment | Transporteur trouvé | Transporter Test transportera votre marchandise Dakar → Bamako avec le véhicule DK-9f386369.
transporter | assignment | New job | The transport Dakar → Bamako is yours. Pick-up: 2031-03-01 08:00 UTC. Your earnings: 10,493 FCFA.
client | payment | Paiement reçu | Nous avons bien reçu 12 345 FCFA pour votre transport Dakar → Bamako. La somme reste en sécurité jusqu'à la livraison.
transporter | payment | Transport paid | The client has paid 12,345 FCFA for the transport Dakar → Bamako. You can set off.
client | request | Livraison effectuée | Transporter Test a livré votre marchandise Dakar → Bamako. Merci de votre confiance ; vous pouvez maintenant noter ce transport.
transporter | payment | Earnings paid out | 10,493 FCFA has been paid into your wallet for the transport Dakar → Bamako. Platform commission: 1,852 FCFA.
$$);

-- The same with the languages the other way round; the steps by UPDATE, as a PATCH over HTTP makes them.
update alogistics.profiles set locale = 'en' where id = test.id('client');
update alogistics.profiles set locale = 'fr' where id = test.id('transporter');
select test.take_job(test.request('by update', 'client', '2031-05-01' - current_date));
select is(test.step('admin',
  $$ update alogistics.transport_requests set status = 'validated' where id = test.job() $$),
  'validated: final_price validated_at validated_by | 9987655 0 10493 1852',
    'without a price the estimate becomes the price');
select is(test.step('admin', $$ update alogistics.transport_requests set status = 'assigned',
    assigned_transporter_id = test.id('transporter'), assigned_vehicle_id = test.id('truck') where id = test.job() $$),
  'assigned: assigned_at assigned_by assigned_transporter_id assigned_vehicle_id commission_bps | 9987655 0 10493 1852',
  'assigned by UPDATE');
select is(test.step('client',
  $$ update alogistics.transport_requests set status = 'in_progress' where id = test.job() $$),
  'in_progress: paid_at | 9765955 221700 10493 1852', 'paid by UPDATE');
select is(test.step('admin', $$ update alogistics.transport_requests set status = 'completed',
    status_reason = 'Confirmed by telephone' where id = test.job() $$),
  'completed: completed_at platform_commission status_reason transporter_earnings | 9765955 0 198938 35107',
  'completed by staff, with a reason instead of a proof');
select test.same_lines(test.history(), $$
transport_request.create by the system as postgres: — → pending
transport_request.validate by admin as staff: pending → validated
transport_request.assign by admin as staff: validated → assigned
transport_request.pay by client as authenticated: assigned → in_progress
transport_request.complete by admin as staff: in_progress → completed
$$);
select test.same_lines(test.messages(), $$
client | request | Request received | We have received your request Dakar → Bamako. Estimated price: 221,700 FCFA. A moderator will review it.
client | request | Request approved | Your request Dakar → Bamako is approved at 221,700 FCFA. We are looking for a transporter for you.
client | assignment | Transporter found | Transporter Test will carry your goods Dakar → Bamako with the vehicle DK-9f386369.
transporter | assignment | Nouvelle course | Le transport Dakar → Bamako vous est confié. Enlèvement : 2031-05-01 00:00 UTC. Vos gains : 188 445 FCFA.
client | payment | Payment received | We have received 221,700 FCFA for your transport Dakar → Bamako. The money is kept safe until delivery.
transporter | payment | Transport payé | Le client a payé 221 700 FCFA pour le transport Dakar → Bamako. Vous pouvez prendre la route.
client | request | Delivered | Transporter Test has delivered your goods Dakar → Bamako. Thank you for your trust; you can now rate this transport.
transporter | payment | Gains versés | 188 445 FCFA ont été versés sur votre portefeuille pour le transport Dakar → Bamako. Commission de la plateforme : 33 255 FCFA.
$$);

-- Rounding, half up, to the franc: A-30, requirements §2.5.
create temporary table rounding (price bigint, bps integer, commission bigint, earnings bigint);
insert into rounding values
  (1, 1500, 0, 1), (3, 1500, 0, 3), (10, 1500, 2, 8), (30, 1500, 5, 25), (99, 1500, 15, 84),
  (100, 0, 0, 100), (100, 10000, 100, 0), (9999999999, 1, 1000000, 9998999999);
select test.credit('client', 10000000000);
create temporary table rounded as select r.*, test.id('price ' || price || bps) as job from rounding as r;
do $$
declare
  wanted record;
begin
  for wanted in select *, row_number() over () as number from rounded loop
    insert into alogistics.platform_settings values ('platform.commission_bps', to_jsonb(wanted.bps))
      on conflict (key) do update set value = excluded.value;
    perform test.request('price ' || wanted.price || wanted.bps, 'client', 100 + 10 * wanted.number::integer);
    perform alogistics.validate_transport_request(wanted.job, price => wanted.price);
    perform alogistics.assign_transporter(wanted.job, test.id('transporter'), test.id('truck'));
    -- What changes later changes nothing for a job that is assigned.
    update alogistics.platform_settings set value = '777' where key = 'platform.commission_bps';
    perform alogistics.process_payment(wanted.job, wanted.price);
    perform alogistics.complete_transport_request(wanted.job, reason => 'test');
  end loop;
end
$$;
select is((platform_commission, transporter_earnings), (w.commission, w.earnings),
          format('%s francs at %s basis points', w.price, w.bps))
from rounded as w join alogistics.transport_requests as r on r.id = w.job order by w.price, w.bps;
select is_empty('select * from alogistics.reconcile()', 'the books are sound');
select * from finish();
rollback;
