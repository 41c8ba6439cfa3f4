-- owns covenant, covenant_text, covenant_content, covenant_version, covenant_target
-- owns covenant_signature
-- reads cluster

-- query covenants_of_year :many
-- param cluster_id text
-- param year int
select id, code, kind, title, drive_id, created_ms, created_by
from covenant where cluster_id = $1 and year = $2
order by case when kind = 'yearly' then 0 else 1 end, created_ms, code

-- query covenant_insert :exec
-- param id text
-- param cluster_id text
-- param year int
-- param code text
-- param kind text
-- param title text
-- param drive_id text?
-- param created_ms int
-- param created_by text
insert into covenant (id, cluster_id, year, code, kind, title, drive_id, created_ms, created_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)

-- query covenant_texts :many
-- param covenant_id text
select id, revision, grounds, opening, closing, note, author, at_ms
from covenant_text where covenant_id = $1 order by revision

-- query covenant_contents_of :many
-- param text_id text
select title, body from covenant_content where text_id = $1 order by position

-- query covenant_text_insert :exec
-- param id text
-- param covenant_id text
-- param revision int
-- param grounds text
-- param opening text
-- param closing text
-- param note text
-- param author text
-- param at_ms int
insert into covenant_text (id, covenant_id, revision, grounds, opening, closing, note, author, at_ms)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)

-- query covenant_content_insert :exec
-- param id text
-- param text_id text
-- param position int
-- param title text
-- param body text
insert into covenant_content (id, text_id, position, title, body) values ($1, $2, $3, $4, $5)

-- query covenant_versions_of :many
-- param covenant_id text
select id, number, text_id, signed_text, digest, frozen_ms, frozen_by
from covenant_version where covenant_id = $1 order by number

-- query covenant_version_insert :exec
-- param id text
-- param covenant_id text
-- param number int
-- param text_id text
-- param signed_text text
-- param digest text
-- param frozen_ms int
-- param frozen_by text
insert into covenant_version (id, covenant_id, number, text_id, signed_text, digest, frozen_ms,
                              frozen_by)
values ($1, $2, $3, $4, $5, $6, $7, $8)

-- query covenant_targets_of :many
-- param version_id text
select unit_id, content, amount, half, source
from covenant_target where version_id = $1 order by position

-- query covenant_target_insert :exec
-- param id text
-- param version_id text
-- param position int
-- param unit_id text
-- param content text
-- param amount text
-- param half text
-- param source text
insert into covenant_target (id, version_id, position, unit_id, content, amount, half, source)
values ($1, $2, $3, $4, $5, $6, $7, $8)

-- query covenant_signatures_of :many
-- param version_id text
select id, unit_id, role, name, post, rank, signed_on, signed_time, place, manner, recorded_ms,
       recorded_by, withdrawn_ms, withdrawn_by, withdrawn_reason
from covenant_signature where version_id = $1 order by recorded_ms, id

-- query covenant_signature_insert :exec
-- param id text
-- param version_id text
-- param unit_id text
-- param role text
-- param name text
-- param post text
-- param rank text
-- param signed_on text
-- param signed_time text
-- param place text
-- param manner text
-- param recorded_ms int
-- param recorded_by text
insert into covenant_signature (id, version_id, unit_id, role, name, post, rank, signed_on,
                                signed_time, place, manner, recorded_ms, recorded_by, withdrawn_ms,
                                withdrawn_by, withdrawn_reason)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, null, null, null)

-- query covenant_signature_withdraw :changed
-- param id text
-- param withdrawn_ms int
-- param withdrawn_by text
-- param withdrawn_reason text
update covenant_signature set withdrawn_ms = $2, withdrawn_by = $3, withdrawn_reason = $4
where id = $1 and withdrawn_ms is null

-- For `verify`.
-- query covenant_versions_all :many
select cl.slug, c.year, v.number, v.signed_text, v.digest
from covenant_version v
join covenant c on c.id = v.covenant_id
join cluster cl on cl.id = c.cluster_id
order by cl.slug, c.year, c.code, v.number
