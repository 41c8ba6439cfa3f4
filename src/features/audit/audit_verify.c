#include "features/audit/audit_verify.h"

#include <stdlib.h>

#include "features/audit/audit.h"
#include "features/audit/audit.sql.h"
#include "sys/id.h"

enum { PAGE = 1000, PLACES_PAGE = 4000 };

struct verify {
    struct arena *arena; /* of the result */
    struct arena *page;  /* of what is read, a page at a time */
    struct audit_walk walk;
    const struct audit_anchors *anchors; /* by number; may be NULL */
    size_t next_anchor;
    struct str last_place; /* id up to which entries have their places */
    bool ended;
    struct audit_verdict verdict;
};

bool audit_anchors_read(struct arena *arena, struct str text, struct audit_anchors *ret_anchors,
                        size_t *ret_line) {
    struct audit_anchors anchors = {0};
    struct str rest = text;
    *ret_line = 0;
    while (rest.p) {
        struct str line = str_trim(str_cut(&rest, '\n'));
        struct audit_anchor anchor;
        (*ret_line)++;
        if (line.n == 0 || line.p[0] == '#')
            continue;
        if (anchors.count >= AUDIT_ANCHORS_MAX || !audit_anchor_read(arena, line, &anchor))
            return false;
        *list_push(arena, &anchors) = anchor;
    }
    *ret_anchors = anchors;
    return true;
}

static void fail(struct verify *verify, enum audit_fault fault, int64_t seq, struct str entry_id) {
    if (verify->verdict.fault)
        return;
    verify->verdict.fault = fault;
    verify->verdict.fault_seq = seq;
    verify->verdict.fault_entry_id = entry_id.n ? str_copy(verify->arena, entry_id) : STR_NONE;
    verify->ended = true;
}

static struct audit_link link_of(const struct q_audit_chain_after_row *row) {
    return (struct audit_link){
        .seq = row->seq,
        .form = row->form,
        .entry_id = row->entry_id,
        .salt = row->salt,
        .content_commitment = row->content_commitment,
        .commitment = row->commitment,
        .previous_hash = row->previous_hash,
        .hash = row->hash,
        .sealed_ms = row->sealed_ms,
    };
}

static struct audit_entry entry_of(const struct q_audit_chain_after_row *row) {
    return (struct audit_entry){
        .id = row->id,
        .at_ms = row->at_ms.value,
        .account_id = row->account_id,
        .account_name = row->account_name,
        .acting_for_id = row->acting_for_id,
        .acting_for_name = row->acting_for_name,
        .roles = row->roles,
        .address = row->address,
        .action = row->action,
        .object_kind = row->object_kind,
        .object_id = row->object_id,
        .before = row->before_text,
        .after = row->after_text,
        .reason = row->reason,
    };
}

/* A content that is gone was destroyed by the program only where the trail tells of it. */
static const struct err *check_destroyed(struct db_tx *tx, struct verify *verify,
                                         const struct audit_link *link) {
    bool found;
    struct q_audit_told_row told;
    TRY(q_audit_told(tx, verify->page, STR(AUDIT_DESTROY), STR(AUDIT_ENTRY_KIND), link->entry_id,
                     &found, &told));
    if (told.entries)
        verify->verdict.destroyed++;
    else
        fail(verify, AUDIT_CONTENT_GONE, link->seq, link->entry_id);
    return NULL;
}

static void meet_anchors(struct verify *verify, const struct audit_link *link) {
    const struct audit_anchors *anchors = verify->anchors;
    struct str hash = chain_hex(verify->page, &verify->walk.hash);
    for (; anchors && verify->next_anchor < anchors->count; verify->next_anchor++) {
        const struct audit_anchor *anchor = &anchors->items[verify->next_anchor];
        if (anchor->seq > link->seq)
            return;
        if (!audit_anchor_fits(anchor, hash)) {
            fail(verify, AUDIT_ANCHOR_DIFFERS, link->seq, link->entry_id);
            return;
        }
        verify->verdict.anchors_met++;
    }
}

