-- owns person, person_identity, person_span, person_transfer, person_honour, person_class
-- owns person_list_file, service_rule
-- reads unit, unit_state, cluster

-- query person_classes :many
select code, force, name, name_en from person_class order by position, code

-- query service_rules :many
select code, force, valid_from, valid_to, months, base, training, treatment, legal_code, mark, source,
       words, words_en
from service_rule order by force, valid_from

-- query person_insert :exec
-- param id text
-- param created_ms int
-- param created_by text
insert into person (id, created_ms, created_by) values ($1, $2, $3)

-- query person_identity_insert :exec
-- param id text
-- param person_id text
-- param full_name text
-- param name_fold text
-- param sort_name text
-- param sort_key text
-- param born text
-- param reason text
-- param recorded_ms int
-- param recorded_by text
insert into person_identity (id, person_id, full_name, name_fold, sort_name, sort_key, born, reason,
                             recorded_ms, recorded_by, withdrawn_ms, withdrawn_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, null, null)

-- query person_identity_withdraw :changed
-- param person_id text
-- param withdrawn_ms int
-- param withdrawn_by text
update person_identity set withdrawn_ms = $2, withdrawn_by = $3
where person_id = $1 and withdrawn_ms is null

-- query person_identity_now :one
-- param person_id text
select full_name, sort_name, born from person_identity
where person_id = $1 and withdrawn_ms is null

-- query person_span_insert :exec
-- param id text
-- param person_id text
-- param aspect text
-- param unit_id text?
-- param value text
-- param leads bool
-- param how text
-- param valid_from text?
-- param begins text
-- param valid_to text?
-- param source text
-- param reason text
-- param recorded_ms int
-- param recorded_by text
insert into person_span (id, person_id, aspect, unit_id, value, leads, how, valid_from, begins,
                         valid_to, source, reason, recorded_ms, recorded_by, withdrawn_ms,
                         withdrawn_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, null, null)

-- query person_span_withdraw :changed
-- param id text
-- param person_id text
-- param withdrawn_ms int
-- param withdrawn_by text
update person_span set withdrawn_ms = $3, withdrawn_by = $4
where id = $1 and person_id = $2 and withdrawn_ms is null

-- What is true of a person; units by their names of the span's first day (of its last where that is
-- not known).
-- query person_spans_of :many
-- param person_id text
-- col slug text?
-- col unit_name text?
-- col newest_name text?
select x.id, x.aspect, x.unit_id, x.value, x.leads, x.how, x.valid_from, x.begins, x.valid_to,
       x.source, x.recorded_ms, x.recorded_by,
       (select u.slug from unit u where u.id = x.unit_id) as slug,
       (select min(s.name) from unit_state s
        where s.unit_id = x.unit_id and s.withdrawn_ms is null
          and (s.valid_from is null or s.valid_from <= coalesce(x.valid_from, '0000-01-01'))
          and (s.valid_to is null or s.valid_to > coalesce(x.valid_from, '0000-01-01'))) as unit_name,
       (select max(s.name) from unit_state s
        where s.unit_id = x.unit_id and s.withdrawn_ms is null) as newest_name
from person_span x
where x.person_id = $1 and x.withdrawn_ms is null

-- Every person's spans, for `verify`: by person.
-- query person_spans_all :many
select x.person_id, x.id, x.aspect, x.unit_id, x.value, x.valid_from, x.begins, x.valid_to
from person_span x where x.withdrawn_ms is null order by x.person_id, x.aspect, x.id

-- The units a user sees people of, and those below on a day: SCOPE is ",id,id,"; ',' sees none.
-- Whether the person belongs to one of them on that day.
-- query person_is_in_scope :one
-- param person_id text
-- param scope text
-- param as_at text
-- col seen bool
with recursive below (id) as (
    select u.id from unit u where $2 like '%,' || u.id || ',%' escape '\'
    union
    select s.unit_id from unit_state s join below b on s.parent_id = b.id
    where s.withdrawn_ms is null and (s.valid_from is null or s.valid_from <= $3)
      and (s.valid_to is null or s.valid_to > $3))
