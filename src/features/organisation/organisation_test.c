/* Units through time: selection, changes, what must hold; and what holds after any changes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "features/organisation/unit_change.h"
#include "text/vi_fold.h"

/* --- a book in memory ----------------------------------------------------------------------- */

/* What the store does with a plan, without a database. */
struct book {
    struct arena *arena;
    struct unit_states states; /* withdrawn ones too */
    int64_t now_ms;
    size_t units;
    struct str made; /* the first unit that the last change made */
};

static const struct str KINDS[] = {STR_INIT(""), STR_INIT("district"), STR_INIT("area")};
static const struct date TODAY = {2026, 11, 23};

static struct organisation now_of(const struct book *book) {
    struct organisation o;
    organisation_make(book->arena, book->states.items, book->states.count, &o);
    return o;
}

static void store(struct book *book, const struct unit_plan *plan) {
    struct str ids[64];
    size_t made = 0;
    book->now_ms += 10;
    for (size_t i = 0; i < plan->withdrawn.count; i++)
        for (size_t k = 0; k < book->states.count; k++)
            if (str_equal(book->states.items[k].id, plan->withdrawn.items[i].id)) {
                assert_int_equal(book->states.items[k].withdrawn_ms, 0);
                book->states.items[k].withdrawn_ms = book->now_ms;
            }
    for (size_t i = 0; i < plan->added.count; i++) {
        struct str id = plan->added.items[i].unit_id;
        if (unit_id_is_planned(id) && (size_t)atoi(id.p + 1) > made)
            ids[made++] = str_format(book->arena, "u%03zu", ++book->units);
    }
    if (made)
        book->made = ids[0];
    for (size_t i = 0; i < plan->added.count; i++) {
        struct unit_state state = plan->added.items[i];
        if (unit_id_is_planned(state.unit_id))
            state.unit_id = ids[atoi(state.unit_id.p + 1) - 1];
        if (unit_id_is_planned(state.parent_id))
            state.parent_id = ids[atoi(state.parent_id.p + 1) - 1];
        state.slug = state.unit_id;
        state.id = str_format(book->arena, "s%zu", book->states.count);
        state.recorded_ms = book->now_ms;
        *list_push(book->arena, &book->states) = state;
    }
}

static size_t change(struct book *book, enum unit_change_kind kind, struct str unit,
                     const struct unit_form *form, struct issues *ret_issues) {
    struct organisation o = now_of(book);
    struct unit_plan plan;
    *ret_issues = (struct issues){0};
    unit_change_plan(book->arena, &o, kind, unit, form, KINDS, COUNT_OF(KINDS), TODAY, ret_issues,
                     &plan);
    if (ret_issues->count == 0)
        store(book, &plan);
    return ret_issues->count;
}

static void must(struct book *book, enum unit_change_kind kind, struct str unit,
                 const struct unit_form *form) {
    struct issues issues;
    if (change(book, kind, unit, form, &issues) > 0)
        fail_msg(STR_FMT ": " STR_FMT, STR_ARG(issues.items[0].field),
                 STR_ARG(message_text(book->arena, LANG_EN, issues.items[0].message)));
}

static struct str add(struct book *book, const char *name, struct str parent, const char *on) {
    const struct unit_form form = {
        .name = str_from_c(name), .parent = parent, .on = str_from_c(on)};
    must(book, UNIT_ADD, STR(""), &form);
    return book->made;
}

static bool refused(struct book *book, enum unit_change_kind kind, struct str unit,
                    const struct unit_form *form, enum msg_id why) {
    struct issues issues;
    change(book, kind, unit, form, &issues);
    for (size_t i = 0; i < issues.count; i++)
        if (issues.items[i].message.id == why)
            return true;
    return false;
}

static struct date day_of(const char *text) {
    struct date date = {0};
    assert_true(date_read_human(str_from_c(text), &date));
    return date;
}

static void assert_called(const struct book *book, struct str unit, const char *day,
                          const char *name) {
    struct organisation o = now_of(book);
    const struct unit_state *state = organisation_at(&o, unit, day_of(day));
    if (!state != !name)
        fail_msg("%s: %s", day, state ? "exists" : "does not exist");
    if (state && !str_equal_c(state->name, name))
        fail_msg("%s: " STR_FMT ", not %s", day, STR_ARG(state->name), name);
}

