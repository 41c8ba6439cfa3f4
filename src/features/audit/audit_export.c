#include "features/audit/audit_export.h"

#include <stdio.h>

#include "features/audit/audit.sql.h"

enum { PAGE = 1000, PAGE_BYTES_MAX = 64 << 20 };

struct export {
    struct db *db;
    struct arena *arena;
    struct audit_span span;
    int64_t next; /* seq behind which the next page begins */
    int64_t last;
    struct q_audit_chain_after_rows rows;
};

/* --- how values are written ------------------------------------------------------------------ */

static void json_text(struct buf *out, struct str text) {
    if (!text.p) {
        buf_append_c(out, "null");
        return;
    }
    buf_append_char(out, '"');
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        if (c == '"' || c == '\\')
            buf_append_format(out, "\\%c", c);
        else if (c < 0x20)
            buf_append_format(out, "\\u%04x", c);
        else
            buf_append_char(out, (char)c);
    }
    buf_append_char(out, '"');
}

static void hex(struct buf *out, struct str bytes) {
    for (size_t i = 0; i < bytes.n; i++)
        buf_append_format(out, "%02x", (unsigned char)bytes.p[i]);
}

static void json_bytes(struct buf *out, struct str bytes) {
    buf_append_c(out, bytes.p ? "\"" : "null");
    hex(out, bytes);
    buf_append_c(out, bytes.p ? "\"" : "");
}

/* A spreadsheet must not reckon with what somebody typed. */
static void csv_text(struct buf *out, struct str text) {
    buf_append_char(out, '"');
    if (text.n && str_find(STR("=+-@\t\r"), (struct str){text.p, 1}) >= 0)
        buf_append_char(out, '\'');
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '"')
            buf_append_char(out, '"');
        buf_append_char(out, text.p[i]);
    }
    buf_append_char(out, '"');
}

/* --- one line -------------------------------------------------------------------------------- */

#define ENTRY_TEXTS 12
static const char *const TEXT_NAMES[ENTRY_TEXTS] = {
    "id",      "account_id", "account_name", "acting_for_id", "acting_for_name", "roles",
    "address", "action",     "object_kind",  "object_id",     "before",          "after",
};

static void texts_of(const struct q_audit_chain_after_row *row, struct str ret_texts[ENTRY_TEXTS]) {
    const struct str texts[ENTRY_TEXTS] = {
        row->id,
        row->account_id,
        row->account_name,
        row->acting_for_id,
        row->acting_for_name,
        row->roles,
        row->address,
        row->action,
        row->object_kind,
        row->object_id,
        row->before_text,
        row->after_text,
    };
    for (size_t i = 0; i < ENTRY_TEXTS; i++)
        ret_texts[i] = texts[i];
}

static void json_line(struct buf *out, const struct q_audit_chain_after_row *row) {
    struct str texts[ENTRY_TEXTS];
    texts_of(row, texts);
    buf_append_format(out, "{\"seq\":%lld,\"form\":%lld,\"entry_id\":", (long long)row->seq,
                      (long long)row->form);
    json_text(out, row->entry_id);
    buf_append_c(out, ",\"entry\":");
    if (row->id.p) {
        buf_append_format(out, "{\"at_ms\":%lld", (long long)row->at_ms.value);
        for (size_t i = 0; i < ENTRY_TEXTS; i++) {
            buf_append_format(out, ",\"%s\":", TEXT_NAMES[i]);
            json_text(out, texts[i]);
        }
        buf_append_c(out, ",\"reason\":");
        json_text(out, row->reason);
        buf_append_char(out, '}');
    } else {
        buf_append_c(out, "null");
    }
    const struct {
        const char *name;
        struct str bytes;
    } digests[] = {{"salt", row->salt},
                   {"content_commitment", row->content_commitment},
                   {"commitment", row->commitment},
                   {"previous_hash", row->previous_hash},
                   {"hash", row->hash}};
    for (size_t i = 0; i < COUNT_OF(digests); i++) {
        buf_append_format(out, ",\"%s\":", digests[i].name);
        json_bytes(out, digests[i].bytes);
    }
    buf_append_format(out, ",\"sealed_ms\":%lld}\n", (long long)row->sealed_ms);
}

