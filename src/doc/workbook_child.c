/* The child: locks itself in, parses, answers. It trusts nothing it reads and is trusted with
 * nothing: whatever becomes of it, the parent has one sentence to say. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "doc/csv_parse.h"
#include "doc/workbook_wire.h"
#include "doc/xlsx_parse.h"
#include "sys/sandbox.h"

enum {
    CPU_SECONDS_MAX = 30,
    OPEN_FILES_MAX = 4,
    ANSWER_CHUNK_BYTES = 64 * 1024,
};
#define MEMORY_MAX_BYTES ((uint64_t)768 << 20)

/* From here on everything is somebody else's data. The locks that hold. */
static unsigned lock_in(void) {
    /* Dates inside ZIP archives are turned into local time: the C library would look for the
     * machine's time zone again and again, and no file is open to it any more. */
    setenv("TZ", "UTC0", 1);
    tzset();
    struct sandbox_limits limits = {CPU_SECONDS_MAX, MEMORY_MAX_BYTES, OPEN_FILES_MAX};
    return sandbox_enter(&limits, SANDBOX_ALL);
}

/* ---- the answer ---- */

struct answer {
    struct buf bytes;
    size_t record; /* where the record that is being written began */
};

static const struct err *flush(struct answer *answer) {
    const char *p = answer->bytes.bytes;
    size_t left = answer->bytes.length;
    while (left) {
        ssize_t written = write(STDOUT_FILENO, p, left);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return ERR(ERR_IO, "the answer cannot be written");
        p += written;
        left -= (size_t)written;
    }
    buf_clear(&answer->bytes);
    return NULL;
}

static void put_number(struct answer *answer, uint32_t value) {
    buf_append(&answer->bytes, &value, sizeof(value));
}

static void put_text(struct answer *answer, struct str text) {
    put_number(answer, (uint32_t)text.n);
    buf_append_str(&answer->bytes, text);
}

static void begin(struct answer *answer, enum wire_type type) {
    answer->record = answer->bytes.length;
    put_number(answer, 0);
    buf_append_char(&answer->bytes, (char)type);
}

static const struct err *end(struct answer *answer) {
    if (answer->bytes.overflowed)
        return ERR(ERR_LIMIT, "a record is too large");
    uint32_t length = (uint32_t)(answer->bytes.length - answer->record - WIRE_HEAD_BYTES);
    memcpy(answer->bytes.bytes + answer->record, &length, sizeof(length));
    return answer->bytes.length >= ANSWER_CHUNK_BYTES ? flush(answer) : NULL;
}

static const struct err *answer_property(void *context, struct str name, struct str value) {
    begin(context, WIRE_PROPERTY);
    put_text(context, name);
    put_text(context, value);
    return end(context);
}

static const struct err *answer_sheet(void *context, struct str name, bool hidden) {
    begin(context, WIRE_SHEET);
    put_number(context, hidden);
    put_text(context, name);
    return end(context);
}

static const struct err *answer_row(void *context, uint32_t row, const struct workbook_cell *cells,
                                    size_t count) {
    begin(context, WIRE_ROW);
    put_number(context, row);
    put_number(context, (uint32_t)count);
    for (size_t i = 0; i < count; i++) {
        put_number(context, cells[i].column);
        put_number(context, (uint32_t)cells[i].kind |
                                (cells[i].has_formula ? WIRE_HAS_FORMULA : 0u) |
                                (cells[i].formula_without_value ? WIRE_WITHOUT_VALUE : 0u) |
                                (cells[i].is_percent ? WIRE_IS_PERCENT : 0u) |
                                (cells[i].had_decomposed ? WIRE_HAD_DECOMPOSED : 0u));
        put_text(context, cells[i].text);
    }
    return end(context);
}

static const struct err *answer_merge(void *context, struct workbook_merge merge) {
    begin(context, WIRE_MERGE);
    put_number(context, merge.first_row);
    put_number(context, merge.first_column);
    put_number(context, merge.last_row);
    put_number(context, merge.last_column);
    return end(context);
}

static const struct err *answer_sheet_end(void *context, bool columns_were_cut) {
    begin(context, WIRE_SHEET_END);
    put_number(context, columns_were_cut);
    return end(context);
}

static const struct err *answer_end(struct answer *answer, struct message fault) {
    if (fault.id) {
        begin(answer, WIRE_FAULT);
        put_text(answer, message_key(fault.id));
        for (size_t i = 0; i < MESSAGE_ARGS_MAX; i++)
            put_text(answer, fault.args[i]);
    } else {
        begin(answer, WIRE_END);
    }
    TRY(end(answer));
    return flush(answer);
}

