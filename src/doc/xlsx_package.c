#include "doc/xlsx_package.h"

#include <expat.h>
#include <string.h>
#include <zip.h>

#include "base/buf.h"
#include "doc/workbook_kind.h"

enum { CHUNK_BYTES = 64 * 1024, SMALL_PART_BYTES = 1024 * 1024, MARK_BYTES = 100 };

/* The two editions of the standard: as Excel writes it, and "strict". */
static const char MAIN_NAMESPACE[] = "http://schemas.openxmlformats.org/spreadsheetml/2006/main\n";
static const char STRICT_NAMESPACE[] = "http://purl.oclc.org/ooxml/spreadsheetml/main\n";

static struct str number_text(struct arena *arena, uint64_t value) {
    return str_format(arena, "%llu", (unsigned long long)value);
}

/* A part's name may be anything: what is shown of it is short and plain. */
static struct str shown_part(struct arena *arena, struct str part) {
    struct str shown = str_copy(arena, str_slice(part, 0, part.n < 60 ? part.n : 60));
    char *p = arena_alloc(arena, shown.n + 1);
    for (size_t i = 0; i < shown.n; i++)
        p[i] = shown.p[i] >= ' ' && shown.p[i] < 127 ? shown.p[i] : '?';
    return (struct str){p, shown.n};
}

static struct message damaged(struct arena *arena, struct str part) {
    return MESSAGE_WITH(MSG_workbook_damaged, shown_part(arena, part));
}

/* ---- what kind of archive it is ---- */

bool xlsx_package_has(const struct xlsx_package *package, struct str part) {
    return zip_name_locate(package->zip, str_c(package->arena, part), ZIP_FL_NOCASE) >= 0;
}

/* OpenDocument says what it is in a part of its own. */
static enum msg_id fault_of_mark(struct xlsx_package *package) {
    zip_file_t *file = zip_fopen(package->zip, "mimetype", 0);
    if (!file)
        return MSG_none;
    char mark[MARK_BYTES];
    zip_int64_t count = zip_fread(file, mark, sizeof(mark));
    zip_fclose(file);
    struct str text = {mark, count > 0 ? (size_t)count : 0};
    if (str_starts_with(text, STR("application/vnd.oasis.opendocument.spreadsheet")))
        return MSG_workbook_ods;
    if (str_starts_with(text, STR("application/vnd.oasis.opendocument")))
        return MSG_workbook_open_document;
    return MSG_none;
}

static bool holds_documents(struct xlsx_package *package) {
    zip_int64_t count = zip_get_num_entries(package->zip, 0);
    for (zip_int64_t i = 0; i < count; i++) {
        struct str name = str_from_c(zip_get_name(package->zip, (zip_uint64_t)i, 0));
        struct str lower = str_lower_ascii(package->arena, name);
        if (str_ends_with(lower, STR(".xlsx")) || str_ends_with(lower, STR(".xls")) ||
            str_ends_with(lower, STR(".docx")) || str_ends_with(lower, STR(".csv")))
            return true;
    }
    return false;
}

static enum msg_id fault_of_archive(struct xlsx_package *package) {
    enum msg_id mark = fault_of_mark(package);
    if (mark)
        return mark;
    if (xlsx_package_has(package, STR("xl/workbook.xml")))
        return MSG_none;
    if (xlsx_package_has(package, STR("xl/workbook.bin")))
        return MSG_workbook_xlsb;
    if (xlsx_package_has(package, STR("word/document.xml")))
        return MSG_workbook_word;
    if (xlsx_package_has(package, STR("ppt/presentation.xml")))
        return MSG_workbook_presentation;
    if (xlsx_package_has(package, STR("_rels/.rels")))
        return MSG_none; /* the workbook may stand elsewhere */
    return holds_documents(package) ? MSG_workbook_archive : MSG_workbook_no_workbook;
}

/* ---- limits of the archive, from what it says of itself ---- */

static bool check_entry(struct xlsx_package *package, const zip_stat_t *entry, uint64_t *total,
                        struct message *ret_fault) {
    struct arena *arena = package->arena;
    if ((entry->valid & (ZIP_STAT_NAME | ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE)) !=
        (ZIP_STAT_NAME | ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE)) {
        *ret_fault = MESSAGE(MSG_workbook_truncated);
        return false;
    }
    uint64_t beyond = entry->size > SMALL_PART_BYTES ? entry->size - SMALL_PART_BYTES : 0;
    if (entry->size > XLSX_UNPACKED_MAX_BYTES || beyond / XLSX_RATIO_MAX > entry->comp_size ||
        (*total += entry->size) > XLSX_UNPACKED_MAX_BYTES) {
        *ret_fault = MESSAGE(MSG_workbook_too_much_unpacked);
        return false;
    }
    if ((entry->valid & ZIP_STAT_ENCRYPTION_METHOD) && entry->encryption_method != ZIP_EM_NONE) {
        *ret_fault = MESSAGE(MSG_workbook_encrypted);
        return false;
    }
    if ((entry->valid & ZIP_STAT_COMP_METHOD) && entry->comp_method != ZIP_CM_STORE &&
        entry->comp_method != ZIP_CM_DEFLATE) {
        *ret_fault = damaged(arena, str_from_c(entry->name));
        return false;
    }
    return true;
}

