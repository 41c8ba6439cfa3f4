/* The chain: entries are sealed in order, none is forgotten, and whatever is changed is found, on
 * both engines. */
#include <stdio.h>
#include <string.h>

#include "db/db_internal.h"
#include "db/db_test_support.h"
#include "features/audit/audit.h"
#include "features/audit/audit.sql.h"
#include "features/audit/audit_verify.h"

#define NOW_MS INT64_C(1593000000000)
#define OWNER  "here"

struct write_work {
    struct arena *arena;
    int first, count;
    int64_t now_ms;
};

/* Some rows have no text before, some no reason, one has an empty text, which is not an absent one.
 */
static const struct err *write_in(struct db_tx *tx, void *context) {
    const struct write_work *work = context;
    struct grant grants[] = {{.role = ROLE_OFFICE}, {.role = ROLE_HEAD}, {.role = ROLE_OFFICE}};
    struct user user = {.id = STR("a1"),
                        .name = STR("Đỗ Văn Mẫu"),
                        .address = STR("10.0.0.1"),
                        .grants = grants,
                        .grant_count = COUNT_OF(grants),
                        .acting_for_id = STR("a2"),
                        .acting_for_name = STR("Lê Thị Mẫu")};
    for (int i = work->first; i < work->first + work->count; i++) {
        struct audit_note note = {
            .action = "score.accept",
            .object_kind = "cluster_period",
            .object_id = STR("p1"),
            .before = i % 3 ? str_format(work->arena, "trước %d", i) : STR_NONE,
            .after = i % 4 ? str_format(work->arena, "sau %d", i) : STR(""),
            .reason = i % 2 ? STR("số liệu sai") : STR_NONE,
        };
        TRY(audit_write(tx, work->arena, &user, work->now_ms + i, &note));
    }
    return NULL;
}

static void write_entries(struct db *db, struct arena *arena, int first, int count) {
    struct write_work work = {arena, first, count, NOW_MS};
    assert_ok(db_write(db, write_in, &work));
}

static int64_t seal(struct db *db) {
    int64_t count;
    assert_ok(audit_seal_all(db, OWNER, NOW_MS + 5000, INT64_MAX, &count));
    return count;
}

static struct audit_verdict verify(struct db *db, struct arena *arena, const char *anchors) {
    struct audit_verdict verdict;
    struct audit_anchors list = {0};
    size_t line;
    if (anchors)
        assert_true(audit_anchors_read(arena, str_from_c(anchors), &list, &line));
    assert_ok(audit_verify(db, arena, anchors ? &list : NULL, &verdict));
    return verdict;
}

static const struct err *script_in(struct db_tx *tx, void *context) {
    return db_script(tx, context);
}

/* What somebody does who writes to the database behind the program's back. */
static void tamper(struct db *db, struct str sql) {
    assert_ok(db_write(db, script_in, (void *)(uintptr_t)sql.p));
}

struct rows_work {
    struct arena *arena;
    struct q_audit_chain_after_rows rows;
};

static const struct err *rows_in(struct db_tx *tx, void *context) {
    struct rows_work *work = context;
    return q_audit_chain_after(tx, work->arena, 0, 100000, &work->rows);
}

static struct q_audit_chain_after_rows chain_of(struct db *db, struct arena *arena) {
    struct rows_work work = {.arena = arena};
    assert_ok(db_read(db, rows_in, &work));
    return work.rows;
}

