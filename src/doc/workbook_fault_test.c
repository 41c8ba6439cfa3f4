#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "doc/workbook_fixture.h"
#include "doc/xlsx_parse.h"
#include "sys/sandbox.h"

#define CELL(name, text) assert_string_equal(fixture_text(a, &book, 0, name), text)

static int open_arena(void **state) {
    *state = arena_new(0);
    return 0;
}

static int close_arena(void **state) {
    arena_free(*state);
    return 0;
}

static struct workbook sheet_of(struct arena *a, const char *data) {
    return fixture_read(a, fixture_sheet(a, &(struct fixture_sheet){.data = data}));
}

#define STYLES "<cellXfs><xf numFmtId='0'/><xf numFmtId='14'/></cellXfs>"

#define FAULT(file, id) assert_int_equal(fixture_fault(a, (file)), MSG_workbook_##id)

static struct str one_part(struct arena *a, const char *name, struct str content) {
    return fixture_zip(a, &(struct fixture_part){name, content}, 1);
}

static void tells_what_a_file_is_that_is_no_workbook(void **state) {
    struct arena *a = *state;
#define OLE "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\0\0\0\0\0\0\0\0"
    FAULT(STR(""), empty);
    FAULT(STR(OLE "W\0o\0r\0k\0b\0o\0o\0k\0"), old_xls);
    FAULT(STR(OLE "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0"), encrypted);
    FAULT(STR(OLE "W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t\0"), word);
    FAULT(STR("TT;Nội dung;Điểm\n1;Huấn luyện;98,6\n"), csv);
    FAULT(STR("\xEF\xBB\xBFTT,Noi dung\r\n"), csv);
    FAULT(STR("\xFF\xFET\0T\0\t\0"), csv);
    FAULT(STR("<html><body><table><tr><td>1</td></tr></table>"), html);
    FAULT(STR("  <!DOCTYPE HTML>\n<p>"), html);
    FAULT(STR("<?xml version='1.0'?><Workbook "
              "xmlns='urn:schemas-microsoft-com:office:spreadsheet'/>"),
          xml_2003);
    FAULT(STR("%PDF-1.4\n"), pdf);
    FAULT(STR("{\\rtf1 x}"), word);
    FAULT(STR("\x89PNG\r\n\x1A\n"), picture);
    FAULT(STR("Rar!\x1A\x07"), archive);
    FAULT(STR("\x7F"
              "ELF\x02\x01\x01"),
          unknown);
    FAULT(one_part(a, "word/document.xml", STR("<w/>")), word);
    FAULT(one_part(a, "ppt/presentation.xml", STR("<p/>")), presentation);
    FAULT(one_part(a, "xl/workbook.bin", STR("x")), xlsb);
    FAULT(one_part(a, "mimetype", STR("application/vnd.oasis.opendocument.spreadsheet")), ods);
    FAULT(one_part(a, "mimetype", STR("application/vnd.oasis.opendocument.text")), open_document);
    FAULT(one_part(a, "Tự chấm/dam-say.XLSX", STR("x")), archive);
    FAULT(one_part(a, "a.txt", STR("x")), no_workbook);
    FAULT(STR("PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"), no_workbook);
    FAULT(str_slice(fixture_file(a, "tieu-chi-2020.xlsx"), 0, 3000), truncated);
}

/* Each has a sentence of its own in both languages: none is a copy of another. */
static void each_fault_has_its_own_sentence(void **state) {
    struct arena *a = *state;
    for (enum msg_id i = MSG_workbook_empty; i <= MSG_workbook_reader_failed; i++)
        for (enum msg_id j = MSG_workbook_empty; j < i; j++)
            for (int lang = 0; lang < LANG_COUNT; lang++)
                assert_false(str_equal(message_text(a, (enum lang)lang, MESSAGE(i)),
                                       message_text(a, (enum lang)lang, MESSAGE(j))));
}

/* Sets the byte OFFSET bytes after the start of each AFTER. */
static struct str with_byte(struct arena *a, struct str file, struct str after, size_t offset,
                            char byte) {
    char *bytes = arena_alloc(a, file.n + 1);
    memcpy(bytes, file.p, file.n);
    for (size_t i = 0; i + after.n + offset < file.n; i++)
        if (memcmp(bytes + i, after.p, after.n) == 0)
            bytes[i + offset] = byte;
    return (struct str){bytes, file.n};
}