static void csv_head(struct buf *out) {
    buf_append_c(out, "\xEF\xBB\xBFseq,at_ms");
    for (size_t i = 0; i < ENTRY_TEXTS; i++)
        buf_append_format(out, ",%s", TEXT_NAMES[i]);
    buf_append_c(out, ",reason,salt,commitment,previous_hash,hash,sealed_ms\r\n");
}

static void csv_line(struct buf *out, const struct q_audit_chain_after_row *row) {
    struct str texts[ENTRY_TEXTS];
    texts_of(row, texts);
    buf_append_format(out, "%lld,%lld", (long long)row->seq,
                      (long long)(row->at_ms.set ? row->at_ms.value : 0));
    for (size_t i = 0; i < ENTRY_TEXTS; i++) {
        buf_append_char(out, ',');
        csv_text(out, texts[i]);
    }
    buf_append_char(out, ',');
    csv_text(out, row->reason);
    const struct str digests[] = {row->salt, row->commitment, row->previous_hash, row->hash};
    for (size_t i = 0; i < COUNT_OF(digests); i++) {
        buf_append_char(out, ',');
        hex(out, digests[i]);
    }
    buf_append_format(out, ",%lld\r\n", (long long)row->sealed_ms);
}

/* --- the walk -------------------------------------------------------------------------------- */

static const struct err *range_in(struct db_tx *tx, void *context) {
    struct export *export = context;
    bool found;
    struct q_audit_seq_range_row row;
    TRY(q_audit_seq_range(tx, export->arena, export->span.from_ms, export->span.until_ms, &found,
                          &row));
    export->next = row.first_seq.set ? row.first_seq.value - 1 : 0;
    export->last = row.last_seq.set ? row.last_seq.value : 0;
    return NULL;
}

static const struct err *page_in(struct db_tx *tx, void *context) {
    struct export *export = context;
    return q_audit_chain_after(tx, export->arena, export->next, PAGE, &export->rows);
}

static const struct err *write_page(struct export *export, struct buf *out,
                                    enum audit_format format, int64_t *count) {
    arena_clear(export->arena);
    buf_clear(out);
    TRY(db_read(export->db, page_in, export));
    for (size_t i = 0; i < export->rows.count; i++) {
        const struct q_audit_chain_after_row *row = &export->rows.items[i];
        export->next = row->seq;
        if (row->seq > export->last)
            break;
        (format == AUDIT_CSV ? csv_line : json_line)(out, row);
        (*count)++;
    }
    if (export->rows.count < PAGE)
        export->next = export->last;
    return out->overflowed ? ERR(ERR_LIMIT, "a page of the trail is too large") : NULL;
}

static const struct err *write_pages(struct export *export, struct buf *out,
                                     enum audit_format format, audit_sink sink, void *context,
                                     int64_t *count) {
    if (format == AUDIT_CSV) {
        csv_head(out);
        TRY(sink(context, buf_str(out)));
    }
    while (export->next < export->last) {
        TRY(write_page(export, out, format, count));
        TRY(sink(context, buf_str(out)));
    }
    return NULL;
}

const struct err *audit_export(struct db *db, const struct user *user, struct audit_span span,
                               enum audit_format format, audit_sink sink, void *context,
                               int64_t *ret_count) {
    if (!user_may(user, RIGHT_AUDIT_READ, PLACE_EVERYWHERE, STR("")))
        return ERR(ERR_DENIED, "no right to read the audit trail");
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    struct export export = {.db = db, .arena = arena, .span = span};
    struct buf out = BUF_INIT(PAGE_BYTES_MAX);
    int64_t count = 0;
    const struct err *err = db_read(db, range_in, &export);
    if (!err)
        err = write_pages(&export, &out, format, sink, context, &count);
    buf_release(&out);
    if (!err)
        *ret_count = count;
    return err;
}
