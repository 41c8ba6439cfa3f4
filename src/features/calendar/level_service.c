#include "features/calendar/level_service.h"

#include <stdlib.h>

#include "text/vi_fold.h"

static const struct str ORDERS[LEVEL_ORDERS] = {STR_INIT("ten"), STR_INIT("cham"),
                                                STR_INIT("chua-du"), STR_INIT("han")};

struct str level_order_code(enum level_order order) {
    return ORDERS[order];
}

enum level_order level_order_from(struct str code) {
    for (int order = 0; order < LEVEL_ORDERS; order++)
        if (str_equal(ORDERS[order], code))
            return (enum level_order)order;
    return LEVEL_BY_NAME;
}

struct level_work {
    struct arena *arena;
    const struct cluster_year_entry *entries;
    size_t count;
    struct date today;
    struct level *level;
};

/* --- one cluster ---------------------------------------------------------------------------- */

static void count_line(const struct calendar_line *line, struct date today, struct level_row *row) {
    for (size_t i = 0; i < line->stand_count; i++) {
        const struct calendar_stand *stand = &line->stands[i];
        bool came = calendar_is_done(stand->state);
        if (came || date_compare(stand->deadline, today) < 0 || calendar_is_partial(stand->state))
            calendar_count(&row->counts, stand->state);
        bool ahead = !came && date_compare(stand->deadline, today) >= 0;
        if (ahead && (date_is_empty(row->next) || date_compare(stand->deadline, row->next) < 0)) {
            row->next = stand->deadline;
            row->next_title = line->row.title;
        }
    }
}

static const struct err *look_at_halves(struct db_tx *tx, struct arena *arena,
                                        struct level_row *row) {
    const struct due_kind *sheets = due_kind_of(STR("self-score"));
    const struct due_kind *report = due_kind_of(STR("review"));
    for (int half = 1; half <= 2; half++) {
        struct level_half *of = &row->halves[half - 1];
        of->exists = cluster_year_half(&row->year, half) != NULL;
        if (of->exists && sheets)
            TRY(calendar_look(tx, arena, &row->year, sheets, half, &of->sheets));
        if (of->exists && report)
            TRY(calendar_look(tx, arena, &row->year, report, half, &of->report));
    }
    return NULL;
}

static const struct err *load_in(struct db_tx *tx, void *context) {
    struct level_work *work = context;
    work->level->count = 0;
    for (size_t i = 0; i < work->count; i++) {
        const struct cluster_year_entry *entry = &work->entries[i];
        struct level_row row = {.next_title = STR("")};
        struct calendar calendar;
        TRY(cluster_year_load(tx, work->arena, entry->slug, entry->year, work->today, &row.year));
        TRY(calendar_load(tx, work->arena, &row.year, work->today, &calendar));
        row.has_calendar = calendar.count > 0;
        for (size_t k = 0; k < calendar.count; k++)
            count_line(&calendar.items[k], work->today, &row);
        TRY(look_at_halves(tx, work->arena, &row));
        *list_push(work->arena, work->level) = row;
    }
    return NULL;
}

/* --- which, in what order ----------------------------------------------------------------------
 */

static bool matches(struct arena *arena, const struct cluster_year_entry *entry,
                    const struct level_filter *filter, int year, struct str folded) {
    if (entry->year != year ||
        (filter->superior_id.n && !str_equal(entry->superior_id, filter->superior_id)))
        return false;
    struct str name = vi_fold(arena, entry->name);
    for (struct str rest = folded; rest.p;) {
        struct str word = str_cut(&rest, ' ');
        if (word.n && str_find(name, word) < 0)
            return false;
    }
    return true;
}

/* "Cụm số 2" before "Cụm số 10": digits as numbers, letters as Vietnamese folds them. */
static int natural(struct str a, struct str b) {
    size_t i = 0;
    size_t k = 0;
    while (i < a.n && k < b.n) {
        size_t a_end = i;
        size_t b_end = k;
        while (a_end < a.n && a.p[a_end] >= '0' && a.p[a_end] <= '9')
            a_end++;
        while (b_end < b.n && b.p[b_end] >= '0' && b.p[b_end] <= '9')
            b_end++;
        if (a_end > i && b_end > k) {
            while (i + 1 < a_end && a.p[i] == '0')
                i++;
            while (k + 1 < b_end && b.p[k] == '0')
                k++;
            int longer = (a_end - i > b_end - k) - (a_end - i < b_end - k);
            int order =
                longer ? longer : str_compare(str_slice(a, i, a_end), str_slice(b, k, b_end));
            if (order)
                return order;
            i = a_end;
            k = b_end;
        } else if (a.p[i] != b.p[k]) {
            return (unsigned char)a.p[i] < (unsigned char)b.p[k] ? -1 : 1;
        } else {
            i++;
            k++;
        }
    }
    return (a.n - i > b.n - k) - (a.n - i < b.n - k);
}

/* A cluster with its name folded once. */
struct named {
    struct str key;
    struct cluster_year_entry entry;
};

static int by_name(const void *left, const void *right) {
    const struct named *a = left;
    const struct named *b = right;
    int order = natural(a->key, b->key);
    return order ? order : str_compare(a->entry.slug, b->entry.slug);
}

static void order_by_name(struct arena *arena, struct cluster_year_entries *entries) {
    struct named *named = ARENA_ARRAY(arena, struct named, entries->count + 1);
    for (size_t i = 0; i < entries->count; i++)
        named[i] = (struct named){vi_fold(arena, entries->items[i].name), entries->items[i]};
    if (entries->count)
        qsort(named, entries->count, sizeof(*named), by_name);
    for (size_t i = 0; i < entries->count; i++)
        entries->items[i] = named[i].entry;
}

