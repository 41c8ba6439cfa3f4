-- reads job, cluster, cluster_period

-- query job_entry_place :one
-- param cluster_period_id text
select p.code, c.id as cluster_id, c.slug, c.name, c.is_sample
from cluster_period p join cluster c on c.id = p.cluster_id where p.id = $1

-- query job_entries_newest :many
-- param account_id text
-- param clusters text
select j.id from job j left join cluster_period p
  on j.object_kind = 'cluster_period' and p.id = j.object_id
where j.account_id = $1 or $2 = ''
   or $2 like '%,' || p.cluster_id || ',%' escape '\'
order by j.created_ms desc, j.id desc limit 60

-- query job_entries_open :many
-- param account_id text
select id from job where account_id = $1 and state in ('waiting', 'running', 'cancelling')
order by created_ms, id
