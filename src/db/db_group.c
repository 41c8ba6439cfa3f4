/* Grouped commits: the writes that wait together share one commit, and so one sync of the disk.
 *
 * Who finds nobody writing leads: it takes the writer connection and runs its own work and those
 * that wait behind it, first come first served, in one transaction; commits; tells each its answer;
 * does so a few times more while others wait; and passes the lead to the first of them. Nobody
 * waits for company: groups form while an earlier commit is on its way to the disk, and a write
 * alone is a plain transaction.
 *
 * The first work of a transaction needs no savepoint, each later one has its own, so that its
 * failure undoes itself only. All are answered after the commit, also those that failed: what made
 * them fail may be the change of a neighbour. When the transaction as a whole cannot be trusted or
 * committed (SQLite rolls back everything on a full disk; a deferred key fails at the commit) it is
 * undone and its members run again, one by one, each in a transaction of its own.
 *
 * On PostgreSQL only the writes of db_write_grouped come here. There a transaction may also fail by
 * others' doing: then its members are handed back to their owners, who try again. Where nobody
 * knows what became of a commit, all its members are told so.
 *
 * The works of others run on the leader's thread while their owners wait; errors go to the ring of
 * the owner, effects are run by the owner. */
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "db/db_internal.h"

enum {
    GROUP_MEMBERS_MAX = 128,
    /* No further work joins when the group would run longer than this. */
    GROUP_RUN_NS = 5 * 1000 * 1000,
    /* Who leads goes on with those that came meanwhile, as passing the lead costs the waking of a
     * thread; but not for so long that its own caller feels it. */
    LEAD_GROUPS_MAX = 8,
    LEAD_NS = 4 * 1000 * 1000,
    DURATION_SLOTS = 64,
    DURATION_WEIGHT = 4, /* a new measurement counts for a quarter */
};

enum state { QUEUED, RUNNING, LEADING, ANSWERED };

/* One db_write; lives on the stack of the thread that waits for it. */
struct request {
    struct request *next;
    db_work work;
    void *context;
    struct db_tx *tx;
    struct err_ring *errors; /* of the owner */
    const struct err *err;   /* stands in that ring */
    bool is_final;           /* nothing that happens later changes the answer */
    bool lost_a_race;        /* the owner may run it again */
    struct timespec until;
    _Atomic enum state state; /* written under the lock; its owner reads it when told */
    /* Posted once, after the state became LEADING or ANSWERED: a condition would make all that are
     * answered together wait for the lock again. */
    sem_t told;
};

/* How long the works with this function took lately: an import shall not hold the answers of the
 * small ones before it. Two functions may share a slot; the later one takes it. */
struct duration {
    db_work work;
    int64_t ns;
};

struct db_groups {
    pthread_mutex_t lock;
    struct request *first, **last;
    size_t waiting;
    bool led;                                  /* and so the queue will be served */
    struct duration durations[DURATION_SLOTS]; /* the leader's */
};

struct group {
    struct db *db;
    struct db_connection *connection;
    struct request *members[GROUP_MEMBERS_MAX];
    size_t count;
    bool is_open;   /* a transaction with the changes of at least one member */
    bool is_broken; /* must be undone and run again one by one */
    int64_t started_ns, now_ns;
};

struct db_groups *db_groups_new(void) {
    struct db_groups *groups = calloc(1, sizeof(*groups));
    if (!groups) {
        fprintf(stderr, "<2>db: out of memory\n");
        abort();
    }
    pthread_mutex_init(&groups->lock, NULL);
    groups->last = &groups->first;
    return groups;
}

void db_groups_free(struct db_groups *groups) {
    if (!groups)
        return;
    pthread_mutex_destroy(&groups->lock);
    free(groups);
}

static int64_t clock_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* Durations ---------------------------------------------------------------------------------- */

static struct duration *duration_of(struct db_groups *groups, db_work work) {
    size_t hash = ((uintptr_t)work >> 4) * 0x9E3779B97F4A7C15u;
    struct duration *duration = &groups->durations[(hash >> 32) % DURATION_SLOTS];
    if (duration->work != work)
        *duration = (struct duration){.work = work};
    return duration;
}

static void note_duration(struct db_groups *groups, db_work work, int64_t ns) {
    struct duration *duration = duration_of(groups, work);
    duration->ns += (ns - duration->ns) / DURATION_WEIGHT;
}

/* The queue ---------------------------------------------------------------------------------- */

static void enqueue(struct db_groups *groups, struct request *request) {
    *groups->last = request;
    groups->last = &request->next;
    groups->waiting++;
}

static void take_out(struct db_groups *groups, struct request *request) {
    struct request **link = &groups->first;
    while (*link != request)
        link = &(*link)->next;
    *link = request->next;
    if (!*link)
        groups->last = link;
    request->next = NULL;
    groups->waiting--;
}

size_t db_groups_waiting(struct db *db) {
    struct db_groups *groups = db_groups_of(db);
    if (!groups)
        return 0;
    pthread_mutex_lock(&groups->lock);
    size_t waiting = groups->waiting;
    pthread_mutex_unlock(&groups->lock);
    return waiting;
}