static struct book begin(void) {
    return (struct book){.arena = arena_new((size_t)1 << 28), .now_ms = 1000};
}

/* --- tests ------------------------------------------------------------------------------------ */

static void a_name_holds_from_its_day(void **state) {
    (void)state;
    struct book book = begin();
    struct str unit = add(&book, "Ban A", STR(""), "");
    struct unit_form form = {.name = STR("Ban B"), .on = STR("1/7/2025"), .number = STR("12/QĐ")};
    must(&book, UNIT_RENAME, unit, &form);
    assert_called(&book, unit, "30/6/2025", "Ban A");
    assert_called(&book, unit, "1/7/2025", "Ban B");
    assert_called(&book, unit, "1/1/1950", "Ban A"); /* the beginning is not known */
    /* A rename of an earlier day, recorded later, does not undo the later one. */
    form = (struct unit_form){.name = STR("Ban A1"), .on = STR("1/1/2020")};
    must(&book, UNIT_RENAME, unit, &form);
    assert_called(&book, unit, "31/12/2019", "Ban A");
    assert_called(&book, unit, "30/6/2025", "Ban A1");
    assert_called(&book, unit, "1/7/2025", "Ban B");
    arena_free(book.arena);
}

static void what_was_known_stays_known(void **state) {
    (void)state;
    struct book book = begin();
    struct str unit = add(&book, "Ban A", STR(""), "");
    int64_t before = book.now_ms;
    const struct unit_form form = {.name = STR("Ban B"), .on = STR("1/7/2020")};
    must(&book, UNIT_RENAME, unit, &form);
    const struct date later = {2021, 1, 1};
    const struct unit_state *now =
        unit_state_at(book.states.items, book.states.count, later, UNIT_KNOWN_NOW);
    const struct unit_state *then =
        unit_state_at(book.states.items, book.states.count, later, before);
    assert_true(str_equal_c(now->name, "Ban B"));
    assert_true(str_equal_c(then->name, "Ban A"));
    assert_null(unit_state_at(book.states.items, book.states.count, later, 5));
    arena_free(book.arena);
}

static void a_move_recorded_late_keeps_later_names(void **state) {
    (void)state;
    struct book book = begin();
    struct str one = add(&book, "Tỉnh Một", STR(""), "");
    struct str two = add(&book, "Tỉnh Hai", STR(""), "");
    struct str unit = add(&book, "Ban A", one, "");
    struct unit_form form = {.name = STR("Ban B"), .on = STR("1/1/2022")};
    must(&book, UNIT_RENAME, unit, &form);
    form = (struct unit_form){.parent = two, .on = STR("1/1/2018")};
    must(&book, UNIT_MOVE, unit, &form);
    struct organisation o = now_of(&book);
    const struct unit_state *late = organisation_at(&o, unit, TODAY);
    assert_true(str_equal_c(late->name, "Ban B"));
    assert_true(str_equal(late->parent_id, two));
    assert_true(organisation_is_below(&o, unit, one, day_of("31/12/2017")));
    assert_false(organisation_is_below(&o, unit, one, day_of("1/1/2018")));
    arena_free(book.arena);
}

static void partial_beginnings_stay_partial(void **state) {
    (void)state;
    struct book book = begin();
    struct str unit = add(&book, "Ban A", STR(""), "3/2008");
    assert_called(&book, unit, "29/2/2008", NULL);
    assert_called(&book, unit, "1/3/2008", "Ban A");
    assert_true(
        str_equal_c(partial_date_display(book.arena, book.states.items[0].begins), "3/2008"));
    struct unit_form form = {.on = STR("21/3/2008"), .number = STR("7/QĐ")};
    must(&book, UNIT_BEGIN, unit, &form);
    assert_called(&book, unit, "20/3/2008", NULL);
    assert_called(&book, unit, "21/3/2008", "Ban A");
    /* Of a year only its last day is certain: a level above that came in its middle will do. */
    struct str area = add(&book, "Khu vực", STR(""), "1/7/2025");
    form = (struct unit_form){.name = STR("Xã"), .parent = area, .on = STR("2025")};
    must(&book, UNIT_ADD, STR(""), &form);
    form.on = STR("hè 2008");
    assert_true(refused(&book, UNIT_BEGIN, unit, &form, MSG_organisation_partial_wrong));
    arena_free(book.arena);
}

