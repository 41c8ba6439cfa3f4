#include "doc/workbook_wire.h"

#include <string.h>

#include "doc/xlsx_book.h"
#include "text/utf8.h"

/* What is left of a record; `bad` once it ended too early. */
struct cursor {
    struct str rest;
    bool bad;
};

static uint32_t take_number(struct cursor *cursor) {
    uint32_t value = 0;
    if (cursor->rest.n < sizeof(value)) {
        cursor->bad = true;
        return 0;
    }
    memcpy(&value, cursor->rest.p, sizeof(value));
    cursor->rest = str_slice(cursor->rest, sizeof(value), cursor->rest.n);
    return value;
}

static struct str take_text(struct cursor *cursor) {
    uint32_t length = take_number(cursor);
    if (cursor->bad || length > cursor->rest.n) {
        cursor->bad = true;
        return STR("");
    }
    struct str text = {cursor->rest.p, length};
    cursor->rest = (struct str){cursor->rest.p + length, cursor->rest.n - length};
    if (!utf8_is_valid(text))
        cursor->bad = true;
    return text;
}

static bool is_used_up(const struct cursor *cursor) {
    return !cursor->bad && cursor->rest.n == 0;
}

static bool read_property(struct wire_reader *reader, struct cursor *cursor,
                          const struct err **ret_err) {
    struct str name = take_text(cursor);
    struct str value = take_text(cursor);
    if (!is_used_up(cursor) || reader->in_sheet || reader->sheets ||
        ++reader->properties > XLSX_PROPERTIES_MAX || name.n > XLSX_CELL_BYTES_MAX ||
        value.n > XLSX_CELL_BYTES_MAX)
        return false;
    if (reader->visitor->property)
        *ret_err = reader->visitor->property(reader->visitor->context, name, value);
    return true;
}

static bool read_sheet(struct wire_reader *reader, struct cursor *cursor,
                       const struct err **ret_err) {
    uint32_t hidden = take_number(cursor);
    struct str name = take_text(cursor);
    if (!is_used_up(cursor) || reader->in_sheet || ++reader->sheets > reader->limits->max_sheets ||
        hidden > 1 || name.n > 1020)
        return false;
    reader->in_sheet = true;
    reader->row = 0;
    reader->rows = 0;
    reader->merges = 0;
    if (reader->visitor->sheet_begins)
        *ret_err = reader->visitor->sheet_begins(reader->visitor->context, name, hidden);
    return true;
}

static bool read_cell(struct wire_reader *reader, struct cursor *cursor, uint32_t row,
                      uint32_t *column, struct workbook_cell *ret_cell) {
    uint32_t at = take_number(cursor);
    uint32_t flags = take_number(cursor);
    struct str text = take_text(cursor);
    uint32_t kind = flags & WIRE_KIND_MASK;
    if (cursor->bad || at <= *column || at > reader->limits->max_columns ||
        (flags & ~(uint32_t)WIRE_FLAGS_ALL) || kind > WORKBOOK_TIME || text.n > XLSX_CELL_BYTES_MAX)
        return false;
    *column = at;
    reader->text_bytes += text.n;
    *ret_cell = (struct workbook_cell){
        .row = row,
        .column = at,
        .kind = (enum workbook_cell_kind)kind,
        .has_formula = flags & WIRE_HAS_FORMULA,
        .formula_without_value = flags & WIRE_WITHOUT_VALUE,
        .is_percent = flags & WIRE_IS_PERCENT,
        .had_decomposed = flags & WIRE_HAD_DECOMPOSED,
        .text = text,
    };
    return true;
}

static void make_room(struct wire_reader *reader, size_t count) {
    if (count <= reader->row_room)
        return;
    arena_clear(reader->cells);
    reader->row_cells = ARENA_ARRAY(reader->cells, struct workbook_cell, count);
    reader->row_room = count;
}

static bool read_row(struct wire_reader *reader, struct cursor *cursor,
                     const struct err **ret_err) {
    const struct workbook_limits *limits = reader->limits;
    uint32_t row = take_number(cursor);
    uint32_t count = take_number(cursor);
    if (cursor->bad || !reader->in_sheet || row <= reader->row || row > XLSX_ROWS_MAX ||
        count == 0 || count > limits->max_columns || count > XLSX_COLUMNS_MAX ||
        ++reader->rows > limits->max_rows || (reader->cell_count += count) > limits->max_cells)
        return false;
    reader->row = row;
    make_room(reader, count);
    uint32_t column = 0;
    for (uint32_t i = 0; i < count; i++)
        if (!read_cell(reader, cursor, row, &column, &reader->row_cells[i]))
            return false;
    if (!is_used_up(cursor) || reader->text_bytes > limits->max_text_bytes)
        return false;
    if (reader->visitor->row)
        *ret_err = reader->visitor->row(reader->visitor->context, row, reader->row_cells, count);
    return true;
}

static bool read_merge(struct wire_reader *reader, struct cursor *cursor,
                       const struct err **ret_err) {
    struct workbook_merge merge;
    merge.first_row = take_number(cursor);
    merge.first_column = take_number(cursor);
    merge.last_row = take_number(cursor);
    merge.last_column = take_number(cursor);
    if (!is_used_up(cursor) || !reader->in_sheet || ++reader->merges > XLSX_MERGES_MAX ||
        merge.first_row < 1 || merge.first_column < 1 || merge.last_row < merge.first_row ||
        merge.last_column < merge.first_column || merge.last_row > XLSX_ROWS_MAX ||
        merge.last_column > XLSX_COLUMNS_MAX)
        return false;
    if (reader->visitor->merge)
        *ret_err = reader->visitor->merge(reader->visitor->context, merge);
    return true;
}