/* The next one that may join, or NULL. The first may always. */
static struct request *next_member(struct db_groups *groups, const struct group *group) {
    if (group->is_broken || group->connection->lost || group->count == GROUP_MEMBERS_MAX)
        return NULL;
    pthread_mutex_lock(&groups->lock);
    struct request *request = groups->first;
    int64_t run_ns = group->now_ns - group->started_ns;
    if (request && group->count && run_ns + duration_of(groups, request->work)->ns > GROUP_RUN_NS)
        request = NULL;
    if (request) {
        take_out(groups, request);
        request->state = RUNNING;
    }
    pthread_mutex_unlock(&groups->lock);
    return request;
}

static void tell(struct request *request) {
    sem_post(&request->told); /* and its owner may be gone */
}

/* Tells the answers. Answers whether to go on with those that wait; else the lead is passed on. */
static bool answer_group(struct db_groups *groups, const struct request *own,
                         const struct group *group, bool may_go_on) {
    struct request *leader = NULL;
    pthread_mutex_lock(&groups->lock);
    bool goes_on =
        may_go_on && groups->first && duration_of(groups, groups->first->work)->ns < LEAD_NS;
    if (!goes_on)
        leader = groups->first;
    if (leader)
        leader->state = LEADING;
    else if (!goes_on)
        groups->led = false;
    for (size_t i = 0; i < group->count; i++)
        group->members[i]->state = ANSWERED;
    pthread_mutex_unlock(&groups->lock);
    if (leader)
        tell(leader); /* before the answers: it shall start at once */
    for (size_t i = 0; i < group->count; i++)
        if (group->members[i] != own)
            tell(group->members[i]);
    return goes_on;
}

/* Running works ------------------------------------------------------------------------------ */

/* As before its first run. */
static void renew(struct db_tx *tx, struct db_connection *connection) {
    tx->connection = connection;
    tx->failed = false;
    tx->effect_count = 0;
}

static const struct err *run_first(struct group *group, struct request *request) {
    const struct db_engine_ops *ops = db_ops_of(group->db);
    const struct err *err = ops->begin(group->connection, DB_WRITE);
    if (!err)
        err = db_run_work(request->tx, request->work, request->context);
    if (err) {
        ops->rollback(group->connection, DB_WRITE);
        request->is_final = true;
        request->lost_a_race = group->connection->lost_a_race;
        return err;
    }
    group->is_open = true;
    return NULL;
}

/* After these SQLite may have undone more than the statement, or will refuse the commit. */
static bool endangers_others(const struct db_tx *tx) {
    if (!tx->failed)
        return false;
    switch (tx->failure.kind) {
    case ERR_DISK_FULL:
    case ERR_IO:
    case ERR_READ_ONLY:
    case ERR_DATABASE:
    case ERR_UNAVAILABLE:
        return true;
    default:
        return false;
    }
}

static const struct err *run_under_savepoint(struct group *group, struct request *request) {
    const struct db_engine_ops *ops = db_ops_of(group->db);
    group->is_broken = true; /* until all went as it should */
    TRY(ops->savepoint(group->connection, DB_SAVEPOINT_SET));
    const struct err *err = db_run_work(request->tx, request->work, request->context);
    if (!err)
        TRY(ops->savepoint(group->connection, DB_SAVEPOINT_RELEASE));
    else if (endangers_others(request->tx) ||
             ops->savepoint(group->connection, DB_SAVEPOINT_ROLLBACK) != NULL)
        return err;
    group->is_broken = false;
    return err;
}

static void run_member(struct db_groups *groups, struct group *group, struct request *request) {
    group->members[group->count++] = request;
    renew(request->tx, group->connection);
    struct err_ring *own_errors = err_ring_use(request->errors);
    request->err = group->is_open ? run_under_savepoint(group, request) : run_first(group, request);
    err_ring_use(own_errors);
    int64_t before = group->now_ns;
    group->now_ns = clock_ns();
    note_duration(groups, request->work, group->now_ns - before);
}

static void undo(struct group *group) {
    db_ops_of(group->db)->rollback(group->connection, DB_WRITE);
    group->is_open = false;
}

/* All that are not answered for good get this one. */
static void answer_all(struct group *group, const struct err *err) {
    struct err told = *err;
    for (size_t i = 0; i < group->count; i++) {
        struct request *request = group->members[i];
        if (request->is_final)
            continue;
        struct err_ring *own_errors = err_ring_use(request->errors);
        request->err = err_again(&told);
        err_ring_use(own_errors);
        request->is_final = true;
        request->lost_a_race = group->connection->lost_a_race;
    }
}

