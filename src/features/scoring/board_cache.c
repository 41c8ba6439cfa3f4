/* Grounds and boards kept in memory, one of each half-year in one history of the
 * database (db_epoch); decisions 0002 and 0008.
 *
 * The lock is held for looking things up and exchanging them only; what is loaded, computed or
 * freed is that outside of it. Two requests may make the same board at the same time; the newer one
 * stays.
 */
#include <pthread.h>

#include "features/scoring/board_state.h"

enum {
    KEPT_MAX = 16,
    /* A write that had to read so many entries beyond the kept board brings it up to date. */
    FAR_BEHIND = 256,
};

struct kept {
    uint64_t db;           /* its number; 0: a free place */
    int64_t epoch;         /* revisions of another history say nothing here */
    struct ground *ground; /* that of the board, where there is one */
    struct board_state *state;
    uint64_t used; /* larger: later */
    uint64_t born; /* when this board came, as `used` */
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct kept kept[KEPT_MAX];
static uint64_t uses;

/* A copy that holds its parts, for use outside of the lock. */
static struct kept take(struct kept *place) {
    if (!place)
        return (struct kept){0};
    place->used = ++uses;
    struct kept copy = *place;
    ground_hold(copy.ground);
    if (copy.state)
        board_state_hold(copy.state);
    return copy;
}

static void release(const struct kept *held) {
    if (held->state)
        board_state_release(held->state);
    if (held->ground)
        ground_release(held->ground);
}

/* With the lock held. */
static struct kept *find(uint64_t db, int64_t epoch, struct str period_id) {
    for (size_t i = 0; i < KEPT_MAX; i++)
        if (kept[i].db == db && kept[i].epoch == epoch &&
            str_equal(kept[i].ground->is.cluster.id, period_id))
            return &kept[i];
    return NULL;
}

static struct kept *find_named(uint64_t db, struct str slug, struct str period_code) {
    for (size_t i = 0; i < KEPT_MAX; i++)
        if (kept[i].db == db && str_equal(kept[i].ground->is.cluster.slug, slug) &&
            str_equal(kept[i].ground->is.cluster.code, period_code))
            return &kept[i];
    return NULL;
}

static struct kept take_kept(uint64_t db, int64_t epoch, struct str period_id) {
    pthread_mutex_lock(&lock);
    struct kept held = take(find(db, epoch, period_id));
    pthread_mutex_unlock(&lock);
    return held;
}

static uint64_t now(void) {
    pthread_mutex_lock(&lock);
    uint64_t count = uses;
    pthread_mutex_unlock(&lock);
    return count;
}

/* A free place, or that of the half-year that was not read for longest. */
static struct kept *find_room(void) {
    struct kept *room = &kept[0];
    for (size_t i = 0; i < KEPT_MAX; i++)
        if (!kept[i].db || (room->db && kept[i].used < room->used))
            room = &kept[i];
    return room;
}

/* What stays: the one of the later revision. But what was there before our read began and is ahead
 * of it belongs to a database that was set back meanwhile. */
static bool stays(const struct kept *old, const struct kept *new, uint64_t begun) {
    if (!old || old->born <= begun)
        return false;
    const struct cluster_period *theirs = &old->ground->is.cluster;
    const struct cluster_period *ours = &new->ground->is.cluster;
    if (theirs->structure_revision != ours->structure_revision)
        return theirs->structure_revision > ours->structure_revision;
    return old->state &&
           (!new->state || old->state->board.cluster.revision > new->state->board.cluster.revision);
}

/* Keeps what was read by a transaction that began at BEGUN; NEW keeps what it holds. */
static void keep(const struct kept *new, uint64_t begun) {
    pthread_mutex_lock(&lock);
    struct kept *place = find(new->db, new->epoch, new->ground->is.cluster.id);
    struct kept old = {0};
    if (!stays(place, new, begun)) {
        place = place ? place : find_room();
        old = *place;
        *place = *new;
        place->used = place->born = ++uses;
        ground_hold(place->ground);
        if (place->state)
            board_state_hold(place->state);
    }
    pthread_mutex_unlock(&lock);
    release(&old);
}

void scoring_forget_boards(const struct db *db) {
    for (size_t i = 0; i < KEPT_MAX; i++) {
        struct kept old = {0};
        pthread_mutex_lock(&lock);
        if (db && kept[i].db == db_number_of(db)) {
            old = kept[i];
            kept[i] = (struct kept){0};
        }
        pthread_mutex_unlock(&lock);
        release(&old);
    }
}

/* --- for pages ---------------------------------------------------------------------------- */

struct board_work {
    struct arena *arena; /* of the request */
    uint64_t db;
    struct str slug;
    struct str period_code;
    bool ground_only;
    struct kept held;
};

/* Whether a board may be shown to a read that began at BEGUN and found these revisions. One that is
 * ahead is right when it came after that: another read saw a later state, and so may this one. */
static bool fits(const struct kept *held, const struct cluster_revisions *at, uint64_t begun) {
    if (!held->state)
        return false;
    const struct cluster_period *cluster = &held->state->board.cluster;
    return (cluster->revision == at->revision &&
            cluster->structure_revision == at->structure_revision) ||
           (cluster->revision > at->revision && held->born > begun);
}

static bool has_ground(const struct kept *held, const struct cluster_revisions *at) {
    return held->ground && held->ground->is.cluster.structure_revision == at->structure_revision;
}

/* The board of these revisions, from HELD's where that is older, else anew. */
static const struct err *make_board(struct db_tx *tx, const struct kept *held,
                                    const struct cluster_revisions *at, struct kept *made,
                                    size_t *ret_newer) {
    int64_t kept_revision =
        held->state && has_ground(held, at) ? held->state->board.cluster.revision : INT64_MAX;
    *ret_newer = 0;
    if (kept_revision < at->revision)
        return board_state_advance(tx, held->state, at->revision, &made->state, ret_newer);
    if (kept_revision == at->revision) {
        made->state = board_state_hold(held->state);
        return NULL;
    }
    return board_state_load(tx, made->ground, at->revision, &made->state);
}

/* MADE holds its parts, also when it fails. */
static const struct err *make(struct db_tx *tx, const struct board_work *work,
                              const struct kept *held, const struct cluster_revisions *at,
                              struct kept *made) {
    made->db = work->db;
    made->epoch = db_epoch(tx);
    if (has_ground(held, at))
        made->ground = ground_hold(held->ground);
    else
        TRY(ground_load(tx, work->slug, work->period_code, &made->ground));
    size_t newer;
    return work->ground_only ? NULL : make_board(tx, held, at, made, &newer);
}

static const struct err *load_in(struct db_tx *tx, void *context) {
    struct board_work *work = context;
    struct cluster_revisions at;
    release(&work->held); /* the read was run again */
    work->held = (struct kept){0};
    uint64_t begun = now();
    TRY(cluster_revisions(tx, work->arena, work->slug, work->period_code, &at));
    struct kept held = take_kept(work->db, db_epoch(tx), at.cluster_period_id);
    if (work->ground_only ? has_ground(&held, &at) : fits(&held, &at, begun)) {
        work->held = held;
        return NULL;
    }
    struct kept made = {0};
    const struct err *err = make(tx, work, &held, &at, &made);
    release(&held);
    if (err) {
        release(&made);
        return err;
    }
    keep(&made, begun);
    work->held = made;
    return NULL;
}

/* What is read stays as long as ARENA. */
static const struct err *load(struct db *db, struct arena *arena, const struct user *user,
                              struct board_work *work) {
    const struct err *err = db_read(db, load_in, work);
    if (!err && !user_may(user, RIGHT_CLUSTER_READ, place_of_period(&work->held.ground->is.cluster),
                          STR("")))
        err = ERR(ERR_DENIED, "no right to read this cluster");
    if (err) {
        release(&work->held);
        return err;
    }
    if (work->held.state)
        arena_defer(arena, board_state_release, work->held.state);
    arena_defer(arena, ground_release, work->held.ground);
    return NULL;
}

const struct err *scoring_load_board(struct db *db, struct arena *arena, const struct user *user,
                                     struct str slug, struct str period_code,
                                     struct scoreboard *ret_board) {
    struct board_work work = {
        .arena = arena, .db = db_number_of(db), .slug = slug, .period_code = period_code};
    TRY(load(db, arena, user, &work));
    *ret_board = work.held.state->board;
    return NULL;
}

const struct err *scoring_load_ground(struct db *db, struct arena *arena, const struct user *user,
                                      struct str slug, struct str period_code,
                                      const struct scoring_ground **ret_ground) {
    struct board_work work = {.arena = arena,
                              .db = db_number_of(db),
                              .slug = slug,
                              .period_code = period_code,
                              .ground_only = true};
    pthread_mutex_lock(&lock);
    struct kept *place = find_named(work.db, slug, period_code);
    bool stands = place && place->ground->is.table.locked;
    struct ground *ground = stands ? ground_hold(place->ground) : NULL;
    pthread_mutex_unlock(&lock);
    if (ground) {
        arena_defer(arena, ground_release, ground);
        if (!user_may(user, RIGHT_CLUSTER_READ, place_of_period(&ground->is.cluster), STR("")))
            return ERR(ERR_DENIED, "no right to read this cluster");
    } else {
        TRY(load(db, arena, user, &work));
        ground = work.held.ground;
    }
    *ret_ground = &ground->is;
    return NULL;
}

/* --- for writes --------------------------------------------------------------------------- */

const struct err *scoring_ground_for_write(struct db_tx *tx, struct db *db, struct arena *arena,
                                           const struct cluster_period *cluster,
                                           const struct cluster_revisions *at,
                                           const struct scoring_ground **ret_ground,
                                           bool *ret_loaded) {
    pthread_mutex_lock(&lock);
    const struct kept *place = find(db_number_of(db), db_epoch(tx), at->cluster_period_id);
    struct ground *ground = place && has_ground(place, at) ? ground_hold(place->ground) : NULL;
    pthread_mutex_unlock(&lock);
    *ret_loaded = !ground;
    if (!ground)
        TRY(ground_load(tx, cluster->slug, cluster->code, &ground));
    arena_defer(arena, ground_release, ground);
    *ret_ground = &ground->is;
    return NULL;
}

const struct err *scoring_board_for_write(struct db_tx *tx, struct db *db, struct arena *arena,
                                          struct str slug, struct str period_code,
                                          struct scoreboard *ret_board, size_t *ret_newer) {
    const struct board_work work = {.arena = arena,
                                    .db = db_number_of(db),
                                    .slug = slug,
                                    .period_code = period_code,
                                    .ground_only = true};
    struct cluster_revisions at;
    TRY(cluster_revisions(tx, arena, slug, period_code, &at));
    struct kept held = take_kept(work.db, db_epoch(tx), at.cluster_period_id);
    struct kept made = {0};
    const struct err *err = make(tx, &work, &held, &at, &made);
    if (!err)
        err = make_board(tx, &held, &at, &made, ret_newer);
    release(&held);
    if (err) {
        release(&made);
        return err;
    }
    arena_defer(arena, board_state_release, made.state);
    arena_defer(arena, ground_release, made.ground);
    *ret_board = made.state->board;
    return NULL;
}

void scoring_keep_up(struct db *db, const struct cluster_period *cluster, bool ground_was_loaded,
                     size_t newer) {
    if (!ground_was_loaded && newer < FAR_BEHIND)
        return;
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    struct board_work work = {.arena = arena,
                              .db = db_number_of(db),
                              .slug = cluster->slug,
                              .period_code = cluster->code};
    /* Who reads next tries again. */
    if (db_read(db, load_in, &work) == NULL)
        release(&work.held);
}
