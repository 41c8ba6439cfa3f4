/* make_thousand DIR [clusters]: fills a data folder made by init with clusters of eight units and a
 * table of 1000 points and 230 nodes, with several stages. */
#include <stdio.h>
#include <stdlib.h>

#include "country.h"
#include "features/scoring/thousand_fixture.h"
#include "sys/clock.h"

static const struct err *fill(struct arena *arena, const char *folder, size_t clusters) {
    const struct user user = user_local();
    struct folder_lock *lock;
    struct db *db;
    TRY(folder_database(arena, folder, &lock, &db));
    for (size_t number = 1; number <= clusters; number++) {
        struct cluster_period cluster;
        TRY(thousand_cluster(db, arena, &user, clock_now_ms(), number, &cluster));
    }
    scoring_forget_boards(db);
    db_close(db);
    folder_lock_release(lock);
    return NULL;
}

int main(int argc, char **argv) {
    if (argc < 2) {
        fprintf(stderr, "make_thousand DIR [clusters]\n");
        return 1;
    }
    size_t clusters = argc > 2 ? strtoul(argv[2], NULL, 10) : THOUSAND_CLUSTERS;
    struct arena *arena = arena_new((size_t)1 << 30);
    const struct err *err = fill(arena, argv[1], clusters);
    if (err)
        fprintf(stderr, "make_thousand: %s\n", err->message);
    else
        printf("%zu clusters x %d units x %d nodes\n", clusters, THOUSAND_UNITS, THOUSAND_NODES);
    arena_free(arena);
    return err ? 1 : 0;
}
