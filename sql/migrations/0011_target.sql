-- Targets of a cluster's year. A content ("number of classes opened") is an identity; what is said of
-- it, and what each member has to reach, are revisions: the newest counts, nothing is overwritten.
create table target_item (
    id         @id primary key,
    cluster_id @id not null references cluster (id),
    year       @int not null,
    number     @int not null,               -- "số 3": never given twice in a cluster's year
    unique (cluster_id, year, number)
);

create table target_item_entry (
    item_id         @id not null references target_item (id),
    revision        @int not null,
    name            @text not null,
    name_fold       @text not null,
    measure         @text not null,         -- unit of measure: "%", "vụ"; '' for done or not
    direction       @text not null,         -- more, fewer, exact, done
    is_cumulative   @bool not null,         -- the year adds up from its halves
    for_all         @bool not null,         -- each member has it; else those with a figure
    group_name      @text not null,
    position        @int not null,
    criterion_code  @text not null,         -- of the half-years' tables of criteria, or ''
    is_removed      @bool not null,
    decision_number @text not null,
    decision_date   @date,
    decision_issuer @text not null,
    decision_code   @text not null,         -- of the register of documents, or ''
    after_lock      @bool not null,
    author          @text not null,
    at_ms           @ms not null,
    reason          @text not null,
    primary key (item_id, revision)
);

create table target_entry (
    item_id         @id not null references target_item (id),
    unit_id         @id not null references unit (id),
    revision        @int not null,
    state           @text not null,         -- proposed, agreed, withdrawn
    source          @text not null,         -- assigned, agreed, registered
    value           @text,                  -- of the year, canonical; null: done or not, withdrawn
    first_half      @text,                  -- null: not cumulative, or not agreed yet
    decision_number @text not null,
    decision_date   @date,
    decision_issuer @text not null,
    decision_code   @text not null,
    after_lock      @bool not null,
    author          @text not null,
    at_ms           @ms not null,
    reason          @text not null,
    primary key (item_id, unit_id, revision)
);

-- From then on a target changes by a decision only.
create table target_lock (
    cluster_id      @id not null references cluster (id),
    year            @int not null,
    document_number @text not null,
    document_date   @date,
    document_issuer @text not null,
    document_code   @text not null,
    note            @text not null,
    author          @text not null,
    at_ms           @ms not null,
    primary key (cluster_id, year)
);

-- Lists that came as a file or were pasted: kept as they came, read anew when they are stored.
create table target_import (
    id           @id primary key,
    cluster_id   @id not null references cluster (id),
    year         @int not null,
    name         @text not null,
    kind         @text not null,            -- workbook, text
    sha256       @text not null,
    content      @bytes not null,
    author       @text not null,
    created_ms   @ms not null,
    stored_ms    @ms,
    stored_count @int not null
);