static bool read_sheet_end(struct wire_reader *reader, struct cursor *cursor,
                           const struct err **ret_err) {
    uint32_t were_cut = take_number(cursor);
    if (!is_used_up(cursor) || !reader->in_sheet || were_cut > 1)
        return false;
    reader->in_sheet = false;
    if (reader->visitor->sheet_ends)
        *ret_err = reader->visitor->sheet_ends(reader->visitor->context, were_cut);
    return true;
}

/* Only sentences about workbooks: the child has no others to say. */
static bool read_fault(struct wire_reader *reader, struct cursor *cursor) {
    struct str key = take_text(cursor);
    struct message fault;
    if (cursor->bad || !str_starts_with(key, STR("workbook.")) || !message_from_key(key, &fault.id))
        return false;
    for (size_t i = 0; i < MESSAGE_ARGS_MAX; i++) {
        struct str text = take_text(cursor);
        if (text.n > WIRE_FAULT_TEXT_MAX_BYTES)
            return false;
        fault.args[i] = text.n ? str_copy(reader->arena, text) : STR_NONE;
    }
    if (!is_used_up(cursor))
        return false;
    reader->fault = fault;
    reader->finished = true;
    return true;
}

static bool read_locks(struct wire_reader *reader, struct cursor *cursor) {
    reader->locks = take_number(cursor);
    reader->finished = is_used_up(cursor);
    return reader->finished;
}

static bool read_look(struct wire_reader *reader, struct cursor *cursor) {
    uint32_t kind = take_number(cursor);
    uint32_t mark = take_number(cursor);
    uint32_t flags = take_number(cursor);
    if (!is_used_up(cursor) || kind >= FILE_KIND_COUNT || mark > SECRET_MARK_ABSOLUTELY ||
        flags > 7)
        return false;
    reader->look = (struct file_look){.kind = (enum file_kind)kind,
                                      .mark = (enum secret_mark)mark,
                                      .has_macros = flags & 1,
                                      .is_unread = flags & 2,
                                      .has_words = flags & 4};
    reader->finished = true;
    return true;
}

/* The child is believed in nothing: what it calls a picture begins as one, and is small. */
static bool read_thumbnail(struct wire_reader *reader, struct cursor *cursor) {
    uint32_t width = take_number(cursor), height = take_number(cursor);
    struct str jpeg = cursor->rest;
    reader->finished = true;
    if (cursor->bad || width > THUMBNAIL_SIDE_MAX || height > THUMBNAIL_SIDE_MAX ||
        jpeg.n > THUMBNAIL_BYTES_MAX || !width != !jpeg.n || !width != !height ||
        (width && !str_starts_with(jpeg, STR("\xFF\xD8\xFF"))))
        return false;
    reader->thumbnail = (struct thumbnail){width, height, str_copy(reader->arena, jpeg)};
    return true;
}

/* False: nonsense. */
static bool read_record(struct wire_reader *reader, enum wire_type type, struct str payload,
                        const struct err **ret_err) {
    struct cursor cursor = {.rest = payload};
    if (reader->finished || (type == WIRE_LOCKS) != reader->asked_for_locks ||
        (type == WIRE_LOOK) != reader->asked_for_look ||
        (type == WIRE_THUMBNAIL) != reader->asked_for_thumbnail)
        return false;
    switch (type) {
    case WIRE_PROPERTY:
        return read_property(reader, &cursor, ret_err);
    case WIRE_SHEET:
        return read_sheet(reader, &cursor, ret_err);
    case WIRE_ROW:
        return read_row(reader, &cursor, ret_err);
    case WIRE_MERGE:
        return read_merge(reader, &cursor, ret_err);
    case WIRE_SHEET_END:
        return read_sheet_end(reader, &cursor, ret_err);
    case WIRE_FAULT:
        return read_fault(reader, &cursor);
    case WIRE_END:
        reader->finished = is_used_up(&cursor) && !reader->in_sheet && reader->sheets > 0;
        return reader->finished;
    case WIRE_LOCKS:
        return read_locks(reader, &cursor);
    case WIRE_LOOK:
        return read_look(reader, &cursor);
    case WIRE_THUMBNAIL:
        return read_thumbnail(reader, &cursor);
    }
    return false;
}

enum wire_taken wire_take_record(struct wire_reader *reader, struct str *bytes, size_t *ret_needed,
                                 const struct err **ret_err) {
    uint32_t length = 0;
    *ret_needed = WIRE_HEAD_BYTES;
    if (bytes->n < WIRE_HEAD_BYTES)
        return WIRE_TOO_SHORT;
    memcpy(&length, bytes->p, sizeof(length));
    if (length > WIRE_RECORD_MAX_BYTES)
        return WIRE_NONSENSE;
    *ret_needed += length;
    if (bytes->n < *ret_needed)
        return WIRE_TOO_SHORT;
    enum wire_type type = (enum wire_type)(unsigned char)bytes->p[sizeof(length)];
    struct str payload = {bytes->p + WIRE_HEAD_BYTES, length};
    *bytes = (struct str){bytes->p + *ret_needed, bytes->n - *ret_needed};
    return read_record(reader, type, payload, ret_err) ? WIRE_TAKEN : WIRE_NONSENSE;
}
