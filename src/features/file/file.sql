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
