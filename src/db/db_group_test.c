/* Writes that come together: each is stored or refused on its own, whatever the others do. */
#include "testdata/fixture.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum {
    THREADS = 16,
    ROUNDS = 20,
    EFFECTS = 3,
    NOTE_BYTES = 64 * 1024,
    GROUP_TRIES = 20,
    MEMBERS_MAX = 48,
};

/* cmocka's assertions belong to the main thread: others note what happened. */
struct writer {
    struct db *db;
    struct arena *arena;
    db_work work;
    int number, round;
    int runs;
    int effects[EFFECTS + 1];
    int effect_count;
    enum err_kind kind; /* of the answer; 0 is fine */
    char message[ERR_MESSAGE_BYTES];
    char wrong[ERR_MESSAGE_BYTES]; /* what should not have happened; empty */
};

static void answered(struct writer *writer, const struct err *err) {
    writer->kind = err ? err->kind : 0;
    snprintf(writer->message, sizeof(writer->message), "%s", err ? err->message : "");
}

static void complain(struct writer *writer, const char *what, const char *detail) {
    snprintf(writer->wrong, sizeof(writer->wrong), "writer %d, round %d: %s %.300s", writer->number,
             writer->round, what, detail);
}

static struct str id_of(struct writer *writer) {
    return str_format(writer->arena, "w%d-%d", writer->number, writer->round);
}

static const struct err *add_counter(struct db_tx *tx, void *context) {
    return q_fixture_counter_add(tx, *(struct str *)context, 0);
}

static void setup_counter(struct db *db) {
    struct str id = STR("c");
    assert_ok(db_write(db, add_counter, &id));
}

static const struct err *add_item_under(struct db_tx *tx, struct writer *writer, struct str counter,
                                        struct str note) {
    struct str id = id_of(writer);
    return q_fixture_item_add(tx, id, counter, id, note, true, (struct opt_int){0}, STR_NONE,
                              STR_NONE);
}

/* Effects ------------------------------------------------------------------------------------ */

static void effect_1(void *context) {
    struct writer *writer = context;
    writer->effects[writer->effect_count++ % EFFECTS] = 1;
}

static void effect_2(void *context) {
    struct writer *writer = context;
    writer->effects[writer->effect_count++ % EFFECTS] = 2;
}

static bool effects_are_once_in_order(const struct writer *writer) {
    return writer->effect_count == 2 && writer->effects[0] == 1 && writer->effects[1] == 2;
}

static const struct err *add_item(struct db_tx *tx, void *context) {
    struct writer *writer = context;
    writer->runs++;
    db_after_commit(tx, effect_1, writer);
    TRY(add_item_under(tx, writer, STR("c"), STR_NONE));
    db_after_commit(tx, effect_2, writer);
    return NULL;
}

/* Members that fail, each in its way --------------------------------------------------------- */

/* Stored first, then refused: nothing of it may stay. */
static const struct err *add_item_and_refuse(struct db_tx *tx, void *context) {
    struct writer *writer = context;
    TRY(add_item(tx, writer));
    return ERR(ERR_STATE, "writer %d says no", writer->number);
}

static const struct err *add_item_twice(struct db_tx *tx, void *context) {
    TRY(add_item(tx, context));
    return add_item(tx, context);
}

static const struct err *add_item_of_nothing(struct db_tx *tx, void *context) {
    struct writer *writer = context;
    TRY(add_item(tx, writer));
    writer->round += 1000;
    const struct err *err = add_item_under(tx, writer, STR("nowhere"), STR_NONE);
    writer->round -= 1000;
    return err ? NULL : ERR(ERR_INTERNAL, "a key that points at nothing"); /* hides it */
}

struct look {
    struct arena *arena;
    struct str id;
    bool found;
    size_t count;
};

static const struct err *look_for(struct db_tx *tx, void *context) {
    struct look *look = context;
    struct q_fixture_item_row row;
    struct q_fixture_items_rows rows;
    TRY(q_fixture_item(tx, look->arena, look->id, &look->found, &row));
    TRY(q_fixture_items(tx, look->arena, STR_NONE, &rows));
    look->count = rows.count;
    return NULL;
}