static int by_late(const void *left, const void *right) {
    size_t a = ((const struct level_row *)left)->counts.late;
    size_t b = ((const struct level_row *)right)->counts.late;
    return (a < b) - (a > b);
}

static int by_incomplete(const void *left, const void *right) {
    size_t a = ((const struct level_row *)left)->counts.incomplete;
    size_t b = ((const struct level_row *)right)->counts.incomplete;
    return (a < b) - (a > b);
}

static int by_next(const void *left, const void *right) {
    struct date a = ((const struct level_row *)left)->next;
    struct date b = ((const struct level_row *)right)->next;
    if (date_is_empty(a) || date_is_empty(b))
        return date_is_empty(a) - date_is_empty(b);
    return date_compare(a, b);
}

static void add_year(struct arena *arena, struct level_years *years, int year) {
    if (!years->count || years->items[years->count - 1] != year)
        *list_push(arena, years) = year; /* they come newest first */
}

/* The newest year that is not still to come, else the newest of all. */
static int year_of(const struct level_years *years, const struct level_filter *filter,
                   struct date today) {
    if (filter->year)
        return filter->year;
    for (size_t i = 0; i < years->count; i++)
        if (years->items[i] <= today.year)
            return years->items[i];
    return years->count ? years->items[0] : today.year;
}

/* Rows of equal weight stay in the order of names: the sort is made stable by a merge. */
static void order_rows(struct arena *arena, struct level *level, enum level_order order) {
    int (*const COMPARE[LEVEL_ORDERS])(const void *,
                                       const void *) = {[LEVEL_BY_LATE] = by_late,
                                                        [LEVEL_BY_INCOMPLETE] = by_incomplete,
                                                        [LEVEL_BY_NEXT] = by_next};
    struct level_row *from = level->items;
    struct level_row *to = ARENA_ARRAY(arena, struct level_row, level->count + 1);
    for (size_t width = 1; width < level->count; width *= 2) {
        for (size_t start = 0; start < level->count; start += 2 * width) {
            size_t middle = start + width < level->count ? start + width : level->count;
            size_t end = start + 2 * width < level->count ? start + 2 * width : level->count;
            size_t a = start;
            size_t b = middle;
            for (size_t k = start; k < end; k++)
                to[k] = b >= end || (a < middle && COMPARE[order](&from[a], &from[b]) <= 0)
                            ? from[a++]
                            : from[b++];
        }
        struct level_row *swap = from;
        from = to;
        to = swap;
    }
    level->items = from;
}

static void keep_superiors(struct arena *arena, const struct cluster_units *all,
                           const struct cluster_year_entries *entries,
                           struct cluster_units *ret_superiors) {
    *ret_superiors = (struct cluster_units){0};
    for (size_t i = 0; i < all->count; i++) {
        bool seen = false;
        for (size_t k = 0; !seen && k < entries->count; k++)
            seen = str_equal(entries->items[k].superior_id, all->items[i].id);
        if (seen)
            *list_push(arena, ret_superiors) = all->items[i];
    }
}

const struct err *level_load(struct db *db, struct arena *arena, const struct user *user,
                             const struct level_filter *filter, struct date today,
                             struct level *ret_level, struct level_years *ret_years,
                             struct cluster_units *ret_superiors) {
    struct cluster_year_entries all;
    struct cluster_units superiors;
    struct reach reach = user_reach(arena, user, RIGHT_CLUSTER_READ);
    TRY(cluster_years(db, arena, &reach, &all));
    TRY(cluster_superiors(db, arena, &superiors));
    *ret_years = (struct level_years){0};
    for (size_t i = 0; i < all.count; i++)
        add_year(arena, ret_years, all.items[i].year);
    keep_superiors(arena, &superiors, &all, ret_superiors);
    int year = year_of(ret_years, filter, today);
    struct cluster_year_entries found = {0};
    struct str folded = vi_fold(arena, filter->words.p ? filter->words : STR(""));
    for (size_t i = 0; i < all.count; i++)
        if (matches(arena, &all.items[i], filter, year, folded))
            *list_push(arena, &found) = all.items[i];
    order_by_name(arena, &found);
    struct level level = {.found = found.count};
    bool scans = filter->order != LEVEL_BY_NAME || filter->all;
    size_t most = scans ? LEVEL_SCAN_MAX : LEVEL_PAGE;
    size_t skipped = filter->page * (size_t)LEVEL_PAGE;
    if (filter->all || skipped >= found.count)
        skipped = 0;
    size_t first = scans ? 0 : skipped;
    struct level_work work = {.arena = arena, .today = today, .level = &level};
    work.entries = found.items ? found.items + first : NULL;
    work.count = found.count - first < most ? found.count - first : most;
    level.capped = scans && work.count < found.count;
    TRY(db_read(db, load_in, &work));
    if (filter->order != LEVEL_BY_NAME && level.count)
        order_rows(arena, &level, filter->order);
    if (scans && !filter->all && level.count) {
        size_t from = skipped < level.count ? skipped : 0;
        level.items += from;
        level.count = level.count - from < LEVEL_PAGE ? level.count - from : LEVEL_PAGE;
        skipped = from;
    }
    level.first = skipped;
    *ret_level = level;
    return NULL;
}