static void entries_are_sealed_in_the_order_of_their_instants(void **state) {
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    write_entries(*state, arena, 5, 5);
    write_entries(*state, arena, 0, 5);
    struct audit_verdict verdict = verify(*state, arena, NULL);
    assert_int_equal(verdict.checked, 0);
    assert_int_equal(verdict.tail.count, 10);
    assert_int_equal(verdict.tail.oldest_ms, NOW_MS);
    assert_int_equal(audit_tail_age_ms(&verdict.tail, NOW_MS + 70), 70);
    assert_int_equal(audit_tail_age_ms(&verdict.tail, NOW_MS - 70), 0);
    assert_int_equal(seal(*state), 10);
    /* Committed late, with an instant long past: it comes behind, and is not forgotten. */
    write_entries(*state, arena, 2, 1);
    assert_int_equal(seal(*state), 1);
    assert_int_equal(seal(*state), 0);
    struct q_audit_chain_after_rows rows = chain_of(*state, arena);
    assert_int_equal(rows.count, 11);
    for (size_t i = 0; i < rows.count; i++) {
        assert_int_equal(rows.items[i].seq, i + 1);
        assert_int_equal(rows.items[i].at_ms.value, i < 10 ? NOW_MS + (int64_t)i : NOW_MS + 2);
        assert_true(str_equal_c(rows.items[i].roles, "office,head"));
        assert_true(str_equal_c(rows.items[i].acting_for_name, "Lê Thị Mẫu"));
    }
    verdict = verify(*state, arena, NULL);
    assert_int_equal(verdict.fault, AUDIT_WELL);
    assert_int_equal(verdict.checked, 11);
    assert_int_equal(verdict.tail.count, 0);
    assert_int_equal(verdict.head.seq, 11);
    struct audit_anchor anchor;
    assert_ok(audit_anchor(*state, arena, &anchor));
    assert_int_equal(anchor.seq, 11);
    assert_true(str_equal(anchor.hash, verdict.head.hash));
}

static void an_empty_trail_is_whole(void **state) {
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    struct audit_verdict verdict = verify(*state, arena, NULL);
    assert_int_equal(verdict.fault, AUDIT_WELL);
    struct audit_anchor anchor;
    assert_ok(audit_anchor(*state, arena, &anchor));
    assert_int_equal(anchor.seq, 0);
}

/* Lists with the two halves of each sealed entry: columns, and how they are told in SQL. */
enum kind { TEXT, NUMBER, BYTES };

static const struct column {
    const char *table, *name;
    enum kind kind;
} COLUMNS[] = {
    {"audit_entry", "id", TEXT},
    {"audit_entry", "at_ms", NUMBER},
    {"audit_entry", "account_id", TEXT},
    {"audit_entry", "account_name", TEXT},
    {"audit_entry", "acting_for_id", TEXT},
    {"audit_entry", "acting_for_name", TEXT},
    {"audit_entry", "roles", TEXT},
    {"audit_entry", "address", TEXT},
    {"audit_entry", "action", TEXT},
    {"audit_entry", "object_kind", TEXT},
    {"audit_entry", "object_id", TEXT},
    {"audit_entry", "before_text", TEXT},
    {"audit_entry", "after_text", TEXT},
    {"audit_entry", "reason", TEXT},
    {"audit_link", "seq", NUMBER},
    {"audit_link", "form", NUMBER},
    {"audit_link", "entry_id", TEXT},
    {"audit_link", "salt", BYTES},
    {"audit_link", "content_commitment", BYTES},
    {"audit_link", "commitment", BYTES},
    {"audit_link", "previous_hash", BYTES},
    {"audit_link", "hash", BYTES},
    {"audit_link", "sealed_ms", NUMBER},
};

struct cell {
    struct str text; /* of TEXT and BYTES; may be absent */
    int64_t number;
};

static struct cell cell_of(const struct q_audit_chain_after_row *row, const char *column) {
    const struct {
        const char *name;
        struct cell cell;
    } CELLS[] = {
        {"id", {.text = row->id}},
        {"at_ms", {.number = row->at_ms.value}},
        {"account_id", {.text = row->account_id}},
        {"account_name", {.text = row->account_name}},
        {"acting_for_id", {.text = row->acting_for_id}},
        {"acting_for_name", {.text = row->acting_for_name}},
        {"roles", {.text = row->roles}},
        {"address", {.text = row->address}},
        {"action", {.text = row->action}},
        {"object_kind", {.text = row->object_kind}},
        {"object_id", {.text = row->object_id}},
        {"before_text", {.text = row->before_text}},
        {"after_text", {.text = row->after_text}},
        {"reason", {.text = row->reason}},
        {"seq", {.number = row->seq}},
        {"form", {.number = row->form}},
        {"entry_id", {.text = row->entry_id}},
        {"salt", {.text = row->salt}},
        {"content_commitment", {.text = row->content_commitment}},
        {"commitment", {.text = row->commitment}},
        {"previous_hash", {.text = row->previous_hash}},
        {"hash", {.text = row->hash}},
        {"sealed_ms", {.number = row->sealed_ms}},
    };
    for (size_t i = 0; i < COUNT_OF(CELLS); i++)
        if (strcmp(CELLS[i].name, column) == 0)
            return CELLS[i].cell;
    fail_msg("no column %s", column);
    return (struct cell){0};
}