static const struct err *check_link(struct db_tx *tx, struct verify *verify,
                                    const struct q_audit_chain_after_row *row) {
    struct audit_link link = link_of(row);
    struct audit_entry entry = entry_of(row);
    int64_t expected = verify->walk.seq + 1;
    enum audit_fault fault = audit_walk_on(&verify->walk, &link, row->id.p ? &entry : NULL);
    if (fault) {
        fail(verify, fault, fault == AUDIT_LINK_MISSING ? expected : link.seq,
             fault == AUDIT_LINK_MISSING ? STR_NONE : link.entry_id);
        return NULL;
    }
    verify->verdict.head.at_ms = link.sealed_ms;
    verify->verdict.checked++;
    if (!link.salt.p)
        TRY(check_destroyed(tx, verify, &link));
    meet_anchors(verify, &link);
    return NULL;
}

/* One page, in a snapshot of its own: long ones hold up the database. A repeated read begins again
 * where the page began. */
static const struct err *page_in(struct db_tx *tx, void *context) {
    struct verify *verify = context;
    struct verify before = *verify;
    struct q_audit_chain_after_rows rows;
    const struct err *err = q_audit_chain_after(tx, verify->page, verify->walk.seq, PAGE, &rows);
    for (size_t i = 0; !err && !verify->ended && i < rows.count; i++)
        err = check_link(tx, verify, &rows.items[i]);
    if (err)
        *verify = before;
    else if (rows.count < PAGE)
        verify->ended = true;
    return err;
}

/* The head's row may have moved on since the last page: it must be a link that is there, and be the
 * last. */
static const struct err *check_head(struct db_tx *tx, struct verify *verify) {
    bool has_head, has_last;
    struct q_audit_head_read_row head;
    struct q_audit_link_last_row last;
    TRY(q_audit_head_read(tx, verify->page, &has_head, &head));
    TRY(q_audit_link_last(tx, verify->page, &has_last, &last));
    if (has_head != has_last || (has_head && head.seq != last.seq) ||
        (has_head && !str_equal(head.hash, last.hash)))
        fail(verify, AUDIT_END_CUT, has_head ? head.seq : last.seq, STR_NONE);
    return NULL;
}

static const struct err *check_queue(struct db_tx *tx, struct verify *verify) {
    struct q_audit_queue_wrong_rows wrong;
    TRY(q_audit_queue_wrong(tx, verify->page, 1, &wrong));
    if (wrong.count)
        fail(verify, AUDIT_QUEUE_WRONG, 0, wrong.items[0].entry_id);
    return NULL;
}

struct end_work {
    struct verify *verify;
    bool all_have_places;
};

static const struct err *end_in(struct db_tx *tx, void *context) {
    struct end_work *work = context;
    struct verify *verify = work->verify;
    bool found;
    struct q_audit_counts_row counts;
    TRY(check_head(tx, verify));
    TRY(check_queue(tx, verify));
    TRY(audit_tail_in(tx, verify->page, &verify->verdict.tail));
    TRY(q_audit_counts(tx, verify->page, &found, &counts));
    work->all_have_places = counts.entries == counts.links + counts.pending;
    return NULL;
}

/* Only after the counts said that there are such: looks for the first in the order of ids. */
static const struct err *places_in(struct db_tx *tx, void *context) {
    struct verify *verify = context;
    struct q_audit_places_after_rows rows;
    TRY(q_audit_places_after(tx, verify->page, verify->last_place, PLACES_PAGE, &rows));
    for (size_t i = 0; i < rows.count && !verify->verdict.fault; i++)
        if (!rows.items[i].seq.set && !rows.items[i].waits.p)
            fail(verify, AUDIT_FOREIGN_ENTRY, 0, rows.items[i].id);
    if (rows.count == PLACES_PAGE) {
        struct str id = rows.items[rows.count - 1].id;
        verify->last_place = str_copy(verify->arena, id);
    } else {
        verify->ended = true;
    }
    return NULL;
}

static const struct err *find_foreign(struct db *db, struct verify *verify) {
    verify->ended = false;
    verify->last_place = STR("");
    while (!verify->ended) {
        arena_clear(verify->page);
        TRY(db_read(db, places_in, verify));
    }
    if (!verify->verdict.fault)
        fail(verify, AUDIT_FOREIGN_ENTRY, 0, STR_NONE);
    return NULL;
}

static int by_number(const void *a, const void *b) {
    const struct audit_anchor *left = a, *right = b;
    return (left->seq > right->seq) - (left->seq < right->seq);
}

