/* make_country DIR: fills a data folder made by init with a country's units and ten years. */
#include <stdio.h>

#include "country.h"

static const struct err *fill(struct country *country, const char *folder) {
    struct folder_lock *lock;
    struct db *db;
    TRY(folder_database(country->arena, folder, &lock, &db));
    TRY(country_fill(db, country));
    db_close(db);
    folder_lock_release(lock);
    return NULL;
}

int main(int argc, char **argv) {
    static struct country country;
    if (argc != 2) {
        fprintf(stderr, "make_country DIR\n");
        return 1;
    }
    country.arena = arena_new((size_t)1 << 30);
    country.user = user_local();
    const struct err *err = fill(&country, argv[1]);
    if (err)
        fprintf(stderr, "make_country: %s\n", err->message);
    else
        printf("%zu units, %zu states, %zu members of years\n", country.units, country.states,
               country.memberships);
    arena_free(country.arena);
    return err ? 1 : 0;
}