static void refuses_archives_that_are_not_sound(void **state) {
    struct arena *a = *state;
    struct str good = fixture_sheet(
        a, &(struct fixture_sheet){.data = "<sheetData><row><c><v>1</v></c></row></sheetData>"});
    assert_int_equal(fixture_read(a, good).sheet_count, 1);
    /* two parts of one name, in different letters */
    struct fixture_part twice[] = {{"xl/workbook.xml", STR("<a/>")},
                                   {"xl/workbooK.xml", STR("<b/>")}};
    FAULT(fixture_zip(a, twice, 2), part_twice);
    /* a part locked with a password: the flag in its directory entry */
    FAULT(with_byte(a, good, STR("PK\x01\x02"), 8, 1), encrypted);
    /* a checksum that does not fit: the first byte of it in each directory entry */
    enum msg_id crc = fixture_fault(a, with_byte(a, good, STR("PK\x01\x02"), 16, 0x55));
    assert_true(crc == MSG_workbook_damaged || crc == MSG_workbook_truncated);
    struct fixture_part many[300];
    for (size_t i = 0; i < COUNT_OF(many); i++)
        many[i] = (struct fixture_part){str_format(a, "xl/%zu.xml", i).p, STR("<a/>")};
    FAULT(fixture_zip(a, many, COUNT_OF(many)), too_many_parts);
    struct fixture_part no_sheet[] = {
        {"xl/workbook.xml",
         STR("<workbook xmlns='http://"
             "schemas.openxmlformats.org/spreadsheetml/2006/main'><sheets/></workbook>")}};
    FAULT(fixture_zip(a, no_sheet, 1), no_sheets);
}

static enum msg_id fault_of_data(struct arena *a, const char *data) {
    return fixture_fault(a, fixture_sheet(a, &(struct fixture_sheet){.data = data}));
}

static void refuses_sheets_that_make_no_sense(void **state) {
    struct arena *a = *state;
    static const char *const DATA[] = {
        "<sheetData><row r='5'/><row r='5'/></sheetData>",
        "<sheetData><row r='1048577'/></sheetData>",
        "<sheetData><row r='99999999999999999999'/></sheetData>",
        "<sheetData><row><c r='XFE1'><v>1</v></c></row></sheetData>",
        "<sheetData><row><c r='B2'><v>1</v></c></row></sheetData>",
        "<sheetData><row><c r='A1'><v>1</v></c><c r='A1'><v>2</v></c></row></sheetData>",
        "<sheetData><row><c t='s'><v>0</v></c></row></sheetData>",
        "<sheetData><row><c t='s'><v>-1</v></c></row></sheetData>",
        "<sheetData><row><c t='x'><v>0</v></c></row></sheetData>",
        "<sheetData><row><c><c><v>0</v></c></c></row></sheetData>",
        "<sheetData><c><v>0</v></c></sheetData>",
        "<mergeCells><mergeCell ref='B2:A1'/></mergeCells>",
        "<mergeCells><mergeCell ref='A1:B2:C3'/></mergeCells>",
        "<sheetData><row></sheetData>",
        "<sheetData>\xFF</sheetData>",
        "<sheetData>",
    };
    for (size_t i = 0; i < COUNT_OF(DATA); i++)
        if (fault_of_data(a, DATA[i]) != MSG_workbook_damaged)
            fail_msg("not refused: %s", DATA[i]);
}

static void refuses_document_types_and_deep_nests(void **state) {
    struct arena *a = *state;
    struct fixture_part laughs[] = {
        {"xl/workbook.xml",
         STR("<!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'>"
             "<!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;'>]><workbook>&c;</workbook>")}};
    FAULT(fixture_zip(a, laughs, 1), unsafe);
    struct buf deep = BUF_INIT(100000);
    for (int i = 0; i < 100; i++)
        buf_append_c(&deep, "<x>");
    assert_int_equal(fault_of_data(a, buf_str(&deep).p), MSG_workbook_unsafe);
    buf_release(&deep);
}

