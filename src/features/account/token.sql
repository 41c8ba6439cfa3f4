-- owns api_token
-- reads account

-- query token_insert :exec
-- param id text
-- param account_id text
-- param name text
-- param token_hash text
-- param may_write bool
-- param created_ms int
-- param expires_ms int
insert into api_token (id, account_id, name, token_hash, may_write, created_ms, expires_ms)
values ($1, $2, $3, $4, $5, $6, $7)

-- query token_by_hash :one
-- param token_hash text
-- param now_ms int
select t.id, t.account_id, t.may_write, t.used_ms
from api_token t join account a on a.id = t.account_id
where t.token_hash = $1 and t.expires_ms > $2 and t.created_ms <= $2 and t.withdrawn_ms is null
  and a.closed_ms is null

-- query token_list :many
-- param account_id text
select id, name, may_write, created_ms, expires_ms, used_ms, withdrawn_ms
from api_token where account_id = $1 order by created_ms desc, id desc

-- query token_used :exec
-- param id text
-- param now_ms int
update api_token set used_ms = $2 where id = $1

-- query token_withdraw :changed
-- param id text
-- param account_id text
-- param now_ms int
-- param by text
update api_token set withdrawn_ms = $3, withdrawn_by = $4
where id = $1 and account_id = $2 and withdrawn_ms is null

-- query token_withdraw_all :exec
-- param account_id text
-- param now_ms int
-- param by text
update api_token set withdrawn_ms = $2, withdrawn_by = $3
where account_id = $1 and withdrawn_ms is null
