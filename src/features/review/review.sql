-- owns review_text, review_item
-- reads cluster_period, score_entry

-- query texts_current :many
-- param cluster_period_id text
select t.section, t.revision, t.body, t.author, t.at_ms, t.source from review_text t
where t.cluster_period_id = $1
  and t.revision = (select max(n.revision) from review_text n
                    where n.cluster_period_id = t.cluster_period_id and n.section = t.section)
order by t.section

-- query text_newest :one
-- param cluster_period_id text
-- param section text
select revision, body, source from review_text where cluster_period_id = $1 and section = $2
order by revision desc limit 1

-- query text_at :one
-- param cluster_period_id text
-- param section text
-- param revision int
select body, source from review_text
where cluster_period_id = $1 and section = $2 and revision = $3

-- query text_insert :exec
-- param id text
-- param cluster_period_id text
-- param section text
-- param revision int
-- param body text
-- param author text
-- param at_ms int
-- param source text
insert into review_text (id, cluster_period_id, section, revision, body, author, at_ms, source)
values ($1, $2, $3, $4, $5, $6, $7, $8)

-- query items_current :many
-- param cluster_period_id text
select i.kind, i.item, i.revision, i.position, i.content, i.cause, i.lesson, i.remedy, i.owner,
       i.due_on, i.author, i.at_ms
from review_item i
where i.cluster_period_id = $1 and not i.removed
  and i.revision = (select max(n.revision) from review_item n where n.item = i.item)
order by i.kind, i.position, i.item

-- query item_newest :one
-- param item text
select cluster_period_id, kind, revision, position, content, cause, lesson, remedy, owner, due_on,
       removed
from review_item where item = $1 order by revision desc limit 1

-- query item_insert :exec
-- param id text
-- param cluster_period_id text
-- param kind text
-- param item text
-- param revision int
-- param position int
-- param content text
-- param cause text
-- param lesson text
-- param remedy text
-- param owner text
-- param due_on text?
-- param removed bool
-- param author text
-- param at_ms int
insert into review_item (id, cluster_period_id, kind, item, revision, position, content, cause,
                         lesson, remedy, owner, due_on, removed, author, at_ms)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)

-- What a calendar asks (due_review_service.c): the sections that say something, since when.
-- query due_sections :many
-- param cluster_id text
-- param code text
-- col at_ms int
select t.section, min(t.at_ms) as at_ms
from cluster_period p join review_text t on t.cluster_period_id = p.id
where p.cluster_id = $1 and p.code = $2 and t.body <> ''
    and not exists (select 1 from review_text l
                    where l.cluster_period_id = t.cluster_period_id and l.section = t.section
                        and l.revision > t.revision and l.body = '')
group by t.section

-- query due_items :many
-- param cluster_id text
-- param code text
-- col at_ms int
select i.kind, min(i.at_ms) as at_ms
from cluster_period p join review_item i on i.cluster_period_id = p.id
where p.cluster_id = $1 and p.code = $2 and not i.removed
    and not exists (select 1 from review_item l
                    where l.item = i.item and l.revision > i.revision and l.removed)
group by i.kind

-- query due_any_score :many
-- param cluster_id text
-- param code text
select p.id from cluster_period p
where p.cluster_id = $1 and p.code = $2
    and exists (select 1 from score_entry e where e.cluster_period_id = p.id)
