/* Writes rows through the program's own database layer and says what became of each:
 *
 *     writer DSN THREADS PREFIX      until its standard input ends
 *
 * One line a row: A (acknowledged), U (nobody knows) or R (refused: not stored), the row's id, and
 * the milliseconds of CLOCK_MONOTONIC when the answer came. The table ha_row (id) is there. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "db/db_internal.h"

enum { THREADS_MAX = 64, PAUSE_NS = 2 * 1000 * 1000, REFUSED_PAUSE_NS = 50 * 1000 * 1000 };

struct writer {
    struct db *db;
    const char *prefix;
    int number;
    char id[64];
};

static atomic_bool ends;

static const struct db_field id_param[] = {{"id", DB_TEXT, false}};
static const struct db_query add_row = {
    .name = "add_row",
    .sql = {"", "insert into ha_row (id) values ($1::text)"},
    .params = id_param,
    .param_count = 1,
    .writes = true,
};

static const struct err *add(struct db_tx *tx, void *context) {
    struct writer *writer = context;
    struct db_value value = db_value_text(str_from_c(writer->id));
    return db_execute(tx, &add_row, &value, NULL);
}

static char fate_of(const struct err *err) {
    if (!err)
        return 'A';
    return err->text_key && strcmp(err->text_key, "db.commit_unknown") == 0 ? 'U' : 'R';
}

static void *write_rows(void *context) {
    struct writer *writer = context;
    for (long row = 0; !atomic_load(&ends); row++) {
        snprintf(writer->id, sizeof(writer->id), "%s-%d-%ld", writer->prefix, writer->number, row);
        char fate = fate_of(db_write(writer->db, add, writer));
        struct timespec now;
        clock_gettime(CLOCK_MONOTONIC, &now);
        printf("%c %s %lld\n", fate, writer->id,
               (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000);
        nanosleep(&(struct timespec){.tv_nsec = fate == 'A' ? PAUSE_NS : REFUSED_PAUSE_NS}, NULL);
    }
    return NULL;
}

int main(int argc, char **argv) {
    int threads = argc == 4 ? atoi(argv[2]) : 0;
    if (threads < 1 || threads > THREADS_MAX) {
        fprintf(stderr, "usage: writer DSN THREADS PREFIX\n");
        return 2;
    }
    setvbuf(stdout, NULL, _IOLBF, 0);
    struct db_options options = {.engine = DB_POSTGRES, .postgres_dsn = argv[1]};
    struct db *db;
    const struct err *err = db_open(&options, &db);
    if (err) {
        fprintf(stderr, "%s\n", err->message);
        return 1;
    }
    static struct writer writers[THREADS_MAX];
    pthread_t started[THREADS_MAX];
    for (int i = 0; i < threads; i++) {
        writers[i] = (struct writer){.db = db, .prefix = argv[3], .number = i};
        if (pthread_create(&started[i], NULL, write_rows, &writers[i]) != 0)
            abort();
    }
    char byte;
    while (read(STDIN_FILENO, &byte, 1) > 0)
        continue;
    atomic_store(&ends, true);
    for (int i = 0; i < threads; i++)
        pthread_join(started[i], NULL);
    db_close(db);
    return 0;
}
