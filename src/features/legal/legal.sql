-- owns legal_entry

-- query legal_entries :many
select code, revision, kind, scope, number, issuer, title, issued, valid_from, valid_to,
       replaced_by, amends, source, note, reason, author, at_ms
from legal_entry order by code, revision

-- query legal_last_revision :one
-- param code text
-- col revision int
select cast(coalesce(max(revision), 0) as bigint) as revision from legal_entry where code = $1

-- query legal_entry_insert :exec
-- param id text
-- param code text
-- param revision int
-- param kind text
-- param scope text
-- param number text
-- param issuer text
-- param title text
-- param issued text
-- param valid_from text?
-- param valid_to text?
-- param replaced_by text
-- param amends text
-- param source text
-- param note text
-- param reason text
-- param author text
-- param at_ms int
insert into legal_entry (id, code, revision, kind, scope, number, issuer, title, issued, valid_from,
                         valid_to, replaced_by, amends, source, note, reason, author, at_ms)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
