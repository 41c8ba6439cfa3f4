-- Movements, whole: what a level or a cluster launches, what it answers, how far it has come and what
-- its members do for it. Nothing is overwritten: facts are revisions, all else is added or withdrawn.
alter table movement rename to movement_before;
drop index movement_cluster;

-- An identity: a movement, a drive within one, or what movements answer (directive, resolution,
-- campaign). It belongs to a cluster or to a unit that clusters stand below.
create table movement (
    id          @id primary key,
    kind        @text not null,             -- movement, drive, directive, resolution, campaign
    cluster_id  @text references cluster (id),
    unit_id     @text references unit (id), -- one of the two
    parent_id   @text references movement (id), -- of a drive: its movement
    position    @int not null,
    recorded_ms @ms not null,
    recorded_by @text not null
);
create index movement_cluster on movement (cluster_id, position);
create index movement_unit on movement (unit_id, position);

-- What is said of it; the newest revision counts.
create table movement_revision (
    id           @id primary key,
    movement_id  @id not null references movement (id),
    revision     @int not null,
    title        @text not null,
    manner       @text not null,            -- regular, thematic, '': not known, or a drive
    theme        @text not null,            -- its slogan
    objectives   @text not null,
    begins       @text not null,            -- a partial date: "2020", "2020-07", "2020-07-15", ""
    ends         @text not null,            -- the last it runs, the same way
    launcher_id  @text references unit (id), -- who launched it, where it is not the owner
    covenant_on  @date,                     -- when its covenant was, or is to be, signed
    report_by    @date,                     -- until when members report
    number       @text not null,            -- "05-CT/TW"
    issued_on    @date,
    issuer       @text not null,
    legal_code   @text not null,            -- in the register of documents, or ''
    source       @text not null,
    state        @text not null,            -- stands, withdrawn (it was entered by mistake)
    reason       @text not null,            -- why it was changed; '' for the first
    recorded_ms  @ms not null,
    recorded_by  @text not null,
    unique (movement_id, revision)
);

insert into movement (id, kind, cluster_id, unit_id, parent_id, position, recorded_ms, recorded_by)
select m.id, m.kind, m.cluster_id, null, null, m.position, c.created_ms, ''
from movement_before m join cluster c on c.id = m.cluster_id;

insert into movement_revision (id, movement_id, revision, title, manner, theme, objectives, begins,
                               ends, launcher_id, covenant_on, report_by, number, issued_on, issuer,
                               legal_code, source, state, reason, recorded_ms, recorded_by)
select m.id, m.id, 1, m.title, '', '', '', '', '', null, null, null, m.number, m.issued_on, m.issuer,
       '', m.source, 'stands', '', c.created_ms, ''
from movement_before m join cluster c on c.id = m.cluster_id;

drop table movement_before;

-- What it asks for: free rows.
create table movement_content (
    id           @id primary key,
    movement_id  @id not null references movement (id),
    position     @int not null,
    body         @text not null,
    measure      @text not null,            -- unit of measure; may be ''
    target       @text not null,            -- a decimal, or ''
    recorded_ms  @ms not null,
    recorded_by  @text not null,
    withdrawn_ms @ms,
    withdrawn_by @text
);
create index movement_content_movement on movement_content (movement_id, position);

-- Which movement answers which directive, resolution, campaign or movement.
create table movement_link (
    id           @id primary key,
    movement_id  @id not null references movement (id),
    answers_id   @id not null references movement (id),
    recorded_ms  @ms not null,
    recorded_by  @text not null,
    withdrawn_ms @ms,
    withdrawn_by @text
);
create index movement_link_movement on movement_link (movement_id);

-- Its life: each step an act.
create table movement_act (
    id               @id primary key,
    movement_id      @id not null references movement (id),
    position         @int not null,
    step             @text not null,        -- plan, launch, check, review, reward, close
    is_left_out      @bool not null,
    done_on          @date,                 -- null: left out
    place            @text not null,
    document         @text not null,
    remark           @text not null,
    recorded_ms      @ms not null,
    recorded_by      @text not null,
    withdrawn_ms     @ms,
    withdrawn_by     @text,
    withdrawn_reason @text not null,
    unique (movement_id, position)
);

-- A member takes part, in one year.
create table movement_participation (
    id            @id primary key,
    movement_id   @id not null references movement (id),
    cluster_id    @id not null references cluster (id),
    year          @int not null,
    unit_id       @id not null references unit (id),
    registered_on @date not null,
    remark        @text not null,
    recorded_ms   @ms not null,
    recorded_by   @text not null,
    unique (movement_id, cluster_id, year, unit_id)
);
create index movement_participation_year on movement_participation (cluster_id, year);

create table movement_commitment (
    id               @id primary key,
    participation_id @id not null references movement_participation (id),
    content_id       @text references movement_content (id), -- null: the unit's own
    position         @int not null,
    body             @text not null,
    measure          @text not null,
    target           @text not null,        -- a decimal, or ''
    recorded_ms      @ms not null,
    recorded_by      @text not null,
    withdrawn_ms     @ms,
    withdrawn_by     @text,
    withdrawn_reason @text not null
);
create index movement_commitment_participation on movement_commitment (participation_id, position);

-- How far a commitment had come on a day, from its beginning.
create table movement_progress (
    id               @id primary key,
    commitment_id    @id not null references movement_commitment (id),
    reached_on       @date not null,
    done             @text not null,        -- a decimal, or ''
    body             @text not null,
    evidence_number  @text not null,
    evidence_on      @date,
    evidence_keeper  @text not null,
    recorded_ms      @ms not null,
    recorded_by      @text not null,
    withdrawn_ms     @ms,
    withdrawn_by     @text,
    withdrawn_reason @text not null
);
create index movement_progress_commitment on movement_progress (commitment_id, reached_on);
