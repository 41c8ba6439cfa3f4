-- What changed since: boards of scores are kept in memory and brought up to date (decision 0008).

-- The revision at which what scores rest on last changed: table, rules, members, facts of the half-year.
alter table cluster_period add column structure_revision @int not null default 0;

-- The revision of the half-year that the entry's own transaction made. That transaction holds the
-- half-year's row until it ends, so the order of these numbers is the order of the commits on both
-- engines. 0: from before this column.
alter table score_entry add column period_revision @int not null default 0;
create index score_entry_newer on score_entry (cluster_period_id, period_revision);
