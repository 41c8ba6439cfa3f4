#include "features/headship/cluster_citing_service.h"

#include "features/headship/headship.sql.h"

static const struct err *find(const struct legal_citing_ask *ask, struct legal_citings *citings) {
    struct q_cluster_document_citings_rows rows;
    TRY(q_cluster_document_citings(ask->tx, ask->arena, ask->document->code, ask->document->number,
                                   &rows));
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_cluster_document_citings_row *row = &rows.items[i];
        const struct legal_citing_row citing = {
            .cluster_id = row->cluster_id,
            .slug = row->slug,
            .cluster = row->cluster,
            .year = row->year,
            .tail = STR("thanh-vien"),
            .what = row->title,
        };
        if (legal_citing_names(ask, row->legal_code.n ? row->legal_code : row->number))
            legal_citing_add(ask, &citing, citings);
    }
    return NULL;
}

const struct legal_citing_room cluster_citing = {MSG_headship_documents, find};
