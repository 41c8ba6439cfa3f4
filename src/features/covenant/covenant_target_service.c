#include "features/covenant/covenant_target_service.h"

#include "features/target/target_service.h"

const struct err *covenant_targets_now(struct db_tx *tx, struct arena *arena,
                                       const struct cluster_year *year, enum covenant_kind kind,
                                       struct covenant_targets *ret_targets) {
    struct targets targets = {0};
    *ret_targets = (struct covenant_targets){0};
    if (kind == COVENANT_YEARLY)
        TRY(target_list(tx, arena, year, STR(""), TARGET_KNOWN_NOW, &targets));
    /* By member: each reads its own together. What nobody agreed is not promised. */
    for (size_t member = 0; member < year->members.count; member++)
        for (size_t i = 0; i < targets.count; i++) {
            const struct target *target = &targets.items[i];
            if (!target_stands(target) ||
                !str_equal(target->unit_id, year->members.items[member].id))
                continue;
            *list_push(arena, ret_targets) = (struct covenant_target){
                .unit_id = target->unit_id,
                .content = target->item->name,
                .amount = target_display(arena, LANG_VI, target, TARGET_YEAR),
                .half = target->item->is_cumulative
                            ? target_display(arena, LANG_VI, target, TARGET_FIRST_HALF)
                            : STR(""),
                .source = message_plain(LANG_VI, target_source_name(target->source)),
            };
        }
    return NULL;
}
