-- owns audit_entry

-- query audit_insert :exec
-- param id text
-- param at_ms int
-- param account_id text
-- param account_name text
-- param address text
-- param action text
-- param object_kind text
-- param object_id text
-- param before_text text?
-- param after_text text?
-- param reason text?
insert into audit_entry (id, at_ms, account_id, account_name, address, action, object_kind,
                         object_id, before_text, after_text, reason)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)

-- query audit_of_object :many
-- param object_kind text
-- param object_id text
select at_ms, account_name, address, action, before_text, after_text, reason
from audit_entry where object_kind = $1 and object_id = $2
order by at_ms desc, id desc limit 500
