#include "features/sending/sending_service.h"

#include "features/sending/sending.sql.h"
#include "sys/id.h"

static struct unit_sendings *unit_in(struct arena *arena, struct sendings *all,
                                     struct str unit_id) {
    for (size_t i = all->count; i-- > 0;)
        if (str_equal(all->items[i].unit_id, unit_id))
            return &all->items[i];
    struct unit_sendings *unit = list_push(arena, all);
    unit->unit_id = unit_id;
    return unit;
}

static void widen(struct unit_sendings *unit, int64_t first_ms, int64_t last_ms) {
    if (!unit->first_ms || first_ms < unit->first_ms)
        unit->first_ms = first_ms;
    if (last_ms > unit->last_ms)
        unit->last_ms = last_ms;
}

const struct err *sending_units(struct db_tx *tx, struct arena *arena, struct str cluster_period_id,
                                struct sendings *ret_sendings) {
    struct q_sendings_of_period_rows rows;
    struct q_sending_reported_rows reported;
    TRY(q_sendings_of_period(tx, arena, cluster_period_id, &rows));
    TRY(q_sending_reported(tx, arena, cluster_period_id, &reported));
    *ret_sendings = (struct sendings){0};
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_sendings_of_period_row *r = &rows.items[i];
        struct unit_sendings *unit = unit_in(arena, ret_sendings, r->unit_id);
        *list_push(arena, unit) = (struct sending){.number = r->number,
                                                   .by_sheet = str_equal_c(r->manner, "sheet"),
                                                   .batch_id = str_or_empty(r->batch_id),
                                                   .draft_number = r->draft_number,
                                                   .cells = r->cells,
                                                   .digest = r->digest,
                                                   .reason = r->reason,
                                                   .author = r->author,
                                                   .at_ms = r->at_ms};
        widen(unit, r->at_ms, r->at_ms);
    }
    for (size_t i = 0; i < reported.count; i++) {
        const struct q_sending_reported_row *r = &reported.items[i];
        widen(unit_in(arena, ret_sendings, r->unit_id), r->first_ms, r->last_ms);
    }
    return NULL;
}

const struct err *sending_of_unit(struct db_tx *tx, struct arena *arena,
                                  struct str cluster_period_id, struct str unit_id,
                                  struct unit_sendings *ret_unit) {
    struct q_sendings_of_unit_rows rows;
    struct q_sending_reported_of_unit_row reported;
    bool found;
    TRY(q_sendings_of_unit(tx, arena, cluster_period_id, unit_id, &rows));
    TRY(q_sending_reported_of_unit(tx, arena, cluster_period_id, unit_id, &found, &reported));
    *ret_unit = (struct unit_sendings){
        .unit_id = unit_id, .first_ms = reported.first_ms, .last_ms = reported.last_ms};
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_sendings_of_unit_row *r = &rows.items[i];
        *list_push(arena, ret_unit) = (struct sending){.number = r->number,
                                                       .by_sheet = str_equal_c(r->manner, "sheet"),
                                                       .batch_id = str_or_empty(r->batch_id),
                                                       .draft_number = r->draft_number,
                                                       .cells = r->cells,
                                                       .digest = r->digest,
                                                       .reason = r->reason,
                                                       .author = r->author,
                                                       .at_ms = r->at_ms};
        widen(ret_unit, r->at_ms, r->at_ms);
    }
    return NULL;
}

const struct unit_sendings *sending_of(const struct sendings *sendings, struct str unit_id) {
    for (size_t i = 0; i < sendings->count; i++)
        if (str_equal(sendings->items[i].unit_id, unit_id))
            return &sendings->items[i];
    return NULL;
}

const struct err *sending_write(struct db_tx *tx, struct arena *arena, const struct user *user,
                                int64_t now_ms, struct str cluster_period_id, struct str unit_id,
                                struct sending *sending) {
    struct q_sending_next_row next;
    bool found;
    TRY(q_sending_next(tx, arena, cluster_period_id, unit_id, &found, &next));
    sending->number = next.number;
    sending->author = user->name;
    sending->at_ms = now_ms;
    return q_sending_insert(tx, id_new(arena, now_ms), cluster_period_id, unit_id, sending->number,
                            sending->by_sheet ? STR("sheet") : STR("grid"),
                            sending->batch_id.n ? sending->batch_id : STR_NONE,
                            sending->draft_number, sending->cells, str_or_empty(sending->digest),
                            str_or_empty(sending->reason), user->name, user->id, now_ms);
}
