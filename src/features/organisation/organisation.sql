-- owns unit, unit_kind, unit_state, unit_succession, unit_succession_part, unit_streak, unit_honour
-- owns unit_list_file
-- reads cluster, cluster_member

-- query unit_kinds :many
select code, position, name, name_en from unit_kind order by position, code

-- query unit_kind_uses :many
-- col units int
select kind, count(distinct case when withdrawn_ms is null then unit_id end) as units
from unit_state group by kind

-- query unit_kind_insert :exec
-- param code text
-- param position int
-- param name text
-- param name_en text
insert into unit_kind (code, position, name, name_en) values ($1, $2, $3, $4)

-- query unit_kind_change :changed
-- param code text
-- param position int
-- param name text
-- param name_en text
update unit_kind set position = $2, name = $3, name_en = $4 where code = $1

-- query unit_kind_delete :changed
-- param code text
delete from unit_kind where code = $1

-- query unit_slug :one
-- param slug text
select id, slug, created_ms from unit where slug = $1

-- query unit_insert :exec
-- param id text
-- param slug text
-- param created_ms int
insert into unit (id, slug, created_ms) values ($1, $2, $3)

-- query unit_state_insert :exec
-- param id text
-- param unit_id text
-- param name text
-- param name_fold text
-- param sort_key text
-- param short_name text
-- param kind text
-- param parent_id text?
-- param valid_from text?
-- param begins text
-- param valid_to text?
-- param decision_number text
-- param decision_on text
-- param decision_issuer text
-- param source text
-- param recorded_ms int
-- param recorded_by text
insert into unit_state (id, unit_id, name, name_fold, sort_key, short_name, kind, parent_id,
                        valid_from, begins, valid_to, decision_number, decision_on, decision_issuer,
                        source, recorded_ms, recorded_by, withdrawn_ms, withdrawn_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, null, null)

-- query unit_state_withdraw :changed
-- param id text
-- param withdrawn_ms int
-- param withdrawn_by text
update unit_state set withdrawn_ms = $2, withdrawn_by = $3 where id = $1 and withdrawn_ms is null

-- The book as it is now, for a change to be checked against.
-- query unit_states_now :many
select s.id, s.unit_id, u.slug, s.name, s.name_fold, s.short_name, s.kind, s.parent_id, s.valid_from,
       s.begins, s.valid_to, s.decision_number, s.decision_on, s.decision_issuer, s.source,
       s.recorded_ms, s.recorded_by
from unit_state s join unit u on u.id = s.unit_id
where s.withdrawn_ms is null

-- All that was ever recorded of a unit.
-- query unit_states_of :many
-- param unit_id text
select s.id, s.unit_id, u.slug, s.name, s.name_fold, s.short_name, s.kind, s.parent_id, s.valid_from,
       s.begins, s.valid_to, s.decision_number, s.decision_on, s.decision_issuer, s.source,
       s.recorded_ms, s.recorded_by, s.withdrawn_ms, s.withdrawn_by
from unit_state s join unit u on u.id = s.unit_id
where s.unit_id = $1
order by s.valid_from nulls first, s.recorded_ms, s.id

-- query unit_states_by_name :many
-- param name_fold text
select s.unit_id, u.slug, s.name, s.parent_id, s.valid_from, s.valid_to
from unit_state s join unit u on u.id = s.unit_id
where s.name_fold = $1 and s.withdrawn_ms is null
order by u.created_ms, u.slug, s.valid_from nulls first

-- A unit's level above as at a day, as known on an instant.
-- query unit_state_on :one
-- param unit_id text
-- param as_at text
-- param known_ms int
select s.unit_id, u.slug, s.name, s.short_name, s.kind, s.parent_id, s.valid_from, s.valid_to
from unit_state s join unit u on u.id = s.unit_id
where s.unit_id = $1
  and (s.valid_from is null or s.valid_from <= $2) and (s.valid_to is null or s.valid_to > $2)
  and s.recorded_ms <= $3 and (s.withdrawn_ms is null or s.withdrawn_ms > $3)
order by s.recorded_ms desc, s.id desc limit 1

