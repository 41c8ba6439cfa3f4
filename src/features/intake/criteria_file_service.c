/* A table of criteria from a file: read, and stored whole or not at all. */
#include "features/intake/file_service.h"
#include "features/organisation/organisation_service.h"

/* Kinds of units by code or name; what nobody knows is told where it stands. */
static const struct err *understand_kinds(struct db *db, struct arena *arena,
                                          struct criteria_reading *reading) {
    struct unit_kinds kinds;
    TRY(organisation_kinds(db, arena, &kinds));
    for (size_t i = 0; i < reading->criteria.count; i++) {
        struct criterion *c = &reading->criteria.items[i];
        bool known = !c->for_kind.n;
        for (size_t k = 0; k < kinds.count && !known; k++) {
            known = str_equal(kinds.items[k].code, c->for_kind) ||
                    str_equal(kinds.items[k].name, c->for_kind);
            if (known)
                c->for_kind = kinds.items[k].code;
        }
        if (known)
            continue;
        *list_push(arena, &reading->findings) = (struct intake_finding){
            .severity = SEVERITY_ERROR,
            .row = reading->rows[i],
            .column = reading->for_kind_column,
            .place = STR(""),
            .criterion = (ptrdiff_t)i,
            .message = MESSAGE_WITH(MSG_intake_unit_kind_unknown, c->for_kind),
        };
    }
    return NULL;
}

const struct err *intake_import_criteria(struct db *db, struct arena *arena,
                                         const struct user *user, int64_t now_ms,
                                         const struct cluster_period *cluster,
                                         const struct intake_upload *upload, bool store,
                                         struct intake_file *ret_file, bool *ret_stored) {
    struct intake_context context = {arena, NULL, user, NULL};
    *ret_file = (struct intake_file){.id = STR("")};
    *ret_stored = false;
    TRY(intake_read_file(&context, upload, NULL, ret_file));
    if (ret_file->readable && ret_file->criteria.for_kind_column)
        TRY(understand_kinds(db, arena, &ret_file->criteria));
    size_t errors = intake_count(&ret_file->criteria.findings, SEVERITY_ERROR);
    ret_file->faults = ret_file->readable
                           ? errors + intake_count(&ret_file->criteria.findings, SEVERITY_WARNING)
                           : 1;
    /* A table is used whole or not at all: half a table would make wrong totals look right. */
    if (!store || !ret_file->readable || errors)
        return NULL;
    struct table_source source = {ret_file->criteria.title, ret_file->criteria.notes, upload->name,
                                  ret_file->sha256};
    TRY(scoring_store_table(db, arena, user, now_ms, cluster, &ret_file->criteria.criteria,
                            &source));
    *ret_stored = true;
    return NULL;
}
