#include "features/audit/audit_chain.h"

#include <string.h>

struct chain_digest audit_no_hash(void) {
    return (struct chain_digest){{0}};
}

struct chain_digest audit_content_commitment(struct str salt, const struct audit_entry *entry) {
    struct chain_hasher hasher;
    chain_begin(&hasher, "thidua.audit.content.1");
    chain_add_text(&hasher, salt);
    chain_add_text(&hasher, entry->before);
    chain_add_text(&hasher, entry->after);
    chain_add_text(&hasher, entry->reason);
    return chain_end(&hasher);
}

struct chain_digest audit_commitment(const struct audit_entry *entry,
                                     const struct chain_digest *content) {
    struct chain_hasher hasher;
    chain_begin(&hasher, "thidua.audit.entry.1");
    chain_add_text(&hasher, entry->id);
    chain_add_int(&hasher, entry->at_ms);
    chain_add_text(&hasher, entry->account_id);
    chain_add_text(&hasher, entry->account_name);
    chain_add_text(&hasher, entry->acting_for_id);
    chain_add_text(&hasher, entry->acting_for_name);
    chain_add_text(&hasher, entry->roles);
    chain_add_text(&hasher, entry->address);
    chain_add_text(&hasher, entry->action);
    chain_add_text(&hasher, entry->object_kind);
    chain_add_text(&hasher, entry->object_id);
    chain_add_digest(&hasher, content);
    return chain_end(&hasher);
}

struct chain_digest audit_link_hash(const struct chain_digest *previous, int64_t seq, int64_t form,
                                    struct str entry_id, const struct chain_digest *commitment,
                                    int64_t sealed_ms) {
    struct chain_hasher hasher;
    chain_begin(&hasher, "thidua.audit.link.1");
    chain_add_digest(&hasher, previous);
    chain_add_int(&hasher, seq);
    chain_add_int(&hasher, form);
    chain_add_text(&hasher, entry_id);
    chain_add_digest(&hasher, commitment);
    chain_add_int(&hasher, sealed_ms);
    return chain_end(&hasher);
}

static struct str kept(struct arena *arena, const struct chain_digest *digest) {
    return str_copy(arena, chain_bytes(digest));
}

struct audit_link audit_link_make(struct arena *arena, int64_t seq, struct str salt,
                                  const struct chain_digest *previous,
                                  const struct audit_entry *entry, int64_t sealed_ms,
                                  struct chain_digest *ret_hash) {
    struct chain_digest content = audit_content_commitment(salt, entry);
    struct chain_digest commitment = audit_commitment(entry, &content);
    *ret_hash = audit_link_hash(previous, seq, AUDIT_FORM, entry->id, &commitment, sealed_ms);
    return (struct audit_link){
        .seq = seq,
        .form = AUDIT_FORM,
        .entry_id = entry->id,
        .salt = salt,
        .content_commitment = kept(arena, &content),
        .commitment = kept(arena, &commitment),
        .previous_hash = kept(arena, previous),
        .hash = kept(arena, ret_hash),
        .sealed_ms = sealed_ms,
    };
}

static const struct str CODES[AUDIT_FAULT_COUNT] = {
    [AUDIT_WELL] = STR_INIT(""),
    [AUDIT_LINK_MISSING] = STR_INIT("link-missing"),
    [AUDIT_ORDER] = STR_INIT("order"),
    [AUDIT_LINK_CHANGED] = STR_INIT("link-changed"),
    [AUDIT_ENTRY_REMOVED] = STR_INIT("entry-removed"),
    [AUDIT_ENTRY_CHANGED] = STR_INIT("entry-changed"),
    [AUDIT_CONTENT_CHANGED] = STR_INIT("content-changed"),
    [AUDIT_CONTENT_GONE] = STR_INIT("content-gone"),
    [AUDIT_FORM_UNKNOWN] = STR_INIT("form-unknown"),
    [AUDIT_END_CUT] = STR_INIT("end-cut"),
    [AUDIT_FOREIGN_ENTRY] = STR_INIT("foreign-entry"),
    [AUDIT_QUEUE_WRONG] = STR_INIT("queue-wrong"),
    [AUDIT_ANCHOR_DIFFERS] = STR_INIT("anchor-differs"),
    [AUDIT_ANCHOR_BEYOND] = STR_INIT("anchor-beyond"),
};

struct str audit_fault_code(enum audit_fault fault) {
    return CODES[fault];
}