static void the_end_of_a_parent_wants_its_children_decided(void **state) {
    (void)state;
    struct book book = begin();
    struct str top = add(&book, "Tỉnh", STR(""), "");
    struct str district = add(&book, "Huyện", top, "");
    struct str commune = add(&book, "Xã", district, "");
    struct unit_form form = {.on = STR("1/7/2025")};
    assert_true(refused(&book, UNIT_DISSOLVE, district, &form, MSG_organisation_children_left));
    form.children = STR("move");
    form.children_to = top;
    must(&book, UNIT_DISSOLVE, district, &form);
    struct organisation o = now_of(&book);
    assert_null(organisation_at(&o, district, day_of("1/7/2025")));
    assert_true(str_equal(organisation_at(&o, commune, day_of("1/7/2025"))->parent_id, top));
    assert_true(str_equal(organisation_at(&o, commune, day_of("30/6/2025"))->parent_id, district));
    /* And all of them at once. */
    form = (struct unit_form){.on = STR("1/1/2026"), .children = STR("end")};
    must(&book, UNIT_DISSOLVE, top, &form);
    assert_called(&book, commune, "1/1/2026", NULL);
    arena_free(book.arena);
}

static void merging_and_splitting_make_units(void **state) {
    (void)state;
    struct book book = begin();
    struct str top = add(&book, "Tỉnh", STR(""), "");
    struct str one = add(&book, "Huyện Một", top, "");
    struct str two = add(&book, "Huyện Hai", top, "");
    struct unit_form form = {.on = STR("1/7/2025"),
                             .others = STR("huyen hai"),
                             .successors = STR("Khu vực 1"),
                             .parent = top};
    must(&book, UNIT_MERGE, one, &form);
    struct str area = book.made;
    assert_called(&book, one, "1/7/2025", NULL);
    assert_called(&book, two, "1/7/2025", NULL);
    assert_called(&book, area, "30/6/2025", NULL);
    assert_called(&book, area, "1/7/2025", "Khu vực 1");
    form = (struct unit_form){.on = STR("1/1/2026"),
                              .successors = STR("Khu vực 2\nKhu vực 3"),
                              .parent = STR("Tỉnh"),
                              .stays = STR("1")};
    must(&book, UNIT_SPLIT, area, &form);
    assert_called(&book, area, "1/1/2026", "Khu vực 1");
    assert_called(&book, book.made, "1/1/2026", "Khu vực 2");
    /* A successor dated before its predecessor existed. */
    form = (struct unit_form){.on = STR("1/1/2025"), .successors = STR("Tỉnh")};
    assert_true(refused(&book, UNIT_MERGE, area, &form, MSG_organisation_not_there) ||
                refused(&book, UNIT_MERGE, area, &form, MSG_organisation_predecessor_missing));
    arena_free(book.arena);
}

static void what_is_only_proposed_changes_nothing(void **state) {
    (void)state;
    struct book book = begin();
    struct str one = add(&book, "Huyện Một", STR(""), "");
    struct str two = add(&book, "Huyện Hai", STR(""), "");
    size_t states = book.states.count;
    const struct unit_form form = {.proposed = STR("1"), .successors = two};
    must(&book, UNIT_MERGE, one, &form);
    assert_int_equal(book.states.count, states);
    arena_free(book.arena);
}

