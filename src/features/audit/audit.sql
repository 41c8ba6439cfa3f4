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

-- What came before an instant, or at it with a smaller id: pages go on where the last one ended,
-- however long the history is.
-- query audit_of_object :many
-- param object_kind text
-- param object_id text
-- param at_ms int
-- param id text
-- param most int
select id, at_ms, account_name, address, action, before_text, after_text, reason
from audit_entry
where object_kind = $1 and object_id = $2 and at_ms <= $3 and (at_ms < $3 or id < $4)
order by at_ms desc, id desc limit $5