static struct str hex_literal(struct arena *arena, enum db_engine engine, struct str bytes) {
    char *hex = arena_alloc(arena, bytes.n * 2 + 1);
    hex[0] = 0;
    for (size_t i = 0; i < bytes.n; i++)
        snprintf(hex + i * 2, 3, "%02x", (unsigned char)bytes.p[i]);
    return str_format(arena, engine == DB_SQLITE ? "x'%s'" : "'\\x%s'::bytea", bytes.n ? hex : "");
}

static struct str literal(struct arena *arena, enum db_engine engine, enum kind kind,
                          struct cell cell) {
    if (kind == NUMBER)
        return str_format(arena, "%lld", (long long)cell.number);
    if (!cell.text.p)
        return STR("null");
    return kind == BYTES ? hex_literal(arena, engine, cell.text)
                         : str_format(arena, "'" STR_FMT "'", STR_ARG(cell.text));
}

/* One byte of it is another. */
static struct cell changed(struct arena *arena, enum kind kind, struct cell cell, unsigned byte) {
    if (kind == NUMBER) {
        cell.number ^= INT64_C(1) << (20 + byte % 8); /* far from the numbers that are there */
        return cell;
    }
    if (!cell.text.n)
        return (struct cell){.text = STR("x")};
    char *text = arena_alloc(arena, cell.text.n + 1);
    memcpy(text, cell.text.p, cell.text.n);
    text[cell.text.n] = '\0';
    if (kind == BYTES)
        text[byte % cell.text.n] ^= (char)(1u << (byte % 7));
    else
        text[cell.text.n - 1] = text[cell.text.n - 1] == 'x' ? 'y' : 'x'; /* stays UTF-8 */
    return (struct cell){.text = {text, cell.text.n}};
}

static struct str update(struct arena *arena, enum db_engine engine, const struct column *column,
                         const struct q_audit_chain_after_row *row, struct cell from,
                         struct cell to) {
    bool is_entry = strcmp(column->table, "audit_entry") == 0;
    const char *key = is_entry ? "id" : "seq";
    struct cell at = strcmp(key, column->name) == 0 ? from : cell_of(row, key);
    struct str key_literal = literal(arena, engine, is_entry ? TEXT : NUMBER, at);
    struct str value = literal(arena, engine, column->kind, to);
    return str_format(arena, "update %s set %s = " STR_FMT " where %s = " STR_FMT, column->table,
                      column->name, STR_ARG(value), key, STR_ARG(key_literal));
}

/* Changes one cell, looks whether that is found and where, puts it back. */
static void change_and_find(struct db *db, const struct column *column,
                            const struct q_audit_chain_after_row *row, unsigned byte) {
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    enum db_engine engine = db_engine_of(db);
    struct cell was = cell_of(row, column->name);
    struct cell is = changed(arena, column->kind, was, byte);
    tamper(db, update(arena, engine, column, row, was, is));
    struct audit_verdict verdict = verify(db, arena, NULL);
    if (!verdict.fault)
        fail_msg("%s.%s of link %lld changed, and nothing was found", column->table, column->name,
                 (long long)row->seq);
    if (verdict.fault_seq != row->seq)
        fail_msg("%s.%s of link %lld changed, and link %lld was named", column->table, column->name,
                 (long long)row->seq, (long long)verdict.fault_seq);
    tamper(db, update(arena, engine, column, row, is, was));
}

static void one_byte_changed_in_any_cell_is_found(void **state) {
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    write_entries(*state, arena, 0, 12);
    seal(*state);
    struct q_audit_chain_after_rows rows = chain_of(*state, arena);
    for (size_t row = 0; row < rows.count; row++)
        for (size_t i = 0; i < COUNT_OF(COLUMNS); i++)
            change_and_find(*state, &COLUMNS[i], &rows.items[row], (unsigned)(row * 5 + i));
    assert_int_equal(verify(*state, arena, NULL).fault, AUDIT_WELL);
}

static void one_byte_changed_anywhere_in_a_long_trail_is_found(void **state) {
    enum { ENTRIES = 2300, TRIES = 60 };
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    write_entries(*state, arena, 0, ENTRIES);
    assert_int_equal(seal(*state), ENTRIES);
    struct q_audit_chain_after_rows rows = chain_of(*state, arena);
    unsigned random = 2020;
    for (int i = 0; i < TRIES; i++) {
        random = random * 1664525u + 1013904223u;
        change_and_find(*state, &COLUMNS[(random >> 8) % COUNT_OF(COLUMNS)],
                        &rows.items[(random >> 16) % rows.count], random >> 4);
    }
    assert_int_equal(verify(*state, arena, NULL).fault, AUDIT_WELL);
}

