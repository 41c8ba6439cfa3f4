#include "features/organisation/unit_citing_service.h"

#include "features/organisation/organisation.sql.h"
#include "features/organisation/store_service.h"

static const struct err *find(const struct legal_citing_ask *ask, struct legal_citings *citings) {
    struct scope scope;
    struct q_unit_citings_rows rows;
    const struct err *err = scope_of(ask->tx, ask->arena, ask->user, &scope);
    if (err)
        return err->kind == ERR_DENIED ? NULL : err;
    TRY(q_unit_citings(ask->tx, ask->arena, ask->document->number, ask->document->code, &rows));
    struct str last = STR("");
    for (size_t i = 0; i < rows.count && citings->count <= LEGAL_CITINGS_MAX; i++) {
        const struct q_unit_citings_row *row = &rows.items[i];
        if (str_equal(row->unit_id, last) || !scope_has(&scope, row->unit_id) ||
            !legal_citing_decision(ask, row->decision_number, partial_date_from_iso(row->decision_on),
                                   row->decision_issuer))
            continue;
        last = row->unit_id;
        *list_push(ask->arena, citings) = (struct legal_citing){
            row->name, str_format(ask->arena, "/don-vi/" STR_FMT, STR_ARG(row->slug))};
    }
    return NULL;
}

const struct legal_citing_room unit_citing = {MSG_organisation_title, find};
