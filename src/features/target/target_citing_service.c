#include "features/target/target_citing_service.h"

#include "features/target/target.sql.h"

static const struct err *find(const struct legal_citing_ask *ask, struct legal_citings *citings) {
    struct q_target_citings_rows rows;
    TRY(q_target_citings(ask->tx, ask->arena, ask->document->code, ask->document->number, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_target_citings_row *row = &rows.items[i];
        struct date day = {0};
        date_parse_iso(row->decision_date, &day);
        struct partial_date made_on = partial_date_of(day);
        const struct legal_citing_row citing = {
            .cluster_id = row->cluster_id,
            .slug = row->slug,
            .cluster = row->cluster,
            .year = row->year,
            .tail = row->number
                        ? str_format(ask->arena, "chi-tieu/muc/%lld", (long long)row->number)
                        : STR("chi-tieu"),
            .what =
                row->number ? row->name : message_plain(ask->citer->lang, MSG_target_lock_title),
        };
        if (str_equal(row->decision_code, ask->document->code) ||
            (!row->decision_code.n &&
             legal_citing_decision(ask, row->decision_number, made_on, row->decision_issuer)))
            legal_citing_add(ask, &citing, citings);
    }
    return NULL;
}

const struct legal_citing_room target_citing = {MSG_target_short_title, find};