select count(*) > 0 as seen from person_span x
where x.person_id = $1 and x.aspect = 'unit' and x.withdrawn_ms is null
  and (x.valid_from is null or x.valid_from <= $3) and (x.valid_to is null or x.valid_to > $3)
  and x.unit_id in (select id from below)

-- Whether a unit is one of them.
-- query person_unit_in_scope :one
-- param unit_id text
-- param scope text
-- param as_at text
-- col seen bool
with recursive below (id) as (
    select u.id from unit u where $2 like '%,' || u.id || ',%' escape '\'
    union
    select s.unit_id from unit_state s join below b on s.parent_id = b.id
    where s.withdrawn_ms is null and (s.valid_from is null or s.valid_from <= $3)
      and (s.valid_to is null or s.valid_to > $3))
select count(*) > 0 as seen from below b where b.id = $1

-- A unit by what somebody typed, its code or its folded name, as at a day; a few, to tell apart.
-- query person_units_typed :many
-- param slug text
-- param name_fold text
-- param as_at text
-- col above text?
select u.id, u.slug, s.name,
       (select min(p.name) from unit_state p
        where p.unit_id = s.parent_id and p.withdrawn_ms is null
          and (p.valid_from is null or p.valid_from <= $3)
          and (p.valid_to is null or p.valid_to > $3)) as above
from unit u join unit_state s on s.unit_id = u.id
where (u.slug = $1 or s.name_fold = $2) and s.withdrawn_ms is null
  and (s.valid_from is null or s.valid_from <= $3) and (s.valid_to is null or s.valid_to > $3)
order by case when u.slug = $1 then 0 else 1 end, u.slug limit 6

-- What a unit is called on a day; of one that is gone, its last name.
-- query person_unit_named :one
-- param slug text
-- param as_at text
-- col name text?
-- col newest text?
select u.id, u.slug,
       (select min(s.name) from unit_state s
        where s.unit_id = u.id and s.withdrawn_ms is null
          and (s.valid_from is null or s.valid_from <= $2)
          and (s.valid_to is null or s.valid_to > $2)) as name,
       (select max(s.name) from unit_state s
        where s.unit_id = u.id and s.withdrawn_ms is null) as newest
from unit u where u.slug = $1

-- The units of a scope on a day, for a list to choose from.
-- query person_scope_units :many
-- param scope text
-- param as_at text
-- param most int
with recursive below (id) as (
    select u.id from unit u where $1 like '%,' || u.id || ',%' escape '\'
    union
    select s.unit_id from unit_state s join below b on s.parent_id = b.id
    where s.withdrawn_ms is null and (s.valid_from is null or s.valid_from <= $2)
      and (s.valid_to is null or s.valid_to > $2))
select u.id, u.slug, s.name
from unit u join unit_state s on s.unit_id = u.id
where u.id in (select id from below) and s.withdrawn_ms is null
  and (s.valid_from is null or s.valid_from <= $2) and (s.valid_to is null or s.valid_to > $2)
order by s.sort_key, u.slug limit $3

-- Who belongs to units on a day. SCOPE '' is everybody; UNIT '' any, DEEP with the units below it.
-- query person_list :many
-- param scope text
-- param as_at text
-- param unit text
-- param deep bool
-- param pattern text
-- param after_key text
-- param after_id text
-- param most int
-- col unit_name text?
-- col newest_name text?
-- col post text?
-- col leads bool
-- col rank text?
-- col class text?
-- col seconded text?
-- col waiting bool
with recursive below (id) as (
    select u.id from unit u where $1 like '%,' || u.id || ',%' escape '\'
    union
    select s.unit_id from unit_state s join below b on s.parent_id = b.id
    where s.withdrawn_ms is null and (s.valid_from is null or s.valid_from <= $2)
      and (s.valid_to is null or s.valid_to > $2)),
wanted (id) as (
    select u.id from unit u where u.id = $3
    union
    select s.unit_id from unit_state s join wanted w on s.parent_id = w.id
    where $4 and s.withdrawn_ms is null and (s.valid_from is null or s.valid_from <= $2)
      and (s.valid_to is null or s.valid_to > $2))
