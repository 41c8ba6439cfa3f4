-- Units through time: a unit is an identity; what is true of it is dated, and it is known when that
-- was recorded. Nothing is overwritten: a correction withdraws rows and adds others.

-- Kinds of units are data: an organisation adds its own. No code depends on one.
create table unit_kind (
    code     @text primary key,
    position @int not null,
    name     @text not null,
    name_en  @text not null
);
insert into unit_kind (code, position, name, name_en) values
    ('', 0, 'Chưa phân loại', 'Not classified'),
    ('region', 10, 'Quân khu, quân chủng, binh chủng', 'Military region, service, arm'),
    ('province', 20, 'Bộ chỉ huy quân sự tỉnh, thành phố', 'Command of a province'),
    ('area', 30, 'Ban chỉ huy phòng thủ khu vực', 'Regional defence command'),
    ('district', 40, 'Ban chỉ huy quân sự huyện', 'District command'),
    ('commune', 50, 'Ban chỉ huy quân sự xã, phường', 'Commune command'),
    ('body-command', 60, 'Ban chỉ huy quân sự cơ quan, tổ chức', 'Command of a civil body'),
    ('department', 70, 'Phòng, ban', 'Department'),
    ('regiment', 80, 'Lữ đoàn, trung đoàn', 'Brigade, regiment'),
    ('battalion', 90, 'Tiểu đoàn, đại đội', 'Battalion, company'),
    ('militia', 100, 'Đơn vị dân quân tự vệ', 'Militia unit'),
    ('school', 110, 'Nhà trường', 'School'),
    ('government', 120, 'Ủy ban nhân dân', 'People’s committee'),
    ('office', 130, 'Cơ quan, sở, ngành', 'Office'),
    ('association', 140, 'Đoàn thể, hội', 'Association'),
    ('enterprise', 150, 'Doanh nghiệp', 'Enterprise'),
    ('other', 900, 'Loại khác', 'Other');

create table unit_state (
    id              @id primary key,
    unit_id         @id not null references unit (id),
    name            @text not null,
    name_fold       @text not null,
    sort_key        @text not null,
    short_name      @text not null,
    kind            @text not null references unit_kind (code),
    parent_id       @text references unit (id),
    valid_from      @date,                  -- the first day it can have been so; null: not known
    begins          @text not null,         -- what is said of it: "", "2008", "2008-03", "2008-03-21"
    valid_to        @date,                  -- first day it is no longer so; null: it is still
    decision_number @text not null,
    decision_on     @text not null,         -- a partial date, or ""
    decision_issuer @text not null,
    source          @text not null,
    recorded_ms     @ms not null,
    recorded_by     @text not null,
    withdrawn_ms    @ms,                    -- no longer held to be true; null: it is
    withdrawn_by    @text
);
create index unit_state_unit on unit_state (unit_id, valid_from);
create index unit_state_parent on unit_state (parent_id);
create index unit_state_name on unit_state (name_fold);

-- What the foundation knew of each unit.
insert into unit_state (id, unit_id, name, name_fold, sort_key, short_name, kind, parent_id,
                        valid_from, begins, valid_to, decision_number, decision_on, decision_issuer,
                        source, recorded_ms, recorded_by, withdrawn_ms, withdrawn_by)
select id, id, name, name_fold, sort_key, '', '', parent_id, valid_from, coalesce(valid_from, ''),
       valid_to, '', '', '', '', created_ms, '', null, null
from unit;

drop index unit_name_fold;
alter table unit drop column name;
alter table unit drop column name_fold;
alter table unit drop column sort_key;
alter table unit drop column parent_id;
alter table unit drop column valid_from;
alter table unit drop column valid_to;

-- What became of units: several may go into one, one into several. The states say who existed when;
-- this says why, and who carries on whose work.
create table unit_succession (
    id              @id primary key,
    kind            @text not null,         -- dissolved, merged, split, renamed, moved, formed
    state           @text not null,         -- proposed, decided
    effective_on    @date,                  -- null: a proposal without a date
    decision_number @text not null,
    decision_on     @text not null,
    decision_issuer @text not null,
    note            @text not null,
    source          @text not null,
    recorded_ms     @ms not null,
    recorded_by     @text not null,
    withdrawn_ms    @ms,
    withdrawn_by    @text
);

create table unit_succession_part (
    succession_id @id not null references unit_succession (id),
    unit_id       @id not null references unit (id),
    side          @text not null,           -- from, to
    position      @int not null,
    primary key (succession_id, unit_id, side)
);
create index unit_succession_part_unit on unit_succession_part (unit_id);

-- Whether a successor carries on a predecessor's streak of titles: no rule says, so somebody decides.
-- The newest revision of a pair counts; without a row nobody has decided.
create table unit_streak (
    succession_id   @id not null references unit_succession (id),
    from_id         @id not null references unit (id),
    to_id           @id not null references unit (id),
    revision        @int not null,
    inherits        @text not null,         -- undecided, yes, no
    decision_number @text not null,
    decision_on     @text not null,
    decision_issuer @text not null,
    reason          @text not null,
    recorded_ms     @ms not null,
    recorded_by     @text not null,
    primary key (succession_id, from_id, to_id, revision)
);

-- Titles as sources state them, under the name of the time; what was only proposed stays proposed.
create table unit_honour (
    id              @id primary key,
    unit_id         @id not null references unit (id),
    year            @int not null,
    title           @text not null,         -- as written
    state           @text not null,         -- proposed, awarded
    under_name      @text not null,         -- the unit's name then
    decision_number @text not null,
    decision_on     @text not null,
    decision_issuer @text not null,
    source          @text not null,
    recorded_ms     @ms not null,
    recorded_by     @text not null,
    withdrawn_ms    @ms,
    withdrawn_by    @text
);
create index unit_honour_unit on unit_honour (unit_id, year);

-- The members of one year, without looking at those of all years.
create index cluster_member_year on cluster_member (cluster_id, year, unit_id);
