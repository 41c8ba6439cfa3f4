#include "db/db_wipe.h"

#include <pthread.h>
#include <string.h>

#include "base/buf.h"
#include "base/list.h"
#include "db/db_internal.h"

enum { COLUMNS_MAX = 90, KEYS_MAX = 6, SQL_BYTES_MAX = 32 * 1024 };

struct column {
    struct str name;
    bool is_text;
    bool is_bytes;
    bool is_required;
    int64_t key; /* its place in the primary key, from 1; 0: it is none */
};

struct table {
    struct str name;
    struct column columns[COLUMNS_MAX];
    size_t count;
};

struct tables {
    struct table **items;
    size_t count;
    size_t capacity;
};

/* ---- queries made here ---- */

/* A statement is found again by the address of its query, which must therefore last: each text is
 * kept once, for the life of the program. There are as many as the schema has tables and columns.
 */
static struct {
    pthread_mutex_t lock;
    struct arena *arena;
    LIST(struct db_query *) queries;
} kept = {.lock = PTHREAD_MUTEX_INITIALIZER};

static const struct db_query *keep_query(const struct db_query *made) {
    pthread_mutex_lock(&kept.lock);
    if (!kept.arena)
        kept.arena = arena_new(0);
    struct db_query *query = NULL;
    for (size_t i = 0; i < kept.queries.count && !query; i++)
        if (strcmp(kept.queries.items[i]->sql[0], made->sql[0]) == 0)
            query = kept.queries.items[i];
    if (!query) {
        query = ARENA_NEW(kept.arena, struct db_query);
        *query = *made;
        for (int engine = 0; engine < DB_ENGINE_COUNT; engine++)
            query->sql[engine] = str_copy(kept.arena, str_from_c(made->sql[engine])).p;
        struct db_field *columns = ARENA_ARRAY(kept.arena, struct db_field, made->column_count + 1);
        for (size_t i = 0; i < made->column_count; i++) {
            columns[i] = made->columns[i];
            columns[i].name = str_copy(kept.arena, str_from_c(made->columns[i].name)).p;
        }
        query->columns = columns;
        *list_push(kept.arena, &kept.queries) = query;
    }
    pthread_mutex_unlock(&kept.lock);
    return query;
}

/* One text for both engines: "$1::text" is written "@1" here. */
static void set_sql(struct arena *arena, struct db_query *query, struct str sql) {
    struct buf sqlite CLEANUP(buf_release) = BUF_INIT(SQL_BYTES_MAX);
    struct buf postgres CLEANUP(buf_release) = BUF_INIT(SQL_BYTES_MAX);
    for (size_t i = 0; i < sql.n; i++) {
        if (sql.p[i] == '@') {
            buf_append_format(&sqlite, "?%c", sql.p[i + 1]);
            buf_append_format(&postgres, "$%c::%s", sql.p[i + 1],
                              query->params[sql.p[i + 1] - '1'].type == DB_BYTES ? "bytea"
                              : query->params[sql.p[i + 1] - '1'].type == DB_INT ? "bigint"
                                                                                 : "text");
            i++;
        } else {
            buf_append(&sqlite, &sql.p[i], 1);
            buf_append(&postgres, &sql.p[i], 1);
        }
    }
    query->sql[DB_SQLITE] = str_copy(arena, buf_str(&sqlite)).p;
    query->sql[DB_POSTGRES] = str_copy(arena, buf_str(&postgres)).p;
}

static const struct db_field TEXTS[] = {
    {"a", DB_TEXT, true}, {"b", DB_TEXT, true}, {"c", DB_TEXT, true}, {"d", DB_TEXT, true},
    {"e", DB_TEXT, true}, {"f", DB_TEXT, true}, {"g", DB_TEXT, true}, {"h", DB_TEXT, true}};

/* ---- the catalogue ---- */

static const struct db_field CATALOGUE_COLUMNS[] = {{"table_name", DB_TEXT, false},
                                                    {"column_name", DB_TEXT, false},
                                                    {"type", DB_TEXT, false},
                                                    {"required", DB_INT, false},
                                                    {"key", DB_INT, false}};
