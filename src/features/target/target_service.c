#include "features/target/target_service.h"

#include "features/target/target.sql.h"

/* --- rows ------------------------------------------------------------------------------------ */

static struct target_item item_of(const struct q_target_item_entries_row *row) {
    struct target_item item = {
        .id = row->id,
        .number = row->number,
        .name = row->name,
        .name_fold = row->name_fold,
        .measure = row->measure,
        .is_cumulative = row->is_cumulative,
        .for_all = row->for_all,
        .group = row->group_name,
        .position = row->position,
        .criterion_code = row->criterion_code,
        .is_removed = row->is_removed,
        .origin = {.revision = row->revision,
                   .author = row->author,
                   .at_ms = row->at_ms,
                   .reason = row->reason,
                   .after_lock = row->after_lock,
                   .decision = {row->decision_number, date_from_iso(row->decision_date),
                                row->decision_issuer, row->decision_code}},
    };
    target_direction_from_code(row->direction, &item.direction);
    return item;
}

static struct target target_of(const struct q_target_entries_row *row) {
    struct target target = {
        .unit_id = row->unit_id,
        .origin = {.revision = row->revision,
                   .author = row->author,
                   .at_ms = row->at_ms,
                   .reason = row->reason,
                   .after_lock = row->after_lock,
                   .decision = {row->decision_number, date_from_iso(row->decision_date),
                                row->decision_issuer, row->decision_code}},
    };
    target_state_from_code(row->state, &target.state);
    target_source_from_code(row->source, &target.source);
    target.has_value = decimal_parse(row->value, &target.value);
    target.has_first_half = decimal_parse(row->first_half, &target.first_half);
    return target;
}

/* --- the book -------------------------------------------------------------------------------- */

