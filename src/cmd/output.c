#include "cmd/output.h"

#include <stdio.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "features/intake/intake.h"
#include "sys/files.h"
#include "text/utf8.h"

enum { PATH_BYTES_MAX = 1 << 16 };

/* TEXT with U+FFFD in place of every wrong byte. */
static void append_valid(struct buf *buf, struct str text) {
    for (size_t i = 0; i < text.n;) {
        size_t next = i;
        if (utf8_next(text, &next) == 0xFFFD)
            buf_append_c(buf, "\xEF\xBF\xBD");
        else
            buf_append(buf, text.p + i, next - i);
        i = next > i ? next : i + 1;
    }
}

struct str text_of_path(struct arena *arena, const char *path) {
    struct str text = str_from_c(path);
    struct str composed;
    if (utf8_to_nfc(arena, text, &composed))
        return composed;
    struct buf buf = BUF_INIT(PATH_BYTES_MAX);
    append_valid(&buf, text);
    struct str copy = str_copy(arena, buf_str(&buf));
    buf_release(&buf);
    return copy;
}

json_t *json_text(struct str text) {
    if (!text.p)
        return json_null();
    json_t *value = json_stringn(text.p, text.n);
    if (value)
        return value;
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    struct str valid = text_of_path(arena, str_c(arena, text));
    return json_stringn(valid.p, valid.n);
}

void json_print(const struct cmd *cmd, json_t *root) {
    json_dumpf(root, cmd->out, JSON_INDENT(2));
    putc('\n', cmd->out);
    json_decref(root);
}

/* The sentences of files.h speak of the data folder; this is about a place that the user named. */
static const struct err *output_err(const struct err *err, const char *path) {
    if (!err)
        return NULL;
    const char *key = err->kind == ERR_NOT_FOUND   ? "cmd.output_no_folder"
                      : err->kind == ERR_READ_ONLY ? "cmd.output_denied"
                      : err->kind == ERR_DISK_FULL ? "cmd.output_disk_full"
                                                   : "cmd.output_failed";
    return ERR_TEXT(err->kind, key, "%.400s", err->message[0] ? err->message : path);
}

const struct err *output_write(const char *path, struct str bytes) {
    struct stat status;
    if (stat(path, &status) == 0 && !S_ISREG(status.st_mode))
        return ERR_TEXT(ERR_INPUT, "cmd.output_not_a_file", "%s is no ordinary file", path);
    return output_err(file_write_atomic(path, bytes, 0600), path);
}

const struct err *output_folder(const char *path) {
    return output_err(folder_make(path), path);
}

size_t findings_count(const struct findings *findings, enum severity severity) {
    size_t count = 0;
    for (size_t i = 0; i < findings->count; i++)
        count += findings->items[i].severity == severity;
    return count;
}

static bool stands_before(const struct finding *a, const struct finding *b) {
    return a->row != b->row ? a->row < b->row : a->column < b->column;
}

/* Keeps the order of equals; lists are as long as a sheet has faults. */
void findings_sort(struct findings *findings) {
    for (size_t i = 1; i < findings->count; i++) {
        struct finding moved = findings->items[i];
        size_t k = i;
        for (; k > 0 && stands_before(&moved, &findings->items[k - 1]); k--)
            findings->items[k] = findings->items[k - 1];
        findings->items[k] = moved;
    }
}

static enum msg_id severity_name(enum severity severity) {
    switch (severity) {
    case SEVERITY_ERROR:
        return MSG_cmd_severity_error;
    case SEVERITY_WARNING:
        return MSG_cmd_severity_warning;
    case SEVERITY_NOTE:
        break;
    }
    return MSG_cmd_severity_note;
}

static const char *severity_code(enum severity severity) {
    return severity == SEVERITY_ERROR ? "error" : severity == SEVERITY_WARNING ? "warning" : "note";
}

/* "E12"; "12" for a whole row; absent for a whole sheet. */
static struct str place_of(struct arena *arena, const struct finding *finding) {
    if (finding->row && finding->column)
        return grid_place(arena, finding->row, finding->column);
    return finding->row ? str_format(arena, "%u", finding->row) : STR_NONE;
}

void findings_print(const struct cmd *cmd, struct str file, const struct findings *findings) {
    for (size_t i = 0; i < findings->count; i++) {
        const struct finding *finding = &findings->items[i];
        struct str place = place_of(cmd->arena, finding);
        struct str text = message_text(cmd->arena, cmd->lang, finding->message);
        fprintf(cmd->out, STR_FMT "%s" STR_FMT "  %s  ", STR_ARG(file), place.p ? ":" : "",
                STR_ARG(place), message_plain(cmd->lang, severity_name(finding->severity)).p);
        if (finding->criterion.p)
            fprintf(cmd->out, "[" STR_FMT "]  ", STR_ARG(finding->criterion));
        fprintf(cmd->out, STR_FMT "\n", STR_ARG(text));
    }
}

json_t *findings_json(const struct cmd *cmd, struct str file, const struct findings *findings) {
    json_t *list = json_array();
    for (size_t i = 0; i < findings->count; i++) {
        const struct finding *f = &findings->items[i];
        struct str column = f->column ? grid_column_letters(cmd->arena, f->column) : STR_NONE;
        struct str cell = f->row && f->column ? place_of(cmd->arena, f) : STR_NONE;
        json_t *item = json_object();
        json_object_set_new(item, "severity", json_string(severity_code(f->severity)));
        json_object_set_new(item, "file", json_text(file));
        json_object_set_new(item, "row", f->row ? json_integer(f->row) : json_null());
        json_object_set_new(item, "column", json_text(column));
        json_object_set_new(item, "cell", json_text(cell));
        json_object_set_new(item, "criterion", json_text(f->criterion));
        json_object_set_new(item, "message",
                            json_text(message_text(cmd->arena, cmd->lang, f->message)));
        json_array_append_new(list, item);
    }
    return list;
}