static const struct err *answer_locks(struct answer *answer, unsigned locks) {
    begin(answer, WIRE_LOCKS);
    put_number(answer, locks);
    TRY(end(answer));
    return flush(answer);
}

static const struct err *answer_look(struct answer *answer, const struct wire_order *order,
                                     struct str file) {
    struct file_look look;
    size_t bytes =
        order->words_bytes < sizeof(order->words) ? order->words_bytes : sizeof(order->words);
    file_look_bytes(file, (struct str){order->words, bytes}, &look);
    begin(answer, WIRE_LOOK);
    put_number(answer, (uint32_t)look.kind);
    put_number(answer, (uint32_t)look.mark);
    put_number(answer, (look.has_macros ? 1u : 0u) | (look.is_unread ? 2u : 0u) |
                           (look.has_words ? 4u : 0u));
    TRY(end(answer));
    return flush(answer);
}

static const struct err *answer_thumbnail(struct arena *arena, struct answer *answer,
                                          struct str file) {
    struct thumbnail thumbnail;
    thumbnail_make_bytes(arena, file, &thumbnail);
    begin(answer, WIRE_THUMBNAIL);
    put_number(answer, thumbnail.width);
    put_number(answer, thumbnail.height);
    buf_append_str(&answer->bytes, thumbnail.jpeg);
    TRY(end(answer));
    return flush(answer);
}

/* ---- the order ---- */

/* The file that stands apart, from its offset on: mapped from the page in which that lies. That it
 * is long enough was looked at by whoever gave the order. */
static const struct err *map_apart(const struct wire_order *order, struct str *ret_file) {
    uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
    uint64_t before = order->file_offset % page;
    const char *bytes = mmap(NULL, (size_t)(before + order->file_bytes), PROT_READ, MAP_PRIVATE,
                             WIRE_FILE, (off_t)(order->file_offset - before));
    close(WIRE_FILE); /* nothing else of it is needed */
    if (bytes == MAP_FAILED)
        return ERR(ERR_IO, "the file cannot be read");
    *ret_file = (struct str){bytes + before, (size_t)order->file_bytes};
    return NULL;
}

/* Standard input is a file in memory that nobody else changes. */
static const struct err *take_order(struct wire_order *ret_order, struct str *ret_file) {
    off_t size = lseek(STDIN_FILENO, 0, SEEK_END);
    if (size < (off_t)sizeof(*ret_order))
        return ERR(ERR_INPUT, "standard input is no order");
    const char *bytes = mmap(NULL, (size_t)size, PROT_READ, MAP_PRIVATE, STDIN_FILENO, 0);
    if (bytes == MAP_FAILED)
        return ERR(ERR_IO, "standard input cannot be read");
    memcpy(ret_order, bytes, sizeof(*ret_order));
    if (memcmp(ret_order->mark, WIRE_MARK, sizeof(ret_order->mark)) != 0)
        return ERR(ERR_INPUT, "standard input is no order");
    if (ret_order->file_is_apart)
        return map_apart(ret_order, ret_file);
    if (ret_order->file_bytes != (size_t)size - sizeof(*ret_order))
        return ERR(ERR_INPUT, "standard input is no order");
    *ret_file = (struct str){bytes + sizeof(*ret_order), (size_t)size - sizeof(*ret_order)};
    return NULL;
}

static const struct err *run(struct arena *arena, unsigned locks, struct answer *answer) {
    struct wire_order order;
    struct str file;
    TRY(take_order(&order, &file));
    if (order.asks_for_locks)
        return answer_locks(answer, locks);
    if (order.asks_for_look)
        return answer_look(answer, &order, file);
    if (order.asks_for_thumbnail)
        return answer_thumbnail(arena, answer, file);
    struct workbook_visitor visitor = {
        .context = answer,
        .property = answer_property,
        .sheet_begins = answer_sheet,
        .row = answer_row,
        .merge = answer_merge,
        .sheet_ends = answer_sheet_end,
    };
    struct message fault;
    if (order.limits.takes_csv && csv_is_text(file))
        TRY(csv_parse(arena, file, &order.limits, &visitor, &fault));
    else
        TRY(xlsx_parse(arena, file, &order.limits, &visitor, &fault));
    return answer_end(answer, fault);
}

int workbook_child_main(void) {
    unsigned locks = lock_in();
    if (locks & SANDBOX_FAILED)
        return 3;
    struct arena *arena = arena_new(0);
    struct answer answer = {.bytes = BUF_INIT(WIRE_RECORD_MAX_BYTES + ANSWER_CHUNK_BYTES)};
    const struct err *err = run(arena, locks, &answer);
    buf_release(&answer.bytes);
    arena_free(arena);
    return err ? 1 : 0;
}
