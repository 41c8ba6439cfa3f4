-- Scoring by stages and by named rules (decision 0031).

-- Beyond what every criterion has: which named rule it follows, to members of which kind of unit it is
-- assigned, which stage alone gives its points, and how results of weeks or months come together.
alter table criterion add column rule_code @text not null default '';   -- scoring_rule_card.code; '': the table's rule of its kind
alter table criterion add column for_kind @text not null default '';    -- unit_kind.code; '': all members
alter table criterion add column owner_stage @text not null default 'self'; -- self: every stage in its order
alter table criterion add column rollup @text not null default '';      -- '', sum, mean, last
alter table criterion add column rollup_step @text not null default 'month'; -- month, week

-- What is not assigned to a member: it has no points there and leaves the member's maximum. The newest
-- revision of (half-year, unit, criterion) counts.
create table scoring_exemption (
    id                @id primary key,
    cluster_period_id @id not null references cluster_period (id),
    unit_id           @id not null references unit (id),
    criterion_code    @text not null,
    revision          @int not null,
    is_exempt         @bool not null,      -- false: assigned again
    reason            @text not null,
    author            @text not null,
    at_ms             @ms not null,
    unique (cluster_period_id, unit_id, criterion_code, revision)
);

-- How a half-year of a cluster is scored and shown; the newest revision of a key counts. Keys and their
-- values are those of features/scoring/setting_service.h; none: the default that stands there.
create table scoring_setting (
    id                @id primary key,
    cluster_period_id @id not null references cluster_period (id),
    key               @text not null,
    revision          @int not null,
    value             @text not null,
    basis             @text not null,      -- what it rests on, in the words of who set it
    author            @text not null,
    at_ms             @ms not null,
    unique (cluster_period_id, key, revision)
);