static const struct err *load_items(struct db_tx *tx, struct arena *arena,
                                    const struct cluster_year *year, struct target_book *book) {
    struct q_target_item_entries_rows rows;
    TRY(q_target_item_entries(tx, arena, year->cluster_id, year->year, book->known_ms, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        *list_push(arena, &book->item_entries) = item_of(&rows.items[i]);
        bool newest = i + 1 == rows.count || rows.items[i + 1].number != rows.items[i].number;
        if (newest && !rows.items[i].is_removed)
            *list_push(arena, &book->items) = book->item_entries.items[i];
        book->last_number = rows.items[i].number;
    }
    target_items_sort(arena, &book->items);
    return NULL;
}

static const struct err *load_entries(struct db_tx *tx, struct arena *arena,
                                      const struct cluster_year *year, struct target_book *book) {
    struct q_target_entries_rows rows;
    TRY(q_target_entries(tx, arena, year->cluster_id, year->year, book->known_ms, &rows));
    const struct target_item *item = NULL;
    for (size_t i = 0; i < rows.count; i++) {
        if (!item || item->number != rows.items[i].number)
            item = target_book_item(book, rows.items[i].number);
        if (!item)
            return ERR(ERR_DATABASE, "a figure of a target without its content");
        struct target *target = list_push(arena, &book->entries);
        *target = target_of(&rows.items[i]);
        target->item = item;
        if (i + 1 == rows.count || rows.items[i + 1].number != rows.items[i].number ||
            !str_equal(rows.items[i + 1].unit_id, target->unit_id))
            *list_push(arena, &book->newest) = *target;
    }
    return NULL;
}

const struct err *target_locked(struct db_tx *tx, struct arena *arena,
                                const struct cluster_year *year, int64_t known_ms,
                                struct target_lock *ret_lock) {
    bool found;
    struct q_target_lock_find_row row;
    *ret_lock = (struct target_lock){.author = STR("")};
    TRY(q_target_lock_find(tx, arena, year->cluster_id, year->year, &found, &row));
    if (found && row.at_ms <= known_ms)
        *ret_lock = (struct target_lock){
            .is_locked = true,
            .document = {row.document_number, date_from_iso(row.document_date), row.document_issuer,
                         row.document_code},
            .note = row.note,
            .author = row.author,
            .at_ms = row.at_ms,
        };
    return NULL;
}

const struct err *target_book_load(struct db_tx *tx, struct arena *arena,
                                   const struct cluster_year *year, int64_t known_ms,
                                   struct target_book *ret_book) {
    struct target_book book = {.known_ms = known_ms};
    TRY(load_items(tx, arena, year, &book));
    TRY(load_entries(tx, arena, year, &book));
    TRY(target_locked(tx, arena, year, known_ms, &book.lock));
    bool found;
    struct q_target_scores_begun_row scores;
    TRY(q_target_scores_begun(tx, arena, year->cluster_id, str_format(arena, "%d-H1", year->year),
                              str_format(arena, "%d-H2", year->year), &found, &scores));
    book.has_scores = found && scores.begun > 0;
    *ret_book = book;
    return NULL;
}

struct book_work {
    struct arena *arena;
    const struct cluster_year *year;
    int64_t known_ms;
    struct target_book *book;
};

static const struct err *book_in(struct db_tx *tx, void *context) {
    struct book_work *work = context;
    return target_book_load(tx, work->arena, work->year, work->known_ms, work->book);
}

const struct err *target_book_read(struct db *db, struct arena *arena, const struct user *user,
                                   const struct cluster_year *year, int64_t known_ms,
                                   struct target_book *ret_book) {
    if (!user_may(user, RIGHT_CLUSTER_READ, place_of_year(year), STR("")))
        return ERR(ERR_DENIED, "no right to read this cluster's targets");
    struct book_work work = {arena, year, known_ms, ret_book};
    return db_read(db, book_in, &work);
}

const struct err *target_unlocked(struct db *db, struct arena *arena, struct str cluster_id,
                                  int year, bool *ret_unlocked) {
    const struct cluster_year of_year = {.cluster_id = cluster_id, .year = year};
    struct target_book book = {0};
    struct book_work work = {arena, &of_year, TARGET_KNOWN_NOW, &book};
    TRY(db_read(db, book_in, &work));
    *ret_unlocked = book.items.count > 0 && !book.lock.is_locked;
    return NULL;
}

/* --- asking it ------------------------------------------------------------------------------- */

const struct target_item *target_book_item(const struct target_book *book, int64_t number) {
    for (size_t i = 0; i < book->items.count; i++)
        if (book->items.items[i].number == number)
            return &book->items.items[i];
    for (size_t i = book->item_entries.count; i-- > 0;)
        if (book->item_entries.items[i].number == number)
            return &book->item_entries.items[i];
    return NULL;
}

struct target target_book_at(const struct target_book *book, const struct target_item *item,
                             struct str unit_id) {
    size_t low = 0;
    size_t high = book->newest.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct target *there = &book->newest.items[middle];
        int order = there->item->number != item->number
                        ? (there->item->number < item->number ? -1 : 1)
                        : str_compare(there->unit_id, unit_id);
        if (order == 0)
            return *there;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return (struct target){.item = item, .unit_id = unit_id, .origin = {.author = STR("")}};
}

bool target_book_applies(const struct target_book *book, const struct target_item *item,
                         struct str unit_id) {
    if (item->for_all)
        return true;
    struct target target = target_book_at(book, item, unit_id);
    return target.state == TARGET_PROPOSED || target.state == TARGET_STANDS;
}

void target_book_list(struct arena *arena, const struct target_book *book,
                      const struct cluster_year *year, struct str unit_id,
                      struct targets *ret_targets) {
    *ret_targets = (struct targets){0};
    for (size_t i = 0; i < book->items.count; i++)
        for (size_t m = 0; m < year->members.count; m++) {
            struct str member = year->members.items[m].id;
            const struct target_item *item = &book->items.items[i];
            if ((!unit_id.n || str_equal(unit_id, member)) &&
                target_book_applies(book, item, member))
                *list_push(arena, ret_targets) = target_book_at(book, item, member);
        }
}

const struct err *target_list(struct db_tx *tx, struct arena *arena,
                              const struct cluster_year *year, struct str unit_id, int64_t known_ms,
                              struct targets *ret_targets) {
    struct target_book *book = ARENA_NEW(arena, struct target_book);
    TRY(target_book_load(tx, arena, year, known_ms, book));
    target_book_list(arena, book, year, unit_id, ret_targets);
    return NULL;
}
