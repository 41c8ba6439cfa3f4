-- Self-scoring in the page (decision 0037).

-- What a unit's people typed in the grid, before it is sent: the newest number of a cell and field
-- counts, as long as nothing newer of that field was sent or taken in from a sheet (basis). A number is
-- given once in a unit's half-year, so it tells what came after what.
create table score_draft (
    id                @id primary key,
    cluster_period_id @id not null references cluster_period (id),
    unit_id           @id not null references unit (id),
    number            @int not null,
    criterion_id      @id not null,        -- of the table as it was then
    criterion_code    @text not null,
    field             @text not null,      -- actual, points, evidence; part.2020-03, part.2020-W13
    value             @text,               -- canonical; null: emptied
    basis             @int not null,       -- score_entry.revision of the unit's own field it stands on; 0: none
    how               @text not null,      -- typed, pasted, filled, undone, redone
    author            @text not null,
    account_id        @text not null,
    at_ms             @ms not null,
    unique (cluster_period_id, unit_id, number)
);
create index score_draft_cell on score_draft (cluster_period_id, unit_id, criterion_id, field, number);

-- When a unit's own scores went to the cluster: from the grid, or by a sheet that was taken in.
create table score_sending (
    id                @id primary key,
    cluster_period_id @id not null references cluster_period (id),
    unit_id           @id not null references unit (id),
    number            @int not null,
    manner            @text not null,      -- grid, sheet
    batch_id          @text,               -- of a sheet
    draft_number      @int not null,       -- of the grid: drafts up to this one are in it
    cells             @int not null,       -- values that were new or differed
    digest            @text not null,      -- SHA-256 of what was sent; '' of a sheet, whose file has its own
    reason            @text not null,      -- of a later sending: why it was corrected
    author            @text not null,
    account_id        @text not null,
    at_ms             @ms not null,
    unique (cluster_period_id, unit_id, number)
);
