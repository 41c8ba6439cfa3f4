-- owns cluster_term, cluster_meeting, cluster_meeting_host, cluster_handover, cluster_handover_item
-- owns cluster_document
-- reads cluster, cluster_member, cluster_period, unit, unit_state
-- reads registration, covenant, covenant_version, covenant_signature, target_item, target_entry
-- reads plan, movement_participation

-- What units in posts or with a meeting to host were ever called.
-- query headship_unit_states :many
-- param cluster_id text
select u.id, u.slug, s.name, s.valid_from, s.valid_to
from unit u join unit_state s on s.unit_id = u.id and s.withdrawn_ms is null
where u.id in (select t.unit_id from cluster_term t where t.cluster_id = $1)
   or u.id in (select h.unit_id from cluster_meeting_host h
               join cluster_meeting m on m.id = h.meeting_id where m.cluster_id = $1)
   or u.id in (select o.from_unit_id from cluster_handover o where o.cluster_id = $1)
   or u.id in (select o.to_unit_id from cluster_handover o where o.cluster_id = $1)
   or u.id in (select p.head_unit_id from cluster_period p where p.cluster_id = $1)
   or u.id in (select p.host_unit_id from cluster_period p where p.cluster_id = $1)
order by u.id, s.valid_from nulls first

-- query headship_terms :many
-- param cluster_id text
select id, role, unit_id, valid_from, valid_to, choice, minutes, note, recorded_ms, recorded_by,
       withdrawn_ms, withdrawn_by, withdrawn_reason
from cluster_term where cluster_id = $1
order by valid_from, case role when 'head' then 0 else 1 end, role, recorded_ms, id

-- query headship_term_insert :exec
-- param id text
-- param cluster_id text
-- param role text
-- param unit_id text
-- param valid_from text
-- param valid_to text
-- param choice text
-- param minutes text
-- param note text
-- param recorded_ms int
-- param recorded_by text
insert into cluster_term (id, cluster_id, role, unit_id, valid_from, valid_to, choice, minutes, note,
                          recorded_ms, recorded_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)

-- query headship_term_withdraw :changed
-- param id text
-- param withdrawn_ms int
-- param withdrawn_by text
-- param withdrawn_reason text
update cluster_term set withdrawn_ms = $2, withdrawn_by = $3, withdrawn_reason = $4
where id = $1 and withdrawn_ms is null

-- Heads as the papers of half-years name them.
-- query headship_period_heads :many
-- param cluster_id text
select id, code, head_unit_id, host_unit_id, venue, held_on
from cluster_period where cluster_id = $1 order by code

-- query headship_first_year :one
-- param cluster_id text
-- col first_year int
select cast(coalesce(min(year), 0) as bigint) as first_year from cluster_member where cluster_id = $1

-- query headship_meetings :many
-- param cluster_id text
-- param year int
select id, kind, held_on, venue, note, recorded_ms, recorded_by
from cluster_meeting where cluster_id = $1 and year = $2 and withdrawn_ms is null
order by kind, recorded_ms, id

-- query headship_meeting_hosts :many
-- param meeting_id text
select position, unit_id from cluster_meeting_host where meeting_id = $1 order by position

-- query headship_meeting_insert :exec
-- param id text
-- param cluster_id text
-- param year int
-- param kind text
-- param held_on text?
-- param venue text
-- param note text
-- param recorded_ms int
-- param recorded_by text
insert into cluster_meeting (id, cluster_id, year, kind, held_on, venue, note, recorded_ms,
                             recorded_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)

-- query headship_host_insert :exec
-- param meeting_id text
-- param position int
-- param unit_id text
insert into cluster_meeting_host (meeting_id, position, unit_id) values ($1, $2, $3)

-- query headship_meeting_withdraw :changed
-- param cluster_id text
-- param year int
-- param kind text
-- param withdrawn_ms int
-- param withdrawn_by text
update cluster_meeting set withdrawn_ms = $4, withdrawn_by = $5
where cluster_id = $1 and year = $2 and kind = $3 and withdrawn_ms is null

-- query headship_documents :many
-- param cluster_id text
select id, title, number, dated, legal_code, note, recorded_ms, recorded_by, withdrawn_ms,
       withdrawn_by
from cluster_document where cluster_id = $1 order by recorded_ms, id

