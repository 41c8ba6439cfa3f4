/* Finding and destroying content, whatever table it stands in.
 *
 * The database's own catalogue says which columns hold texts and bytes, so what rooms add later is
 * reached too. A place is a column of one row, named by its primary key. Rows stay; a text gives
 * way to a sentence, bytes to none. For the one feature that destroys what must not be held.
 */
#ifndef DB_DB_WIPE_H
#define DB_DB_WIPE_H

#include "db/db.h"

struct db_place {
    struct str table;
    struct str column;
    struct str key; /* the values of the primary key, parted by newlines */
    bool is_bytes;
    int64_t bytes;     /* how long it is */
    int64_t at_ms;     /* when the row was written, as it says itself; 0: it does not */
    struct str author; /* who wrote it; may be empty */
    struct str name;   /* of a file, where the row has one; may be empty */
};

struct db_places {
    struct db_place *items;
    size_t count;
    size_t capacity;
    bool more; /* there are further ones */
};

enum { DB_PLACES_MAX = 500, DB_WORDS_BYTES_MIN = 4 };

/* Which tables are looked into; NULL: all. */
typedef bool (*db_table_filter)(struct str table);

/* Where texts hold WORDS, or FOLDED (words as they are compared; may be the same). At least
 * DB_WORDS_BYTES_MIN bytes. */
MUST_CHECK const struct err *db_find_words(struct db_tx *tx, struct arena *arena, struct str words,
                                           struct str folded, db_table_filter filter,
                                           struct db_places *ret_places);
/* The rows with bytes, the newest MOST of each table. */
MUST_CHECK const struct err *db_find_bytes(struct db_tx *tx, struct arena *arena, int64_t most,
                                           db_table_filter filter, struct db_places *ret_places);
/* Further rows that belong to a file: those of tables that name it in a column `file_id`. */
MUST_CHECK const struct err *db_find_parts(struct db_tx *tx, struct arena *arena,
                                           struct str file_id, struct db_places *ret_places);

/* What stands there now; *ret_found is false where there is no such row or column. */
MUST_CHECK const struct err *db_place_read(struct db_tx *tx, struct arena *arena,
                                           const struct db_place *place, bool *ret_found,
                                           struct str *ret_content);
/* Destroys it: bytes become none, a text becomes SENTENCE; the row's `name` too, where it is a
 * file. ERR_INPUT for a place that is none, or whose column is part of a key. */
MUST_CHECK const struct err *db_place_destroy(struct db_tx *tx, struct arena *arena,
                                              const struct db_place *place, struct str sentence);

/* Makes the file forget what was destroyed: every page is written anew and the log emptied, while
 * others work. *ret_clean is false where somebody read the whole time, so that the log still holds
 * it: call again. On PostgreSQL the tables are rewritten; what stays in its write-ahead log and
 * archives is the server's. */
MUST_CHECK const struct err *db_scrub(struct db *db, bool *ret_clean);

#endif
