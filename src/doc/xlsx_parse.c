/* A workbook: which parts it has, its texts, formats and properties; then its sheets. */
#include "doc/xlsx_parse.h"

#include <string.h>

#include "base/list.h"
#include "doc/xlsx_book.h"
#include "text/utf8.h"

/* ---- relations between parts ---- */

struct relation {
    struct str id;
    struct str kind; /* the last step of its type: "worksheet" */
    struct str part;
};

struct relations {
    struct arena *arena;
    struct str from_part;
    struct relation *items;
    size_t count;
    size_t capacity;
};

static void on_relation(struct xlsx_walk *walk, const char *name, const char **attributes) {
    struct relations *relations = walk->context;
    const char *id = xlsx_attribute(attributes, "Id");
    const char *type = xlsx_attribute(attributes, "Type");
    const char *target = xlsx_attribute(attributes, "Target");
    const char *mode = xlsx_attribute(attributes, "TargetMode");
    if (strcmp(name, "Relationship") != 0 || !id || !type || !target ||
        (mode && strcmp(mode, "External") == 0))
        return;
    if (relations->count >= 10 * XLSX_PARTS_MAX || strlen(target) > 1000) {
        xlsx_stop_damaged(walk);
        return;
    }
    const char *slash = strrchr(type, '/');
    *list_push(relations->arena, relations) = (struct relation){
        .id = str_copy(relations->arena, str_from_c(id)),
        .kind = str_copy(relations->arena, str_from_c(slash ? slash + 1 : type)),
        .part = xlsx_resolve(relations->arena, relations->from_part, str_from_c(target)),
    };
}

/* A part without relations has none: no fault. */
static bool read_relations(struct xlsx_book *book, struct str part, struct relations *relations,
                           struct message *ret_fault) {
    struct str relations_part = xlsx_relations_of(book->arena, part);
    *relations = (struct relations){.arena = book->arena, .from_part = part};
    if (!xlsx_package_has(&book->package, relations_part))
        return true;
    struct xlsx_walk walk = {.context = relations, .any_namespace = true, .start = on_relation};
    return xlsx_walk_part(&book->package, relations_part, &walk, ret_fault);
}

/* The part of that kind, absent where there is none. */
static struct str related_part(const struct relations *relations, const char *kind) {
    for (size_t i = 0; i < relations->count; i++)
        if (str_equal_c(relations->items[i].kind, kind))
            return relations->items[i].part;
    return STR_NONE;
}

/* ---- texts ---- */

bool xlsx_book_text(struct arena *scratch, struct str raw, struct buf *buf,
                    bool *ret_was_decomposed) {
    size_t start = buf->length;
    xlsx_text_append(buf, raw);
    *ret_was_decomposed = false;
    struct str text = {buf_str(buf).p + start, buf->length - start};
    if (buf->overflowed || xlsx_text_is_composed(text))
        return true;
    struct str composed;
    if (!utf8_to_nfc(scratch, text, &composed))
        return false;
    if (!str_equal(text, composed)) {
        *ret_was_decomposed = true;
        buf->length = start;
        buf_append_str(buf, composed);
    }
    return true;
}

bool xlsx_text_is_too_long(struct str text) {
    return text.n > XLSX_CELL_CHARACTERS_MAX && utf8_length(text) > XLSX_CELL_CHARACTERS_MAX;
}

size_t xlsx_texts_count(const struct xlsx_texts *texts) {
    return texts->ends.length / sizeof(uint32_t);
}

static uint32_t end_at(const struct xlsx_texts *texts, size_t index) {
    uint32_t end;
    memcpy(&end, texts->ends.bytes + index * sizeof(end), sizeof(end));
    return end;
}

struct str xlsx_texts_at(const struct xlsx_texts *texts, size_t index, bool *ret_was_decomposed) {
    uint32_t end = end_at(texts, index);
    uint32_t start = index ? end_at(texts, index - 1) & ~XLSX_WAS_DECOMPOSED : 0;
    *ret_was_decomposed = end & XLSX_WAS_DECOMPOSED;
    end &= ~XLSX_WAS_DECOMPOSED;
    return (struct str){buf_str(&texts->bytes).p + start, end - start};
}

struct texts_parse {
    struct xlsx_book *book;
    struct arena *scratch;
    struct buf item; /* the runs of one text, joined */
    bool collecting;
    bool in_phonetic;
};

