-- For tests alone: every revision of an item of a report.
-- reads review_item

-- query item_history :many
-- param cluster_period_id text
-- param item text
select revision, content, removed from review_item
where cluster_period_id = $1 and item = $2 order by revision