-- What who has a role around a unit may see: it, all that ever stood below it and what it ever stood
-- below.
-- query unit_scope :many
-- param unit_id text
-- col id text
with recursive below (id) as (
    select u.id from unit u where u.id = $1
    union
    select s.unit_id from unit_state s join below b on s.parent_id = b.id
    where s.withdrawn_ms is null),
above (id) as (
    select u.id from unit u where u.id = $1
    union
    select s.parent_id from unit_state s join above a on s.unit_id = a.id
    where s.withdrawn_ms is null and s.parent_id is not null)
select id from below union select id from above

-- One level of the tree as at a day, as known on an instant; PARENT '' is the top.
-- query unit_level :many
-- param parent text
-- param as_at text
-- param known_ms int
-- param most int
-- col children int
select u.id, u.slug, s.name, s.short_name, s.kind, s.parent_id, s.valid_from, s.begins, s.valid_to,
       (select count(*) from unit_state c
        where c.parent_id = u.id
          and (c.valid_from is null or c.valid_from <= $2)
          and (c.valid_to is null or c.valid_to > $2)
          and c.recorded_ms <= $3 and (c.withdrawn_ms is null or c.withdrawn_ms > $3)) as children
from unit_state s join unit u on u.id = s.unit_id
where ((s.parent_id = $1 and $1 <> '') or (s.parent_id is null and $1 = ''))
  and (s.valid_from is null or s.valid_from <= $2) and (s.valid_to is null or s.valid_to > $2)
  and s.recorded_ms <= $3 and (s.withdrawn_ms is null or s.withdrawn_ms > $3)
order by s.sort_key, u.slug limit $4

-- Units whose name holds the folded words, as at a day.
-- query unit_search :many
-- param pattern text
-- param as_at text
-- param known_ms int
-- param most int
select u.id, u.slug, s.name, s.short_name, s.kind, s.parent_id, s.valid_from, s.begins, s.valid_to
from unit_state s join unit u on u.id = s.unit_id
where s.name_fold like $1 escape '\'
  and (s.valid_from is null or s.valid_from <= $2) and (s.valid_to is null or s.valid_to > $2)
  and s.recorded_ms <= $3 and (s.withdrawn_ms is null or s.withdrawn_ms > $3)
order by s.sort_key, u.slug limit $4

-- How many units there are as at a day.
-- query unit_count :one
-- param as_at text
-- param known_ms int
-- col units int
select count(*) as units from unit_state s
where (s.valid_from is null or s.valid_from <= $1) and (s.valid_to is null or s.valid_to > $1)
  and s.recorded_ms <= $2 and (s.withdrawn_ms is null or s.withdrawn_ms > $2)

-- The tops of what the roles of a cluster see.
-- query unit_superior_of :one
-- param cluster_id text
select superior_id from cluster where id = $1

-- query unit_memberships :many
-- param unit_id text
select c.slug, c.name, c.id as cluster_id, m.year
from cluster_member m join cluster c on c.id = m.cluster_id
where m.unit_id = $1 order by m.year desc, c.slug

-- query succession_insert :exec
-- param id text
-- param kind text
-- param state text
-- param effective_on text?
-- param decision_number text
-- param decision_on text
-- param decision_issuer text
-- param note text
-- param source text
-- param recorded_ms int
-- param recorded_by text
insert into unit_succession (id, kind, state, effective_on, decision_number, decision_on,
                             decision_issuer, note, source, recorded_ms, recorded_by, withdrawn_ms,
                             withdrawn_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, null, null)

-- query succession_part_insert :exec
-- param succession_id text
-- param unit_id text
-- param side text
-- param position int
insert into unit_succession_part (succession_id, unit_id, side, position) values ($1, $2, $3, $4)

-- query succession_withdraw :changed
-- param id text
-- param withdrawn_ms int
-- param withdrawn_by text
update unit_succession set withdrawn_ms = $2, withdrawn_by = $3
where id = $1 and withdrawn_ms is null

-- All that lead to a unit or from it, by any number of steps, with their parts.
-- query successions_around :many
-- param unit_id text
with recursive related (id) as (
    select u.id from unit u where u.id = $1
    union
    select p.unit_id
    from related r
    join unit_succession_part own on own.unit_id = r.id
    join unit_succession_part p on p.succession_id = own.succession_id)
