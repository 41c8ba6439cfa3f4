#include "features/account/grant_words_view.h"

struct str grant_scope_name(struct arena *arena, const struct cluster_entries *clusters,
                            struct str cluster_id, struct str unit_id) {
    for (size_t i = 0; i < clusters->count; i++) {
        const struct cluster_entry *cluster = &clusters->items[i];
        if (!str_equal(cluster->id, cluster_id))
            continue;
        for (size_t k = 0; unit_id.n && k < cluster->units.count; k++)
            if (str_equal(cluster->units.items[k].id, unit_id))
                return str_format(arena, STR_FMT " – " STR_FMT,
                                  STR_ARG(cluster->units.items[k].name), STR_ARG(cluster->name));
        return unit_id.n ? STR("") : cluster->name;
    }
    return STR("");
}

struct str grant_words(struct arena *arena, enum lang lang, const struct cluster_entries *clusters,
                       const struct grant *grant) {
    struct str role = message_plain(lang, role_name(grant->role));
    struct str scope = grant_scope_name(arena, clusters, grant->cluster_id, grant->unit_id);
    return scope.n ? str_format(arena, STR_FMT " · " STR_FMT, STR_ARG(role), STR_ARG(scope)) : role;
}