/* --- rows taken away, put in, exchanged ------------------------------------------------------ */

struct scene {
    struct arena *arena;
    struct db *db;
    struct q_audit_chain_after_rows rows;
};

static struct scene make(struct db *db, struct arena *arena) {
    write_entries(db, arena, 0, 9);
    seal(db);
    return (struct scene){arena, db, chain_of(db, arena)};
}

static struct str id_of(const struct scene *scene, size_t seq) {
    return scene->rows.items[seq - 1].entry_id;
}

static void assert_fault(const struct scene *scene, enum audit_fault fault, int64_t seq) {
    struct audit_verdict verdict = verify(scene->db, scene->arena, NULL);
    assert_int_equal(verdict.fault, fault);
    assert_int_equal(verdict.fault_seq, seq);
    struct str sentence =
        message_text(scene->arena, LANG_VI, audit_fault_sentence(scene->arena, &verdict));
    assert_true(str_find(sentence, STR("{")) < 0);
}

static void a_removed_entry_is_named(void **state) {
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    struct scene scene = make(*state, arena);
    tamper(scene.db, str_format(arena, "delete from audit_entry where id = '" STR_FMT "'",
                                STR_ARG(id_of(&scene, 4))));
    assert_fault(&scene, AUDIT_ENTRY_REMOVED, 4);
}

static void a_removed_link_is_named(void **state) {
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    struct scene scene = make(*state, arena);
    tamper(scene.db, STR("delete from audit_link where seq = 4"));
    assert_fault(&scene, AUDIT_LINK_MISSING, 4);
}

static void an_entry_and_its_link_removed_with_the_gap_closed_are_found(void **state) {
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    struct scene scene = make(*state, arena);
    tamper(scene.db, str_format(arena, "delete from audit_entry where id = '" STR_FMT "'",
                                STR_ARG(id_of(&scene, 4))));
    tamper(scene.db, STR("delete from audit_link where seq = 4"));
    for (int seq = 5; seq <= 9; seq++)
        tamper(scene.db,
               str_format(arena, "update audit_link set seq = %d where seq = %d", seq - 1, seq));
    assert_fault(&scene, AUDIT_ORDER, 4);
}

static void two_links_exchanged_are_found(void **state) {
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    struct scene scene = make(*state, arena);
    tamper(scene.db, STR("update audit_link set seq = 1000 where seq = 4"));
    tamper(scene.db, STR("update audit_link set seq = 4 where seq = 5"));
    tamper(scene.db, STR("update audit_link set seq = 5 where seq = 1000"));
    assert_fault(&scene, AUDIT_ORDER, 4);
}

static void an_entry_put_in_without_a_link_is_found(void **state) {
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    struct scene scene = make(*state, arena);
    tamper(scene.db, STR("insert into audit_entry (id, at_ms, account_id, account_name, address,"
                         " action, object_kind, object_id)"
                         " values ('00-foreign', 1, 'a', 'a', '', 'x', 'y', 'z')"));
    struct audit_verdict verdict = verify(scene.db, arena, NULL);
    assert_int_equal(verdict.fault, AUDIT_FOREIGN_ENTRY);
    assert_true(str_equal_c(verdict.fault_entry_id, "00-foreign"));
    /* Sealing goes on, and leaves it lying. */
    write_entries(scene.db, arena, 20, 1);
    assert_int_equal(seal(scene.db), 1);
    assert_int_equal(verify(scene.db, arena, NULL).fault, AUDIT_FOREIGN_ENTRY);
}

static void a_queue_that_was_tampered_with_is_found_and_holds_nothing_up(void **state) {
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    struct scene scene = make(*state, arena);
    tamper(scene.db, STR("insert into audit_pending (at_ms, entry_id) values (1, 'nobody')"));
    assert_fault(&scene, AUDIT_QUEUE_WRONG, 0);
    write_entries(scene.db, arena, 20, 1);
    assert_int_equal(seal(scene.db), 1);
    tamper(scene.db, STR("delete from audit_pending"));
    assert_int_equal(verify(scene.db, arena, NULL).fault, AUDIT_WELL);
    /* An entry that waits no longer, though it has no link. */
    write_entries(scene.db, arena, 21, 1);
    tamper(scene.db, STR("delete from audit_pending"));
    assert_int_equal(verify(scene.db, arena, NULL).fault, AUDIT_FOREIGN_ENTRY);
}