static bool is_stored(struct writer *writer) {
    struct look look = {.arena = writer->arena, .id = id_of(writer)};
    const struct err *err = db_read(writer->db, look_for, &look);
    if (err)
        complain(writer, "cannot read:", err->message);
    return look.found;
}

/* The four kinds of work by turns; what each must come to. */
static void write_mixed(struct writer *writer) {
    static const db_work works[] = {add_item, add_item_and_refuse, add_item_twice,
                                    add_item_of_nothing, add_item};
    static const enum err_kind kinds[] = {0, ERR_STATE, ERR_CONFLICT, ERR_CONFLICT, 0};
    size_t turn = (size_t)(writer->number + writer->round) % 5;
    writer->effect_count = 0;
    answered(writer, db_write(writer->db, works[turn], writer));
    char expected[64];
    snprintf(expected, sizeof(expected), "writer %d says no", writer->number);
    if (writer->kind != kinds[turn])
        complain(writer, "another answer:", writer->message);
    else if (writer->kind == ERR_STATE && strcmp(writer->message, expected) != 0)
        complain(writer, "the text of another:", writer->message);
    else if (is_stored(writer) != (kinds[turn] == 0))
        complain(writer, kinds[turn] ? "stored although refused" : "not there after the answer",
                 "");
    else if (kinds[turn] == 0 && !effects_are_once_in_order(writer))
        complain(writer, "effects not once, in order", "");
    else if (kinds[turn] != 0 && writer->effect_count != 0)
        complain(writer, "effects of what was not stored", "");
}

static void *write_rounds(void *context) {
    struct writer *writer = context;
    writer->arena = arena_new(0);
    for (writer->round = 0; writer->round < ROUNDS && !writer->wrong[0]; writer->round++)
        write_mixed(writer);
    arena_free(writer->arena);
    return NULL;
}

static void each_gets_its_own_answer(void **state) {
    struct writer writers[THREADS] = {0};
    pthread_t threads[THREADS];
    setup_counter(*state);
    for (int i = 0; i < THREADS; i++) {
        writers[i] = (struct writer){.db = *state, .number = i};
        assert_int_equal(pthread_create(&threads[i], NULL, write_rounds, &writers[i]), 0);
    }
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    for (int i = 0; i < THREADS; i++)
        if (writers[i].wrong[0])
            fail_msg("%s", writers[i].wrong);
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    struct look look = {.arena = arena, .id = STR("none")};
    assert_ok(db_read(*state, look_for, &look));
    assert_int_equal(look.count, THREADS * ROUNDS * 2 / 5);
    assert_ok(db_check(*state));
}

/* Groups made on purpose ----------------------------------------------------------------------- */

/* Holds the writer until COUNT others wait behind it. */
struct gate {
    struct db *db;
    size_t count;
    atomic_bool is_held;
    bool was_released; /* it may be run again together with those behind it */
};

static const struct err *hold(struct db_tx *tx, void *context) {
    (void)tx;
    struct gate *gate = context;
    atomic_store(&gate->is_held, true);
    while (!gate->was_released && db_groups_waiting(gate->db) < gate->count)
        nanosleep(&(struct timespec){.tv_nsec = 200 * 1000}, NULL);
    gate->was_released = true;
    return NULL;
}

static void *hold_gate(void *context) {
    struct gate *gate = context;
    return (void *)db_write(gate->db, hold, gate);
}

/* Each holds an error of its own while it writes. */
static void *write_once(void *context) {
    struct writer *writer = context;
    char expected[32];
    snprintf(expected, sizeof(expected), "kept by %d", writer->number);
    const struct err *kept = ERR(ERR_STATE, "%s", expected);
    writer->arena = arena_new(0);
    answered(writer, db_write(writer->db, writer->work, writer));
    if (strcmp(kept->message, expected) != 0)
        complain(writer, "an earlier error was overwritten by", kept->message);
    arena_free(writer->arena);
    return NULL;
}

