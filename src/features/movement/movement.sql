-- owns movement, movement_revision, movement_content, movement_link, movement_act
-- owns movement_participation, movement_commitment, movement_progress
-- reads unit, unit_state, cluster, cluster_member

-- The movements of one id with their drives, of a cluster, and of a unit and those it stood below at some time in
-- [YEAR_FROM, YEAR_TO); UNIT '*': of all units. Others are asked for with ''.
-- query movement_rows :many
-- param id text
-- param cluster_id text
-- param unit text
-- param year_from text
-- param year_to text
-- col step text?
-- col owner_name text?
-- col launcher_name text?
with recursive above (id) as (
    select u.id from unit u
    where u.id = $3 or ($3 = '*' and u.id in (select o.unit_id from movement o))
    union
    select s.parent_id from unit_state s join above a on s.unit_id = a.id
    where s.withdrawn_ms is null and s.parent_id is not null
      and (s.valid_from is null or s.valid_from < $5)
      and (s.valid_to is null or s.valid_to > $4))
select m.id, m.kind, m.cluster_id, m.unit_id, m.parent_id, m.position, r.revision, r.title, r.manner,
       r.theme, r.objectives, r.begins, r.ends, r.launcher_id, r.covenant_on, r.report_by, r.number,
       r.issued_on, r.issuer, r.legal_code, r.source, r.recorded_ms, r.recorded_by,
       (select a.step from movement_act a
        where a.movement_id = m.id and a.withdrawn_ms is null
        order by a.position desc limit 1) as step,
       (select n.name from unit_state n
        where n.unit_id = m.unit_id and n.withdrawn_ms is null
        order by case when n.valid_from is null or n.valid_from < $5 then 0 else 1 end,
                 n.valid_from desc nulls last limit 1) as owner_name,
       (select n.name from unit_state n
        where n.unit_id = r.launcher_id and n.withdrawn_ms is null
        order by case when n.valid_from is null or n.valid_from < $5 then 0 else 1 end,
                 n.valid_from desc nulls last limit 1) as launcher_name
from movement m join movement_revision r on r.movement_id = m.id
where (m.id = $1 or m.parent_id = $1 or m.cluster_id = $2 or m.unit_id in (select id from above))
  and r.state = 'stands'
  and r.revision = (select max(x.revision) from movement_revision x where x.movement_id = m.id)
order by case when m.unit_id is null then 1 else 0 end, m.position, m.id

-- query movement_next_position :one
-- param cluster_id text
-- param unit_id text
-- col position int
select cast(coalesce(max(position), -1) + 1 as bigint) as position from movement
where cluster_id = $1 or unit_id = $2

-- query movement_insert :exec
-- param id text
-- param kind text
-- param cluster_id text?
-- param unit_id text?
-- param parent_id text?
-- param position int
-- param recorded_ms int
-- param recorded_by text
insert into movement (id, kind, cluster_id, unit_id, parent_id, position, recorded_ms, recorded_by)
values ($1, $2, $3, $4, $5, $6, $7, $8)

-- query movement_revision_insert :exec
-- param id text
-- param movement_id text
-- param revision int
-- param title text
-- param manner text
-- param theme text
-- param objectives text
-- param begins text
-- param ends text
-- param launcher_id text?
-- param covenant_on text?
-- param report_by text?
-- param number text
-- param issued_on text?
-- param issuer text
-- param legal_code text
-- param source text
-- param state text
-- param reason text
-- param recorded_ms int
-- param recorded_by text
insert into movement_revision (id, movement_id, revision, title, manner, theme, objectives, begins,
                               ends, launcher_id, covenant_on, report_by, number, issued_on, issuer,
                               legal_code, source, state, reason, recorded_ms, recorded_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
        $21)

-- Units that clusters stand below at some time in a year, for the office to launch at.
-- query movement_levels :many
-- param year_from text
-- param year_to text
with recursive above (id) as (
    select u.id from unit u where u.id in (select c.superior_id from cluster c)
    union
    select s.parent_id from unit_state s join above a on s.unit_id = a.id
    where s.withdrawn_ms is null and s.parent_id is not null)
select u.id, s.name from unit u join unit_state s on s.unit_id = u.id
where u.id in (select id from above) and s.withdrawn_ms is null
  and (s.valid_from is null or s.valid_from < $2) and (s.valid_to is null or s.valid_to > $1)
order by s.sort_key, u.id

-- query movement_contents :many
-- param movement_id text
select id, body, measure, target, recorded_ms, recorded_by from movement_content
where movement_id = $1 and withdrawn_ms is null order by position, id