select n.person_id, n.full_name, n.sort_key, n.born, x.unit_id, u.slug,
       (select min(s.name) from unit_state s
        where s.unit_id = x.unit_id and s.withdrawn_ms is null
          and (s.valid_from is null or s.valid_from <= $2)
          and (s.valid_to is null or s.valid_to > $2)) as unit_name,
       (select max(s.name) from unit_state s
        where s.unit_id = x.unit_id and s.withdrawn_ms is null) as newest_name,
       coalesce((select min(f.value) from person_span f
        where f.person_id = n.person_id and f.aspect = 'post' and f.leads
          and f.withdrawn_ms is null and (f.valid_from is null or f.valid_from <= $2)
          and (f.valid_to is null or f.valid_to > $2)),
                (select min(f.value) from person_span f
        where f.person_id = n.person_id and f.aspect = 'post'
          and f.withdrawn_ms is null and (f.valid_from is null or f.valid_from <= $2)
          and (f.valid_to is null or f.valid_to > $2))) as post,
       exists (select 1 from person_span f
        where f.person_id = n.person_id and f.aspect = 'post' and f.leads
          and f.withdrawn_ms is null and (f.valid_from is null or f.valid_from <= $2)
          and (f.valid_to is null or f.valid_to > $2)) as leads,
       (select min(f.value) from person_span f
        where f.person_id = n.person_id and f.aspect = 'rank'
          and f.withdrawn_ms is null and (f.valid_from is null or f.valid_from <= $2)
          and (f.valid_to is null or f.valid_to > $2)) as rank,
       (select min(f.value) from person_span f
        where f.person_id = n.person_id and f.aspect = 'class'
          and f.withdrawn_ms is null and (f.valid_from is null or f.valid_from <= $2)
          and (f.valid_to is null or f.valid_to > $2)) as class,
       (select min(s.name) from person_span f join unit_state s on s.unit_id = f.unit_id
        where f.person_id = n.person_id and f.aspect = 'seconded' and f.withdrawn_ms is null
          and (f.valid_from is null or f.valid_from <= $2)
          and (f.valid_to is null or f.valid_to > $2) and s.withdrawn_ms is null
          and (s.valid_from is null or s.valid_from <= $2)
          and (s.valid_to is null or s.valid_to > $2)) as seconded,
       exists (select 1 from person_transfer t
               where t.person_id = n.person_id and t.state = 'waiting') as waiting
from person_span x
join person_identity n on n.person_id = x.person_id and n.withdrawn_ms is null
join unit u on u.id = x.unit_id
where x.aspect = 'unit' and x.withdrawn_ms is null
  and (x.valid_from is null or x.valid_from <= $2) and (x.valid_to is null or x.valid_to > $2)
  and ($1 = '' or x.unit_id in (select id from below))
  and ($3 = '' or x.unit_id in (select id from wanted))
  and n.name_fold like $5 escape '\'
  and (n.sort_key > $6 or (n.sort_key = $6 and n.person_id > $7))
order by n.sort_key, n.person_id limit $8

-- How many that are, by class and whether they lead.
-- query person_counts :many
-- param scope text
-- param as_at text
-- param unit text
-- param deep bool
-- param pattern text
-- col class text
-- col leads bool
-- col people int
with recursive below (id) as (
    select u.id from unit u where $1 like '%,' || u.id || ',%' escape '\'
    union
    select s.unit_id from unit_state s join below b on s.parent_id = b.id
    where s.withdrawn_ms is null and (s.valid_from is null or s.valid_from <= $2)
      and (s.valid_to is null or s.valid_to > $2)),
wanted (id) as (
    select u.id from unit u where u.id = $3
    union
    select s.unit_id from unit_state s join wanted w on s.parent_id = w.id
    where $4 and s.withdrawn_ms is null and (s.valid_from is null or s.valid_from <= $2)
      and (s.valid_to is null or s.valid_to > $2)),
