/* A table of criteria from a file: read, and stored whole or not at all. */
#include "features/intake/file_service.h"

const struct err *intake_import_criteria(struct db *db, struct arena *arena,
                                         const struct user *user, int64_t now_ms,
                                         const struct cluster_period *cluster,
                                         const struct intake_upload *upload, bool store,
                                         struct intake_file *ret_file, bool *ret_stored) {
    struct intake_context context = {arena, NULL, user, NULL};
    *ret_file = (struct intake_file){.id = STR("")};
    *ret_stored = false;
    TRY(intake_read_file(&context, upload, NULL, ret_file));
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