-- query movement_content_position :one
-- param movement_id text
-- col position int
select cast(coalesce(max(position), -1) + 1 as bigint) as position from movement_content
where movement_id = $1

-- query movement_content_insert :exec
-- param id text
-- param movement_id text
-- param position int
-- param body text
-- param measure text
-- param target text
-- param recorded_ms int
-- param recorded_by text
insert into movement_content (id, movement_id, position, body, measure, target, recorded_ms,
                              recorded_by, withdrawn_ms, withdrawn_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, null, null)

-- query movement_content_withdraw :changed
-- param id text
-- param movement_id text
-- param withdrawn_ms int
-- param withdrawn_by text
update movement_content set withdrawn_ms = $3, withdrawn_by = $4
where id = $1 and movement_id = $2 and withdrawn_ms is null

-- All links that stand, and drives, which answer their movement.
-- query movement_links_all :many
-- col id text
-- col from_id text
-- col to_id text
select l.id, l.movement_id as from_id, l.answers_id as to_id from movement_link l
where l.withdrawn_ms is null
union all
select '' as id, m.id as from_id, m.parent_id as to_id from movement m
where m.parent_id is not null
  and exists (select 1 from movement_revision r
              where r.movement_id = m.id and r.state = 'stands'
                and r.revision = (select max(x.revision) from movement_revision x
                                  where x.movement_id = m.id))
order by 2, 1

-- query movement_links_of :many
-- param movement_id text
select id, answers_id from movement_link where movement_id = $1 and withdrawn_ms is null order by id

-- query movement_link_insert :exec
-- param id text
-- param movement_id text
-- param answers_id text
-- param recorded_ms int
-- param recorded_by text
insert into movement_link (id, movement_id, answers_id, recorded_ms, recorded_by, withdrawn_ms,
                           withdrawn_by)
values ($1, $2, $3, $4, $5, null, null)

-- query movement_link_withdraw :changed
-- param id text
-- param movement_id text
-- param withdrawn_ms int
-- param withdrawn_by text
update movement_link set withdrawn_ms = $3, withdrawn_by = $4
where id = $1 and movement_id = $2 and withdrawn_ms is null

-- query movement_acts :many
-- param movement_id text
select id, position, step, is_left_out, done_on, place, document, remark, recorded_ms, recorded_by,
       withdrawn_ms, withdrawn_by, withdrawn_reason
from movement_act where movement_id = $1 order by position

-- query movement_act_insert :exec
-- param id text
-- param movement_id text
-- param position int
-- param step text
-- param is_left_out bool
-- param done_on text?
-- param place text
-- param document text
-- param remark text
-- param recorded_ms int
-- param recorded_by text
insert into movement_act (id, movement_id, position, step, is_left_out, done_on, place, document,
                          remark, recorded_ms, recorded_by, withdrawn_ms, withdrawn_by,
                          withdrawn_reason)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, null, null, '')

-- query movement_act_withdraw :changed
-- param id text
-- param withdrawn_ms int
-- param withdrawn_by text
-- param withdrawn_reason text
update movement_act set withdrawn_ms = $2, withdrawn_by = $3, withdrawn_reason = $4
where id = $1 and withdrawn_ms is null

-- Of one movement (or '': of all) in a cluster's year.
-- query participations :many
-- param movement_id text
-- param cluster_id text
-- param year int
select id, movement_id, unit_id, registered_on, remark, recorded_ms, recorded_by
from movement_participation
where cluster_id = $2 and year = $3 and ($1 = '' or movement_id = $1)
order by id

-- query participation_commitments :many
-- param movement_id text
-- param cluster_id text
-- param year int
select c.id, c.participation_id, c.content_id, c.body, c.measure, c.target, c.recorded_ms,
       c.recorded_by, c.withdrawn_ms, c.withdrawn_by, c.withdrawn_reason
from movement_participation p join movement_commitment c on c.participation_id = p.id
where p.cluster_id = $2 and p.year = $3 and ($1 = '' or p.movement_id = $1)
order by c.participation_id, c.position, c.id

-- query participation_progress :many
-- param movement_id text
-- param cluster_id text
-- param year int
select g.id, g.commitment_id, g.reached_on, g.done, g.body, g.evidence_number, g.evidence_on,
       g.evidence_keeper, g.recorded_ms, g.recorded_by, g.withdrawn_ms, g.withdrawn_by,
       g.withdrawn_reason