static void nonsense_is_refused_with_its_sentence(void **state) {
    (void)state;
    struct book book = begin();
    struct str top = add(&book, "Tỉnh", STR(""), "1/1/2010");
    struct str district = add(&book, "Huyện", top, "1/1/2012");
    struct str commune = add(&book, "Xã", district, "1/1/2012");
    const struct {
        enum unit_change_kind kind;
        struct str unit;
        struct unit_form form;
        enum msg_id why;
    } cases[] = {
        {UNIT_ADD, STR(""), {.name = STR("")}, MSG_organisation_name_missing},
        {UNIT_ADD,
         STR(""),
         {.name = STR("HUYEN"), .parent = STR("Tỉnh"), .on = STR("2015")},
         MSG_organisation_twin},
        {UNIT_ADD, STR(""), {.name = STR("X"), .kind = STR("ufo")}, MSG_organisation_kind_unknown},
        {UNIT_ADD,
         STR(""),
         {.name = STR("X"), .parent = STR("Không có")},
         MSG_organisation_unknown},
        {UNIT_ADD,
         STR(""),
         {.name = STR("X"), .parent = STR("Tỉnh"), .on = STR("2009")},
         MSG_organisation_unknown}, /* the level above did not exist then */
        {UNIT_RENAME,
         district,
         {.name = STR("Y"), .on = STR("31/12/2011")},
         MSG_organisation_not_there_then},
        {UNIT_RENAME,
         district,
         {.name = STR("Huyện"), .on = STR("1/1/2020")},
         MSG_organisation_nothing_changes},
        {UNIT_RENAME, district, {.name = STR("Y")}, MSG_organisation_on_missing},
        {UNIT_RENAME,
         district,
         {.name = STR("Y"), .on = STR("31/2/2020")},
         MSG_organisation_date_wrong},
        {UNIT_MOVE, top, {.parent = STR("Xã"), .on = STR("1/1/2020")}, MSG_organisation_cycle},
        {UNIT_MOVE, top, {.parent = STR("Tỉnh"), .on = STR("1/1/2020")}, MSG_organisation_cycle},
        {UNIT_DISSOLVE, commune, {.on = STR("1/1/2012")}, MSG_organisation_ends_before},
        {UNIT_BEGIN, district, {.on = STR("2009")}, MSG_organisation_parent_gap},
        {UNIT_RESTORE, commune, {.on = STR("")}, MSG_organisation_not_ended},
    };
    size_t states = book.states.count;
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        if (!refused(&book, cases[i].kind, cases[i].unit, &cases[i].form, cases[i].why))
            fail_msg("case %zu is not refused with its sentence", i);
    assert_int_equal(book.states.count, states);
    arena_free(book.arena);
}

static void two_of_one_name_want_a_code(void **state) {
    (void)state;
    struct book book = begin();
    struct str one = add(&book, "Tỉnh Một", STR(""), "");
    struct str two = add(&book, "Tỉnh Hai", STR(""), "");
    add(&book, "Xã Tân Lập", one, "");
    struct str second = add(&book, "Xã Tân Lập", two, "");
    struct unit_form form = {.name = STR("Thôn"), .parent = STR("xã tân lập")};
    assert_true(refused(&book, UNIT_ADD, STR(""), &form, MSG_organisation_ambiguous));
    form.parent = second; /* the slug of a unit in this book is its id */
    must(&book, UNIT_ADD, STR(""), &form);
    arena_free(book.arena);
}

static void an_end_recorded_by_mistake_is_taken_back(void **state) {
    (void)state;
    struct book book = begin();
    struct str unit = add(&book, "Ban A", STR(""), "");
    struct unit_form form = {.on = STR("1/7/2025")};
    must(&book, UNIT_DISSOLVE, unit, &form);
    assert_called(&book, unit, "1/7/2025", NULL);
    form = (struct unit_form){0};
    must(&book, UNIT_RESTORE, unit, &form);
    assert_called(&book, unit, "1/7/2025", "Ban A");
    arena_free(book.arena);
}

/* --- lineage ---------------------------------------------------------------------------------- */

static struct succession *join(struct arena *arena, struct successions *all, const char *from,
                               const char *to, const char *on, bool decided) {
    struct succession *s = list_push(arena, all);
    *s = (struct succession){.kind = SUCCESSION_MERGED, .is_decided = decided, .on = day_of(on)};
    struct str rest = str_from_c(from);
    while (rest.p)
        *list_push(arena, &s->from) = (struct succession_part){.unit_id = str_cut(&rest, ' ')};
    *list_push(arena, &s->to) = (struct succession_part){.unit_id = str_from_c(to)};
    return s;
}

