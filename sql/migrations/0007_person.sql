-- People: a person is an identity; what is true of it is dated and recorded. A correction withdraws
-- rows and adds others. Numbers of identity papers, addresses, telephones, religion are not kept.

-- Object classes are data: an organisation adds its own. FORCE chooses the rule-set.
create table person_class (
    code     @text primary key,
    position @int not null,
    force    @text not null,               -- army, militia, civil; '': none
    name     @text not null,
    name_en  @text not null
);
insert into person_class (code, position, force, name, name_en) values
    ('officer', 10, 'army', 'Sĩ quan', 'Officer'),
    ('professional', 20, 'army', 'Quân nhân chuyên nghiệp', 'Professional soldier'),
    ('soldier', 30, 'army', 'Hạ sĩ quan, binh sĩ', 'Non-commissioned officer, soldier'),
    ('defence-worker', 40, 'army', 'Công nhân và viên chức quốc phòng', 'Defence worker or employee'),
    ('militia', 50, 'militia', 'Dân quân tự vệ', 'Militia'),
    ('civil-servant', 60, 'civil', 'Cán bộ, công chức', 'Civil servant'),
    ('public-employee', 70, 'civil', 'Viên chức', 'Public employee'),
    ('worker', 80, 'civil', 'Người lao động', 'Worker'),
    ('other', 900, '', 'Đối tượng khác', 'Other');

-- How long somebody must have served to be considered for a year's title: dated, each with what it
-- rests on. What a source does not say is 'unstated', never assumed.
create table service_rule (
    code        @text primary key,
    force       @text not null,
    valid_from  @date not null,
    valid_to    @date,
    months      @int not null,
    base        @text not null,            -- unit: in the unit; recruited: since then; year: at work
    training    @text not null,            -- of less than a year: counts, unstated
    treatment   @text not null,            -- of wounds: counts, unstated
    legal_code  @text not null,            -- a document of the register
    mark        @text not null,            -- how it is known: sourced, second-hand, entered
    source      @text not null,
    words       @text not null,
    words_en    @text not null
);
insert into service_rule (code, force, valid_from, valid_to, months, base, training, treatment,
                          legal_code, mark, source, words, words_en) values
    ('army-2024', 'army', '2024-01-01', null, 9, 'unit', 'counts', 'counts', 'tt-118-2023-bqp',
     'sourced', 'lawnet.vn …130570',
     'Không xét danh hiệu cho người mới về đơn vị dưới 9 tháng; đi học dưới 1 năm và thời gian điều trị vết thương được tính; người chuyển đơn vị do đơn vị tiếp nhận xét.',
     'No title for who is new to the unit for less than 9 months; training of less than a year and the treatment of wounds count; the receiving unit considers who was transferred.'),
    ('civil-2017', 'civil', '2017-10-01', '2024-01-01', 10, 'recruited', 'unstated', 'unstated',
     'nd-91-2017', 'sourced', 'thuvienphapluat.vn …4F449; Thông tư 03/2018/TT-BNG, Điều 9 khoản 1',
     'Không xét danh hiệu cho người mới tuyển dụng dưới 10 tháng.',
     'No title for who was recruited less than 10 months ago.'),
    ('civil-2024', 'civil', '2024-01-01', null, 6, 'year', 'counts', 'unstated', 'tt-01-2024-bnv',
     'sourced', 'phapluatvacuocsong …a74072',
     'Không xét danh hiệu cho người làm việc dưới 6 tháng trong năm; đi học dưới 1 năm được tính.',
     'No title for who worked less than 6 months of the year; training of less than a year counts.');

create table person (
    id          @id primary key,
    created_ms  @ms not null,
    created_by  @text not null
);

create table person_identity (
    id           @id primary key,
    person_id    @id not null references person (id),
    full_name    @text not null,
    name_fold    @text not null,
    sort_name    @text not null,           -- the part of the name that lists go by
    sort_key     @text not null,
    born         @text not null,           -- a partial date, or ""
    reason       @text not null,           -- of a correction
    recorded_ms  @ms not null,
    recorded_by  @text not null,
    withdrawn_ms @ms,
    withdrawn_by @text
);
create unique index person_identity_now on person_identity (person_id) where withdrawn_ms is null;
create index person_identity_fold on person_identity (name_fold);
create index person_identity_sort on person_identity (sort_key, person_id);

-- Dated facts of a person, one aspect each: unit, seconded (to a unit), post, rank, class, away.
create table person_span (
    id           @id primary key,
    person_id    @id not null references person (id),
    aspect       @text not null,
    unit_id      @text references unit (id),
    value        @text not null,           -- of a post, rank; a class's code; a kind of absence
    leads        @bool not null,           -- of a post: it leads a unit
    how          @text not null,           -- of a unit: recruited, transferred, other, ''
    valid_from   @date,                    -- null: not known
    begins       @text not null,           -- what is said of it, a partial date
    valid_to     @date,                    -- first day it is no longer so; null: it is still
    source       @text not null,
    reason       @text not null,           -- of a correction
    recorded_ms  @ms not null,
    recorded_by  @text not null,
    withdrawn_ms @ms,
    withdrawn_by @text
);
create index person_span_person on person_span (person_id, aspect);
create index person_span_unit on person_span (unit_id, aspect);

-- A transfer waits until the receiving unit answers; only then does the person's unit change.
create table person_transfer (
    id              @id primary key,
    person_id       @id not null references person (id),
    kind            @text not null,        -- transfer, secondment
    from_id         @id not null references unit (id),
    to_id           @id not null references unit (id),
    from_name       @text not null,        -- the names then
    to_name         @text not null,
    effective_on    @date not null,
    ends_on         @date,                 -- of a secondment: first day it is over
    decision_number @text not null,
    decision_on     @text not null,
    decision_issuer @text not null,
    comment         @text not null,        -- the old unit's written comment, by its number and day
    state           @text not null,        -- waiting, confirmed, refused, withdrawn
    recorded_ms     @ms not null,
    recorded_by     @text not null,
    answered_ms     @ms,
    answered_by     @text,
    answer_reason   @text
);
create index person_transfer_person on person_transfer (person_id);
create index person_transfer_to on person_transfer (to_id, state);
create unique index person_transfer_waiting on person_transfer (person_id) where state = 'waiting';

create table person_honour (
    id              @id primary key,
    person_id       @id not null references person (id),
    year            @int not null,
    title           @text not null,
    state           @text not null,        -- proposed, awarded
    unit_id         @text references unit (id),
    under_name      @text not null,        -- the unit's name then
    decision_number @text not null,
    decision_on     @text not null,
    decision_issuer @text not null,
    source          @text not null,
    recorded_ms     @ms not null,
    recorded_by     @text not null,
    withdrawn_ms    @ms,
    withdrawn_by    @text
);
create index person_honour_person on person_honour (person_id, year);

-- Lists of people that somebody sent: kept until they are stored, then only that they were.
create table person_list_file (
    id           @id primary key,
    name         @text not null,
    content      @bytes not null,
    state        @text not null,           -- staged, stored
    author_id    @text not null,
    author       @text not null,
    created_ms   @ms not null,
    stored_ms    @ms,
    stored_count @int not null
);
