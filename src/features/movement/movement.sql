-- owns movement

-- query movement_insert :exec
-- param id text
-- param cluster_id text
-- param position int
-- param kind text
-- param title text
-- param number text
-- param issued_on text?
-- param issuer text
-- param source text
insert into movement (id, cluster_id, position, kind, title, number, issued_on, issuer, source)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)

-- query movements_of_cluster :many
-- param cluster_id text
select id, kind, title, number, issued_on, issuer, source from movement where cluster_id = $1
order by position