static void on_texts_start(struct xlsx_walk *walk, const char *name, const char **attributes) {
    (void)attributes;
    struct texts_parse *parse = walk->context;
    if (strcmp(name, "t") == 0)
        parse->collecting = !parse->in_phonetic;
    else if (strcmp(name, "rPh") == 0)
        parse->in_phonetic = true;
    else if (strcmp(name, "si") == 0)
        buf_clear(&parse->item);
}

static void end_shared_text(struct xlsx_walk *walk) {
    struct texts_parse *parse = walk->context;
    struct xlsx_texts *texts = &parse->book->texts;
    bool was_decomposed = false;
    size_t start = texts->bytes.length;
    bool fine =
        xlsx_book_text(parse->scratch, buf_str(&parse->item), &texts->bytes, &was_decomposed);
    struct str text = {buf_str(&texts->bytes).p + start, texts->bytes.length - start};
    if (!fine) {
        xlsx_stop_damaged(walk);
    } else if (parse->item.overflowed || xlsx_text_is_too_long(text)) {
        xlsx_stop(walk, MESSAGE(MSG_workbook_long_text));
    } else if (texts->bytes.overflowed || xlsx_texts_count(texts) >= XLSX_SHARED_TEXTS_MAX) {
        xlsx_stop(walk, MESSAGE_WITH(MSG_workbook_too_much_text,
                                     str_format(walk->arena, "%d", XLSX_SHARED_BYTES_MAX >> 20)));
    } else {
        uint32_t end = (uint32_t)texts->bytes.length | (was_decomposed ? XLSX_WAS_DECOMPOSED : 0);
        buf_append(&texts->ends, &end, sizeof(end));
    }
    if (arena_used_bytes(parse->scratch))
        arena_clear(parse->scratch);
}

static void on_texts_end(struct xlsx_walk *walk, const char *name) {
    struct texts_parse *parse = walk->context;
    if (strcmp(name, "t") == 0)
        parse->collecting = false;
    else if (strcmp(name, "rPh") == 0)
        parse->in_phonetic = false;
    else if (strcmp(name, "si") == 0)
        end_shared_text(walk);
}

static void on_texts_text(struct xlsx_walk *walk, const char *bytes, int count) {
    struct texts_parse *parse = walk->context;
    if (parse->collecting)
        buf_append(&parse->item, bytes, (size_t)count);
}

static bool read_texts(struct xlsx_book *book, struct str part, struct message *ret_fault) {
    struct texts_parse parse = {
        .book = book, .scratch = arena_new(0), .item = BUF_INIT(XLSX_CELL_BYTES_MAX)};
    struct xlsx_walk walk = {
        .context = &parse, .start = on_texts_start, .end = on_texts_end, .text = on_texts_text};
    bool fine = xlsx_walk_part(&book->package, part, &walk, ret_fault);
    buf_release(&parse.item);
    arena_free(parse.scratch);
    return fine;
}

/* ---- formats ---- */

struct number_format {
    uint32_t id;
    enum xlsx_format format;
};

struct styles_parse {
    struct xlsx_book *book;
    bool in_cell_styles;
    LIST(struct number_format) formats;
    LIST(uint32_t) style_formats;
};

static uint32_t number_attribute(const char **attributes, const char *name) {
    const char *text = xlsx_attribute(attributes, name);
    long long value = 0;
    if (!text || !str_to_int64(str_from_c(text), &value) || value < 0 || value > UINT32_MAX)
        return 0;
    return (uint32_t)value;
}

static void on_styles_start(struct xlsx_walk *walk, const char *name, const char **attributes) {
    struct styles_parse *parse = walk->context;
    struct arena *arena = parse->book->arena;
    if (strcmp(name, "cellXfs") == 0) {
        parse->in_cell_styles = true;
    } else if (strcmp(name, "numFmt") == 0) {
        const char *code = xlsx_attribute(attributes, "formatCode");
        *list_push(arena, &parse->formats) = (struct number_format){
            number_attribute(attributes, "numFmtId"), xlsx_format_of_code(str_from_c(code))};
    } else if (strcmp(name, "xf") == 0 && parse->in_cell_styles) {
        *list_push(arena, &parse->style_formats) = number_attribute(attributes, "numFmtId");
    }
    if (parse->formats.count > XLSX_NUMBER_FORMATS_MAX ||
        parse->style_formats.count > XLSX_CELL_STYLES_MAX)
        xlsx_stop(walk, MESSAGE(MSG_workbook_too_complex));
}

static void on_styles_end(struct xlsx_walk *walk, const char *name) {
    struct styles_parse *parse = walk->context;
    if (strcmp(name, "cellXfs") == 0)
        parse->in_cell_styles = false;
}

