-- reads account

-- query health_read :one
-- col alive bool
select exists (select 1 from account) as alive
