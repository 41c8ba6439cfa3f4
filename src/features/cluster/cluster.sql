-- owns cluster, cluster_member, cluster_period
-- reads unit, unit_state, score_entry
-- owns cluster_kind

-- query cluster_by_slug :one
-- param slug text
select id, slug, name from cluster where slug = $1

-- query cluster_facts :one
-- param slug text
select id, slug, name, kind, is_sample, source, superior_id from cluster where slug = $1

-- query cluster_years :many
-- param clusters text
-- col members int
select c.id, c.slug, c.name, c.is_sample, c.superior_id, m.year, count(*) as members
from cluster c join cluster_member m on m.cluster_id = c.id
where ($1 = '' or $1 like '%,' || c.id || ',%' escape '\')
group by c.id, c.slug, c.name, c.is_sample, c.superior_id, m.year
order by m.year desc, c.name, c.slug

-- query period_codes :many
-- param cluster_id text
select id, code from cluster_period where cluster_id = $1 order by code

-- query cluster_insert :exec
-- param id text
-- param slug text
-- param name text
-- param superior_id text
-- param is_sample bool
-- param source text
-- param created_ms int
-- param kind text
insert into cluster (id, slug, name, superior_id, is_sample, source, created_ms, kind)
values ($1, $2, $3, $4, $5, $6, $7, $8)

-- query cluster_kinds :many
select code, name, name_en from cluster_kind order by position, code

-- query cluster_member_insert :exec
-- param cluster_id text
-- param unit_id text
-- param year int
-- param position int
insert into cluster_member (cluster_id, unit_id, year, position) values ($1, $2, $3, $4)

-- query cluster_member_delete :changed
-- param cluster_id text
-- param unit_id text
-- param year int
delete from cluster_member where cluster_id = $1 and unit_id = $2 and year = $3

-- query cluster_member_place :changed
-- param cluster_id text
-- param unit_id text
-- param year int
-- param position int
update cluster_member set position = $4 where cluster_id = $1 and unit_id = $2 and year = $3

-- Other clusters of that kind with the unit in that year.
-- query cluster_member_elsewhere :many
-- param unit_id text
-- param year int
-- param kind text
-- param cluster_id text
select c.name from cluster_member m join cluster c on c.id = m.cluster_id
where m.unit_id = $1 and m.year = $2 and c.kind = $3 and c.id <> $4
order by c.name, c.id

-- query cluster_member_scores :one
-- param cluster_id text
-- param unit_id text
-- param first_code text
-- param last_code text
-- col entries int
select count(*) as entries from score_entry e join cluster_period p on p.id = e.cluster_period_id
where p.cluster_id = $1 and e.unit_id = $2 and p.code >= $3 and p.code <= $4

-- The units of a half-year, with all they were ever called: which name is meant is a matter of the
-- day (see cluster_names_day). Members have a position.
-- query cluster_units :many
-- param cluster_id text
-- param year int
-- param superior_id text
-- param head_id text
-- param host_id text
-- col position int?
select u.id, u.slug, s.name, s.valid_from, s.valid_to, m.position
from unit u
join unit_state s on s.unit_id = u.id and s.withdrawn_ms is null
left join cluster_member m on m.unit_id = u.id and m.cluster_id = $1 and m.year = $2
where u.id in (select x.unit_id from cluster_member x where x.cluster_id = $1 and x.year = $2
               union all select y.id from unit y where y.id in ($3, $4, $5))
order by m.position nulls last, u.id, s.valid_from nulls first

-- query period_insert :exec
-- param id text
-- param cluster_id text
-- param code text
-- param figures_until text?
-- param head_unit_id text?
-- param host_unit_id text?
-- param venue text
-- param held_on text?
-- param places_shown bool
-- param created_ms int
insert into cluster_period (id, cluster_id, code, figures_until, head_unit_id, host_unit_id, venue,
                            held_on, places_shown, revision, created_ms)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1, $10)

-- The meeting of a half-year: its day, venue and first host.
-- query period_set_meeting :changed
-- param id text
-- param host_unit_id text?
-- param venue text
-- param held_on text?
update cluster_period
set host_unit_id = $2, venue = $3, held_on = $4,
    revision = revision + 1, structure_revision = revision + 1