-- query headship_document_insert :exec
-- param id text
-- param cluster_id text
-- param title text
-- param number text
-- param dated text
-- param legal_code text
-- param note text
-- param recorded_ms int
-- param recorded_by text
insert into cluster_document (id, cluster_id, title, number, dated, legal_code, note, recorded_ms,
                              recorded_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)

-- query headship_document_withdraw :changed
-- param id text
-- param cluster_id text
-- param withdrawn_ms int
-- param withdrawn_by text
update cluster_document set withdrawn_ms = $3, withdrawn_by = $4
where id = $1 and cluster_id = $2 and withdrawn_ms is null

-- query handover_list :many
-- param cluster_id text
select id, year, from_unit_id, to_unit_id, handed_on, until, meeting, venue, choice, minutes,
       from_name, from_post, to_name, to_post, witness_name, witness_post, remark, recorded_ms,
       recorded_by, confirmed_ms, confirmed_by, withdrawn_ms, withdrawn_by, withdrawn_reason
from cluster_handover where cluster_id = $1 order by handed_on, recorded_ms, id

-- query handover_items :many
-- param handover_id text
select title, count, note from cluster_handover_item where handover_id = $1 order by position

-- query handover_insert :exec
-- param id text
-- param cluster_id text
-- param year int
-- param from_unit_id text
-- param to_unit_id text
-- param handed_on text
-- param until text
-- param meeting text
-- param venue text
-- param choice text
-- param minutes text
-- param from_name text
-- param from_post text
-- param to_name text
-- param to_post text
-- param witness_name text
-- param witness_post text
-- param remark text
-- param recorded_ms int
-- param recorded_by text
insert into cluster_handover (id, cluster_id, year, from_unit_id, to_unit_id, handed_on, until,
                              meeting, venue, choice, minutes, from_name, from_post, to_name,
                              to_post, witness_name, witness_post, remark, recorded_ms, recorded_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)

-- query handover_item_insert :exec
-- param handover_id text
-- param position int
-- param title text
-- param count int?
-- param note text
insert into cluster_handover_item (handover_id, position, title, count, note)
values ($1, $2, $3, $4, $5)

-- query handover_confirm :changed
-- param id text
-- param confirmed_ms int
-- param confirmed_by text
update cluster_handover set confirmed_ms = $2, confirmed_by = $3
where id = $1 and confirmed_ms is null and withdrawn_ms is null

-- query handover_withdraw :changed
-- param id text
-- param withdrawn_ms int
-- param withdrawn_by text
-- param withdrawn_reason text
update cluster_handover set withdrawn_ms = $2, withdrawn_by = $3, withdrawn_reason = $4
where id = $1 and confirmed_ms is null and withdrawn_ms is null

-- What other rooms hold of a member of a year, whatever became of it.
-- query headship_member_rests :one
-- param cluster_id text
-- param year int
-- param unit_id text
-- col registrations int
-- col signatures int
-- col targets int
-- col plans int
-- col participations int
select (select count(*) from registration r
        where r.cluster_id = $1 and r.year = $2 and r.unit_id = $3) as registrations,
       (select count(*) from covenant_signature s
        join covenant_version v on v.id = s.version_id
        join covenant k on k.id = v.covenant_id
        where k.cluster_id = $1 and k.year = $2 and s.unit_id = $3) as signatures,
       (select count(*) from target_entry e join target_item i on i.id = e.item_id
        where i.cluster_id = $1 and i.year = $2 and e.unit_id = $3) as targets,
       (select count(*) from plan p
        where p.cluster_id = $1 and p.year = $2 and p.unit_id = $3) as plans,
       (select count(*) from movement_participation m
        where m.cluster_id = $1 and m.year = $2 and m.unit_id = $3) as participations

-- query cluster_document_citings :many
-- param code text
-- param number text
-- col cluster_id text
-- col slug text
-- col cluster text
-- col year int
select c.id as cluster_id, c.slug as slug, c.name as cluster, d.title, d.number, d.legal_code,
       (select max(m.year) from cluster_member m where m.cluster_id = c.id) as year
from cluster_document d join cluster c on c.id = d.cluster_id
where d.withdrawn_ms is null and (d.legal_code = $1 or d.number like '%' || $2 || '%' escape '!')
  and exists (select 1 from cluster_member m where m.cluster_id = c.id)
order by c.name, d.recorded_ms, d.id