static void refuses_what_blows_up(void **state) {
    struct arena *a = *state;
    size_t gigabyte = (size_t)1 << 30;
    void *zeros = mmap(NULL, gigabyte, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert_true(zeros != MAP_FAILED);
    FAULT(one_part(a, "xl/workbook.xml", (struct str){zeros, gigabyte}), too_much_unpacked);
    FAULT(one_part(a, "xl/workbook.xml", (struct str){zeros, (size_t)150 << 20}),
          too_much_unpacked);
    munmap(zeros, gigabyte);
}

static void passes_over_a_million_empty_rows(void **state) {
    struct arena *a = *state;
    struct buf data = BUF_INIT((size_t)100 << 20);
    buf_append_c(&data, "<sheetData>");
    for (unsigned row = 1; row <= 1048576; row++) {
        buf_append_c(&data, "<row r='");
        buf_append_int(&data, row);
        buf_append_c(&data, "' ht='15'><c r='A");
        buf_append_int(&data, row);
        buf_append_c(&data, row == 1048576 ? "' s='1'><v>7</v></c></row>" : "' s='1'/></row>");
    }
    buf_append_c(&data, "</sheetData>");
    struct workbook book = sheet_of(a, buf_str(&data).p);
    buf_release(&data);
    assert_int_equal(book.sheets[0].count, 1);
    CELL("A1048576", "7");
}

static struct str wide_and_long(struct arena *a, unsigned rows, unsigned columns) {
    struct buf data = BUF_INIT((size_t)100 << 20);
    buf_append_c(&data, "<sheetData>");
    for (unsigned row = 0; row < rows; row++) {
        buf_append_c(&data, "<row>");
        for (unsigned column = 0; column < columns; column++)
            buf_append_format(&data, "<c><v>%u</v></c>", row * 7919 + column * 104729);
        buf_append_c(&data, "</row>");
    }
    buf_append_c(&data, "</sheetData>");
    struct str file = fixture_sheet(a, &(struct fixture_sheet){.data = buf_str(&data).p});
    buf_release(&data);
    return file;
}

static enum msg_id fault_within(struct arena *a, struct str file, struct workbook_limits limits) {
    struct workbook book = {0};
    struct message fault;
    assert_null(workbook_read(a, file, &limits, &book, &fault));
    return fault.id;
}

static void keeps_to_the_callers_limits(void **state) {
    struct arena *a = *state;
    struct str file = wide_and_long(a, 50, 20);
    struct workbook_limits limits = WORKBOOK_LIMITS_DEFAULT;
    struct workbook book;
    struct message fault;
    assert_int_equal(fault_within(a, file, limits), MSG_none);
    limits.max_rows = 49;
    assert_null(workbook_read(a, file, &limits, &book, &fault));
    assert_int_equal(fault.id, MSG_workbook_too_many_rows);
    assert_string_equal(str_c(a, fault.args[0]), "S");
    assert_string_equal(str_c(a, fault.args[1]), "49");
    limits = WORKBOOK_LIMITS_DEFAULT;
    limits.max_cells = 999;
    assert_int_equal(fault_within(a, file, limits), MSG_workbook_too_many_cells);
    limits = WORKBOOK_LIMITS_DEFAULT;
    limits.max_text_bytes = 100;
    assert_int_equal(fault_within(a, file, limits), MSG_workbook_too_much_text);
    limits = WORKBOOK_LIMITS_DEFAULT;
    limits.max_file_bytes = 100;
    assert_int_equal(fault_within(a, file, limits), MSG_workbook_file_too_large);
    limits = WORKBOOK_LIMITS_DEFAULT;
    limits.max_sheets = 0;
    assert_int_equal(fault_within(a, file, limits), MSG_workbook_too_many_sheets);
    limits = WORKBOOK_LIMITS_DEFAULT;
    limits.max_columns = 5;
    assert_null(workbook_read(a, file, &limits, &book, &fault));
    assert_int_equal(fault.id, MSG_none);
    assert_true(book.sheets[0].columns_were_cut);
    assert_int_equal(book.sheets[0].columns, 5);
    char *text = arena_alloc(a, 32769 + 100);
    strcpy(text, "<sheetData><row><c t='str'><v>");
    memset(text + strlen(text), 'x', 32768);
    strcat(text, "</v></c></row></sheetData>");
    assert_int_equal(fault_of_data(a, text), MSG_workbook_long_text);
}

/* ---- damaged bytes ---- */

static void a_file_cut_anywhere_gives_a_fault(void **state) {
    struct arena *a = *state;
    struct str file = fixture_file(a, "tu-cham-suoi-bac-6T2020.xlsx");
    for (size_t length = 0; length < file.n; length += 97) {
        enum msg_id fault = fixture_fault(a, str_slice(file, 0, length));
        assert_true(fault != MSG_none && fault != MSG_workbook_reader_failed &&
                    fault != MSG_workbook_too_slow);
    }
}

/* In this process, where the sanitizers see each step. */
static void flipped_bytes_never_crash_the_parser(void **state) {
    (void)state;
    static const char *const FILES[] = {"tu-cham-ea-mrang-6T2020.xlsx",
                                        "tu-cham-suoi-bac-6T2020.xlsx"};
    struct workbook_limits limits = WORKBOOK_LIMITS_DEFAULT;
    struct workbook_visitor nobody = {0};
    uint32_t random = 20200626;
    int faults = 0;
    for (int round = 0; round < 600; round++) {
        struct arena *a = arena_new(0);
        struct str file = fixture_file(a, FILES[round % 2]);
        char *bytes = arena_alloc(a, file.n);
        memcpy(bytes, file.p, file.n);
        for (int i = 0; i <= round % 4; i++) {
            random = random * 1664525 + 1013904223;
            bytes[(random >> 8) % file.n] ^= (char)(1 << (random >> 5 & 7));
        }
        struct message fault;
        assert_null(xlsx_parse(a, (struct str){bytes, file.n}, &limits, &nobody, &fault));
        faults += fault.id != MSG_none;
        arena_free(a);
    }
    assert_true(faults > 100);
}

/* The XML itself: byte flips in a stored part, past the checksums. */
static void flipped_xml_never_crashes_the_parser(void **state) {
    (void)state;
    static const char DATA[] =
        "<sheetData><row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' s='1'><v>44008.5</v></c>"
        "<c r='C1' t='inlineStr'><is><t>x_x000D_</t></is></c><c r='D1'><f>A1</f></c></row>"
        "</sheetData><mergeCells><mergeCell ref='A1:C2'/></mergeCells>";
    struct workbook_limits limits = WORKBOOK_LIMITS_DEFAULT;
    struct workbook_visitor nobody = {0};
    uint32_t random = 4;
    for (int round = 0; round < 800; round++) {
        struct arena *a = arena_new(0);
        char *data = arena_alloc(a, sizeof(DATA));
        memcpy(data, DATA, sizeof(DATA));
        for (int i = 0; i <= round % 3; i++) {
            random = random * 1664525 + 1013904223;
            data[(random >> 8) % (sizeof(DATA) - 1)] = (char)(random >> 3 | 1);
        }
        struct str file = fixture_sheet(
            a,
            &(struct fixture_sheet){.data = data, .shared = "<si><t>a</t></si>", .styles = STYLES});
        struct message fault;
        assert_null(xlsx_parse(a, file, &limits, &nobody, &fault));
        arena_free(a);
    }
}

/* ---- a child that misbehaves ---- */

static struct str script(struct arena *a, const char *body) {
    struct str path = str_format(a, "/tmp/thidua-child-%d.sh", (int)getpid());
    FILE *file = fopen(path.p, "w");
    assert_non_null(file);
    fprintf(file, "#!/bin/sh\n%s\n", body);
    fclose(file);
    chmod(path.p, 0700);
    return path;
}

static enum msg_id fault_of_child(struct arena *a, const char *body, int max_wait_ms) {
    struct str path = script(a, body);
    struct workbook_limits limits = WORKBOOK_LIMITS_DEFAULT;
    limits.max_wait_ms = max_wait_ms;
    workbook_reader_set_program(path.p);
    enum msg_id fault = fault_within(a, fixture_file(a, "tieu-chi-2020.xlsx"), limits);
    workbook_reader_set_program(NULL);
    unlink(path.p);
    return fault;
}

static void a_failing_child_is_a_fault_not_a_crash(void **state) {
    struct arena *a = *state;
    assert_int_equal(fault_of_child(a, "exit 0", 20000), MSG_workbook_reader_failed);
    assert_int_equal(fault_of_child(a, "kill -9 $$", 20000), MSG_workbook_reader_failed);
    assert_int_equal(fault_of_child(a, "yes", 20000), MSG_workbook_reader_failed);
    assert_int_equal(fault_of_child(a, "exec sleep 60", 100), MSG_workbook_too_slow);
    /* a good answer, then a bad end */
    assert_int_equal(fault_of_child(a,
                                    "printf '\\011\\0\\0\\0S\\0\\0\\0\\0\\1\\0\\0\\0A"
                                    "\\004\\0\\0\\0E\\0\\0\\0\\0\\0\\0\\0\\0Z'; exit 1",
                                    20000),
                     MSG_workbook_reader_failed);
    assert_int_equal(fault_of_child(a,
                                    "printf '\\011\\0\\0\\0S\\0\\0\\0\\0\\1\\0\\0\\0A"
                                    "\\004\\0\\0\\0E\\0\\0\\0\\0\\0\\0\\0\\0Z'",
                                    20000),
                     MSG_none);
    struct workbook book;
    struct message fault;
    workbook_reader_set_program("/nonexistent/program");
    const struct err *err =
        workbook_read(a, fixture_file(a, "tieu-chi-2020.xlsx"), NULL, &book, &fault);
    workbook_reader_set_program(NULL);
    assert_non_null(err);
    assert_int_equal(err->kind, ERR_INTERNAL);
}

/* Asked of a real reader, started as for a file. */
static void the_reader_locks_itself_in(void **state) {
    struct arena *a = *state;
    unsigned locks = 0, wanted = SANDBOX_ALL & ~sandbox_left_out();
    assert_null(workbook_reader_locks(&locks));
    /* Landlock is the kernel's to have; all else must hold. */
    assert_int_equal(locks | SANDBOX_FILES, wanted | SANDBOX_FILES);
    assert_int_equal(locks & ~wanted, 0);
    struct str path = script(a, "exit 3");
    workbook_reader_set_program(path.p);
    assert_null(workbook_reader_locks(&locks));
    workbook_reader_set_program(NULL);
    unlink(path.p);
    assert_int_equal(locks, SANDBOX_FAILED);
}

struct rows_seen {
    uint32_t rows;
    uint32_t stop_at;
};

static const struct err *see_row(void *context, uint32_t row, const struct workbook_cell *cells,
                                 size_t count) {
    struct rows_seen *seen = context;
    assert_int_equal(cells[0].row, row);
    assert_int_equal(count, 20);
    return ++seen->rows == seen->stop_at ? ERR(ERR_CONFLICT, "enough") : NULL;
}

static void streams_rows_and_passes_errors_on(void **state) {
    struct arena *a = *state;
    struct str file = wide_and_long(a, 3000, 20);
    struct rows_seen seen = {0};
    struct workbook_visitor visitor = {.context = &seen, .row = see_row};
    struct message fault;
    assert_null(workbook_stream(a, file, NULL, &visitor, &fault));
    assert_int_equal(fault.id, MSG_none);
    assert_int_equal(seen.rows, 3000);
    seen = (struct rows_seen){.stop_at = 10};
    assert_int_equal(workbook_stream(a, file, NULL, &visitor, &fault)->kind, ERR_CONFLICT);
    assert_int_equal(seen.rows, 10);
}

int main(int argc, char **argv) {
    if (argc > 1 && strcmp(argv[1], WORKBOOK_CHILD_ARGUMENT) == 0)
        return workbook_child_main();
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_arena, close_arena)
    const struct CMUnitTest tests[] = {
        TEST(tells_what_a_file_is_that_is_no_workbook),
        TEST(each_fault_has_its_own_sentence),
        TEST(refuses_archives_that_are_not_sound),
        TEST(refuses_sheets_that_make_no_sense),
        TEST(refuses_document_types_and_deep_nests),
        TEST(refuses_what_blows_up),
        TEST(passes_over_a_million_empty_rows),
        TEST(keeps_to_the_callers_limits),
        TEST(a_file_cut_anywhere_gives_a_fault),
        TEST(flipped_bytes_never_crash_the_parser),
        TEST(flipped_xml_never_crashes_the_parser),
        TEST(a_failing_child_is_a_fault_not_a_crash),
        TEST(the_reader_locks_itself_in),
        TEST(streams_rows_and_passes_errors_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