static bool check_entries(struct xlsx_package *package, struct message *ret_fault) {
    zip_int64_t count = zip_get_num_entries(package->zip, 0);
    if (count > XLSX_PARTS_MAX) {
        *ret_fault =
            MESSAGE_WITH(MSG_workbook_too_many_parts, number_text(package->arena, XLSX_PARTS_MAX));
        return false;
    }
    const char *names[XLSX_PARTS_MAX];
    uint64_t total = 0;
    for (zip_int64_t i = 0; i < count; i++) {
        zip_stat_t entry;
        zip_stat_init(&entry);
        if (zip_stat_index(package->zip, (zip_uint64_t)i, 0, &entry) != 0) {
            *ret_fault = MESSAGE(MSG_workbook_truncated);
            return false;
        }
        if (!check_entry(package, &entry, &total, ret_fault))
            return false;
        names[i] = entry.name;
        for (zip_int64_t j = 0; j < i; j++)
            if (strcasecmp(names[i], names[j]) == 0) {
                *ret_fault = MESSAGE_WITH(MSG_workbook_part_twice,
                                          shown_part(package->arena, str_from_c(names[i])));
                return false;
            }
    }
    return true;
}

bool xlsx_package_open(struct arena *arena, struct str file, struct xlsx_package *ret_package,
                       struct message *ret_fault) {
    enum msg_id fault = workbook_fault_of_bytes(file);
    if (fault) {
        *ret_fault = MESSAGE(fault);
        return false;
    }
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *source = zip_source_buffer_create(file.p, file.n, 0, &error);
    struct xlsx_package package = {.arena = arena, .bytes_left = XLSX_UNPACKED_MAX_BYTES};
    if (source)
        package.zip = zip_open_from_source(source, ZIP_RDONLY, &error);
    if (!package.zip) {
        zip_source_free(source);
        zip_error_fini(&error);
        *ret_fault = MESSAGE(MSG_workbook_truncated);
        return false;
    }
    if (!check_entries(&package, ret_fault)) {
        xlsx_package_close(&package);
        return false;
    }
    fault = fault_of_archive(&package);
    if (fault) {
        *ret_fault = MESSAGE(fault);
        xlsx_package_close(&package);
        return false;
    }
    *ret_package = package;
    return true;
}

void xlsx_package_close(struct xlsx_package *package) {
    if (package->zip)
        zip_discard(package->zip);
    package->zip = NULL;
}

/* ---- XML ---- */

void xlsx_stop(struct xlsx_walk *walk, struct message fault) {
    if (walk->fault.id || walk->err)
        return;
    walk->fault = fault;
    XML_StopParser(walk->parser, XML_FALSE);
}

void xlsx_stop_with(struct xlsx_walk *walk, const struct err *err) {
    if (walk->fault.id || walk->err)
        return;
    walk->err = err;
    XML_StopParser(walk->parser, XML_FALSE);
}

void xlsx_stop_damaged(struct xlsx_walk *walk) {
    xlsx_stop(walk, damaged(walk->arena, walk->part));
}

static const char *after_namespace(const char *name) {
    const char *mark = strrchr(name, '\n');
    return mark ? mark + 1 : name;
}

/* The name within the spreadsheet's namespaces, NULL for all others. */
static const char *own_name(const struct xlsx_walk *walk, const char *name) {
    if (walk->any_namespace)
        return after_namespace(name);
    if (strncmp(name, MAIN_NAMESPACE, sizeof(MAIN_NAMESPACE) - 1) == 0)
        return name + sizeof(MAIN_NAMESPACE) - 1;
    if (strncmp(name, STRICT_NAMESPACE, sizeof(STRICT_NAMESPACE) - 1) == 0)
        return name + sizeof(STRICT_NAMESPACE) - 1;
    return NULL;
}

static void XMLCALL on_start(void *data, const char *name, const char **attributes) {
    struct xlsx_walk *walk = data;
    if (walk->fault.id || walk->err)
        return;
    if (++walk->depth > XLSX_XML_DEPTH_MAX) {
        xlsx_stop(walk, MESSAGE_WITH(MSG_workbook_unsafe, shown_part(walk->arena, walk->part)));
        return;
    }
    const char *own = own_name(walk, name);
    if (own)
        walk->start(walk, own, attributes);
}