static enum xlsx_format format_of_id(const struct styles_parse *parse, uint32_t id) {
    for (size_t i = 0; i < parse->formats.count; i++)
        if (parse->formats.items[i].id == id)
            return parse->formats.items[i].format;
    return xlsx_format_builtin(id);
}

static bool read_styles(struct xlsx_book *book, struct str part, struct message *ret_fault) {
    struct styles_parse parse = {.book = book};
    struct xlsx_walk walk = {.context = &parse, .start = on_styles_start, .end = on_styles_end};
    if (!xlsx_walk_part(&book->package, part, &walk, ret_fault))
        return false;
    for (size_t i = 0; i < parse.style_formats.count; i++) {
        uint32_t id = parse.style_formats.items[i];
        bool is_same = i > 0 && parse.style_formats.items[i - 1] == id;
        uint8_t format = is_same ? book->styles.items[i - 1] : (uint8_t)format_of_id(&parse, id);
        *list_push(book->arena, &book->styles) = format;
    }
    return true;
}

/* ---- properties ---- */

struct properties_parse {
    struct xlsx_book *book;
    struct str name;
    struct buf value;
    bool in_property;
    int count;
};

static void on_property_start(struct xlsx_walk *walk, const char *name, const char **attributes) {
    struct properties_parse *parse = walk->context;
    const char *property = xlsx_attribute(attributes, "name");
    if (strcmp(name, "property") != 0)
        return;
    if (++parse->count > XLSX_PROPERTIES_MAX) {
        xlsx_stop(walk, MESSAGE(MSG_workbook_too_complex));
        return;
    }
    parse->in_property = true;
    parse->name = str_copy(parse->book->arena, str_from_c(property ? property : ""));
    buf_clear(&parse->value);
}

static void on_property_end(struct xlsx_walk *walk, const char *name) {
    struct properties_parse *parse = walk->context;
    const struct workbook_visitor *visitor = parse->book->visitor;
    if (strcmp(name, "property") != 0)
        return;
    parse->in_property = false;
    struct str property, value;
    if (parse->value.overflowed || parse->name.n > XLSX_CELL_BYTES_MAX) {
        xlsx_stop(walk, MESSAGE(MSG_workbook_long_text));
    } else if (!utf8_to_nfc(parse->book->arena, parse->name, &property) ||
               !utf8_to_nfc(parse->book->arena, str_trim(buf_str(&parse->value)), &value)) {
        xlsx_stop_damaged(walk);
    } else if (visitor->property) {
        const struct err *err = visitor->property(visitor->context, property, value);
        if (err)
            xlsx_stop_with(walk, err);
    }
}

static void on_property_text(struct xlsx_walk *walk, const char *bytes, int count) {
    struct properties_parse *parse = walk->context;
    if (parse->in_property)
        buf_append(&parse->value, bytes, (size_t)count);
}

static bool read_properties(struct xlsx_book *book, struct str part, const struct err **ret_err,
                            struct message *ret_fault) {
    struct properties_parse parse = {.book = book, .value = BUF_INIT(XLSX_CELL_BYTES_MAX)};
    struct xlsx_walk walk = {.context = &parse,
                             .any_namespace = true,
                             .start = on_property_start,
                             .end = on_property_end,
                             .text = on_property_text};
    bool fine = xlsx_walk_part(&book->package, part, &walk, ret_fault);
    *ret_err = walk.err;
    buf_release(&parse.value);
    return fine;
}

/* ---- the workbook ---- */

struct tab {
    struct str name;
    struct str id; /* of the relation that leads to its part */
    bool hidden;
};

struct tabs {
    struct xlsx_book *book;
    struct tab *items;
    size_t count;
    size_t capacity;
};

static void on_workbook_start(struct xlsx_walk *walk, const char *name, const char **attributes) {
    struct tabs *tabs = walk->context;
    struct xlsx_book *book = tabs->book;
    if (strcmp(name, "workbookPr") == 0)
        book->from_1904 = xlsx_attribute_is_true(attributes, "date1904");
    if (strcmp(name, "sheet") != 0)
        return;
    const char *title = xlsx_attribute(attributes, "name");
    const char *id = xlsx_attribute(attributes, "id");
    const char *state = xlsx_attribute(attributes, "state");
    struct tab tab = {.hidden = state && strcmp(state, "visible") != 0};
    if (!title || !id || !utf8_to_nfc(book->arena, str_from_c(title), &tab.name)) {
        xlsx_stop_damaged(walk);
        return;
    }
    tab.name = utf8_head(tab.name, 255);
    tab.id = str_copy(book->arena, str_from_c(id));
    *list_push(book->arena, tabs) = tab;
    if (tabs->count > book->limits->max_sheets)
        xlsx_stop(walk, MESSAGE_WITH(MSG_workbook_too_many_sheets,
                                     str_format(book->arena, "%u", book->limits->max_sheets)));
}