select s.id, s.kind, s.state, s.effective_on, s.decision_number, s.decision_on, s.decision_issuer,
       s.note, s.source, s.recorded_ms, s.recorded_by, s.withdrawn_ms, p.unit_id, p.side, u.slug
from unit_succession s
join unit_succession_part p on p.succession_id = s.id
join unit u on u.id = p.unit_id
where s.id in (select own.succession_id from unit_succession_part own
               where own.unit_id in (select id from related))
order by s.effective_on nulls last, s.recorded_ms, s.id, p.side, p.position

-- query streaks_of :many
-- param succession_id text
select from_id, to_id, revision, inherits, decision_number, decision_on, decision_issuer, reason,
       recorded_ms, recorded_by
from unit_streak where succession_id = $1 order by from_id, to_id, revision

-- query streak_insert :exec
-- param succession_id text
-- param from_id text
-- param to_id text
-- param revision int
-- param inherits text
-- param decision_number text
-- param decision_on text
-- param decision_issuer text
-- param reason text
-- param recorded_ms int
-- param recorded_by text
insert into unit_streak (succession_id, from_id, to_id, revision, inherits, decision_number,
                         decision_on, decision_issuer, reason, recorded_ms, recorded_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)

-- query honours_of :many
-- param unit_id text
select id, year, title, state, under_name, decision_number, decision_on, decision_issuer, source,
       recorded_ms, recorded_by
from unit_honour where unit_id = $1 and withdrawn_ms is null order by year, recorded_ms, id

-- query honour_insert :exec
-- param id text
-- param unit_id text
-- param year int
-- param title text
-- param state text
-- param under_name text
-- param decision_number text
-- param decision_on text
-- param decision_issuer text
-- param source text
-- param recorded_ms int
-- param recorded_by text
insert into unit_honour (id, unit_id, year, title, state, under_name, decision_number, decision_on,
                         decision_issuer, source, recorded_ms, recorded_by, withdrawn_ms,
                         withdrawn_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, null, null)

-- query honour_withdraw :changed
-- param id text
-- param unit_id text
-- param withdrawn_ms int
-- param withdrawn_by text
update unit_honour set withdrawn_ms = $3, withdrawn_by = $4
where id = $1 and unit_id = $2 and withdrawn_ms is null

-- query unit_list_insert :exec
-- param id text
-- param name text
-- param sha256 text
-- param content bytes
-- param author text
-- param created_ms int
insert into unit_list_file (id, name, sha256, content, state, author, created_ms, stored_ms,
                            stored_count)
values ($1, $2, $3, $4, 'staged', $5, $6, null, 0)

-- query unit_list_find :one
-- param id text
select id, name, content, state, author, created_ms, stored_ms, stored_count
from unit_list_file where id = $1

-- query unit_list_stored :changed
-- param id text
-- param stored_ms int
-- param stored_count int
update unit_list_file set state = 'stored', stored_ms = $2, stored_count = $3
where id = $1 and state = 'staged'

-- The units about which a decision of that number was recorded (or one kept by its code): names,
-- kinds and levels above, what became of them, titles. A unit's rows stand together.
-- query unit_citings :many
-- param number text
-- param code text
-- col unit_id text
-- col slug text
-- col name text
-- col decision_number text
-- col decision_on text
-- col decision_issuer text
select s.unit_id, u.slug, s.name, s.decision_number, s.decision_on, s.decision_issuer
from unit_state s join unit u on u.id = s.unit_id
where s.withdrawn_ms is null and s.decision_number in ($1, $2)
union
select h.unit_id, u.slug, h.under_name, h.decision_number, h.decision_on, h.decision_issuer
from unit_honour h join unit u on u.id = h.unit_id
where h.withdrawn_ms is null and h.decision_number in ($1, $2)
union
select p.unit_id, u.slug, t.name, x.decision_number, x.decision_on, x.decision_issuer
from unit_succession x
join unit_succession_part p on p.succession_id = x.id
join unit u on u.id = p.unit_id
join unit_state t on t.unit_id = p.unit_id and t.withdrawn_ms is null
where x.withdrawn_ms is null and x.decision_number in ($1, $2)
order by 2, 3