static void decide(struct arena *arena, struct succession *s, const char *from, const char *to,
                   enum streak inherits) {
    *list_push(arena, &s->streaks) = (struct succession_streak){
        .from_id = str_from_c(from),
        .to_id = str_from_c(to),
        .revision = (int64_t)s->streaks.count + 1,
        .inherits = inherits,
    };
}

static void lineage_goes_through_successions(void **state) {
    (void)state;
    struct arena *arena = arena_new(0);
    struct successions all = {0};
    struct succession *first = join(arena, &all, "a b", "c", "1/7/2010", true);
    decide(arena, first, "a", "c", STREAK_YES);
    struct succession *second = join(arena, &all, "c d", "e", "1/7/2025", true);
    decide(arena, second, "c", "e", STREAK_NO);
    decide(arena, second, "c", "e", STREAK_YES);    /* decided anew */
    join(arena, &all, "x", "e", "1/7/2025", false); /* only proposed */
    join(arena, &all, "e", "z", "1/7/2030", true);  /* later than asked */
    struct lineage lineage;
    succession_lineage(arena, &all, STR("e"), LINEAGE_BACK, TODAY, &lineage);
    assert_int_equal(lineage.count, 4);
    const struct {
        const char *unit;
        size_t distance;
        bool streak;
    } expected[] = {{"c", 1, true}, {"d", 1, false}, {"a", 2, true}, {"b", 2, false}};
    for (size_t i = 0; i < COUNT_OF(expected); i++) {
        assert_true(str_equal_c(lineage.items[i].unit_id, expected[i].unit));
        assert_int_equal(lineage.items[i].distance, expected[i].distance);
        assert_int_equal(lineage.items[i].streak_is_inherited, expected[i].streak);
    }
    succession_lineage(arena, &all, STR("a"), LINEAGE_FORWARD, TODAY, &lineage);
    assert_int_equal(lineage.count, 2);
    assert_true(str_equal_c(lineage.items[1].unit_id, "e"));
    succession_lineage(arena, &all, STR("e"), LINEAGE_BACK, day_of("30/6/2025"), &lineage);
    assert_int_equal(lineage.count, 0);
    arena_free(arena);
}

/* --- any changes --------------------------------------------------------------------------------
 */

static uint64_t seed;

static size_t pick(size_t count) {
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (size_t)(seed >> 33) % count;
}

static struct str any_unit(struct book *book) {
    return str_format(book->arena, "u%03zu", pick(book->units) + 1);
}

static struct str any_day(struct book *book) {
    return str_format(book->arena, "%zu/%zu/%zu", pick(28) + 1, pick(12) + 1, 2010 + pick(16));
}

static void any_change(struct book *book) {
    static const char *const NAMES[] = {"Ban A", "Ban B", "Ban C", "Ban D", "Ban Đ", "Ban E"};
    static const char *const CHILDREN[] = {"", "move", "end"};
    struct unit_form form = {
        .name = str_from_c(NAMES[pick(COUNT_OF(NAMES))]),
        .parent = pick(4) ? any_unit(book) : STR(""),
        .on = any_day(book),
        .children = str_from_c(CHILDREN[pick(3)]),
        .children_to = pick(2) ? any_unit(book) : STR(""),
        .successors = pick(2) ? any_unit(book) : str_format(book->arena, "Mới %zu", pick(1000)),
        .others = pick(3) ? STR("") : any_unit(book),
        .stays = pick(2) ? STR("1") : STR(""),
        .proposed = pick(8) ? STR("") : STR("1"),
    };
    struct issues issues;
    change(book, (enum unit_change_kind)pick(UNIT_CHANGE_KIND_COUNT), any_unit(book), &form,
           &issues);
}

static struct str snapshot(struct arena *arena, const struct unit_state *states, size_t count,
                           struct date as_at, int64_t known_ms) {
    struct str text = STR("");
    for (size_t i = 0; i < count; i++)
        if (unit_state_is_known(&states[i], known_ms) && unit_state_holds(&states[i], as_at))
            text = str_format(arena, STR_FMT STR_FMT "=" STR_FMT "<" STR_FMT ";", STR_ARG(text),
                              STR_ARG(states[i].unit_id), STR_ARG(states[i].name),
                              STR_ARG(states[i].parent_id));
    return text;
}

