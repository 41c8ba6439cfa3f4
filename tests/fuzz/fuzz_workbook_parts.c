/* The XML inside a workbook, past compression and checksums: the input names the parts and what
 * stands in them; here it becomes an archive.
 *
 *     === xl/workbook.xml
 *     <workbook …
 */
#include <string.h>
#include <zlib.h>

#include "base/buf.h"
#include "base/list.h"
#include "doc/xlsx_parse.h"
#include "fuzz.h"
#include "workbook_checks.h"

enum { PARTS_MAX = 30, ARCHIVE_BYTES_MAX = 1 << 20 };

struct part {
    struct str name;
    struct str content;
    size_t offset;
};

static void put16(struct buf *out, size_t value) {
    uint8_t bytes[] = {(uint8_t)value, (uint8_t)(value >> 8)};
    buf_append(out, bytes, sizeof(bytes));
}

static void put32(struct buf *out, size_t value) {
    put16(out, value & 0xFFFF);
    put16(out, value >> 16 & 0xFFFF);
}

/* What the local header and the directory say alike: stored, a date, checksum, sizes, name. */
static void put_facts(struct buf *out, const struct part *part) {
    uLong checksum = crc32(0, (const Bytef *)part->content.p, (uInt)part->content.n);
    put16(out, 20);
    put16(out, 0);
    put16(out, 0);
    put32(out, 0x50da0000);
    put32(out, checksum);
    put32(out, part->content.n);
    put32(out, part->content.n);
    put16(out, part->name.n);
    put16(out, 0);
}

static void put_archive(struct buf *out, struct part *parts, size_t count) {
    for (size_t i = 0; i < count; i++) {
        parts[i].offset = out->length;
        buf_append_c(out, "PK\3\4");
        put_facts(out, &parts[i]);
        buf_append_str(out, parts[i].name);
        buf_append_str(out, parts[i].content);
    }
    size_t directory = out->length;
    for (size_t i = 0; i < count; i++) {
        buf_append_c(out, "PK\1\2");
        put16(out, 20);
        put_facts(out, &parts[i]);
        put16(out, 0);
        put16(out, 0);
        put16(out, 0);
        put32(out, 0);
        put32(out, parts[i].offset);
        buf_append_str(out, parts[i].name);
    }
    size_t end = out->length;
    buf_append_c(out, "PK\5\6");
    put32(out, 0);
    put16(out, count);
    put16(out, count);
    put32(out, end - directory);
    put32(out, directory);
    put16(out, 0);
}

static size_t read_parts(struct str rest, struct part *parts) {
    static const char MARK[] = "=== ";
    size_t count = 0;
    while (count < PARTS_MAX && str_starts_with(rest, STR("=== "))) {
        rest = str_slice(rest, strlen(MARK), rest.n);
        parts[count].name = str_cut(&rest, '\n');
        if (!rest.p)
            break;
        ptrdiff_t end = str_find(rest, STR("\n=== "));
        parts[count++].content = str_slice(rest, 0, end < 0 ? rest.n : (size_t)end);
        rest = end < 0 ? STR("") : str_slice(rest, (size_t)end + 1, rest.n);
    }
    return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct part parts[PARTS_MAX];
    struct buf archive = BUF_INIT(ARCHIVE_BYTES_MAX);
    struct arena *arena = arena_new(0);
    struct workbook_checks checks = WORKBOOK_CHECKS_INIT;
    struct workbook_visitor visitor = workbook_checks_visitor(&checks);
    struct message fault = {0};
    put_archive(&archive, parts, read_parts(fuzz_input(data, size), parts));
    if (!archive.overflowed) {
        MUST_HOLD(!xlsx_parse(arena, buf_str(&archive), &checks.limits, &visitor, &fault));
        workbook_checks_end(&checks, fault);
    }
    arena_free(arena);
    buf_release(&archive);
    return 0;
}