static const struct db_query CATALOGUE = {
    .name = "wipe_catalogue",
    .sql = {"select m.name, p.name, lower(p.type), p.\"notnull\", p.pk"
            " from sqlite_schema m, pragma_table_info(m.name) p"
            " where m.type = 'table' and m.name not like 'sqlite!_%' escape '!'"
            " and m.name not in ('schema_migration', 'account_session')"
            " order by m.name, p.cid",
            "select cast(c.relname as text), cast(a.attname as text),"
            " format_type(a.atttypid, null), cast(a.attnotnull as int)::bigint,"
            " coalesce(array_position(cast(i.indkey as smallint[]), a.attnum) + 1, 0)::bigint"
            " from pg_class c join pg_attribute a on a.attrelid = c.oid"
            " left join pg_index i on i.indrelid = c.oid and i.indisprimary"
            " where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r'"
            " and a.attnum > 0 and not a.attisdropped"
            " and c.relname not in ('schema_migration', 'write_receipt', 'account_session')"
            " order by c.relname, a.attnum"},
    .columns = CATALOGUE_COLUMNS,
    .column_count = COUNT_OF(CATALOGUE_COLUMNS),
};

static const struct err *read_catalogue(struct db_tx *tx, struct arena *arena,
                                        struct tables *ret_tables) {
    struct db_cursor cursor;
    struct tables tables = {0};
    TRY(db_cursor_open(tx, &CATALOGUE, NULL, &cursor));
    while (db_cursor_next(&cursor)) {
        struct str name = db_cursor_text(&cursor, arena, 0);
        struct table *table = tables.count ? tables.items[tables.count - 1] : NULL;
        if (!table || !str_equal(table->name, name)) {
            table = ARENA_NEW(arena, struct table);
            table->name = name;
            *list_push(arena, &tables) = table;
        }
        struct str type = db_cursor_text(&cursor, arena, 2);
        if (table->count < COLUMNS_MAX)
            table->columns[table->count++] = (struct column){
                .name = db_cursor_text(&cursor, arena, 1),
                .is_text = str_equal_c(type, "text"),
                .is_bytes = str_equal_c(type, "blob") || str_equal_c(type, "bytea"),
                .is_required = db_cursor_int(&cursor, 3) != 0,
                .key = db_cursor_int(&cursor, 4),
            };
    }
    TRY(db_cursor_close(&cursor));
    *ret_tables = tables;
    return NULL;
}

static const struct column *column_of(const struct table *table, const char *const *names) {
    for (; *names; names++)
        for (size_t i = 0; i < table->count; i++)
            if (str_equal_c(table->columns[i].name, *names))
                return &table->columns[i];
    return NULL;
}

static const struct column *when_of(const struct table *table) {
    return column_of(table,
                     (const char *const[]){"recorded_ms", "at_ms", "created_ms", "set_ms", NULL});
}

static const struct column *author_of(const struct table *table) {
    return column_of(table, (const char *const[]){"author", "recorded_by", "account_name",
                                                  "created_by", "frozen_by", NULL});
}

static const struct column *name_of(const struct table *table) {
    return column_of(table, (const char *const[]){"name", NULL});
}

/* The columns of the primary key in its order; 0 where there is none. */
static size_t keys_of(const struct table *table, const struct column **ret_keys) {
    size_t count = 0;
    for (int64_t place = 1; place <= KEYS_MAX; place++)
        for (size_t i = 0; i < table->count; i++)
            if (table->columns[i].key == place)
                ret_keys[count++] = &table->columns[i];
    return count;
}

/* ---- looking ---- */

enum look { LOOK_FOR_WORDS, LOOK_FOR_BYTES, LOOK_FOR_PARTS };

struct search {
    struct db_tx *tx;
    struct arena *arena;
    enum look look;
    struct db_value values[2];
    db_table_filter filter;
    int64_t most;
    struct db_places *places;
};

static bool is_wanted(const struct search *search, const struct column *column) {
    if (column->key)
        return false;
    if (search->look == LOOK_FOR_WORDS)
        return column->is_text;
    /* Of a file's own parts what people put right in it, and its cells. */
    return column->is_bytes ||
           (search->look == LOOK_FOR_PARTS && str_equal_c(column->name, "text"));
}

/* select key columns as text, when, who, name, and a length for each wanted column: null where it
 * is not what is looked for. */