static const struct relation *relation_of(const struct relations *relations, struct str id) {
    for (size_t i = 0; i < relations->count; i++)
        if (str_equal(relations->items[i].id, id))
            return &relations->items[i];
    return NULL;
}

/* Charts and macros have tabs too; they hold no cells. */
static bool read_tabs(struct xlsx_book *book, const struct tabs *tabs,
                      const struct relations *relations, const struct err **ret_err,
                      struct message *ret_fault) {
    const struct workbook_visitor *visitor = book->visitor;
    size_t sheets = 0;
    for (size_t i = 0; i < tabs->count; i++) {
        const struct tab *tab = &tabs->items[i];
        const struct relation *relation = relation_of(relations, tab->id);
        if (!relation) {
            *ret_fault = MESSAGE_WITH(MSG_workbook_damaged, utf8_head(tab->name, 60));
            return false;
        }
        if (!str_equal_c(relation->kind, "worksheet"))
            continue;
        if (visitor->sheet_begins)
            *ret_err = visitor->sheet_begins(visitor->context, tab->name, tab->hidden);
        if (*ret_err || !xlsx_sheet_parse(book, tab->name, relation->part, ret_err, ret_fault))
            return false;
        sheets++;
    }
    if (!sheets)
        *ret_fault = MESSAGE(MSG_workbook_no_sheets);
    return sheets > 0;
}

/* Where the workbook itself stands. */
static bool find_workbook(struct xlsx_book *book, struct relations *root, struct str *ret_part,
                          struct message *ret_fault) {
    if (!read_relations(book, STR(""), root, ret_fault))
        return false;
    struct str part = related_part(root, "officeDocument");
    if (!part.p || !xlsx_package_has(&book->package, part))
        part = STR("xl/workbook.xml");
    if (!xlsx_package_has(&book->package, part)) {
        *ret_fault = MESSAGE(MSG_workbook_no_workbook);
        return false;
    }
    *ret_part = part;
    return true;
}

static bool read_optional(struct xlsx_book *book, struct str part,
                          bool (*read)(struct xlsx_book *, struct str, struct message *),
                          struct message *ret_fault) {
    return !part.p || !xlsx_package_has(&book->package, part) || read(book, part, ret_fault);
}

static bool read_book(struct xlsx_book *book, const struct err **ret_err,
                      struct message *ret_fault) {
    struct relations root, relations;
    struct str part;
    if (!find_workbook(book, &root, &part, ret_fault) ||
        !read_relations(book, part, &relations, ret_fault))
        return false;
    struct tabs tabs = {.book = book};
    struct xlsx_walk walk = {.context = &tabs, .start = on_workbook_start};
    if (!xlsx_walk_part(&book->package, part, &walk, ret_fault))
        return false;
    struct str properties = related_part(&root, "custom-properties");
    if (!properties.p)
        properties = related_part(&root, "customProperties"); /* strict edition */
    if (properties.p && xlsx_package_has(&book->package, properties) &&
        !read_properties(book, properties, ret_err, ret_fault))
        return false;
    return read_optional(book, related_part(&relations, "sharedStrings"), read_texts, ret_fault) &&
           read_optional(book, related_part(&relations, "styles"), read_styles, ret_fault) &&
           read_tabs(book, &tabs, &relations, ret_err, ret_fault);
}

const struct err *xlsx_parse(struct arena *arena, struct str file,
                             const struct workbook_limits *limits,
                             const struct workbook_visitor *visitor, struct message *ret_fault) {
    struct xlsx_book book = {
        .arena = arena,
        .limits = limits,
        .visitor = visitor,
        .texts = {BUF_INIT(XLSX_SHARED_BYTES_MAX),
                  BUF_INIT((size_t)XLSX_SHARED_TEXTS_MAX * sizeof(uint32_t))},
    };
    const struct err *err = NULL;
    struct message fault = MESSAGE(MSG_none);
    if (xlsx_package_open(arena, file, &book.package, &fault)) {
        if (read_book(&book, &err, &fault))
            fault = MESSAGE(MSG_none);
        xlsx_package_close(&book.package);
    }
    buf_release(&book.texts.bytes);
    buf_release(&book.texts.ends);
    if (!err)
        *ret_fault = fault;
    return err;
}
