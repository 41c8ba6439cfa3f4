#include "features/audit/audit_seal.h"

#include "base/date.h"
#include "features/audit/audit.sql.h"
#include "sys/random_bytes.h"

struct batch {
    struct arena *arena;
    const char *owner;
    int64_t now_ms;
    bool has_head;
    struct q_audit_head_read_row head; /* as it was read */
    struct q_audit_to_seal_rows entries;
    struct audit_link *links; /* one an entry */
    struct chain_digest hash; /* of the last one */
};

static const struct err *load_in(struct db_tx *tx, void *context) {
    struct batch *batch = context;
    TRY(q_audit_head_read(tx, batch->arena, &batch->has_head, &batch->head));
    return q_audit_to_seal(tx, batch->arena, AUDIT_BATCH, &batch->entries);
}

/* A lease from the future is of a clock that was set back since: it holds nobody up. */
static bool is_leased(const struct batch *batch) {
    int64_t left_ms = batch->has_head ? batch->head.lease_ms - batch->now_ms : 0;
    return left_ms > 0 && left_ms <= AUDIT_LEASE_MS &&
           !str_equal_c(batch->head.owner, batch->owner);
}

static struct audit_entry entry_of(const struct q_audit_to_seal_row *row) {
    return (struct audit_entry){
        .id = row->id,
        .at_ms = row->at_ms,
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

static struct str make_salt(struct arena *arena) {
    char *bytes = arena_alloc(arena, CHAIN_SALT_BYTES);
    random_bytes(bytes, CHAIN_SALT_BYTES);
    return (struct str){bytes, CHAIN_SALT_BYTES};
}

/* Outside the transaction: writers wait for nothing that can be done before. */
static const struct err *make_links(struct batch *batch) {
    batch->hash = audit_no_hash();
    if (batch->has_head && !chain_from_bytes(batch->head.hash, &batch->hash))
        return ERR_TEXT(ERR_DATABASE, "db.damaged", "the head of the audit trail has no hash");
    batch->links = arena_alloc(batch->arena, sizeof(*batch->links) * (batch->entries.count + 1));
    for (size_t i = 0; i < batch->entries.count; i++) {
        struct audit_entry entry = entry_of(&batch->entries.items[i]);
        struct chain_digest previous = batch->hash;
        int64_t seq = (batch->has_head ? batch->head.seq : 0) + (int64_t)i + 1;
        batch->links[i] = audit_link_make(batch->arena, seq, make_salt(batch->arena), &previous,
                                          &entry, batch->now_ms, &batch->hash);
    }
    return NULL;
}

static const struct err *overtaken(void) {
    return ERR(ERR_CONFLICT, "another sealer was quicker");
}

static const struct err *move_head(struct db_tx *tx, const struct batch *batch) {
    int64_t seq = batch->links[batch->entries.count - 1].seq;
    int64_t lease_ms = batch->now_ms + AUDIT_LEASE_MS;
    struct str owner = str_from_c(batch->owner);
    if (!batch->has_head)
        return q_audit_head_insert(tx, seq, chain_bytes(&batch->hash), owner, lease_ms);
    int64_t changed;
    TRY(q_audit_head_move(tx, batch->head.seq, batch->head.hash, seq, chain_bytes(&batch->hash),
                          owner, lease_ms, &changed));
    return changed == 1 ? NULL : overtaken();
}

static const struct err *store_in(struct db_tx *tx, void *context) {
    const struct batch *batch = context;
    size_t count = batch->entries.count;
    TRY(move_head(tx, batch));
    for (size_t i = 0; i < count; i++) {
        const struct audit_link *link = &batch->links[i];
        TRY(q_audit_link_insert(tx, link->seq, link->form, link->entry_id, link->salt,
                                link->content_commitment, link->commitment, link->previous_hash,
                                link->hash, link->sealed_ms));
    }
    int64_t deleted;
    TRY(q_audit_pending_delete(tx, batch->entries.items[0].at_ms,
                               batch->entries.items[count - 1].at_ms, batch->links[0].seq,
                               batch->links[count - 1].seq, &deleted));
    return deleted == (int64_t)count ? NULL : overtaken();
}

const struct err *audit_seal_batch(struct db *db, const char *owner, int64_t now_ms,
                                   struct audit_sealed *ret_sealed) {
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    struct batch batch = {.arena = arena, .owner = owner, .now_ms = now_ms};
    struct audit_sealed sealed = {0};
    TRY(db_read(db, load_in, &batch));
    sealed.leased = is_leased(&batch);
    if (batch.entries.count && !sealed.leased) {
        TRY(make_links(&batch));
        TRY(db_write_apart(db, store_in, &batch));
        sealed.count = (int64_t)batch.entries.count;
        sealed.more = batch.entries.count == AUDIT_BATCH;
    }
    *ret_sealed = sealed;
    return NULL;
}

static const struct err *end_lease_in(struct db_tx *tx, void *context) {
    return q_audit_lease_end(tx, str_from_c(context));
}

const struct err *audit_seal_all(struct db *db, const char *owner, int64_t now_ms, int64_t most,
                                 int64_t *ret_count) {
    struct audit_sealed sealed = {.more = true};
    *ret_count = 0;
    while (sealed.more && *ret_count < most) {
        TRY(audit_seal_batch(db, owner, now_ms, &sealed));
        *ret_count += sealed.count;
    }
    return *ret_count ? db_write_apart(db, end_lease_in, (void *)(uintptr_t)owner) : NULL;
}

const struct err *audit_tail_in(struct db_tx *tx, struct arena *arena,
                                struct audit_tail *ret_tail) {
    bool found;
    struct q_audit_tail_row row;
    TRY(q_audit_tail(tx, arena, &found, &row));
    *ret_tail = (struct audit_tail){row.entries, row.oldest_ms.set ? row.oldest_ms.value : 0};
    return NULL;
}

int64_t audit_tail_age_ms(const struct audit_tail *tail, int64_t now_ms) {
    return tail->count && now_ms > tail->oldest_ms ? now_ms - tail->oldest_ms : 0;
}

const struct err *audit_anchor_in(struct db_tx *tx, struct arena *arena,
                                  struct audit_anchor *ret_anchor) {
    bool found;
    struct q_audit_link_last_row row;
    struct chain_digest hash;
    TRY(q_audit_link_last(tx, arena, &found, &row));
    *ret_anchor = (struct audit_anchor){.hash = STR("")};
    if (!found)
        return NULL;
    if (!chain_from_bytes(row.hash, &hash))
        return ERR_TEXT(ERR_DATABASE, "db.damaged", "a link of the audit trail has no hash");
    *ret_anchor = (struct audit_anchor){row.seq, chain_hex(arena, &hash), row.sealed_ms};
    return NULL;
}

struct anchor_work {
    struct arena *arena;
    struct audit_anchor *anchor;
};

static const struct err *anchor_in(struct db_tx *tx, void *context) {
    struct anchor_work *work = context;
    return audit_anchor_in(tx, work->arena, work->anchor);
}

const struct err *audit_anchor(struct db *db, struct arena *arena,
                               struct audit_anchor *ret_anchor) {
    struct anchor_work work = {arena, ret_anchor};
    return db_read(db, anchor_in, &work);
}

struct str audit_anchor_line(struct arena *arena, const struct audit_anchor *anchor) {
    return str_format(arena, "%lld:" STR_FMT, (long long)anchor->seq, STR_ARG(anchor->hash));
}

struct str audit_anchor_file(struct arena *arena, const struct audit_anchor *anchor) {
    return str_format(arena,
                      "# thidua: dấu kiểm toán lúc / head of the audit trail at " STR_FMT "\n"
                      "# thidua verify --data DIR --anchor FILE\n" STR_FMT "\n",
                      STR_ARG(instant_display(arena, anchor->at_ms)),
                      STR_ARG(audit_anchor_line(arena, anchor)));
}

const struct err *audit_paper_mark(struct db *db, struct arena *arena, bool closed,
                                   struct str *ret_mark) {
    struct audit_anchor head = {0};
    if (closed)
        TRY(audit_anchor(db, arena, &head));
    *ret_mark = STR_NONE;
    if (head.seq)
        *ret_mark =
            str_format(arena, "Dấu kiểm toán: số %lld · " STR_FMT ", niêm phong lúc " STR_FMT,
                       (long long)head.seq, STR_ARG(audit_hash_shown(arena, head.hash)),
                       STR_ARG(instant_display(arena, head.at_ms)));
    return NULL;
}
