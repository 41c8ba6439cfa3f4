-- owns audit_entry, audit_pending, audit_link, audit_head, audit_verification

-- query audit_insert :exec
-- param id text
-- param at_ms int
-- param account_id text
-- param account_name text
-- param acting_for_id text
-- param acting_for_name text
-- param roles text
-- param address text
-- param action text
-- param object_kind text
-- param object_id text
-- param before_text text?
-- param after_text text?
-- param reason text?
insert into audit_entry (id, at_ms, account_id, account_name, acting_for_id, acting_for_name, roles,
                         address, action, object_kind, object_id, before_text, after_text, reason)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)

-- Every entry waits for its link from the transaction that wrote it: none can be forgotten, however
-- late that transaction is committed.
-- query audit_pending_insert :exec
-- param at_ms int
-- param entry_id text
insert into audit_pending (at_ms, entry_id) values ($1, $2)

-- What came before an instant, or at it with a smaller id: pages go on where the last one ended,
-- however long the history is.
-- query audit_of_object :many
-- param object_kind text
-- param object_id text
-- param at_ms int
-- param id text
-- param most int
-- col seq int?
select e.id, e.at_ms, e.account_id, e.account_name, e.acting_for_id, e.acting_for_name, e.roles,
       e.address, e.action, e.object_kind, e.object_id, e.before_text, e.after_text, e.reason,
       l.seq as seq
from audit_entry e left join audit_link l on l.entry_id = e.id
where e.object_kind = $1 and e.object_id = $2 and e.at_ms <= $3 and (e.at_ms < $3 or e.id < $4)
order by e.at_ms desc, e.id desc limit $5

-- query audit_of_all :many
-- param at_ms int
-- param id text
-- param most int
-- col seq int?
select e.id, e.at_ms, e.account_id, e.account_name, e.acting_for_id, e.acting_for_name, e.roles,
       e.address, e.action, e.object_kind, e.object_id, e.before_text, e.after_text, e.reason,
       l.seq as seq
from audit_entry e left join audit_link l on l.entry_id = e.id
where e.at_ms <= $1 and (e.at_ms < $1 or e.id < $2)
order by e.at_ms desc, e.id desc limit $3

-- Whether somebody has read an object lately: such readings become one entry.
-- query audit_reading :one
-- param object_kind text
-- param object_id text
-- param from_ms int
-- param until_ms int
-- param account_id text
-- param action text
-- param after_text text
-- col entries int
select count(*) as entries from audit_entry
where object_kind = $1 and object_id = $2 and at_ms > $3 and at_ms <= $4 and account_id = $5
  and action = $6 and after_text = $7

-- query audit_of_action :many
-- param object_kind text
-- param object_id text
-- param action text
-- param most int
select at_ms, account_name, acting_for_name, roles, after_text, reason
from audit_entry where object_kind = $1 and object_id = $2 and action = $3
order by at_ms desc, id desc limit $4

-- sealing -----------------------------------------------------------------------------------------

-- query audit_head_read :one
select seq, hash, owner, lease_ms from audit_head where id = 1

-- query audit_head_insert :exec
-- param seq int
-- param hash bytes
-- param owner text
-- param lease_ms int
insert into audit_head (id, seq, hash, owner, lease_ms) values (1, $1, $2, $3, $4)

-- Moves on from the head that was read, and from no other.
-- query audit_head_move :changed
-- param old_seq int
-- param old_hash bytes
-- param seq int
-- param hash bytes
-- param owner text
-- param lease_ms int
update audit_head set seq = $3, hash = $4, owner = $5, lease_ms = $6
where id = 1 and seq = $1 and hash = $2

-- query audit_lease_end :exec
-- param owner text
update audit_head set lease_ms = 0 where id = 1 and owner = $1

-- The order in which entries are sealed. What is queued wrongly is left for verification to name.
-- query audit_to_seal :many
-- param most int
select e.id, e.at_ms, e.account_id, e.account_name, e.acting_for_id, e.acting_for_name, e.roles,
       e.address, e.action, e.object_kind, e.object_id, e.before_text, e.after_text, e.reason
from audit_pending p
join audit_entry e on e.id = p.entry_id and e.at_ms = p.at_ms
left join audit_link l on l.entry_id = p.entry_id
where l.seq is null
order by p.at_ms, p.entry_id limit $1

-- query audit_link_insert :exec
-- param seq int
-- param form int
-- param entry_id text
-- param salt bytes
-- param content_commitment bytes
-- param commitment bytes
-- param previous_hash bytes
-- param hash bytes
-- param sealed_ms int
insert into audit_link (seq, form, entry_id, salt, content_commitment, commitment, previous_hash,
                        hash, sealed_ms)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)

