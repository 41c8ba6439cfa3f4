/* What the calendar sees of targets: whether each member has agreed ones. */
#include "features/target/target_due_service.h"

#include "features/target/target_service.h"

static void mark_unit(struct arena *arena, const struct target_book *book,
                      const struct cluster_year *year, size_t member, struct due_mark *mark) {
    size_t agreed = 0;
    size_t open = 0;
    struct targets targets;
    target_book_list(arena, book, year, year->members.items[member].id, &targets);
    for (size_t i = 0; i < targets.count; i++) {
        const struct target *target = &targets.items[i];
        bool stands = target_stands(target) && !target_lacks_half(target);
        agreed += stands;
        open += !stands;
        if (target->origin.revision && target->origin.at_ms > mark->at_ms)
            mark->at_ms = target->origin.at_ms;
    }
    bool begun = mark->at_ms > 0;
    mark->state = !begun ? DUE_MISSING : open ? DUE_INCOMPLETE : DUE_RECEIVED;
    if (begun && open)
        mark->details = MESSAGE_WITH(MSG_target_due_open, str_format(arena, "%zu", open),
                                     str_format(arena, "%zu", agreed + open));
}

static const struct err *look(struct db_tx *tx, struct arena *arena,
                              const struct cluster_year *year, int period_half,
                              struct due_mark *ret_marks) {
    (void)period_half;
    struct target_book *book = ARENA_NEW(arena, struct target_book);
    TRY(target_book_load(tx, arena, year, TARGET_KNOWN_NOW, book));
    for (size_t i = 0; i < year->members.count; i++)
        mark_unit(arena, book, year, i, &ret_marks[i]);
    return NULL;
}

static struct str place(struct arena *arena, const struct cluster_year *year, int period_half) {
    (void)period_half;
    return str_format(arena, "nam/%d/chi-tieu", year->year);
}

const struct due_kind target_due = {
    .code = STR_INIT("targets"),
    .name = MSG_target_due,
    .by_unit = true,
    .look = look,
    .place = place,
};