static const struct err *walk_all(struct db *db, struct verify *verify) {
    while (!verify->ended) {
        arena_clear(verify->page);
        TRY(db_read(db, page_in, verify));
    }
    verify->verdict.head.seq = verify->walk.seq;
    verify->verdict.head.hash =
        verify->walk.seq ? chain_hex(verify->arena, &verify->walk.hash) : STR("");
    if (verify->anchors && verify->next_anchor < verify->anchors->count)
        fail(verify, AUDIT_ANCHOR_BEYOND, verify->anchors->items[verify->next_anchor].seq,
             STR_NONE);
    return NULL;
}

const struct err *audit_verify(struct db *db, struct arena *arena, struct audit_anchors *anchors,
                               struct audit_verdict *ret_verdict) {
    struct arena *page CLEANUP(arena_cleanup) = arena_new(0);
    struct verify verify = {
        .arena = arena, .page = page, .walk.hash = audit_no_hash(), .anchors = anchors};
    if (anchors && anchors->count)
        qsort(anchors->items, anchors->count, sizeof(*anchors->items), by_number);
    TRY(walk_all(db, &verify));
    struct end_work work = {.verify = &verify};
    arena_clear(page);
    TRY(db_read(db, end_in, &work));
    if (!verify.verdict.fault && !work.all_have_places)
        TRY(find_foreign(db, &verify));
    *ret_verdict = verify.verdict;
    return NULL;
}

struct message audit_fault_sentence(struct arena *arena, const struct audit_verdict *verdict) {
    static const enum msg_id SENTENCES[AUDIT_FAULT_COUNT] = {
        [AUDIT_LINK_MISSING] = MSG_trail_link_missing,
        [AUDIT_ORDER] = MSG_trail_order,
        [AUDIT_LINK_CHANGED] = MSG_trail_link_changed,
        [AUDIT_ENTRY_REMOVED] = MSG_trail_entry_removed,
        [AUDIT_ENTRY_CHANGED] = MSG_trail_entry_changed,
        [AUDIT_CONTENT_CHANGED] = MSG_trail_content_changed,
        [AUDIT_CONTENT_GONE] = MSG_trail_content_gone,
        [AUDIT_FORM_UNKNOWN] = MSG_trail_form_unknown,
        [AUDIT_END_CUT] = MSG_trail_end_cut,
        [AUDIT_FOREIGN_ENTRY] = MSG_trail_foreign_entry,
        [AUDIT_QUEUE_WRONG] = MSG_trail_queue_wrong,
        [AUDIT_ANCHOR_DIFFERS] = MSG_trail_anchor_differs,
        [AUDIT_ANCHOR_BEYOND] = MSG_trail_anchor_beyond,
    };
    return (struct message){
        .id = verdict->fault ? SENTENCES[verdict->fault] : MSG_trail_well,
        .args = {str_format(arena, "%lld", (long long)verdict->fault_seq),
                 str_or_empty(verdict->fault_entry_id)},
    };
}

struct keep_work {
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    const struct audit_verdict *verdict;
};

static const struct err *keep_in(struct db_tx *tx, void *context) {
    const struct keep_work *work = context;
    const struct audit_verdict *verdict = work->verdict;
    struct str found = audit_fault_code(verdict->fault);
    TRY(q_audit_verification_insert(tx, id_new(work->arena, work->now_ms), work->now_ms,
                                    work->user->name, verdict->head.seq, verdict->head.hash,
                                    found));
    struct audit_note note = {
        .action = "audit.verify",
        .object_kind = AUDIT_TRAIL_KIND,
        .object_id = STR(""),
        .after = str_format(work->arena, "%lld" STR_FMT STR_FMT, (long long)verdict->checked,
                            STR_ARG(verdict->fault ? STR(": ") : STR("")), STR_ARG(found)),
    };
    return audit_write(tx, work->arena, work->user, work->now_ms, &note);
}

const struct err *audit_keep_verdict(struct db *db, struct arena *arena, const struct user *user,
                                     int64_t now_ms, const struct audit_verdict *verdict) {
    struct keep_work work = {arena, user, now_ms, verdict};
    return db_write(db, keep_in, &work);
}