/* The writers wait together behind another write, in their order, and run when it is done. */
static void write_together(struct db *db, struct writer *writers, size_t count) {
    struct gate gate = {.db = db, .count = count};
    pthread_t gate_thread, threads[MEMBERS_MAX];
    assert_int_equal(pthread_create(&gate_thread, NULL, hold_gate, &gate), 0);
    while (!atomic_load(&gate.is_held))
        nanosleep(&(struct timespec){.tv_nsec = 200 * 1000}, NULL);
    for (size_t i = 0; i < count; i++) {
        writers[i].db = db;
        writers[i].number = (int)i;
        assert_int_equal(pthread_create(&threads[i], NULL, write_once, &writers[i]), 0);
        while (db_groups_waiting(db) < i + 1 && i + 1 < count)
            nanosleep(&(struct timespec){.tv_nsec = 50 * 1000}, NULL);
    }
    for (size_t i = 0; i < count; i++)
        pthread_join(threads[i], NULL);
    pthread_join(gate_thread, NULL);
    for (size_t i = 0; i < count; i++)
        if (writers[i].wrong[0])
            fail_msg("%s", writers[i].wrong);
}

static void assert_stored(struct db *db, struct writer *writer, bool expected) {
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    struct look look = {.arena = arena};
    writer->arena = arena;
    look.id = id_of(writer);
    assert_ok(db_read(db, look_for, &look));
    assert_int_equal(look.found, expected);
}

/* One among the others fails; they do not notice, but that they may have run twice. */
static void assert_only_one_failed(struct db *db, struct writer *writers, size_t count,
                                   size_t failing, enum err_kind kind) {
    for (size_t i = 0; i < count; i++) {
        if (writers[i].kind != (i == failing ? kind : 0))
            fail_msg("writer %zu: %d %s", i, (int)writers[i].kind, writers[i].message);
        assert_stored(db, &writers[i], i != failing);
        if (i == failing)
            assert_int_equal(writers[i].effect_count, 0);
        else
            assert_true(effects_are_once_in_order(&writers[i]));
    }
}

/* More than the database may hold; many small statements come before the one that fails. */
static const struct err *add_too_much(struct db_tx *tx, void *context) {
    struct writer *writer = context;
    TRY(add_item(tx, writer));
    char *text = arena_alloc(writer->arena, NOTE_BYTES);
    memset(text, 'x', NOTE_BYTES);
    int round = writer->round;
    const struct err *err = NULL;
    for (int i = 1; i <= 100 && !err; i++) {
        writer->round = round + i * 1000;
        err = add_item_under(tx, writer, STR("c"), (struct str){text, NOTE_BYTES});
    }
    writer->round = round;
    return err;
}

static const struct err *run_script(struct db_tx *tx, void *context) {
    return db_script(tx, context);
}

static void a_full_disk_refuses_only_who_filled_it(void **state) {
    setup_counter(*state);
    assert_ok(db_write(*state, run_script, (char *)"pragma max_page_count = 300"));
    for (int round = 0; round < 3; round++) {
        struct writer writers[8] = {0};
        for (size_t i = 0; i < 8; i++)
            writers[i] = (struct writer){.work = i == 5 ? add_too_much : add_item, .round = round};
        write_together(*state, writers, 8);
        assert_only_one_failed(*state, writers, 8, 5, ERR_DISK_FULL);
    }
    assert_ok(db_check(*state));
}

/* Its key is looked at when it commits, not before: it takes the whole group down. */
static const struct err *add_item_of_nothing_late(struct db_tx *tx, void *context) {
    struct writer *writer = context;
    writer->runs++;
    db_after_commit(tx, effect_1, writer);
    TRY(db_script(tx, "pragma defer_foreign_keys = on"));
    return add_item_under(tx, writer, STR("nowhere"), STR_NONE);
}

static void a_commit_refused_for_one_is_made_for_the_others(void **state) {
    setup_counter(*state);
    bool ran_twice = false;
    /* How many come into one group is not ours to say: until it was one with the failing. */
    for (int round = 0; round < GROUP_TRIES && !ran_twice; round++) {
        struct writer writers[8] = {0};
        for (size_t i = 0; i < 8; i++)
            writers[i] = (struct writer){.work = i == 3 ? add_item_of_nothing_late : add_item,
                                         .round = round};
        write_together(*state, writers, 8);
        assert_only_one_failed(*state, writers, 8, 3, ERR_CONFLICT);
        ran_twice = writers[2].runs == 2 && writers[4].runs == 2;
    }
    assert_true(ran_twice);
    assert_ok(db_check(*state));
}

