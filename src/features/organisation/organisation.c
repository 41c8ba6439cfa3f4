#include "features/organisation/organisation.h"

#include "features/organisation/organisation.sql.h"
#include "sys/id.h"
#include "text/collate.h"
#include "text/vi_fold.h"

/* The slug of the name, with a number behind it where another unit has it. */
static const struct err *free_slug(struct db_tx *tx, struct arena *arena, struct str name,
                                   struct str *ret_slug) {
    struct str base = vi_slug(arena, name);
    if (str_is_empty(base))
        base = STR("don-vi");
    struct str slug = base;
    for (int suffix = 2;; suffix++) {
        bool taken;
        struct q_unit_by_slug_row row;
        TRY(q_unit_by_slug(tx, arena, slug, &taken, &row));
        if (!taken)
            break;
        slug = str_format(arena, STR_FMT "-%d", STR_ARG(base), suffix);
    }
    *ret_slug = slug;
    return NULL;
}

const struct err *unit_take(struct db_tx *tx, struct arena *arena, int64_t now_ms, struct str name,
                            struct str parent_id, struct unit *ret_unit) {
    struct str fold = vi_fold(arena, name);
    struct q_unit_by_name_rows same;
    TRY(q_unit_by_name(tx, arena, fold, &same));
    for (size_t i = 0; i < same.count; i++) {
        struct str parent = same.items[i].parent_id;
        if (str_equal(parent, parent_id)) {
            *ret_unit =
                (struct unit){same.items[i].id, same.items[i].slug, same.items[i].name, parent_id};
            return NULL;
        }
    }
    struct unit unit = {.id = id_new(arena, now_ms), .name = name, .parent_id = parent_id};
    TRY(free_slug(tx, arena, name, &unit.slug));
    TRY(q_unit_insert(tx, unit.id, unit.slug, name, fold, collate_key(arena, name),
                      parent_id.n ? parent_id : STR_NONE, now_ms));
    *ret_unit = unit;
    return NULL;
}
