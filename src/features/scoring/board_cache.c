/* Boards kept in memory, each valid for one revision of its half-year (decision 0002).
 *
 * An entry is counted: the cache holds it once, each reading request once more (through
 * arena_defer). An entry that was replaced goes when its last reader ends. A board is made outside
 * the lock; two requests may make the same one at the same time, and the later one stays.
 */
#include <pthread.h>
#include <stdlib.h>

#include "features/scoring/scoring_service.h"

enum { KEPT_MAX = 16 };

struct kept_board {
    struct db *db;
    struct str period_id;
    int64_t revision;
    uint64_t used; /* larger: later */
    unsigned readers;
    struct arena *arena;
    struct scoreboard board;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct kept_board *kept[KEPT_MAX];
static uint64_t uses;

/* With the lock held. */
static void leave(struct kept_board *entry) {
    if (--entry->readers)
        return;
    arena_free(entry->arena);
    free(entry);
}

static void leave_locked(void *context) {
    pthread_mutex_lock(&lock);
    leave(context);
    pthread_mutex_unlock(&lock);
}

static struct kept_board *take(struct db *db, struct str period_id, int64_t revision) {
    struct kept_board *found = NULL;
    pthread_mutex_lock(&lock);
    for (size_t i = 0; i < KEPT_MAX && !found; i++)
        if (kept[i] && kept[i]->db == db && kept[i]->revision == revision &&
            str_equal(kept[i]->period_id, period_id))
            found = kept[i];
    if (found) {
        found->readers++;
        found->used = ++uses;
    }
    pthread_mutex_unlock(&lock);
    return found;
}

/* Puts the entry in the place of an older board of the same half-year, of nobody, or of the one
 * that was not read for longest. */
static void keep(struct kept_board *entry) {
    pthread_mutex_lock(&lock);
    size_t place = 0;
    for (size_t i = 0; i < KEPT_MAX; i++) {
        bool same =
            kept[i] && kept[i]->db == entry->db && str_equal(kept[i]->period_id, entry->period_id);
        if (same) {
            place = i;
            break;
        }
        if (kept[place] && (!kept[i] || kept[i]->used < kept[place]->used))
            place = i;
    }
    entry->readers++;
    entry->used = ++uses;
    if (kept[place])
        leave(kept[place]);
    kept[place] = entry;
    pthread_mutex_unlock(&lock);
}

void scoring_forget_boards(const struct db *db) {
    pthread_mutex_lock(&lock);
    for (size_t i = 0; i < KEPT_MAX; i++)
        if (kept[i] && kept[i]->db == db) {
            leave(kept[i]);
            kept[i] = NULL;
        }
    pthread_mutex_unlock(&lock);
}

struct board_work {
    struct arena *arena; /* of the request */
    struct db *db;
    struct str slug;
    struct str period_code;
    struct kept_board *entry;
};

static const struct err *load_in(struct db_tx *tx, void *context) {
    struct board_work *work = context;
    struct cluster_version version;
    if (work->entry) /* the read was run again */
        leave_locked(work->entry);
    work->entry = NULL;
    TRY(cluster_load_version(tx, work->arena, work->slug, work->period_code, &version));
    work->entry = take(work->db, version.id, version.revision);
    if (work->entry)
        return NULL;
    struct arena *arena = arena_new(0);
    struct kept_board *entry = calloc(1, sizeof(*entry));
    if (!entry)
        abort();
    *entry = (struct kept_board){
        .db = work->db, .revision = version.revision, .readers = 1, .arena = arena};
    const struct err *err =
        scoring_board_in(tx, arena, work->slug, work->period_code, &entry->board);
    if (err) {
        arena_free(arena);
        free(entry);
        return err;
    }
    entry->board.kept = kept_texts_new(arena);
    entry->period_id = entry->board.cluster.id;
    keep(entry);
    work->entry = entry;
    return NULL;
}

const struct err *scoring_load_board(struct db *db, struct arena *arena, const struct user *user,
                                     struct str slug, struct str period_code,
                                     struct scoreboard *ret_board) {
    struct board_work work = {arena, db, slug, period_code, NULL};
    const struct err *err = db_read(db, load_in, &work);
    if (err && work.entry)
        leave_locked(work.entry);
    TRY(err);
    arena_defer(arena, leave_locked, work.entry);
    if (!user_may(user, RIGHT_CLUSTER_READ, work.entry->board.cluster.cluster_id, STR("")))
        return ERR(ERR_DENIED, "no right to read this cluster");
    *ret_board = work.entry->board;
    return NULL;
}

const struct err *scoring_board_for_write(struct db_tx *tx, struct db *db, struct arena *arena,
                                          struct str slug, struct str period_code,
                                          struct scoreboard *ret_board) {
    struct cluster_version version;
    TRY(cluster_load_version(tx, arena, slug, period_code, &version));
    struct kept_board *entry = take(db, version.id, version.revision);
    if (!entry)
        return scoring_board_in(tx, arena, slug, period_code, ret_board);
    arena_defer(arena, leave_locked, entry);
    *ret_board = entry->board;
    return NULL;
}