found (class, leads) as (
    select coalesce((select min(f.value) from person_span f
        where f.person_id = x.person_id and f.aspect = 'class'
          and f.withdrawn_ms is null and (f.valid_from is null or f.valid_from <= $2)
          and (f.valid_to is null or f.valid_to > $2)), ''),
           exists (select 1 from person_span f
        where f.person_id = x.person_id and f.aspect = 'post' and f.leads
          and f.withdrawn_ms is null and (f.valid_from is null or f.valid_from <= $2)
          and (f.valid_to is null or f.valid_to > $2))
    from person_span x
    join person_identity n on n.person_id = x.person_id and n.withdrawn_ms is null
    where x.aspect = 'unit' and x.withdrawn_ms is null
      and (x.valid_from is null or x.valid_from <= $2) and (x.valid_to is null or x.valid_to > $2)
      and ($1 = '' or x.unit_id in (select id from below))
      and ($3 = '' or x.unit_id in (select id from wanted))
      and n.name_fold like $5 escape '\')
select class, leads, count(*) as people from found group by class, leads order by class, leads

-- Who belongs to no unit on a day: for the office alone.
-- query person_list_outside :many
-- param as_at text
-- param pattern text
-- param after_key text
-- param after_id text
-- param most int
select n.person_id, n.full_name, n.sort_key, n.born
from person_identity n
where n.withdrawn_ms is null and n.name_fold like $2 escape '\'
  and not exists (select 1 from person_span x
                  where x.person_id = n.person_id and x.aspect = 'unit' and x.withdrawn_ms is null
                    and (x.valid_from is null or x.valid_from <= $1)
                    and (x.valid_to is null or x.valid_to > $1))
  and (n.sort_key > $3 or (n.sort_key = $3 and n.person_id > $4))
order by n.sort_key, n.person_id limit $5

-- Those of a name, with the unit they belong to on a day.
-- query person_namesakes :many
-- param name_fold text
-- param as_at text
-- col unit_id text?
-- col unit_name text?
select n.person_id, n.full_name, n.born, x.unit_id as unit_id,
       (select min(s.name) from unit_state s
        where s.unit_id = x.unit_id and s.withdrawn_ms is null
          and (s.valid_from is null or s.valid_from <= $2)
          and (s.valid_to is null or s.valid_to > $2)) as unit_name
from person_identity n
left join person_span x
  on x.person_id = n.person_id and x.aspect = 'unit' and x.withdrawn_ms is null
     and (x.valid_from is null or x.valid_from <= $2) and (x.valid_to is null or x.valid_to > $2)
where n.name_fold = $1 and n.withdrawn_ms is null
order by n.person_id limit 20

-- query person_transfer_insert :exec
-- param id text
-- param person_id text
-- param kind text
-- param from_id text
-- param to_id text
-- param from_name text
-- param to_name text
-- param effective_on text
-- param ends_on text?
-- param decision_number text
-- param decision_on text
-- param decision_issuer text
-- param comment text
-- param recorded_ms int
-- param recorded_by text
insert into person_transfer (id, person_id, kind, from_id, to_id, from_name, to_name, effective_on,
                             ends_on, decision_number, decision_on, decision_issuer, comment, state,
                             recorded_ms, recorded_by, answered_ms, answered_by, answer_reason)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 'waiting', $14, $15, null, null,
        null)

-- query person_transfer_answer :changed
-- param id text
-- param person_id text
-- param state text
-- param answered_ms int
-- param answered_by text
-- param answer_reason text
update person_transfer
set state = $3, answered_ms = $4, answered_by = $5, answer_reason = $6
where id = $1 and person_id = $2 and state = 'waiting'

-- query person_transfers_of :many
-- param person_id text
select id, kind, from_id, to_id, from_name, to_name, effective_on, ends_on, decision_number,
       decision_on, decision_issuer, comment, state, recorded_ms, recorded_by, answered_ms,
       answered_by, answer_reason
from person_transfer where person_id = $1 order by effective_on, recorded_ms, id