static void write_select(const struct search *search, const struct table *table, struct buf *sql) {
    const struct column *keys[KEYS_MAX];
    size_t key_count = keys_of(table, keys);
    const struct column *when = when_of(table), *author = author_of(table), *name = name_of(table);
    buf_append_c(sql, "select ");
    for (size_t i = 0; i < key_count; i++)
        buf_append_format(sql, "cast(\"" STR_FMT "\" as text), ", STR_ARG(keys[i]->name));
    if (when)
        buf_append_format(sql, "\"" STR_FMT "\", ", STR_ARG(when->name));
    else
        buf_append_c(sql, "cast(0 as bigint), ");
    buf_append_format(sql, author ? "\"" STR_FMT "\", " : "''" STR_FMT ", ",
                      STR_ARG(author ? author->name : STR("")));
    bool is_file = name && search->look == LOOK_FOR_BYTES;
    buf_append_format(sql, is_file ? "\"" STR_FMT "\"" : "''" STR_FMT,
                      STR_ARG(is_file ? name->name : STR("")));
    for (size_t i = 0; i < table->count; i++) {
        const struct column *column = &table->columns[i];
        if (!is_wanted(search, column))
            continue;
        if (search->look == LOOK_FOR_WORDS)
            buf_append_format(sql,
                              ", case when \"" STR_FMT "\" like @1 escape '!' or \"" STR_FMT
                              "\" like @2 escape '!' then cast(length(\"" STR_FMT
                              "\") as bigint) else null end",
                              STR_ARG(column->name), STR_ARG(column->name), STR_ARG(column->name));
        else
            buf_append_format(sql, ", cast(length(\"" STR_FMT "\") as bigint)",
                              STR_ARG(column->name));
    }
    buf_append_format(sql, " from \"" STR_FMT "\" where ", STR_ARG(table->name));
}

static void write_conditions(const struct search *search, const struct table *table,
                             struct buf *sql) {
    const struct column *when = when_of(table);
    if (search->look == LOOK_FOR_PARTS) {
        buf_append_c(sql, "file_id = @1");
    } else if (search->look == LOOK_FOR_BYTES) {
        buf_append_c(sql, "1 = 1");
        if (when)
            buf_append_format(sql, " order by \"" STR_FMT "\" desc", STR_ARG(when->name));
        buf_append_format(sql, " limit %lld", (long long)search->most);
    } else {
        const char *separator = "";
        for (size_t i = 0; i < table->count; i++) {
            if (!is_wanted(search, &table->columns[i]))
                continue;
            buf_append_format(
                sql, "%s\"" STR_FMT "\" like @1 escape '!' or \"" STR_FMT "\" like @2 escape '!'",
                separator, STR_ARG(table->columns[i].name), STR_ARG(table->columns[i].name));
            separator = " or ";
        }
        buf_append_format(sql, " limit %d", DB_PLACES_MAX + 1);
    }
}

static struct str read_key(struct db_cursor *cursor, struct arena *arena, size_t count) {
    struct buf key CLEANUP(buf_release) = BUF_INIT(64 * 1024);
    for (size_t i = 0; i < count; i++) {
        buf_append_c(&key, i ? "\n" : "");
        buf_append_str(&key, db_cursor_text(cursor, arena, i));
    }
    return str_copy(arena, buf_str(&key));
}

static void take_row(const struct search *search, const struct table *table, size_t key_count,
                     struct db_cursor *cursor) {
    struct arena *arena = search->arena;
    struct db_places *places = search->places;
    struct db_place row = {
        .table = table->name,
        .key = read_key(cursor, arena, key_count),
        .at_ms = db_cursor_opt_int(cursor, key_count).value,
        .author = str_or_empty(db_cursor_text(cursor, arena, key_count + 1)),
        .name = str_or_empty(db_cursor_text(cursor, arena, key_count + 2)),
    };
    size_t at = key_count + 3;
    for (size_t i = 0; i < table->count; i++) {
        const struct column *column = &table->columns[i];
        if (!is_wanted(search, column))
            continue;
        struct opt_int bytes = db_cursor_opt_int(cursor, at++);
        if (!bytes.set || !bytes.value)
            continue;
        if (places->count >= DB_PLACES_MAX) {
            places->more = true;
            continue;
        }
        row.column = column->name;
        row.is_bytes = column->is_bytes;
        row.bytes = bytes.value;
        *list_push(arena, places) = row;
    }
}

static const struct err *look_into(const struct search *search, const struct table *table) {
    const struct column *keys[KEYS_MAX];
    size_t key_count = keys_of(table, keys), wanted = 0;
    for (size_t i = 0; i < table->count; i++)
        wanted += is_wanted(search, &table->columns[i]);
    if (!wanted || !key_count ||
        (search->look == LOOK_FOR_PARTS &&
         !column_of(table, (const char *const[]){"file_id", NULL})))
        return NULL;
    struct buf sql CLEANUP(buf_release) = BUF_INIT(SQL_BYTES_MAX);
    write_select(search, table, &sql);
    write_conditions(search, table, &sql);
    struct db_field *columns = ARENA_ARRAY(search->arena, struct db_field, key_count + 3 + wanted);
    for (size_t i = 0; i < key_count + 3 + wanted; i++)
        columns[i] =
            (struct db_field){"c", i == key_count || i >= key_count + 3 ? DB_INT : DB_TEXT, true};
    struct db_query query = {
        .name = "wipe_look",
        .params = TEXTS,
        .param_count = search->look == LOOK_FOR_WORDS   ? 2
                       : search->look == LOOK_FOR_PARTS ? 1
                                                        : 0,
        .columns = columns,
        .column_count = key_count + 3 + wanted,
    };
    set_sql(search->arena, &query, buf_str(&sql));
    struct db_cursor cursor;
    TRY(db_cursor_open(search->tx, keep_query(&query), search->values, &cursor));
    while (db_cursor_next(&cursor))
        take_row(search, table, key_count, &cursor);
    return db_cursor_close(&cursor);
}