-- Those that have got a link of these numbers; their instants bound the search.
-- query audit_pending_delete :changed
-- param from_ms int
-- param until_ms int
-- param from_seq int
-- param until_seq int
delete from audit_pending
where at_ms between $1 and $2
  and exists (select 1 from audit_link l
              where l.entry_id = audit_pending.entry_id and l.seq between $3 and $4)

-- query audit_tail :one
-- col entries int
-- col oldest_ms int?
select count(*) as entries, min(at_ms) as oldest_ms from audit_pending

-- destroying the content of one entry -------------------------------------------------------------

-- query audit_entry_by_id :one
-- param id text
select id, action, object_kind, object_id from audit_entry where id = $1

-- query audit_salt_of :one
-- param entry_id text
select seq, salt from audit_link where entry_id = $1

-- query audit_entry_empty :exec
-- param id text
update audit_entry set before_text = null, after_text = null, reason = null where id = $1

-- query audit_salt_forget :exec
-- param entry_id text
update audit_link set salt = null where entry_id = $1

-- proving the chain -------------------------------------------------------------------------------

-- query audit_chain_after :many
-- param seq int
-- param most int
-- col id text?
-- col at_ms int?
-- col account_id text?
-- col account_name text?
-- col acting_for_id text?
-- col acting_for_name text?
-- col roles text?
-- col address text?
-- col action text?
-- col object_kind text?
-- col object_id text?
select l.seq, l.form, l.entry_id, l.salt, l.content_commitment, l.commitment, l.previous_hash,
       l.hash, l.sealed_ms,
       e.id as id, e.at_ms as at_ms, e.account_id as account_id, e.account_name as account_name,
       e.acting_for_id as acting_for_id, e.acting_for_name as acting_for_name, e.roles as roles,
       e.address as address, e.action as action, e.object_kind as object_kind,
       e.object_id as object_id, e.before_text, e.after_text, e.reason
from audit_link l left join audit_entry e on e.id = l.entry_id
where l.seq > $1 order by l.seq limit $2

-- query audit_link_at :one
-- param seq int
select seq, hash, sealed_ms from audit_link where seq = $1

-- query audit_link_last :one
select seq, hash, sealed_ms from audit_link order by seq desc limit 1

-- Whether the trail itself tells of the destruction of an entry's content.
-- query audit_told :one
-- param action text
-- param object_kind text
-- param object_id text
-- col entries int
select count(*) as entries from audit_entry
where action = $1 and object_kind = $2 and object_id = $3

-- In every state there are as many entries as links and places in the queue.
-- query audit_counts :one
-- col entries int
-- col links int
-- col pending int
select (select count(*) from audit_entry) as entries,
       (select count(*) from audit_link) as links,
       (select count(*) from audit_pending) as pending

-- A place in the queue that no entry has, or one that is sealed.
-- query audit_queue_wrong :many
-- param most int
select p.entry_id
from audit_pending p
left join audit_entry e on e.id = p.entry_id and e.at_ms = p.at_ms
left join audit_link l on l.entry_id = p.entry_id
where e.id is null or l.seq is not null
order by p.at_ms, p.entry_id limit $1

-- Entries in the order of their ids, with whether they are linked or wait.
-- query audit_places_after :many
-- param id text
-- param most int
-- col seq int?
-- col waits text?
select e.id, l.seq as seq, p.entry_id as waits
from audit_entry e
left join audit_link l on l.entry_id = e.id
left join audit_pending p on p.at_ms = e.at_ms and p.entry_id = e.id
where e.id > $1 order by e.id limit $2

-- query audit_verification_insert :exec
-- param id text
-- param at_ms int
-- param author text
-- param seq int
-- param hash text
-- param fault text
insert into audit_verification (id, at_ms, author, seq, hash, fault) values ($1, $2, $3, $4, $5, $6)

-- query audit_verification_last :many
-- param most int
select at_ms, author, seq, hash, fault from audit_verification order by at_ms desc, id desc limit $1

-- The links of the entries of some days; not all between them are of these days.
-- query audit_seq_range :one
-- param from_ms int
-- param until_ms int
-- col first_seq int?
-- col last_seq int?
select min(l.seq) as first_seq, max(l.seq) as last_seq
from audit_entry e join audit_link l on l.entry_id = e.id
where e.at_ms >= $1 and e.at_ms < $2
