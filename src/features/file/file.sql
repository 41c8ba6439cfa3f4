-- owns file_content, stored_file, file_scan, file_thumbnail

-- query stored_content_insert :exec
-- param sha256 text
-- param bytes int
-- param content bytes
-- param created_ms int
insert into file_content (sha256, bytes, content, created_ms) values ($1, $2, $3, $4)

-- query stored_content_size :one
-- param sha256 text
-- col left_bytes int
select bytes, cast(length(content) as bigint) as left_bytes from file_content where sha256 = $1

-- query stored_content_read :one
-- param sha256 text
select bytes, content from file_content where sha256 = $1

-- query stored_insert :exec
-- param id text
-- param object_kind text
-- param object_id text
-- param sha256 text
-- param name text
-- param kind text
-- param caption text
-- param purpose text
-- param confirmed_ms int
-- param author_id text
-- param author text
-- param recorded_ms int
-- param capacity text
-- param taken_id text?
insert into stored_file (id, object_kind, object_id, sha256, name, kind, caption, purpose,
                         confirmed_ms, author_id, author, recorded_ms, capacity, taken_id)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)

-- query stored_files_of_object :many
-- param object_kind text
-- param object_id text
-- col left_bytes int
-- col scan_verdict text?
-- col scan_found text?
-- col scan_ms int?
-- col thumbnail text?
select f.id, f.sha256, f.name, f.kind, f.caption, f.purpose, f.author_id, f.author, f.recorded_ms,
       f.withdrawn_ms, f.withdrawn_by, f.withdrawn_reason, f.capacity, f.taken_id, c.bytes,
       cast(length(c.content) as bigint) as left_bytes, s.verdict as scan_verdict,
       s.found as scan_found, s.scanned_ms as scan_ms,
       t.kind as thumbnail
from stored_file f join file_content c on c.sha256 = f.sha256
left join file_scan s on s.sha256 = f.sha256 left join file_thumbnail t on t.sha256 = f.sha256
where f.object_kind = $1 and f.object_id = $2
order by f.recorded_ms, f.id

-- query stored_find :one
-- param id text
select object_kind, object_id from stored_file where id = $1

-- query stored_uses :many
-- param sha256 text
-- param most int
select object_kind, object_id from stored_file
where sha256 = $1 and withdrawn_ms is null
order by recorded_ms, id limit $2

-- query stored_withdraw :exec
-- param id text
-- param withdrawn_ms int
-- param withdrawn_by text
-- param withdrawn_reason text
update stored_file set withdrawn_ms = $2, withdrawn_by = $3, withdrawn_reason = $4
where id = $1 and withdrawn_ms is null

-- What tells of a content that is destroyed.
-- query stored_destroy_words :exec
-- param sha256 text
-- param sentence text
update stored_file set name = $2, caption = $2, purpose = $2 where sha256 = $1

-- query scan_put :exec
-- param sha256 text
-- param verdict text
-- param found_name text
-- param scanned_ms int
insert into file_scan (sha256, verdict, found, scanned_ms) values ($1, $2, $3, $4)
on conflict (sha256) do update
set verdict = excluded.verdict, found = excluded.found, scanned_ms = excluded.scanned_ms

-- query scan_counts :one
-- col contents int
-- col looked_at int
-- col infected int
select (select count(*) from file_content where length(content) > 0) as contents,
       (select count(*) from file_content c join file_scan s on s.sha256 = c.sha256
        where length(c.content) > 0) as looked_at,
       (select count(*) from file_content c join file_scan s on s.sha256 = c.sha256
        where length(c.content) > 0 and s.verdict = 'infected') as infected

-- Kept contents that were not looked at since; those never looked at first.
-- query scan_due :many
-- param before_ms int
-- param most int
select c.sha256 from file_content c left join file_scan s on s.sha256 = c.sha256
where length(c.content) > 0 and (s.scanned_ms is null or s.scanned_ms < $1)
order by coalesce(s.scanned_ms, 0), c.sha256 limit $2

-- query thumbnail_put :exec
-- param sha256 text
-- param kind text
-- param width int
-- param height int
-- param content bytes
-- param created_ms int
insert into file_thumbnail (sha256, kind, width, height, content, created_ms)
values ($1, $2, $3, $4, $5, $6)
on conflict (sha256) do nothing

-- query thumbnail_read :one
-- param sha256 text
select content from file_thumbnail where sha256 = $1

-- query thumbnail_delete :exec
-- param sha256 text
delete from file_thumbnail where sha256 = $1