static const struct err *claim_and_fail_late(struct db_tx *tx, void *context) {
    TRY(q_fixture_counter_add(tx, STR("claimed"), 1));
    return add_item_of_nothing_late(tx, context);
}

static const struct err *claim(struct db_tx *tx, void *context) {
    struct writer *writer = context;
    writer->runs++;
    return q_fixture_counter_add(tx, STR("claimed"), 2);
}

/* What a neighbour did that was not stored in the end refuses nobody. */
static void nobody_fails_because_of_what_was_never_stored(void **state) {
    setup_counter(*state);
    bool ran_twice = false;
    for (int round = 0; round < GROUP_TRIES && !ran_twice; round++) {
        struct writer writers[4] = {{.work = add_item, .round = round},
                                    {.work = claim_and_fail_late, .round = round},
                                    {.work = claim, .round = round},
                                    {.work = add_item, .round = round}};
        write_together(*state, writers, 4);
        assert_int_equal(writers[1].kind, ERR_CONFLICT);
        if (writers[2].kind)
            fail_msg("%s", writers[2].message);
        assert_stored(*state, &writers[3], true);
        ran_twice = writers[2].runs == 2;
        assert_ok(db_write(*state, run_script, (char *)"delete from counter where id = 'claimed'"));
    }
    assert_true(ran_twice);
}

/* More failures than the ring of one thread keeps: all are run by the thread of one of them. */
static void errors_stay_with_their_owners(void **state) {
    setup_counter(*state);
    struct writer writers[MEMBERS_MAX] = {0};
    for (size_t i = 0; i < MEMBERS_MAX; i++)
        writers[i].work = i == 0 ? add_item : add_item_and_refuse;
    write_together(*state, writers, MEMBERS_MAX);
    assert_int_equal(writers[0].kind, 0);
    for (int i = 1; i < MEMBERS_MAX; i++) {
        char expected[64];
        snprintf(expected, sizeof(expected), "writer %d says no", i);
        assert_int_equal(writers[i].kind, ERR_STATE);
        assert_string_equal(writers[i].message, expected);
        assert_stored(*state, &writers[i], false);
    }
}

/* Long works ----------------------------------------------------------------------------------- */

static void *look_beside(void *context) {
    struct writer *writer = context;
    struct arena *arena = arena_new(0);
    struct look look = {.arena = arena, .id = STR("none")};
    if (db_read(writer->db, look_for, &look) == NULL)
        writer->effects[0] = (int)look.count;
    arena_free(arena);
    return NULL;
}

static const struct err *work_long(struct db_tx *tx, void *context) {
    (void)tx;
    pthread_t thread;
    if (pthread_create(&thread, NULL, look_beside, context) != 0)
        return ERR(ERR_INTERNAL, "no thread");
    pthread_join(thread, NULL);
    nanosleep(&(struct timespec){.tv_nsec = 60 * 1000000L}, NULL);
    return NULL;
}

/* What came before a work known to be long is stored when that begins. */
static void a_long_work_does_not_hold_the_answers_before_it(void **state) {
    setup_counter(*state);
    struct writer first = {.db = *state};
    assert_ok(db_write(*state, work_long, &first));
    struct writer writers[4] = {
        {.work = add_item}, {.work = add_item}, {.work = work_long}, {.work = add_item}};
    write_together(*state, writers, 4);
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(writers[i].kind, 0);
    assert_int_equal(writers[2].effects[0], 2);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(each_gets_its_own_answer),
        FIXTURE_SQLITE(a_full_disk_refuses_only_who_filled_it),
        FIXTURE_SQLITE(a_commit_refused_for_one_is_made_for_the_others),
        FIXTURE_SQLITE(nobody_fails_because_of_what_was_never_stored),
        FIXTURE_SQLITE(errors_stay_with_their_owners),
        FIXTURE_SQLITE(a_long_work_does_not_hold_the_answers_before_it),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
