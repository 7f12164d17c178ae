-- The numbers that the business is run by. Source: A-69 … A-71, A-87 … A-91; docs/figures.md.
--! include shared/figures.sql

create trigger count_figures after insert on alogistics.profiles
  for each row execute function alogistics.count_figures();
create trigger count_changed_figures after update on alogistics.profiles
  for each row
  when ((old.created_at, old.role, old.is_verified, old.is_active)
        is distinct from (new.created_at, new.role, new.is_verified, new.is_active))
  execute function alogistics.count_figures();
create trigger count_figures after insert on alogistics.transport_requests
  for each row execute function alogistics.count_figures();
create trigger count_changed_figures after update on alogistics.transport_requests
  for each row
  when ((old.created_at, old.validated_at, old.assigned_at, old.paid_at, old.completed_at, old.cancelled_at,
         old.delivery_date, old.status, old.currency, old.final_price, old.platform_commission)
        is distinct from
        (new.created_at, new.validated_at, new.assigned_at, new.paid_at, new.completed_at, new.cancelled_at,
         new.delivery_date, new.status, new.currency, new.final_price, new.platform_commission))
  execute function alogistics.count_figures();
create trigger count_figures after insert on alogistics.disputes
  for each row execute function alogistics.count_figures();
create trigger count_changed_figures after update on alogistics.disputes
  for each row
  when ((old.created_at, old.resolved_at, old.status, old.category, old.outcome, old.refund, old.currency)
        is distinct from
        (new.created_at, new.resolved_at, new.status, new.category, new.outcome, new.refund, new.currency))
  execute function alogistics.count_figures();
create trigger count_figures after insert or delete on alogistics.ratings
  for each row execute function alogistics.count_figures();
create trigger count_changed_figures after update on alogistics.ratings
  for each row
  when ((old.created_at, old.score, old.published, old.is_visible)
        is distinct from (new.created_at, new.score, new.published, new.is_visible))
  execute function alogistics.count_figures();
