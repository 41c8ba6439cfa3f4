/* manifest.json: what a backup holds and as of when. */
#include <jansson.h>
#include <stdlib.h>

#include "backup/backup_internal.h"
#include "base/date.h"
#include "base/list.h"

static json_t *text_json(struct str text) {
    return json_stringn(text.p ? text.p : "", text.n);
}

static json_t *tables_json(const struct db_table_counts *tables) {
    json_t *object = json_object();
    for (size_t i = 0; i < tables->count; i++)
        json_object_setn_new(object, tables->items[i].table.p, tables->items[i].table.n,
                             json_integer(tables->items[i].rows));
    return object;
}

static json_t *parts_json(const struct archive_parts *parts) {
    json_t *list = json_array();
    for (size_t i = 0; i < parts->count; i++) {
        const struct archive_part *part = &parts->items[i];
        json_array_append_new(list, json_pack("{s:o, s:I, s:o}", "name", text_json(part->name),
                                              "bytes", (json_int_t)part->bytes, "sha256",
                                              text_json(part->sha256)));
    }
    return list;
}

struct str backup_manifest_write(struct arena *arena, const struct backup_manifest *manifest) {
    json_t *root = json_object();
    struct date day = date_of_instant(manifest->instant_ms);
    struct str when = str_format(arena, STR_FMT "T" STR_FMT "+07:00", STR_ARG(date_iso(arena, day)),
                                 STR_ARG(instant_time_display(arena, manifest->instant_ms)));
    json_object_set_new(root, "format", json_integer(manifest->format));
    json_object_set_new(root, "program", json_string("thidua"));
    json_object_set_new(root, "program_version", text_json(manifest->program_version));
    json_object_set_new(root, "schema", json_integer(manifest->schema));
    json_object_set_new(root, "engine", text_json(manifest->engine));
    json_object_set_new(root, "instant", text_json(when));
    json_object_set_new(root, "instant_ms", json_integer(manifest->instant_ms));
    json_object_set_new(root, "errors", json_integer(manifest->inspection.errors));
    json_object_set_new(root, "warnings", json_integer(manifest->inspection.warnings));
    if (manifest->inspection.audit_head.p)
        json_object_set_new(root, "audit_head", text_json(manifest->inspection.audit_head));
    json_object_set_new(root, "tables", tables_json(&manifest->tables));
    json_object_set_new(root, "parts", parts_json(&manifest->parts));
    char *text = json_dumps(root, JSON_INDENT(1));
    struct str copy = str_copy(arena, str_from_c(text ? text : "{}"));
    free(text);
    json_decref(root);
    return copy;
}

static struct str text_of(struct arena *arena, const json_t *object, const char *key) {
    const json_t *value = json_object_get(object, key);
    if (!json_is_string(value))
        return STR_NONE;
    return str_copy(arena, (struct str){json_string_value(value), json_string_length(value)});
}

static int64_t number_of(const json_t *object, const char *key) {
    const json_t *value = json_object_get(object, key);
    return json_is_integer(value) ? json_integer_value(value) : -1;
}

static bool read_parts(struct arena *arena, const json_t *list, struct archive_parts *parts) {
    size_t index;
    const json_t *item;
    if (!json_is_array(list))
        return false;
    json_array_foreach(list, index, item) {
        struct archive_part part = {text_of(arena, item, "name"), number_of(item, "bytes"),
                                    text_of(arena, item, "sha256")};
        if (!part.name.p || part.bytes < 0 || !part.sha256.p)
            return false;
        *list_push(arena, parts) = part;
    }
    return true;
}

static bool read_tables(struct arena *arena, json_t *object, struct db_table_counts *tables) {
    const char *name;
    json_t *rows;
    if (!json_is_object(object))
        return false;
    json_object_foreach(object, name, rows) {
        if (!json_is_integer(rows))
            return false;
        *list_push(arena, tables) =
            (struct db_table_count){str_copy(arena, str_from_c(name)), json_integer_value(rows)};
    }
    return true;
}

static bool read_fields(struct arena *arena, json_t *root, struct backup_manifest *manifest) {
    *manifest = (struct backup_manifest){
        .format = number_of(root, "format"),
        .program_version = text_of(arena, root, "program_version"),
        .schema = number_of(root, "schema"),
        .engine = text_of(arena, root, "engine"),
        .instant_ms = number_of(root, "instant_ms"),
        .inspection = {number_of(root, "errors"), number_of(root, "warnings"),
                       text_of(arena, root, "audit_head")},
    };
    return str_equal(text_of(arena, root, "program"), STR("thidua")) &&
           manifest->program_version.p && manifest->engine.p && manifest->schema > 0 &&
           manifest->instant_ms >= 0 && manifest->inspection.errors >= 0 &&
           manifest->inspection.warnings >= 0 &&
           read_tables(arena, json_object_get(root, "tables"), &manifest->tables) &&
           read_parts(arena, json_object_get(root, "parts"), &manifest->parts);
}

const struct err *backup_manifest_read(struct arena *arena, struct str text,
                                       struct backup_manifest *ret_manifest) {
    json_t *root = json_loadb(text.p, text.n, JSON_REJECT_DUPLICATES, NULL);
    bool newer = root && number_of(root, "format") > BACKUP_FORMAT;
    bool sound = root && !newer && read_fields(arena, root, ret_manifest);
    json_decref(root);
    if (newer)
        return ERR_TEXT(ERR_STATE, "backup.newer", "a backup of a newer program");
    return sound ? NULL
                 : ERR_TEXT(ERR_INPUT, "backup.changed", "the manifest of the backup is none");
}