/* All that a thorough hand can do: links, entries, head. */
static void cut_to(const struct scene *scene, int seq) {
    struct arena *arena = scene->arena;
    tamper(scene->db, str_format(arena,
                                 "delete from audit_entry where id in"
                                 " (select entry_id from audit_link where seq > %d)",
                                 seq));
    tamper(scene->db, str_format(arena, "delete from audit_link where seq > %d", seq));
}

static void an_end_that_was_cut_off_shows_by_the_head_or_by_an_anchor(void **state) {
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    struct scene scene = make(*state, arena);
    struct audit_anchor anchor;
    assert_ok(audit_anchor(scene.db, arena, &anchor));
    struct str line = audit_anchor_line(arena, &anchor);
    struct audit_verdict verdict = verify(scene.db, arena, line.p);
    assert_int_equal(verdict.fault, AUDIT_WELL);
    assert_int_equal(verdict.anchors_met, 1);
    cut_to(&scene, 7);
    assert_fault(&scene, AUDIT_END_CUT, 9);
    struct str hash = hex_literal(arena, db_engine_of(scene.db), scene.rows.items[6].hash);
    tamper(scene.db,
           str_format(arena, "update audit_head set seq = 7, hash = " STR_FMT, STR_ARG(hash)));
    assert_int_equal(verify(scene.db, arena, NULL).fault, AUDIT_WELL); /* so well was it done */
    verdict = verify(scene.db, arena, line.p);
    assert_int_equal(verdict.fault, AUDIT_ANCHOR_BEYOND);
    assert_int_equal(verdict.fault_seq, 9);
    /* Filled up again with other entries, it is not the chain that was written down. */
    write_entries(scene.db, arena, 30, 4);
    assert_int_equal(seal(scene.db), 4);
    assert_int_equal(verify(scene.db, arena, NULL).fault, AUDIT_WELL);
    verdict = verify(scene.db, arena, line.p);
    assert_int_equal(verdict.fault, AUDIT_ANCHOR_DIFFERS);
    assert_int_equal(verdict.fault_seq, 9);
}

static void the_head_cannot_be_changed_or_removed(void **state) {
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    struct scene scene = make(*state, arena);
    tamper(scene.db, STR("update audit_head set seq = 8"));
    assert_fault(&scene, AUDIT_END_CUT, 8);
    tamper(scene.db, STR("delete from audit_head"));
    assert_fault(&scene, AUDIT_END_CUT, 9);
    /* A chain is never begun a second time. */
    write_entries(scene.db, arena, 20, 1);
    struct audit_sealed sealed;
    assert_err_kind(audit_seal_batch(scene.db, OWNER, NOW_MS, &sealed), ERR_CONFLICT);
}

static void an_anchor_as_printed_on_paper_is_understood(void **state) {
    (void)state;
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    struct chain_hasher hasher;
    chain_begin(&hasher, "test");
    struct chain_digest digest = chain_end(&hasher);
    struct str hex = chain_hex(arena, &digest);
    struct str shown = audit_hash_shown(arena, hex);
    assert_int_equal(shown.n, 39);
    struct audit_anchor anchor;
    assert_true(
        audit_anchor_read(arena, str_format(arena, " 12: " STR_FMT " ", STR_ARG(shown)), &anchor));
    assert_int_equal(anchor.seq, 12);
    assert_true(audit_anchor_fits(&anchor, hex));
    assert_false(audit_anchor_read(arena, STR("12"), &anchor));
    assert_false(audit_anchor_read(arena, STR("12:"), &anchor));
    assert_false(
        audit_anchor_read(arena, STR("12:1a2b"), &anchor)); /* too short to prove anything */
    assert_false(audit_anchor_read(arena, str_format(arena, "0:" STR_FMT, STR_ARG(hex)), &anchor));
    assert_false(
        audit_anchor_read(arena, str_format(arena, "5:" STR_FMT "0", STR_ARG(hex)), &anchor));
    struct audit_anchors anchors;
    size_t line;
    assert_true(audit_anchors_read(
        arena, str_format(arena, "# dấu\n\n7:" STR_FMT "\n", STR_ARG(hex)), &anchors, &line));
    assert_int_equal(anchors.count, 1);
    assert_false(audit_anchors_read(arena, STR("# dấu\n7=12"), &anchors, &line));
    assert_int_equal(line, 2);
}