static const struct err *look_everywhere(struct search *search, struct db_places *ret_places) {
    struct tables tables;
    *ret_places = (struct db_places){0};
    search->places = ret_places;
    TRY(read_catalogue(search->tx, search->arena, &tables));
    for (size_t i = 0; i < tables.count; i++)
        if (!search->filter || search->filter(tables.items[i]->name))
            TRY(look_into(search, tables.items[i]));
    return NULL;
}

/* "%words%" with the signs that mean something to `like` taken literally. */
static struct str pattern_of(struct arena *arena, struct str words) {
    struct buf out CLEANUP(buf_release) = BUF_INIT(64 * 1024);
    buf_append_c(&out, "%");
    for (size_t i = 0; i < words.n; i++) {
        if (words.p[i] == '%' || words.p[i] == '_' || words.p[i] == '!')
            buf_append_c(&out, "!");
        buf_append(&out, &words.p[i], 1);
    }
    buf_append_c(&out, "%");
    return str_copy(arena, buf_str(&out));
}

const struct err *db_find_words(struct db_tx *tx, struct arena *arena, struct str words,
                                struct str folded, db_table_filter filter,
                                struct db_places *ret_places) {
    if (words.n < DB_WORDS_BYTES_MIN || folded.n < DB_WORDS_BYTES_MIN)
        return ERR(ERR_INPUT, "too few words to look for");
    struct search search = {
        .tx = tx,
        .arena = arena,
        .look = LOOK_FOR_WORDS,
        .filter = filter,
        .values = {db_value_text(pattern_of(arena, words)),
                   db_value_text(pattern_of(arena, folded))},
    };
    return look_everywhere(&search, ret_places);
}

const struct err *db_find_bytes(struct db_tx *tx, struct arena *arena, int64_t most,
                                db_table_filter filter, struct db_places *ret_places) {
    struct search search = {
        .tx = tx, .arena = arena, .look = LOOK_FOR_BYTES, .filter = filter, .most = most};
    return look_everywhere(&search, ret_places);
}

const struct err *db_find_parts(struct db_tx *tx, struct arena *arena, struct str file_id,
                                struct db_places *ret_places) {
    struct search search = {
        .tx = tx, .arena = arena, .look = LOOK_FOR_PARTS, .values = {db_value_text(file_id)}};
    return look_everywhere(&search, ret_places);
}

/* ---- one place ---- */

struct spot {
    const struct table *table;
    const struct column *column;
    const struct column *keys[KEYS_MAX];
    size_t key_count;
    struct db_value values[KEYS_MAX + 1];
};

/* Only what the catalogue knows: nothing that was sent gets into a statement. */
static const struct err *find_spot(struct db_tx *tx, struct arena *arena,
                                   const struct db_place *place, bool *ret_found,
                                   struct spot *ret_spot) {
    struct tables tables;
    *ret_found = false;
    *ret_spot = (struct spot){0};
    TRY(read_catalogue(tx, arena, &tables));
    for (size_t i = 0; i < tables.count; i++)
        if (str_equal(tables.items[i]->name, place->table))
            ret_spot->table = tables.items[i];
    if (!ret_spot->table)
        return NULL;
    for (size_t i = 0; i < ret_spot->table->count; i++)
        if (str_equal(ret_spot->table->columns[i].name, place->column))
            ret_spot->column = &ret_spot->table->columns[i];
    ret_spot->key_count = keys_of(ret_spot->table, ret_spot->keys);
    struct str rest = place->key;
    size_t parts = 0;
    while (rest.p && parts < ret_spot->key_count)
        ret_spot->values[parts++] = db_value_text(str_cut(&rest, '\n'));
    const struct column *column = ret_spot->column;
    *ret_found = column && !column->key && (column->is_text || column->is_bytes) &&
                 ret_spot->key_count && parts == ret_spot->key_count && !rest.p;
    return NULL;
}