/* Whatever is accepted, the book is sound on every day, and what was known stays what it was. */
static void any_changes_leave_a_sound_book(void **state) {
    (void)state;
    for (uint64_t round = 1; round <= 60; round++) {
        struct book book = begin();
        seed = round * 7919;
        add(&book, "Gốc", STR(""), "");
        add(&book, "Huyện", STR("u001"), "1/1/2012");
        struct str known[40];
        struct date days[40];
        int64_t instants[40];
        for (size_t i = 0; i < COUNT_OF(known); i++) {
            any_change(&book);
            days[i] = day_of(any_day(&book).p);
            instants[i] = book.now_ms;
            known[i] =
                snapshot(book.arena, book.states.items, book.states.count, days[i], UNIT_KNOWN_NOW);
        }
        struct organisation o = now_of(&book);
        struct issues issues = {0};
        for (size_t u = 1; u <= book.units; u++) {
            struct str id = str_format(book.arena, "u%03zu", u);
            organisation_check(book.arena, &o, &id, 1, STR("x"), &issues);
        }
        if (issues.count)
            fail_msg("round %llu: " STR_FMT, (unsigned long long)round,
                     STR_ARG(message_text(book.arena, LANG_EN, issues.items[0].message)));
        for (size_t i = 0; i < COUNT_OF(known); i++) {
            struct str again =
                snapshot(book.arena, book.states.items, book.states.count, days[i], instants[i]);
            if (!str_equal(again, known[i]))
                fail_msg("round %llu, change %zu: known were " STR_FMT ", now " STR_FMT,
                         (unsigned long long)round, i, STR_ARG(known[i]), STR_ARG(again));
        }
        arena_free(book.arena);
    }
}

/* A change touches no day before it takes effect. */
static void the_past_stays_as_it_was(void **state) {
    (void)state;
    size_t accepted = 0;
    for (uint64_t round = 1; round <= 40; round++) {
        struct book book = begin();
        seed = round * 104729;
        add(&book, "Gốc", STR(""), "");
        for (size_t i = 0; i < 25; i++)
            any_change(&book);
        struct organisation o = now_of(&book);
        struct str on = any_day(&book);
        const struct unit_form form = {
            .name = STR("Tên khác hẳn"), .on = on, .parent = any_unit(&book)};
        const struct date before = date_from_days(date_to_days(day_of(on.p)) - 1);
        struct str was = snapshot(book.arena, o.states, o.count, before, UNIT_KNOWN_NOW);
        struct issues issues;
        if (change(&book, pick(2) ? UNIT_RENAME : UNIT_MOVE, any_unit(&book), &form, &issues)) {
            arena_free(book.arena);
            continue;
        }
        accepted++;
        o = now_of(&book);
        struct str is = snapshot(book.arena, o.states, o.count, before, UNIT_KNOWN_NOW);
        if (!str_equal(was, is))
            fail_msg("before: " STR_FMT "; after: " STR_FMT, STR_ARG(was), STR_ARG(is));
        arena_free(book.arena);
    }
    assert_true(accepted > 10);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_holds_from_its_day),
        cmocka_unit_test(what_was_known_stays_known),
        cmocka_unit_test(a_move_recorded_late_keeps_later_names),
        cmocka_unit_test(partial_beginnings_stay_partial),
        cmocka_unit_test(the_end_of_a_parent_wants_its_children_decided),
        cmocka_unit_test(merging_and_splitting_make_units),
        cmocka_unit_test(what_is_only_proposed_changes_nothing),
        cmocka_unit_test(nonsense_is_refused_with_its_sentence),
        cmocka_unit_test(two_of_one_name_want_a_code),
        cmocka_unit_test(an_end_recorded_by_mistake_is_taken_back),
        cmocka_unit_test(lineage_goes_through_successions),
        cmocka_unit_test(any_changes_leave_a_sound_book),
        cmocka_unit_test(the_past_stays_as_it_was),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
