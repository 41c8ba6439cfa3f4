/* The save that the benches of commits measure: a score entry and its audit row. */
#ifndef BENCH_SAVES_H
#define BENCH_SAVES_H

#include "db/db.h"

enum { SAVE_AT_MS = 1600000000 };
#define SAVE_REASON  "Có biên bản kiểm tra kèm theo"
#define SAVE_OFFICER "Trợ lý Ban Chính trị"

struct save {
    struct str entry_id, audit_id, unit, criterion, value;
    int64_t revision;
};

/* The Nth: its unit, criterion and revision are its own. */
struct save save_make(struct arena *arena, int64_t n);
/* For db_write; the context is a struct save. */
const struct err *save_write(struct db_tx *tx, void *context);
/* The same for plain SQLite: ?1 id, ?2 unit, ?3 criterion, ?4 revision, ?5 value, ?6 instant, ?7
 * reason; and ?1 id, ?2 instant, ?3 officer, ?4 entry's id, ?5 value, ?6 reason. */
extern const char save_entry_sql[];
extern const char save_audit_sql[];

/* A fresh database with the program's tables and what a save points at. */
struct db *database_new(const char *folder, char *ret_path, size_t size);
/* The file and its companions; closed before. */
void database_remove(const char *path);

/* Prints and ends the program. */
void die(const char *what, const char *why) __attribute__((noreturn));
void expect(const struct err *err);

#endif