static void XMLCALL on_end(void *data, const char *name) {
    struct xlsx_walk *walk = data;
    if (walk->fault.id || walk->err)
        return;
    walk->depth--;
    const char *own = own_name(walk, name);
    if (own && walk->end)
        walk->end(walk, own);
}

static void XMLCALL on_text(void *data, const char *bytes, int count) {
    struct xlsx_walk *walk = data;
    if (!walk->fault.id && !walk->err)
        walk->text(walk, bytes, count);
}

/* No workbook has a document type; with none there are no entities to blow up. */
static void XMLCALL on_doctype(void *data, const char *name, const char *system_id,
                               const char *public_id, int has_internal_subset) {
    (void)name, (void)system_id, (void)public_id, (void)has_internal_subset;
    struct xlsx_walk *walk = data;
    xlsx_stop(walk, MESSAGE_WITH(MSG_workbook_unsafe, shown_part(walk->arena, walk->part)));
}

/* Feeds the part to the parser; false where the walk was stopped or the part is broken. */
static bool feed(struct xlsx_package *package, struct xlsx_walk *walk, zip_file_t *file) {
    for (;;) {
        void *chunk = XML_GetBuffer(walk->parser, CHUNK_BYTES);
        zip_int64_t count = chunk ? zip_fread(file, chunk, CHUNK_BYTES) : -1;
        if (count < 0)
            return false;
        if ((uint64_t)count > package->bytes_left) {
            xlsx_stop(walk, MESSAGE(MSG_workbook_too_much_unpacked));
            return false;
        }
        package->bytes_left -= (uint64_t)count;
        if (XML_ParseBuffer(walk->parser, (int)count, count == 0) != XML_STATUS_OK)
            return false;
        if (count == 0)
            return true;
    }
}

bool xlsx_walk_part(struct xlsx_package *package, struct str part, struct xlsx_walk *walk,
                    struct message *ret_fault) {
    walk->part = part;
    walk->arena = package->arena;
    zip_file_t *file = zip_fopen(package->zip, str_c(package->arena, part), ZIP_FL_NOCASE);
    walk->parser = file ? XML_ParserCreateNS(NULL, '\n') : NULL;
    bool fine = false;
    if (walk->parser) {
        XML_SetUserData(walk->parser, walk);
        XML_SetElementHandler(walk->parser, on_start, on_end);
        if (walk->text)
            XML_SetCharacterDataHandler(walk->parser, on_text);
        XML_SetStartDoctypeDeclHandler(walk->parser, on_doctype);
        fine = feed(package, walk, file);
        XML_ParserFree(walk->parser);
        walk->parser = NULL;
    }
    if (file)
        zip_fclose(file);
    if (!fine || walk->fault.id || walk->err) {
        *ret_fault = walk->fault.id ? walk->fault : damaged(package->arena, part);
        return false;
    }
    return true;
}

const char *xlsx_attribute(const char **attributes, const char *name) {
    for (; attributes[0]; attributes += 2)
        if (strcmp(after_namespace(attributes[0]), name) == 0)
            return attributes[1];
    return NULL;
}

bool xlsx_attribute_is_true(const char **attributes, const char *name) {
    const char *value = xlsx_attribute(attributes, name);
    return value && (strcmp(value, "1") == 0 || strcmp(value, "true") == 0);
}

/* ---- names of parts ---- */

struct str xlsx_resolve(struct arena *arena, struct str from_part, struct str target) {
    struct str rest = target;
    LIST(struct str) steps = {0};
    if (!str_starts_with(target, STR("/"))) {
        struct str base = from_part;
        while (base.p) {
            struct str step = str_cut(&base, '/');
            if (base.p) /* all but the part's own name */
                *list_push(arena, &steps) = step;
        }
    }
    while (rest.p) {
        struct str step = str_cut(&rest, '/');
        if (str_equal_c(step, "..")) {
            if (steps.count)
                steps.count--;
        } else if (step.n && !str_equal_c(step, ".")) {
            *list_push(arena, &steps) = step;
        }
    }
    struct buf path = BUF_INIT(4096);
    for (size_t i = 0; i < steps.count; i++) {
        if (i)
            buf_append_char(&path, '/');
        buf_append_str(&path, steps.items[i]);
    }
    struct str result = str_copy(arena, buf_str(&path));
    buf_release(&path);
    return result;
}

struct str xlsx_relations_of(struct arena *arena, struct str part) {
    size_t name = part.n;
    while (name > 0 && part.p[name - 1] != '/')
        name--;
    return str_format(arena, STR_FMT "_rels/" STR_FMT ".rels", STR_ARG(str_slice(part, 0, name)),
                      STR_ARG(str_slice(part, name, part.n)));
}
