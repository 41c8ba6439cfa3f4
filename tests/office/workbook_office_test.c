/* LibreOffice opens what we write and computes the formulas to the values we stored. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "doc/workbook_write.h"

enum { UNITS = 5 };

/* The stored values are wrong on purpose where `honest` is false: only a program that computes
 * shows the right ones. */
static struct str ranking(struct arena *a, bool honest) {
    static const char *const NAMES[UNITS] = {"Đầm Sậy", "Đồi Xanh", "Ea M’Rang", "Suối Bạc",
                                             "=1+1"};
    struct book_out *out = book_new(a, &(struct book_about){.title = STR("Xếp thứ")});
    struct sheet_out *sheet = book_add_sheet(
        out, STR("Xếp thứ"),
        &(struct sheet_layout){.is_protected = true, .repeat_first_row = 1, .repeat_last_row = 1});
    for (uint32_t i = 0; i < UNITS; i++) {
        uint32_t row = i + 1;
        struct decimal first = DECIMAL(9860 - 105 * i, 2), second = DECIMAL(5 + i, 1);
        struct decimal total = honest ? decimal_add(first, second) : DECIMAL_ZERO;
        sheet_text(sheet, row, 1, SHEET_TEXT, str_from_c(NAMES[i]));
        sheet_number(sheet, row, 2, SHEET_NUMBER_2, first);
        sheet_number(sheet, row, 3, SHEET_NUMBER_2, second);
        sheet_formula(sheet, row, 4, SHEET_TOTAL_NUMBER_2, str_format(a, "SUM(B%u:C%u)", row, row),
                      total);
        sheet_formula(sheet, row, 5, SHEET_NUMBER, str_format(a, "RANK(D%u,D$1:D$%d)", row, UNITS),
                      DECIMAL(honest ? i + 1 : 0, 0));
        sheet_date(sheet, row, 6, SHEET_DATE, (struct date){2020, 6, 26});
    }
    struct str bytes;
    assert_null(book_finish(out, &bytes));
    return bytes;
}

static void run(const char *command) {
    int status = system(command);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

/* LibreOffice trusts the stored values of files that look like Excel's, unless its profile says to
 * compute them always. */
static void write_profile(struct arena *a, const char *directory) {
    run(str_format(a, "mkdir -p %s/profile/user", directory).p);
    FILE *file =
        fopen(str_format(a, "%s/profile/user/registrymodifications.xcu", directory).p, "w");
    assert_non_null(file);
    fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
          "<oor:items xmlns:oor=\"http://openoffice.org/2001/registry\">"
          "<item oor:path=\"/org.openoffice.Office.Calc/Formula/Load\">"
          "<prop oor:name=\"OOXMLRecalcMode\" oor:op=\"fuse\"><value>0</value></prop></item>"
          "</oor:items>\n",
          file);
    assert_int_equal(fclose(file), 0);
}

/* The first sheet as LibreOffice shows it, as CSV. */
static const char *as_csv(struct arena *a, struct str workbook) {
    char directory[] = "/tmp/thidua-office-XXXXXX";
    assert_non_null(mkdtemp(directory));
    FILE *file = fopen(str_format(a, "%s/a.xlsx", directory).p, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(workbook.p, 1, workbook.n, file), workbook.n);
    assert_int_equal(fclose(file), 0);
    write_profile(a, directory);
    run(str_format(a,
                   "timeout 120 '%s' -env:UserInstallation=file://%s/profile --headless "
                   "--convert-to 'csv:Text - txt - csv (StarCalc):44,34,76' --outdir %s "
                   "%s/a.xlsx >/dev/null 2>&1",
                   getenv("SOFFICE"), directory, directory, directory)
            .p);
    file = fopen(str_format(a, "%s/a.csv", directory).p, "rb");
    assert_non_null(file);
    char *text = arena_alloc(a, 65536);
    assert_true(fread(text, 1, 65535, file) > 0);
    fclose(file);
    run(str_format(a, "rm -rf %s", directory).p);
    return text;
}

static void another_program_computes_the_same(void **state) {
    (void)state;
    struct arena *a = arena_new(0);
    const char *csv = as_csv(a, ranking(a, true));
    assert_string_equal(csv, "Đầm Sậy,98.60,0.50,99.10,1,26/6/2020\n"
                             "Đồi Xanh,97.55,0.60,98.15,2,26/6/2020\n"
                             "Ea M’Rang,96.50,0.70,97.20,3,26/6/2020\n"
                             "Suối Bạc,95.45,0.80,96.25,4,26/6/2020\n"
                             "=1+1,94.40,0.90,95.30,5,26/6/2020\n");
    /* nothing but computing can have made these equal */
    assert_string_equal(as_csv(a, ranking(a, false)), csv);
    arena_free(a);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(another_program_computes_the_same)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