static void commit(struct group *group) {
    const struct db_engine_ops *ops = db_ops_of(group->db);
    if (group->is_broken)
        undo(group);
    if (!group->is_open)
        return;
    struct request *first = group->members[0];
    struct err_ring *own_errors = err_ring_use(first->errors);
    const struct err *err = ops->commit(group->connection, DB_WRITE);
    err_ring_use(own_errors);
    if (!err)
        return;
    undo(group);
    if (group->count == 1) { /* running again would tell the same */
        first->err = err;
        first->lost_a_race = group->connection->lost_a_race;
    } else if (err->text_key && strcmp(err->text_key, "db.commit_unknown") == 0) {
        answer_all(group, err); /* running again could do it twice */
    } else {
        group->is_broken = true;
    }
}

static void run_alone(struct db *db, struct request *request) {
    struct timespec until = db_wait_end();
    struct db_connection *connection = NULL;
    const struct err *err = db_writer_take(db, &until, &connection);
    if (!err) {
        renew(request->tx, connection);
        err = db_run_transaction(request->tx, request->work, request->context);
        request->lost_a_race = err && connection->lost_a_race;
        db_writer_give(db, connection);
    }
    request->err = err;
}

static void replay(struct group *group) {
    for (size_t i = 0; i < group->count; i++) {
        struct request *request = group->members[i];
        if (request->is_final)
            continue;
        struct err_ring *own_errors = err_ring_use(request->errors);
        run_alone(group->db, request);
        err_ring_use(own_errors);
    }
}

static void run_group(struct db_groups *groups, struct group *group) {
    group->count = 0;
    group->is_open = false;
    group->started_ns = group->now_ns = clock_ns();
    group->is_broken = group->connection->lost_a_race = false;
    struct request *request;
    while ((request = next_member(groups, group)))
        run_member(groups, group, request);
    commit(group);
    if (group->is_broken && group->connection->lost_a_race) {
        /* By others' doing: together again, rather than one by one. */
        answer_all(group, ERR(ERR_UNAVAILABLE, "the writes of this group were overtaken"));
        group->is_broken = false;
    }
}

static void lead_groups(struct db_groups *groups, const struct request *own, struct group *group) {
    int64_t until_ns = clock_ns() + LEAD_NS;
    bool goes_on = true;
    for (int number = 1; goes_on; number++) {
        run_group(groups, group);
        bool may_go_on = !group->is_broken && !group->connection->lost &&
                         number < LEAD_GROUPS_MAX && clock_ns() < until_ns;
        /* Free before the next leader asks for it. */
        if (!may_go_on)
            db_writer_give(group->db, group->connection);
        if (group->is_broken)
            replay(group);
        goes_on = answer_group(groups, own, group, may_go_on);
        if (may_go_on && !goes_on)
            db_writer_give(group->db, group->connection);
    }
}

/* OWN is the first of the queue. */
static void lead(struct db_groups *groups, struct request *own) {
    struct group group = {.db = own->tx->db};
    own->err = db_writer_take(group.db, &own->until, &group.connection);
    if (!own->err) {
        lead_groups(groups, own, &group);
        return;
    }
    pthread_mutex_lock(&groups->lock);
    take_out(groups, own);
    pthread_mutex_unlock(&groups->lock);
    answer_group(groups, own, &group, false);
}

/* Waiting ------------------------------------------------------------------------------------ */

static void wait_until_told(struct request *request) {
    while (sem_wait(&request->told) != 0) /* interrupted */
        continue;
}

/* ThreadSanitizer does not know sem_clockwait: it is told that what came before sem_post is seen.
 */
#ifdef __SANITIZE_THREAD__
#include <sanitizer/tsan_interface.h>
#else
#define __tsan_acquire(semaphore) ((void)(semaphore))
#endif

/* Until it is answered or leads. Who waited too long leaves, unless its work runs already. */
static void wait_for_answer(struct db_groups *groups, struct request *request) {
    int waited;
    do
        waited = sem_clockwait(&request->told, CLOCK_MONOTONIC, &request->until);
    while (waited != 0 && errno == EINTR);
    if (waited == 0) {
        __tsan_acquire(&request->told);
        return;
    }
    pthread_mutex_lock(&groups->lock);
    bool leaves = request->state == QUEUED;
    if (leaves)
        take_out(groups, request);
    pthread_mutex_unlock(&groups->lock);
    if (leaves)
        request->err = ERR(ERR_UNAVAILABLE, "the database is busy: no turn to write came");
    else
        wait_until_told(request);
}

const struct err *db_group_write(struct db_tx *tx, db_work work, void *context,
                                 bool *ret_lost_a_race) {
    struct db_groups *groups = db_groups_of(tx->db);
    struct request request = {.work = work,
                              .context = context,
                              .tx = tx,
                              .errors = err_ring_current(),
                              .until = db_wait_end()};
    sem_init(&request.told, 0, 0);
    pthread_mutex_lock(&groups->lock);
    enqueue(groups, &request);
    bool leads = !groups->led;
    groups->led = true;
    pthread_mutex_unlock(&groups->lock);
    if (!leads) {
        wait_for_answer(groups, &request);
        leads = request.state == LEADING;
    }
    if (leads)
        lead(groups, &request);
    sem_destroy(&request.told);
    *ret_lost_a_race = request.err && request.lost_a_race;
    return request.err;
}
