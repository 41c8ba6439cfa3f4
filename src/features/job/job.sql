-- reads job, cluster, cluster_period

-- query job_entry_place :one
-- param cluster_period_id text
select p.code, c.id as cluster_id, c.slug, c.name, c.is_sample
from cluster_period p join cluster c on c.id = p.cluster_id where p.id = $1

-- query job_entries_newest :many
-- param account_id text
-- param of_others bool
select id from job where account_id = $1 or $2 order by created_ms desc, id desc limit 60

-- query job_entries_open :many
-- param account_id text
select id from job where account_id = $1 and state in ('waiting', 'running', 'cancelling')
order by created_ms, id
