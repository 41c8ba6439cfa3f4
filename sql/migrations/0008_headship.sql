-- Who leads a cluster and hosts its meetings, for how long, and how that was handed over. Rows are
-- added; a correction withdraws a row and adds another.

-- Kinds of clusters are data: a unit stands in one cluster of a kind in a year.
create table cluster_kind (
    code     @text primary key,
    position @int not null,
    name     @text not null,
    name_en  @text not null
);
insert into cluster_kind (code, position, name, name_en) values
    ('area', 10, 'Cụm thi đua (theo địa bàn)', 'Cluster (by area)'),
    ('function', 20, 'Khối thi đua (theo chức năng)', 'Block (by function)');

alter table cluster add column kind @text not null default 'area';
create index cluster_member_unit on cluster_member (unit_id, year);

create table cluster_term (
    id               @id primary key,
    cluster_id       @id not null references cluster (id),
    role             @text not null,        -- head, deputy-1, deputy-2
    unit_id          @id not null references unit (id),
    valid_from       @date not null,
    valid_to         @date not null,        -- first day it is no longer so
    choice           @text not null,        -- rotation, vote, appointed
    minutes          @text not null,        -- where it was decided
    note             @text not null,
    recorded_ms      @ms not null,
    recorded_by      @text not null,
    withdrawn_ms     @ms,
    withdrawn_by     @text,
    withdrawn_reason @text
);
create index cluster_term_cluster on cluster_term (cluster_id, valid_from);

-- The meetings of a year. Where the half-year of a review exists, its own row says day, venue and
-- first host, and held_on, venue and the host at position 0 are empty here (decision 0015).
create table cluster_meeting (
    id           @id primary key,
    cluster_id   @id not null references cluster (id),
    year         @int not null,
    kind         @text not null,            -- signing, interim, annual
    held_on      @date,
    venue        @text not null,
    note         @text not null,
    recorded_ms  @ms not null,
    recorded_by  @text not null,
    withdrawn_ms @ms,
    withdrawn_by @text
);
create index cluster_meeting_year on cluster_meeting (cluster_id, year);

create table cluster_meeting_host (
    meeting_id @id not null references cluster_meeting (id),
    position   @int not null,
    unit_id    @id not null references unit (id),
    primary key (meeting_id, position)
);

create table cluster_handover (
    id               @id primary key,
    cluster_id       @id not null references cluster (id),
    year             @int not null,         -- that the incoming head leads
    from_unit_id     @id not null references unit (id),
    to_unit_id       @id not null references unit (id),
    handed_on        @date not null,
    until            @date not null,        -- first day the incoming head no longer leads
    meeting          @text not null,
    venue            @text not null,
    choice           @text not null,
    minutes          @text not null,
    from_name        @text not null,
    from_post        @text not null,
    to_name          @text not null,
    to_post          @text not null,
    witness_name     @text not null,
    witness_post     @text not null,
    remark           @text not null,
    recorded_ms      @ms not null,
    recorded_by      @text not null,
    confirmed_ms     @ms,
    confirmed_by     @text,
    withdrawn_ms     @ms,
    withdrawn_by     @text,
    withdrawn_reason @text
);
create index cluster_handover_cluster on cluster_handover (cluster_id, year);

create table cluster_handover_item (
    handover_id @id not null references cluster_handover (id),
    position    @int not null,
    title       @text not null,
    count       @int,                       -- null: not counted
    note        @text not null,
    primary key (handover_id, position)
);

-- Regulation and other papers of the cluster: references, no files.
create table cluster_document (
    id           @id primary key,
    cluster_id   @id not null references cluster (id),
    title        @text not null,
    number       @text not null,
    dated        @text not null,            -- a partial date, or ""
    legal_code   @text not null,            -- of the register of documents, or ""
    note         @text not null,
    recorded_ms  @ms not null,
    recorded_by  @text not null,
    withdrawn_ms @ms,
    withdrawn_by @text
);
create index cluster_document_cluster on cluster_document (cluster_id, recorded_ms);
