-- owns intake_batch, intake_file, intake_mend, intake_cells
-- reads score_entry

-- query batch_insert :exec
-- param id text
-- param cluster_period_id text
-- param kind text
-- param author text
-- param account_id text
-- param created_ms int
insert into intake_batch (id, cluster_period_id, kind, state, author, account_id, created_ms)
values ($1, $2, $3, 'staged', $4, $5, $6)

-- query batch_find :one
-- param id text
select id, cluster_period_id, kind, state, author, account_id, created_ms, decided_ms, stored_count
from intake_batch where id = $1

-- query batch_list :many
-- param cluster_period_id text
-- col files int
select b.id, b.kind, b.state, b.author, b.account_id, b.created_ms, b.decided_ms, b.stored_count,
       (select count(*) from intake_file f where f.batch_id = b.id) as files
from intake_batch b
where b.cluster_period_id = $1 and b.kind = 'scores' and b.state <> 'reading' order by b.created_ms desc, b.id desc limit 100

-- query batch_decide :changed
-- param id text
-- param state text
-- param decided_ms int
-- param stored_count int
update intake_batch set state = $2, decided_ms = $3, stored_count = $4
where id = $1 and state = 'staged'

-- query file_insert :exec
-- param id text
-- param batch_id text
-- param position int
-- param name text
-- param sha256 text
-- param content bytes
insert into intake_file (id, batch_id, position, name, sha256, content)
values ($1, $2, $3, $4, $5, $6)

-- query files_of_batch :many
-- param batch_id text
-- col cells bytes?
select f.id, f.position, f.name, f.sha256, f.content, c.cells
from intake_file f left join intake_cells c on c.file_id = f.id
where f.batch_id = $1 order by f.position

-- query cells_insert :exec
-- param file_id text
-- param cells bytes
insert into intake_cells (file_id, cells) values ($1, $2)

-- query batch_reading_insert :exec
-- param id text
-- param cluster_period_id text
-- param author text
-- param account_id text
-- param created_ms int
insert into intake_batch (id, cluster_period_id, kind, state, author, account_id, created_ms)
values ($1, $2, 'scores', 'reading', $3, $4, $5)

-- query batch_is_read :exec
-- param id text
update intake_batch set state = 'staged' where id = $1 and state = 'reading'

-- query batch_reading_drop_cells :exec
-- param batch_id text
delete from intake_cells where file_id in (
    select f.id from intake_file f join intake_batch b on b.id = f.batch_id
    where b.id = $1 and b.state = 'reading')

-- query batch_reading_drop_files :exec
-- param batch_id text
delete from intake_file where batch_id in (
    select b.id from intake_batch b where b.id = $1 and b.state = 'reading')

-- query batch_reading_drop :exec
-- param id text
delete from intake_batch where id = $1 and state = 'reading'

-- query file_ids_of_batch :many
-- param batch_id text
select id, name from intake_file where batch_id = $1 order by position

-- query file_find :one
-- param id text
select f.id, f.batch_id, f.name, f.content, b.cluster_period_id
from intake_file f join intake_batch b on b.id = f.batch_id where f.id = $1

-- query stored_of_batch :many
-- param cluster_period_id text
-- param batch_id text
-- col stored int
-- col replaced int
select unit_id, count(*) as stored, sum(case when revision > 1 then 1 else 0 end) as replaced
from score_entry where cluster_period_id = $1 and batch_id = $2 group by unit_id

-- query mends_of_batch :many
-- param batch_id text
select file_id, place, text from intake_mend where batch_id = $1 order by file_id, place

-- query mend_set :exec
-- param batch_id text
-- param file_id text
-- param place text
-- param text text
-- param author text
-- param at_ms int
insert into intake_mend (batch_id, file_id, place, text, author, at_ms)
values ($1, $2, $3, $4, $5, $6)
on conflict (file_id, place) do update
set text = excluded.text, author = excluded.author, at_ms = excluded.at_ms

-- query mend_clear :exec
-- param file_id text
-- param place text
delete from intake_mend where file_id = $1 and place = $2