-- What waits for an answer, of all (SCOPE '') or to and from the units of a scope.
-- query person_transfers_waiting :many
-- param scope text
-- param as_at text
-- param most int
-- col incoming bool
with recursive below (id) as (
    select u.id from unit u where $1 like '%,' || u.id || ',%' escape '\'
    union
    select s.unit_id from unit_state s join below b on s.parent_id = b.id
    where s.withdrawn_ms is null and (s.valid_from is null or s.valid_from <= $2)
      and (s.valid_to is null or s.valid_to > $2))
select t.id, t.person_id, n.full_name, t.kind, t.from_name, t.to_name, t.effective_on,
       t.recorded_ms, t.recorded_by,
       ($1 = '' or t.to_id in (select id from below)) as incoming
from person_transfer t
join person_identity n on n.person_id = t.person_id and n.withdrawn_ms is null
where t.state = 'waiting'
  and ($1 = '' or t.to_id in (select id from below) or t.from_id in (select id from below))
order by t.recorded_ms, t.id limit $3

-- query person_pending :one
-- param scope text
-- param as_at text
-- col waiting int
with recursive below (id) as (
    select u.id from unit u where $1 like '%,' || u.id || ',%' escape '\'
    union
    select s.unit_id from unit_state s join below b on s.parent_id = b.id
    where s.withdrawn_ms is null and (s.valid_from is null or s.valid_from <= $2)
      and (s.valid_to is null or s.valid_to > $2))
select count(*) as waiting from person_transfer t
where t.state = 'waiting' and ($1 = '' or t.to_id in (select id from below))

-- query person_honours_of :many
-- param person_id text
select id, year, title, state, unit_id, under_name, decision_number, decision_on, decision_issuer,
       source, recorded_ms, recorded_by
from person_honour where person_id = $1 and withdrawn_ms is null order by year, recorded_ms, id

-- query person_honour_insert :exec
-- param id text
-- param person_id text
-- param year int
-- param title text
-- param state text
-- param unit_id text?
-- param under_name text
-- param decision_number text
-- param decision_on text
-- param decision_issuer text
-- param source text
-- param recorded_ms int
-- param recorded_by text
insert into person_honour (id, person_id, year, title, state, unit_id, under_name, decision_number,
                           decision_on, decision_issuer, source, recorded_ms, recorded_by,
                           withdrawn_ms, withdrawn_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, null, null)

-- query person_honour_withdraw :changed
-- param id text
-- param person_id text
-- param withdrawn_ms int
-- param withdrawn_by text
update person_honour set withdrawn_ms = $3, withdrawn_by = $4
where id = $1 and person_id = $2 and withdrawn_ms is null

-- query person_file_insert :exec
-- param id text
-- param name text
-- param content bytes
-- param author_id text
-- param author text
-- param created_ms int
insert into person_list_file (id, name, content, state, author_id, author, created_ms, stored_ms,
                              stored_count)
values ($1, $2, $3, 'staged', $4, $5, $6, null, 0)

-- query person_file_find :one
-- param id text
-- param author_id text
select id, name, content, state, author, created_ms, stored_ms, stored_count
from person_list_file where id = $1 and author_id = $2

-- The list itself goes when it was stored: what it said stands in the record.
-- query person_file_stored :changed
-- param id text
-- param stored_ms int
-- param stored_count int
-- param nothing bytes
update person_list_file set state = 'stored', stored_ms = $2, stored_count = $3, content = $4
where id = $1 and state = 'staged'

-- Lists that nobody stored are not kept for long.
-- query person_file_clear :changed
-- param before_ms int
-- param nothing bytes
update person_list_file set state = 'dropped', content = $2
where state = 'staged' and created_ms < $1

-- Whether all that this folder holds is invented: lists of its people say so.
-- query person_all_sample :one
-- col all_sample bool
select coalesce(min(case when is_sample then 1 else 0 end), 0) = 1 as all_sample from cluster

-- Nothing came of them; a confirmed one stays, since the person's unit rests on it.
-- query person_transfer_forget :exec
-- param before_ms int
delete from person_transfer where state in ('refused', 'withdrawn') and answered_ms <= $1
