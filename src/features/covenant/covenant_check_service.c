#include "features/covenant/covenant_check_service.h"

#include "crypto/digest.h"
#include "features/covenant/covenant.sql.h"

const struct err *covenant_check_all(struct db_tx *tx, struct arena *arena, struct issues *issues) {
    struct q_covenant_versions_all_rows rows;
    TRY(q_covenant_versions_all(tx, arena, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_covenant_versions_all_row *row = &rows.items[i];
        if (!str_equal(digest_sha256_hex(arena, row->signed_text), row->digest))
            issue_add(arena, issues, STR_NONE,
                      MESSAGE_WITH(MSG_covenant_digest_differs,
                                   str_format(arena, "%lld", (long long)row->number), row->slug,
                                   str_format(arena, "%lld", (long long)row->year)));
    }
    return NULL;
}