/* "cast("id" as text) = @1 and …" */
static void write_key(const struct spot *spot, struct buf *sql) {
    for (size_t i = 0; i < spot->key_count; i++)
        buf_append_format(sql, "%scast(\"" STR_FMT "\" as text) = @%zu", i ? " and " : " where ",
                          STR_ARG(spot->keys[i]->name), i + 1);
}

const struct err *db_place_read(struct db_tx *tx, struct arena *arena, const struct db_place *place,
                                bool *ret_found, struct str *ret_content) {
    struct spot spot;
    bool known;
    *ret_found = false;
    TRY(find_spot(tx, arena, place, &known, &spot));
    if (!known)
        return NULL;
    struct buf sql CLEANUP(buf_release) = BUF_INIT(SQL_BYTES_MAX);
    buf_append_format(&sql, "select \"" STR_FMT "\" from \"" STR_FMT "\"",
                      STR_ARG(spot.column->name), STR_ARG(spot.table->name));
    write_key(&spot, &sql);
    const struct db_field column = {"c", spot.column->is_bytes ? DB_BYTES : DB_TEXT, true};
    struct db_query query = {.name = "wipe_read",
                             .params = TEXTS,
                             .param_count = spot.key_count,
                             .columns = &column,
                             .column_count = 1};
    set_sql(arena, &query, buf_str(&sql));
    struct db_cursor cursor;
    TRY(db_cursor_open(tx, keep_query(&query), spot.values, &cursor));
    if (db_cursor_next(&cursor)) {
        *ret_content = spot.column->is_bytes ? db_cursor_bytes(&cursor, arena, 0)
                                             : db_cursor_text(&cursor, arena, 0);
        *ret_found = true;
    }
    return db_cursor_close(&cursor);
}

static const struct err *set_column(struct db_tx *tx, struct arena *arena, const struct spot *spot,
                                    const struct column *column, struct str content) {
    static const struct db_field BYTES_LAST[][KEYS_MAX + 1] = {
        {{"a", DB_BYTES, true}},
        {{"a", DB_TEXT, true}, {"b", DB_BYTES, true}},
        {{"a", DB_TEXT, true}, {"b", DB_TEXT, true}, {"c", DB_BYTES, true}},
        {{"a", DB_TEXT, true}, {"b", DB_TEXT, true}, {"c", DB_TEXT, true}, {"d", DB_BYTES, true}},
    };
    if (column->is_bytes && spot->key_count >= COUNT_OF(BYTES_LAST))
        return ERR(ERR_INTERNAL, "bytes of a row with a long key");
    struct buf sql CLEANUP(buf_release) = BUF_INIT(SQL_BYTES_MAX);
    buf_append_format(&sql, "update \"" STR_FMT "\" set \"" STR_FMT "\" = @%zu",
                      STR_ARG(spot->table->name), STR_ARG(column->name), spot->key_count + 1);
    write_key(spot, &sql);
    struct db_query query = {.name = "wipe_set",
                             .params = column->is_bytes ? BYTES_LAST[spot->key_count] : TEXTS,
                             .param_count = spot->key_count + 1,
                             .writes = true};
    set_sql(arena, &query, buf_str(&sql));
    struct db_value values[KEYS_MAX + 1];
    memcpy(values, spot->values, sizeof(values));
    values[spot->key_count] = db_value_text(content);
    return db_execute(tx, keep_query(&query), values, NULL);
}

const struct err *db_place_destroy(struct db_tx *tx, struct arena *arena,
                                   const struct db_place *place, struct str sentence) {
    struct spot spot;
    bool known;
    TRY(find_spot(tx, arena, place, &known, &spot));
    if (!known)
        return ERR(ERR_INPUT, "no place whose content can be destroyed");
    TRY(set_column(tx, arena, &spot, spot.column, spot.column->is_bytes ? STR("") : sentence));
    const struct column *name = name_of(spot.table);
    if (spot.column->is_bytes && name && !name->key && name->is_text)
        TRY(set_column(tx, arena, &spot, name, sentence));
    return NULL;
}

/* ---- the file ---- */

const struct err *db_scrub(struct db *db, bool *ret_clean) {
    struct timespec until = db_wait_end();
    struct db_connection *connection = NULL;
    *ret_clean = false;
    TRY(db_writer_take(db, &until, &connection));
    const struct err *err = db_ops_of(db)->scrub(connection, ret_clean);
    db_writer_give(db, connection);
    return err;
}
