select array_agg(id) as ids from alogistics.claim_jobs('bench', 'worker ' || :client_id, :batch) \gset
select alogistics.complete_jobs(:ids::bigint[], 'worker ' || :client_id);
