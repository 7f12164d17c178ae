-- The numbers that the business is run by. Source: A-69 … A-71, A-87 … A-91; docs/figures.md.
--! include shared/figures.sql

create trigger count_figures after insert on alogistics.profiles
  for each row execute function alogistics.count_figures();
create trigger count_changed_figures after update on alogistics.profiles
  for each row
  when (old.created_at is distinct from new.created_at or old.role is distinct from new.role
        or old.is_verified is distinct from new.is_verified
        or old.is_active is distinct from new.is_active)
  execute function alogistics.count_figures();
create trigger count_figures after insert or update on alogistics.transport_requests
  for each row execute function alogistics.count_figures();
create trigger count_figures after insert on alogistics.disputes
  for each row execute function alogistics.count_figures();
create trigger count_changed_figures after update on alogistics.disputes
  for each row
  when (old.created_at is distinct from new.created_at
        or old.resolved_at is distinct from new.resolved_at
        or old.status is distinct from new.status or old.category is distinct from new.category
        or old.outcome is distinct from new.outcome or old.refund is distinct from new.refund
        or old.currency is distinct from new.currency)
  execute function alogistics.count_figures();
create trigger count_figures after insert or delete on alogistics.ratings
  for each row execute function alogistics.count_figures();
create trigger count_changed_figures after update on alogistics.ratings
  for each row
  when (old.created_at is distinct from new.created_at or old.score is distinct from new.score
        or old.published is distinct from new.published
        or old.is_visible is distinct from new.is_visible)
  execute function alogistics.count_figures();
