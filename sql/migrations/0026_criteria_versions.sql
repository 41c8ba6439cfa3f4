-- The table of criteria through its life (decision 0033): every version that was agreed or locked, as it
-- was then, and drafts of new versions of a locked table. Before the first lock the rows in criterion are
-- the draft, and afterwards what is in force.
create table criteria_version (
    id                @id primary key,
    cluster_period_id @id not null references cluster_period (id),
    number            @int not null,
    state             @text not null,      -- draft, agreed, locked, superseded, dropped
    title             @text not null,
    content           @text not null,      -- the canonical text of features/scoring/criteria_text.h
    digest            @text not null,      -- SHA-256 of content
    reason            @text not null,      -- why there is a version after the first; '' of the first
    author            @text not null,      -- who opened it
    created_ms        @ms not null,
    changed_by        @text not null,
    changed_ms        @ms not null,
    agreed_by         @text,               -- who recorded it
    agreed_ms         @ms,
    agreed_on         @date,
    agreed_note       @text,               -- who took part, number of the paper
    locked_by         @text,
    locked_ms         @ms,
    superseded_by     @text,
    superseded_ms     @ms,
    unique (cluster_period_id, number)
);

-- A criterion that a later version took out: its scores keep their row, boards leave it out.
alter table criterion add column removed_version @int; -- criteria_version.number; null: in the table
