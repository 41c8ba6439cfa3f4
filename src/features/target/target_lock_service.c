/* Locking the targets of a year, and copying those of the year before. */
#include "features/target/target.sql.h"
#include "features/target/target_store_service.h"

/* --- what is open ------------------------------------------------------------------------------
 */

static bool lacks_figure(const struct target *target) {
    return target->state == TARGET_MISSING || target->state == TARGET_WITHDRAWN ||
           (target->item->direction != TARGET_DONE && !target->has_value);
}

void target_find_gaps(struct arena *arena, const struct target_book *book,
                      const struct cluster_year *year, struct target_gaps *ret_gaps) {
    *ret_gaps = (struct target_gaps){0};
    for (size_t m = 0; m < year->members.count; m++) {
        size_t targets = 0;
        for (size_t i = 0; i < book->items.count; i++) {
            const struct target_item *item = &book->items.items[i];
            if (!target_book_applies(book, item, year->members.items[m].id))
                continue;
            targets++;
            struct target target = target_book_at(book, item, year->members.items[m].id);
            if (lacks_figure(&target))
                *list_push(arena, ret_gaps) = (struct target_gap){TARGET_GAP_FIGURE, item, m};
            else if (!target_stands(&target))
                *list_push(arena, ret_gaps) = (struct target_gap){TARGET_GAP_PROPOSAL, item, m};
            else if (target_lacks_half(&target))
                *list_push(arena, ret_gaps) = (struct target_gap){TARGET_GAP_HALF, item, m};
        }
        if (!targets)
            *list_push(arena, ret_gaps) = (struct target_gap){TARGET_GAP_UNIT, NULL, m};
    }
}

/* --- the lock ----------------------------------------------------------------------------------
 */

struct lock_work {
    const struct target_act *act;
    const struct target_terms_form *terms;
    bool confirmed;
    struct issues *issues;
};

static const struct err *lock_in(struct db_tx *tx, void *context) {
    struct lock_work *work = context;
    const struct target_act *act = work->act;
    struct arena *arena = act->arena;
    work->issues->count = 0;
    struct target_writing writing;
    TRY(target_begin(tx, act, &writing));
    if (!writing.powers.may_decide)
        return ERR(ERR_DENIED, "no right to lock targets");
    if (writing.powers.is_locked)
        return ERR_TEXT(ERR_STATE, "target.locked_before", "the year was locked before");
    TRY(target_take_terms(&writing, work->terms, false, work->issues));
    if (!writing.book.items.count)
        issue_add(arena, work->issues, STR(""), MESSAGE(MSG_target_lock_nothing));
    struct target_gaps gaps;
    target_find_gaps(arena, &writing.book, act->year, &gaps);
    if (gaps.count && writing.book.items.count && !work->confirmed)
        issue_add(
            arena, work->issues, STR("confirm"),
            MESSAGE_WITH(MSG_target_lock_confirm_missing, str_format(arena, "%zu", gaps.count)));
    if (work->issues->count)
        return NULL;
    const struct target_decision *paper = &writing.terms.decision;
    TRY(q_target_lock_insert(tx, act->year->cluster_id, act->year->year, paper->number,
                             date_is_empty(paper->date) ? STR_NONE : date_iso(arena, paper->date),
                             paper->issuer, paper->code, writing.terms.reason, act->user->name,
                             act->now_ms));
    return target_audit(
        &writing, "target.lock", STR_NONE,
        message_text(arena, LANG_VI,
                     MESSAGE_WITH(MSG_target_lock_said,
                                  str_format(arena, "%zu", writing.book.items.count),
                                  str_format(arena, "%zu", gaps.count))));
}

const struct err *target_lock_year(const struct target_act *act,
                                   const struct target_terms_form *terms, bool confirmed,
                                   struct issues *issues) {
    struct lock_work work = {act, terms, confirmed, issues};
    return db_write(act->db, lock_in, &work);
}

/* --- last year ---------------------------------------------------------------------------------
 */

struct copy_work {
    const struct target_act *act;
    const struct cluster_year *from;
    struct issues *issues;
    int64_t count;
};

static bool stands_already(const struct target_book *book, const struct target_item *item) {
    for (size_t i = 0; i < book->items.count; i++)
        if (str_equal(book->items.items[i].name_fold, item->name_fold))
            return true;
    return false;
}

static const struct err *copy_item(struct target_writing *writing, const struct target_book *last,
                                   const struct target_item *old) {
    const struct cluster_year *year = writing->act->year;
    struct target_item item = *old;
    TRY(target_store_new(writing, &item));
    for (size_t i = 0; i < year->members.count; i++) {
        struct target was = target_book_at(last, old, year->members.items[i].id);
        if (!target_stands(&was))
            continue;
        const struct target none = {.item = &item, .unit_id = was.unit_id};
        const struct target_figure same = {
            .has_value = was.has_value,
            .value = was.value,
            .has_first_half = was.has_first_half,
            .first_half = was.first_half,
        };
        TRY(target_store_figure(writing, &none, TARGET_PROPOSED, was.source, &same));
    }
    return NULL;
}

static const struct err *copy_in(struct db_tx *tx, void *context) {
    struct copy_work *work = context;
    const struct target_act *act = work->act;
    struct arena *arena = act->arena;
    work->issues->count = 0;
    work->count = 0;
    struct target_writing writing;
    TRY(target_begin(tx, act, &writing));
    TRY(target_check_decide(&writing.powers, STR("")));
    if (writing.powers.is_locked)
        return ERR_TEXT(ERR_STATE, "target.locked_before", "the year was locked before");
    struct target_book *last = ARENA_NEW(arena, struct target_book);
    TRY(target_book_load(tx, arena, work->from, TARGET_KNOWN_NOW, last));
    writing.terms.reason = message_text(
        arena, LANG_VI,
        MESSAGE_WITH(MSG_target_copied_from, str_format(arena, "%d", work->from->year)));
    size_t room = TARGET_ITEMS_MAX > writing.book.items.count
                      ? TARGET_ITEMS_MAX - writing.book.items.count
                      : 0;
    for (size_t i = 0; i < last->items.count && (size_t)work->count < room; i++)
        if (!stands_already(&writing.book, &last->items.items[i])) {
            TRY(copy_item(&writing, last, &last->items.items[i]));
            work->count++;
        }
    if (!work->count) {
        issue_add(arena, work->issues, STR(""),
                  MESSAGE_WITH(MSG_target_copy_nothing, str_format(arena, "%d", work->from->year)));
        return NULL;
    }
    return target_audit(&writing, "target.copy", STR_NONE,
                        str_format(arena, "%d: %lld", work->from->year, (long long)work->count));
}

const struct err *target_copy_year(const struct target_act *act, const struct cluster_year *from,
                                   struct issues *issues, int64_t *ret_count) {
    struct copy_work work = {.act = act, .from = from, .issues = issues};
    TRY(db_write(act->db, copy_in, &work));
    *ret_count = work.count;
    return NULL;
}
