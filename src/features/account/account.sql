-- owns account
-- reads account_session

-- query account_by_login :one
-- param login text
select id, login, display_name, password_hash, closed_ms from account where login = $1

-- A session that began or was seen after now is none: the clock was set back.
-- query account_by_session :one
-- param token_hash text
-- param now_ms int
-- param seen_since_ms int
-- param latest_ms int
select a.id, a.login, a.display_name, s.csrf_token, s.seen_ms
from account_session s join account a on a.id = s.account_id
where s.token_hash = $1 and s.expires_ms > $2 and s.seen_ms > $3 and s.created_ms <= $4
  and s.seen_ms <= $4 and a.closed_ms is null

-- query account_by_id :one
-- param id text
select id, login, display_name from account where id = $1 and closed_ms is null

-- query account_list :many
select id, login, display_name, created_ms, closed_ms from account order by login

-- query account_insert :exec
-- param id text
-- param login text
-- param display_name text
-- param password_hash text
-- param created_ms int
insert into account (id, login, display_name, password_hash, created_ms)
values ($1, $2, $3, $4, $5)

-- query account_set_password :changed
-- param id text
-- param password_hash text
update account set password_hash = $2 where id = $1

-- query account_close :changed
-- param id text
-- param closed_ms int
update account set closed_ms = $2 where id = $1 and closed_ms is null

-- query account_reopen :changed
-- param id text
update account set closed_ms = null where id = $1 and closed_ms is not null
