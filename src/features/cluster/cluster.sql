-- owns cluster, cluster_member, cluster_period
-- reads unit

-- query cluster_by_slug :one
-- param slug text
select id, slug, name from cluster where slug = $1

-- query cluster_insert :exec
-- param id text
-- param slug text
-- param name text
-- param superior_id text
-- param is_sample bool
-- param source text
-- param created_ms int
insert into cluster (id, slug, name, superior_id, is_sample, source, created_ms)
values ($1, $2, $3, $4, $5, $6, $7)

-- query cluster_member_insert :exec
-- param cluster_id text
-- param unit_id text
-- param year int
-- param position int
insert into cluster_member (cluster_id, unit_id, year, position) values ($1, $2, $3, $4)

-- query cluster_members :many
-- param cluster_id text
-- param year int
select u.id, u.slug, u.name, m.position
from cluster_member m join unit u on u.id = m.unit_id
where m.cluster_id = $1 and m.year = $2 order by m.position

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

-- query period_revisions :one
-- param slug text
-- param code text
select p.id, p.revision, p.structure_revision
from cluster c join cluster_period p on p.cluster_id = c.id
where c.slug = $1 and p.code = $2

-- query period_list :many
-- col superior_name text
-- col head_id text?
-- col head_name text?
select p.id, p.code, p.figures_until, p.held_on, c.id as cluster_id, c.slug, c.name, c.is_sample,
       s.name as superior_name, h.id as head_id, h.name as head_name
from cluster_period p
join cluster c on c.id = p.cluster_id
join unit s on s.id = c.superior_id
left join unit h on h.id = p.head_unit_id
order by p.code desc, c.slug

-- query period_find :one
-- param slug text
-- param code text
-- col superior_id text
-- col superior_slug text
-- col superior_name text
-- col head_slug text?
-- col head_name text?
-- col host_slug text?
-- col host_name text?
select p.id, p.code, p.figures_until, p.venue, p.held_on, p.places_shown, p.revision,
       p.structure_revision,
       c.id as cluster_id, c.slug, c.name, c.is_sample, c.source,
       s.id as superior_id, s.slug as superior_slug, s.name as superior_name,
       p.head_unit_id, h.slug as head_slug, h.name as head_name,
       p.host_unit_id, o.slug as host_slug, o.name as host_name
from cluster_period p
join cluster c on c.id = p.cluster_id
join unit s on s.id = c.superior_id
left join unit h on h.id = p.head_unit_id
left join unit o on o.id = p.host_unit_id
where c.slug = $1 and p.code = $2

-- query cluster_directory :many
-- col unit_id text
-- col unit_name text
select distinct c.id as cluster_id, c.name as cluster_name, c.slug, u.id as unit_id,
       u.name as unit_name, u.sort_key
from cluster c
join cluster_member m on m.cluster_id = c.id
join unit u on u.id = m.unit_id
order by c.slug, u.sort_key, u.id