where id = $1

-- Only where nobody is named.
-- query period_fill_head :changed
-- param id text
-- param head_unit_id text
update cluster_period
set head_unit_id = $2, revision = revision + 1, structure_revision = revision + 1
where id = $1 and head_unit_id is null

-- query period_update :changed
-- param id text
-- param figures_until text?
-- param head_unit_id text?
-- param host_unit_id text?
-- param venue text
-- param held_on text?
-- param places_shown bool
update cluster_period
set figures_until = $2, head_unit_id = $3, host_unit_id = $4, venue = $5, held_on = $6,
    places_shown = $7, revision = revision + 1, structure_revision = revision + 1
where id = $1

-- query period_bump :one
-- param id text
-- col revision int
-- col structure_revision int
update cluster_period set revision = revision + 1 where id = $1
returning revision, structure_revision

-- query period_bump_structure :changed
-- param id text
update cluster_period set revision = revision + 1, structure_revision = revision + 1 where id = $1

-- Half-years that a unit has a part in: its names stand in their boards.
-- query period_bump_unit :changed
-- param unit_id text
update cluster_period set revision = revision + 1, structure_revision = revision + 1
where head_unit_id = $1 or host_unit_id = $1
   or cluster_id in (select c.id from cluster c where c.superior_id = $1)
   or cluster_id in (select m.cluster_id from cluster_member m where m.unit_id = $1)

-- query period_revisions :one
-- param slug text
-- param code text
select p.id, p.revision, p.structure_revision
from cluster c join cluster_period p on p.cluster_id = c.id
where c.slug = $1 and p.code = $2

-- CLUSTERS as reach_clusters makes them: '' for all.
-- query period_list :many
-- param clusters text
select p.id, p.code, p.figures_until, p.held_on, c.id as cluster_id, c.slug, c.name, c.is_sample
from cluster_period p
join cluster c on c.id = p.cluster_id
where ($1 = '' or $1 like '%,' || c.id || ',%' escape '\')
order by p.code desc, c.slug

-- query period_find :one
-- param slug text
-- param code text
select p.id, p.code, p.figures_until, p.venue, p.held_on, p.places_shown, p.revision,
       p.structure_revision,
       c.id as cluster_id, c.slug, c.name, c.is_sample, c.source, c.superior_id,
       p.head_unit_id, p.host_unit_id
from cluster_period p
join cluster c on c.id = p.cluster_id
where c.slug = $1 and p.code = $2

-- Under the last name recorded.
-- query cluster_directory :many
-- col unit_id text
-- col unit_name text
select distinct c.id as cluster_id, c.name as cluster_name, c.slug, s.unit_id,
       s.name as unit_name, s.sort_key
from cluster c
join cluster_member m on m.cluster_id = c.id
join unit_state s on s.unit_id = m.unit_id and s.withdrawn_ms is null
where not exists (select 1 from unit_state n
                  where n.unit_id = s.unit_id and n.withdrawn_ms is null
                    and (n.valid_from > s.valid_from
                         or (s.valid_from is null and n.valid_from is not null)))
order by c.slug, s.sort_key, s.unit_id

-- The levels above, under the last name recorded.
-- query cluster_superiors :many
-- col name text
select distinct c.superior_id, s.name, s.sort_key
from cluster c
join unit_state s on s.unit_id = c.superior_id and s.withdrawn_ms is null
where not exists (select 1 from unit_state n
                  where n.unit_id = s.unit_id and n.withdrawn_ms is null
                    and (n.valid_from > s.valid_from
                         or (s.valid_from is null and n.valid_from is not null)))
order by s.sort_key, c.superior_id

-- The years beside one in which the cluster has members; 0: none.
-- query cluster_years_beside :one
-- param cluster_id text
-- param year int
-- col before int
-- col after int
select coalesce((select max(b.year) from cluster_member b
                 where b.cluster_id = c.id and b.year < $2), 0) as before,
       coalesce((select min(a.year) from cluster_member a
                 where a.cluster_id = c.id and a.year > $2), 0) as after
from cluster c where c.id = $1

-- Texts everywhere may have changed: what is kept of any half-year is read anew.
-- query cluster_bump_all :exec
update cluster_period set revision = revision + 1, structure_revision = revision + 1