static void only_papers_of_what_is_closed_carry_the_head(void **state) {
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    struct str mark;
    assert_ok(audit_paper_mark(*state, arena, true, &mark));
    assert_null(mark.p); /* nothing is sealed yet */
    make(*state, arena);
    assert_ok(audit_paper_mark(*state, arena, false, &mark));
    assert_null(mark.p);
    assert_ok(audit_paper_mark(*state, arena, true, &mark));
    struct audit_anchor head;
    assert_ok(audit_anchor(*state, arena, &head));
    assert_true(str_starts_with(mark, STR("Dấu kiểm toán: số 9 · ")));
    assert_true(str_find(mark, audit_hash_shown(arena, head.hash)) > 0);
}

/* --- destroying a content -------------------------------------------------------------------- */

struct destroy_work {
    struct arena *arena;
    struct str id;
    int64_t now_ms;
};

static const struct err *destroy_in(struct db_tx *tx, void *context) {
    const struct destroy_work *work = context;
    struct user user = user_local();
    return audit_destroy_content(tx, work->arena, &user, work->id, STR("lộ nội dung mật"),
                                 work->now_ms);
}

static void a_destroyed_content_is_gone_and_the_chain_holds(void **state) {
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    struct scene scene = make(*state, arena);
    struct destroy_work work = {arena, id_of(&scene, 6), NOW_MS + 9000};
    assert_ok(db_write(scene.db, destroy_in, &work));
    assert_int_equal(verify(scene.db, arena, NULL).fault, AUDIT_WELL); /* told, not sealed yet */
    assert_int_equal(seal(scene.db), 1);
    struct audit_verdict verdict = verify(scene.db, arena, NULL);
    assert_int_equal(verdict.fault, AUDIT_WELL);
    assert_int_equal(verdict.destroyed, 1);
    struct q_audit_chain_after_rows rows = chain_of(scene.db, arena);
    const struct q_audit_chain_after_row *row = &rows.items[5];
    assert_false(row->before_text.p || row->after_text.p || row->reason.p || row->salt.p);
    assert_true(str_equal_c(row->account_name, "Đỗ Văn Mẫu"));
    assert_true(str_equal_c(rows.items[9].action, AUDIT_DESTROY));
    assert_true(str_equal(rows.items[9].object_id, row->entry_id));
    assert_true(str_equal_c(rows.items[9].after_text, "6: score.accept"));
    /* What stays of it is proven as before. */
    for (size_t i = 0; i < COUNT_OF(COLUMNS); i++)
        change_and_find(scene.db, &COLUMNS[i], row, (unsigned)i);
    assert_err_kind(db_write(scene.db, destroy_in, &work), ERR_STATE);
    work.id = STR("nobody");
    assert_err_kind(db_write(scene.db, destroy_in, &work), ERR_NOT_FOUND);
}

static void a_content_that_vanished_untold_is_found(void **state) {
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    struct scene scene = make(*state, arena);
    tamper(scene.db, str_format(arena,
                                "update audit_entry set before_text = null, after_text = null,"
                                " reason = null where id = '" STR_FMT "'",
                                STR_ARG(id_of(&scene, 6))));
    tamper(scene.db, STR("update audit_link set salt = null where seq = 6"));
    assert_fault(&scene, AUDIT_CONTENT_GONE, 6);
}

static void what_is_not_sealed_is_not_destroyed(void **state) {
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    write_entries(*state, arena, 0, 1);
    seal(*state);
    struct destroy_work work = {arena, chain_of(*state, arena).items[0].entry_id, NOW_MS + 9000};
    tamper(*state, STR("delete from audit_link"));
    assert_err_kind(db_write(*state, destroy_in, &work), ERR_STATE);
}

/* --- who seals ------------------------------------------------------------------------------- */

