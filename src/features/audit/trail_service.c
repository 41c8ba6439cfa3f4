#include "features/audit/trail_service.h"

#include "base/buf.h"
#include "base/date.h"
#include "features/audit/audit.sql.h"

enum { CSV_BYTES_MAX = 32 << 20 };

static const struct err *refuse_others(const struct user *user) {
    return user_may(user, RIGHT_AUDIT_READ, PLACE_EVERYWHERE, STR(""))
               ? NULL
               : ERR(ERR_DENIED, "no right to read the audit trail");
}

struct facts_work {
    struct arena *arena;
    struct trail_facts *facts;
};

static const struct err *facts_in(struct db_tx *tx, void *context) {
    struct facts_work *work = context;
    struct trail_facts *facts = work->facts;
    struct q_audit_verification_last_rows rows;
    TRY(audit_anchor_in(tx, work->arena, &facts->head));
    TRY(audit_tail_in(tx, work->arena, &facts->tail));
    TRY(q_audit_verification_last(tx, work->arena, 1, &rows));
    facts->last = (struct trail_verification){0};
    if (!rows.count)
        return NULL;
    facts->last.at_ms = rows.items[0].at_ms;
    facts->last.by = rows.items[0].author;
    facts->last.seq = rows.items[0].seq;
    if (!audit_fault_from_code(rows.items[0].fault, &facts->last.fault))
        facts->last.fault = AUDIT_FORM_UNKNOWN;
    return NULL;
}

const struct err *trail_facts(struct db *db, struct arena *arena, const struct user *user,
                              struct trail_facts *ret_facts) {
    TRY(refuse_others(user));
    struct facts_work work = {arena, ret_facts};
    return db_read(db, facts_in, &work);
}

const struct err *trail_verify(struct db *db, struct arena *arena, const struct user *user,
                               int64_t now_ms, struct audit_verdict *ret_verdict) {
    struct trail_facts facts;
    TRY(trail_facts(db, arena, user, &facts));
    if (facts.head.seq > TRAIL_VERIFY_LINKS_MAX)
        return ERR_TEXT(ERR_LIMIT, "trail.too_long", "%lld links", (long long)facts.head.seq);
    TRY(audit_verify(db, arena, NULL, ret_verdict));
    return audit_keep_verdict(db, arena, user, now_ms, ret_verdict);
}

/* --- for a spreadsheet ----------------------------------------------------------------------- */

static void append_cell(struct buf *out, struct str text) {
    buf_append_char(out, '"');
    if (text.n && str_find(STR("=+-@\t\r"), (struct str){text.p, 1}) >= 0)
        buf_append_char(out, '\''); /* a spreadsheet must not reckon with what somebody typed */
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '"')
            buf_append_char(out, '"');
        buf_append_char(out, text.p[i]);
    }
    buf_append_char(out, '"');
}

static void append_line(struct arena *arena, struct buf *out, const struct audit_line *line) {
    const struct str cells[] = {
        line->seq ? str_format(arena, "%lld", (long long)line->seq) : STR(""),
        instant_display(arena, line->at_ms),
        line->author,
        line->acting_for,
        line->roles,
        line->address,
        line->action,
        line->object_kind,
        line->object_id,
        line->before,
        line->after,
        line->reason,
    };
    for (size_t i = 0; i < COUNT_OF(cells); i++) {
        if (i)
            buf_append_char(out, ',');
        append_cell(out, cells[i]);
    }
    buf_append_c(out, "\r\n");
}

static void append_head(struct buf *out, enum lang lang) {
    static const enum msg_id HEADS[] = {
        MSG_audit_csv_seq,       MSG_audit_when,        MSG_audit_who,   MSG_audit_csv_acting_for,
        MSG_audit_csv_roles,     MSG_audit_csv_address, MSG_audit_what,  MSG_audit_csv_object_kind,
        MSG_audit_csv_object_id, MSG_audit_before,      MSG_audit_after, MSG_audit_csv_reason,
    };
    buf_append_c(out, "\xEF\xBB\xBF");
    for (size_t i = 0; i < COUNT_OF(HEADS); i++) {
        if (i)
            buf_append_char(out, ',');
        append_cell(out, message_plain(lang, HEADS[i]));
    }
    buf_append_c(out, "\r\n");
}

struct csv_work {
    struct arena *arena;
    enum lang lang;
    const struct user *user;
    int64_t now_ms;
    const struct audit_filter *filter;
    struct audit_position before;
    struct buf *out;
};

static const struct err *write_csv(struct db_tx *tx, const struct csv_work *work,
                                   size_t *ret_count) {
    struct audit_lines lines = {.more = true, .last = work->before};
    size_t count = 0;
    while (lines.more && count < TRAIL_CSV_LINES_MAX) {
        struct audit_position from = lines.last;
        TRY(audit_search(tx, work->arena, work->lang, NULL, STR(""), work->filter, &from, &lines));
        for (size_t i = 0; i < lines.count; i++)
            append_line(work->arena, work->out, &lines.items[i]);
        if (!lines.count) /* what was looked at for one page held nothing: enough */
            break;
        count += lines.count;
    }
    *ret_count = count;
    return NULL;
}

static const struct err *csv_in(struct db_tx *tx, void *context) {
    struct csv_work *work = context;
    size_t count;
    buf_clear(work->out);
    append_head(work->out, work->lang);
    TRY(write_csv(tx, work, &count));
    struct audit_note note = {
        .action = "audit.export",
        .object_kind = AUDIT_TRAIL_KIND,
        .object_id = STR(""),
        .after = str_format(work->arena, "%zu", count),
    };
    return audit_write(tx, work->arena, work->user, work->now_ms, &note);
}

const struct err *trail_csv(struct db *db, struct arena *arena, enum lang lang,
                            const struct user *user, int64_t now_ms,
                            const struct audit_filter *filter, const struct audit_position *before,
                            struct str *ret_csv) {
    TRY(refuse_others(user));
    struct buf out = BUF_INIT(CSV_BYTES_MAX);
    struct csv_work work = {arena, lang, user, now_ms, filter, *before, &out};
    const struct err *err = db_write(db, csv_in, &work);
    if (!err && out.overflowed)
        err = ERR(ERR_LIMIT, "the trail's lines are too long");
    if (!err)
        *ret_csv = str_copy(arena, buf_str(&out));
    buf_release(&out);
    return err;
}
