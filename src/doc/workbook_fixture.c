#include "doc/workbook_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <zip.h>

#define MAIN_NS "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define REL_NS  "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define PKG_NS  "http://schemas.openxmlformats.org/package/2006/relationships"

struct str fixture_file(struct arena *arena, const char *name) {
    struct str path = str_format(arena, "%s/tests/data/%s", getenv("THIDUA_SOURCE"), name);
    FILE *file = fopen(path.p, "rb");
    assert_non_null(file);
    fseek(file, 0, SEEK_END);
    size_t size = (size_t)ftell(file);
    rewind(file);
    char *bytes = arena_alloc(arena, size + 1);
    assert_int_equal(fread(bytes, 1, size, file), size);
    fclose(file);
    return (struct str){bytes, size};
}

struct str fixture_zip(struct arena *arena, const struct fixture_part *parts, size_t count) {
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *target = zip_source_buffer_create(NULL, 0, 0, &error);
    zip_t *zip = zip_open_from_source(target, ZIP_TRUNCATE, &error);
    assert_non_null(zip);
    zip_source_keep(target);
    for (size_t i = 0; i < count; i++) {
        zip_source_t *part = zip_source_buffer(zip, parts[i].content.p, parts[i].content.n, 0);
        assert_true(zip_file_add(zip, parts[i].name, part, 0) >= 0);
    }
    assert_int_equal(zip_close(zip), 0);
    zip_stat_t stat;
    assert_int_equal(zip_source_stat(target, &stat), 0);
    assert_int_equal(zip_source_open(target), 0);
    char *bytes = arena_alloc(arena, stat.size);
    assert_int_equal(zip_source_read(target, bytes, stat.size), stat.size);
    zip_source_close(target);
    zip_source_free(target);
    return (struct str){bytes, stat.size};
}

struct str fixture_sheet(struct arena *arena, const struct fixture_sheet *sheet) {
    struct str book =
        str_format(arena,
                   "<workbook xmlns='" MAIN_NS "' xmlns:r='" REL_NS "'><workbookPr %s/>"
                   "<sheets><sheet name='S' sheetId='1' r:id='rId1'/></sheets></workbook>",
                   sheet->workbook_pr ? sheet->workbook_pr : "");
    struct fixture_part parts[] = {
        {"_rels/.rels", STR("<Relationships xmlns='" PKG_NS "'><Relationship Id='a' "
                            "Type='" REL_NS "/officeDocument' Target='xl/workbook.xml'/>"
                            "</Relationships>")},
        {"xl/workbook.xml", book},
        {"xl/_rels/workbook.xml.rels",
         STR("<Relationships xmlns='" PKG_NS "'>"
             "<Relationship Id='rId1' Type='" REL_NS "/worksheet' Target='worksheets/s.xml'/>"
             "<Relationship Id='rId2' Type='" REL_NS "/sharedStrings' Target='/xl/t.xml'/>"
             "<Relationship Id='rId3' Type='" REL_NS "/styles' Target='./x/../styles.xml'/>"
             "</Relationships>")},
        {"xl/worksheets/s.xml",
         str_format(arena, "<worksheet xmlns='" MAIN_NS "'>%s</worksheet>", sheet->data)},
        {"xl/t.xml", str_format(arena, "<sst xmlns='" MAIN_NS "'>%s</sst>",
                                sheet->shared ? sheet->shared : "")},
        {"xl/styles.xml", str_format(arena, "<styleSheet xmlns='" MAIN_NS "'>%s</styleSheet>",
                                     sheet->styles ? sheet->styles : "")},
    };
    return fixture_zip(arena, parts, COUNT_OF(parts));
}

struct workbook fixture_read(struct arena *arena, struct str file) {
    struct workbook workbook = {0};
    struct message fault;
    const struct err *err = workbook_read(arena, file, NULL, &workbook, &fault);
    if (err)
        fail_msg("%s", err->message);
    if (fault.id)
        fail_msg("%s", str_c(arena, message_text(arena, LANG_EN, fault)));
    return workbook;
}

enum msg_id fixture_fault(struct arena *arena, struct str file) {
    struct workbook workbook = {0};
    struct message fault;
    assert_null(workbook_read(arena, file, NULL, &workbook, &fault));
    assert_null(workbook.sheets);
    return fault.id;
}

const struct workbook_cell *fixture_cell(const struct workbook *workbook, size_t sheet,
                                         const char *name) {
    assert_true(sheet < workbook->sheet_count);
    uint32_t column = 0;
    for (; *name >= 'A' && *name <= 'Z'; name++)
        column = column * 26 + (uint32_t)(*name - 'A' + 1);
    return workbook_cell_at(&workbook->sheets[sheet], (uint32_t)strtoul(name, NULL, 10), column);
}

const char *fixture_text(struct arena *arena, const struct workbook *workbook, size_t sheet,
                         const char *name) {
    const struct workbook_cell *cell = fixture_cell(workbook, sheet, name);
    return cell ? str_c(arena, cell->text) : "";
}