static void a_lease_keeps_others_from_sealing_until_it_ends(void **state) {
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    struct audit_sealed sealed;
    write_entries(*state, arena, 0, 3);
    assert_ok(audit_seal_batch(*state, "one", NOW_MS, &sealed));
    assert_int_equal(sealed.count, 3);
    write_entries(*state, arena, 3, 3);
    assert_ok(audit_seal_batch(*state, "two", NOW_MS + AUDIT_LEASE_MS - 1, &sealed));
    assert_true(sealed.leased);
    assert_int_equal(sealed.count, 0);
    assert_ok(audit_seal_batch(*state, "two", NOW_MS + AUDIT_LEASE_MS, &sealed));
    assert_int_equal(sealed.count, 3);
    /* The clock was set back by an hour: a lease from the future holds nobody up. */
    write_entries(*state, arena, 6, 2);
    assert_ok(audit_seal_batch(*state, "one", NOW_MS - 3600 * 1000, &sealed));
    assert_int_equal(sealed.count, 2);
    assert_int_equal(verify(*state, arena, NULL).fault, AUDIT_WELL);
    assert_int_equal(verify(*state, arena, NULL).checked, 8);
}

static int64_t later_ms(void) {
    return NOW_MS + 100000;
}

static void the_sealer_seals_what_was_left_and_what_waits_at_its_end(void **state) {
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    write_entries(*state, arena, 0, 1200);
    struct audit_sealer *sealer;
    struct audit_sealer_options options = {*state, OWNER, later_ms, 0};
    assert_ok(audit_sealer_start(&options, &sealer));
    for (int i = 0; i < 20; i++)
        write_entries(*state, arena, 1200 + i * 10, 10);
    audit_sealer_stop(sealer);
    struct audit_verdict verdict = verify(*state, arena, NULL);
    assert_int_equal(verdict.fault, AUDIT_WELL);
    assert_int_equal(verdict.tail.count, 0);
    assert_int_equal(verdict.checked, 1400);
}

enum { VERSION_OF_CHAIN = 18 };

/* What was written before there was a chain is sealed by the first run. */
static void entries_of_older_versions_are_sealed(void **state) {
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    size_t count = 0;
    while (db_migrations[count].version < VERSION_OF_CHAIN)
        count++;
    assert_ok(db_migrate_with(*state, db_migrations, count, 1000, NULL));
    tamper(*state, STR("insert into audit_entry (id, at_ms, account_id, account_name, address,"
                       " action, object_kind, object_id, reason) values"
                       " ('b', 2000, '', 'A', 'local', 'x', 'y', 'z', 'vì'),"
                       " ('a', 1000, '', 'A', 'local', 'x', 'y', 'z', null)"));
    assert_ok(db_migrate(*state, 3000, NULL));
    assert_int_equal(verify(*state, arena, NULL).tail.count, 2);
    assert_int_equal(seal(*state), 2);
    assert_int_equal(verify(*state, arena, NULL).fault, AUDIT_WELL);
    assert_true(str_equal_c(chain_of(*state, arena).items[0].entry_id, "a"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        DB_TEST(entries_are_sealed_in_the_order_of_their_instants),
        DB_TEST(an_empty_trail_is_whole),
        DB_TEST(one_byte_changed_in_any_cell_is_found),
        DB_TEST(one_byte_changed_anywhere_in_a_long_trail_is_found),
        DB_TEST(a_removed_entry_is_named),
        DB_TEST(a_removed_link_is_named),
        DB_TEST(an_entry_and_its_link_removed_with_the_gap_closed_are_found),
        DB_TEST(two_links_exchanged_are_found),
        DB_TEST(an_entry_put_in_without_a_link_is_found),
        DB_TEST(a_queue_that_was_tampered_with_is_found_and_holds_nothing_up),
        DB_TEST(an_end_that_was_cut_off_shows_by_the_head_or_by_an_anchor),
        DB_TEST(the_head_cannot_be_changed_or_removed),
        cmocka_unit_test(an_anchor_as_printed_on_paper_is_understood),
        DB_TEST(only_papers_of_what_is_closed_carry_the_head),
        DB_TEST(a_destroyed_content_is_gone_and_the_chain_holds),
        DB_TEST(a_content_that_vanished_untold_is_found),
        DB_TEST(what_is_not_sealed_is_not_destroyed),
        DB_TEST(a_lease_keeps_others_from_sealing_until_it_ends),
        DB_TEST(the_sealer_seals_what_was_left_and_what_waits_at_its_end),
        DB_TEST_EMPTY(entries_of_older_versions_are_sealed),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