from movement_participation p join movement_commitment c on c.participation_id = p.id
join movement_progress g on g.commitment_id = c.id
where p.cluster_id = $2 and p.year = $3 and ($1 = '' or p.movement_id = $1)
order by c.participation_id, c.position, c.id, g.reached_on, g.recorded_ms, g.id

-- How many members take part in each movement of the levels above, by cluster and year.
-- query movement_takers :many
-- col takers int
select p.movement_id, c.slug, c.name, p.year, count(*) as takers
from movement_participation p join cluster c on c.id = p.cluster_id
group by p.movement_id, c.slug, c.name, p.year
order by p.movement_id, p.year desc, c.name, c.slug

-- query participation_insert :exec
-- param id text
-- param movement_id text
-- param cluster_id text
-- param year int
-- param unit_id text
-- param registered_on text
-- param remark text
-- param recorded_ms int
-- param recorded_by text
insert into movement_participation (id, movement_id, cluster_id, year, unit_id, registered_on,
                                    remark, recorded_ms, recorded_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)

-- query commitment_position :one
-- param participation_id text
-- col position int
select cast(coalesce(max(position), -1) + 1 as bigint) as position from movement_commitment
where participation_id = $1

-- query commitment_insert :exec
-- param id text
-- param participation_id text
-- param content_id text?
-- param position int
-- param body text
-- param measure text
-- param target text
-- param recorded_ms int
-- param recorded_by text
insert into movement_commitment (id, participation_id, content_id, position, body, measure, target,
                                 recorded_ms, recorded_by, withdrawn_ms, withdrawn_by,
                                 withdrawn_reason)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, null, null, '')

-- query commitment_withdraw :changed
-- param id text
-- param withdrawn_ms int
-- param withdrawn_by text
-- param withdrawn_reason text
update movement_commitment set withdrawn_ms = $2, withdrawn_by = $3, withdrawn_reason = $4
where id = $1 and withdrawn_ms is null

-- query progress_insert :exec
-- param id text
-- param commitment_id text
-- param reached_on text
-- param done text
-- param body text
-- param evidence_number text
-- param evidence_on text?
-- param evidence_keeper text
-- param recorded_ms int
-- param recorded_by text
insert into movement_progress (id, commitment_id, reached_on, done, body, evidence_number,
                               evidence_on, evidence_keeper, recorded_ms, recorded_by, withdrawn_ms,
                               withdrawn_by, withdrawn_reason)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, null, null, '')

-- query progress_withdraw :changed
-- param id text
-- param withdrawn_ms int
-- param withdrawn_by text
-- param withdrawn_reason text
update movement_progress set withdrawn_ms = $2, withdrawn_by = $3, withdrawn_reason = $4
where id = $1 and withdrawn_ms is null

-- query movement_citings :many
-- param code text
-- param number text
-- col cluster_id text?
-- col slug text?
-- col cluster text?
-- col year int?
-- col id text
-- col title text
-- col begins text
-- col words text
select c.id as cluster_id, c.slug as slug, c.name as cluster,
       (select max(y.year) from cluster_member y where y.cluster_id = m.cluster_id) as year,
       m.id as id, r.title as title, r.begins as begins,
       case when r.legal_code <> '' then r.legal_code else r.number end as words
from movement m join movement_revision r on r.movement_id = m.id
left join cluster c on c.id = m.cluster_id
where (r.legal_code = $1 or r.number like '%' || $2 || '%' escape '!') and r.state = 'stands'
  and r.revision = (select max(n.revision) from movement_revision n where n.movement_id = m.id)
union
select c.id, c.slug, c.name,
       (select max(y.year) from cluster_member y where y.cluster_id = m.cluster_id),
       m.id, r.title, r.begins, a.document
from movement_act a join movement m on m.id = a.movement_id
join movement_revision r on r.movement_id = m.id left join cluster c on c.id = m.cluster_id
where (a.document = $1 or a.document like '%' || $2 || '%' escape '!') and a.withdrawn_ms is null
  and r.state = 'stands'
  and r.revision = (select max(n.revision) from movement_revision n where n.movement_id = m.id)
order by 7 desc, 3, 6, 5

-- What a member promised, with what decides who may see it.
-- query participation_place :one
-- param id text
select p.movement_id, p.cluster_id, c.slug, c.is_sample, p.year, p.unit_id, u.slug as unit_slug,
       r.title
from movement_participation p join cluster c on c.id = p.cluster_id join unit u on u.id = p.unit_id
join movement_revision r on r.movement_id = p.movement_id
where p.id = $1
  and r.revision = (select max(x.revision) from movement_revision x
                    where x.movement_id = p.movement_id)