bool audit_fault_from_code(struct str code, enum audit_fault *ret_fault) {
    for (int fault = 0; fault < AUDIT_FAULT_COUNT; fault++)
        if (str_equal(CODES[fault], code)) {
            *ret_fault = (enum audit_fault)fault;
            return true;
        }
    return false;
}

static bool is(struct str stored, const struct chain_digest *digest) {
    return str_equal(stored, chain_bytes(digest));
}

/* Whether the link's own columns are those its hash was made of. */
static enum audit_fault check_link(const struct audit_walk *walk, const struct audit_link *link,
                                   struct chain_digest *ret_content,
                                   struct chain_digest *ret_hash) {
    struct chain_digest commitment;
    if (link->seq != walk->seq + 1)
        return AUDIT_LINK_MISSING;
    if (link->form != AUDIT_FORM)
        return AUDIT_FORM_UNKNOWN;
    if (!is(link->previous_hash, &walk->hash))
        return AUDIT_ORDER;
    if (!chain_from_bytes(link->commitment, &commitment) ||
        !chain_from_bytes(link->content_commitment, ret_content))
        return AUDIT_LINK_CHANGED;
    *ret_hash = audit_link_hash(&walk->hash, link->seq, link->form, link->entry_id, &commitment,
                                link->sealed_ms);
    return is(link->hash, ret_hash) ? AUDIT_WELL : AUDIT_LINK_CHANGED;
}

static bool has_content(const struct audit_entry *entry) {
    return entry->before.p || entry->after.p || entry->reason.p;
}

static enum audit_fault check_entry(const struct audit_link *link, const struct audit_entry *entry,
                                    const struct chain_digest *content) {
    struct chain_digest commitment = audit_commitment(entry, content);
    if (!is(link->commitment, &commitment))
        return AUDIT_ENTRY_CHANGED;
    if (!link->salt.p)
        return has_content(entry) ? AUDIT_CONTENT_CHANGED : AUDIT_WELL;
    struct chain_digest now = audit_content_commitment(link->salt, entry);
    return chain_equal(&now, content) ? AUDIT_WELL : AUDIT_CONTENT_CHANGED;
}

enum audit_fault audit_walk_on(struct audit_walk *walk, const struct audit_link *link,
                               const struct audit_entry *entry) {
    struct chain_digest content, hash;
    enum audit_fault fault = check_link(walk, link, &content, &hash);
    if (!fault)
        fault = entry ? check_entry(link, entry, &content) : AUDIT_ENTRY_REMOVED;
    if (!fault)
        *walk = (struct audit_walk){link->seq, hash};
    return fault;
}

struct str audit_hash_shown(struct arena *arena, struct str hash_hex) {
    enum { GROUP = 4 };
    char *text = arena_alloc(arena, AUDIT_SHOWN_DIGITS * 5 / GROUP + 1);
    size_t n = 0;
    for (size_t i = 0; i < hash_hex.n && i < AUDIT_SHOWN_DIGITS; i++) {
        if (i && i % GROUP == 0)
            text[n++] = '-';
        text[n++] = hash_hex.p[i];
    }
    text[n] = '\0';
    return (struct str){text, n};
}

static bool is_hex(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

bool audit_anchor_read(struct arena *arena, struct str text, struct audit_anchor *ret_anchor) {
    enum { DIGITS_MAX = CHAIN_DIGEST_BYTES * 2 };
    struct str rest = text;
    struct str number = str_trim(str_cut(&rest, ':'));
    long long seq;
    if (!str_to_int64(number, &seq) || seq < 1)
        return false;
    char *digits = arena_alloc(arena, DIGITS_MAX + 1);
    size_t n = 0;
    struct str lower = str_lower_ascii(arena, str_trim(rest));
    for (size_t i = 0; i < lower.n; i++) {
        if (lower.p[i] == '-' || lower.p[i] == ' ')
            continue;
        if (!is_hex(lower.p[i]) || n == DIGITS_MAX)
            return false;
        digits[n++] = lower.p[i];
    }
    digits[n] = '\0';
    if (n < AUDIT_ANCHOR_DIGITS_MIN)
        return false;
    *ret_anchor = (struct audit_anchor){.seq = seq, .hash = {digits, n}};
    return true;
}

bool audit_anchor_fits(const struct audit_anchor *anchor, struct str hash_hex) {
    return str_starts_with(hash_hex, anchor->hash);
}
