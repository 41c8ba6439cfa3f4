/* Our PDF against the table of Nghị định 30/2020/NĐ-CP. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "doc/decree_fixture.h"
#include "doc/paper_file.h"
#include "doc/paper_fixture.h"
#include "doc/print_fixture.h"
#include "text/utf8.h"

static struct arena *arena;
static char folder[] = P_tmpdir "/thidua-decree-XXXXXX";

static const char *print(const char *name, const struct document *document) {
    struct str bytes = STR_NONE;
    const struct err *err = paper_write(document, PAPER_PDF, arena, &bytes);
    if (err)
        fail_msg("%s", err->message);
    const char *path = str_format(arena, "%s/%s", folder, name).p;
    print_write_file(path, bytes);
    return path;
}

static void the_paper_is_as_the_decree_wants_it(void **state) {
    (void)state;
    decree_check_paper(arena, print("signed.pdf", fixture_signed_report(arena)));
}

static void the_annex_is_as_the_decree_wants_it(void **state) {
    (void)state;
    decree_check_annex(arena, print("draft.pdf", fixture_report(arena)));
}

static void every_letter_is_in_an_embedded_font(void **state) {
    (void)state;
    size_t letters = 0;
    for (size_t at = 0; at < sizeof FIXTURE_LETTERS - 1;)
        letters += utf8_next(STR(FIXTURE_LETTERS), &at) > 0x7F;
    assert_int_equal(letters, 134);
    decree_check_letters(arena, print("letters.pdf", decree_letters(arena)));
}

static int begin(void **state) {
    (void)state;
    arena = arena_new(0);
    return mkdtemp(folder) ? 0 : -1;
}

static int end(void **state) {
    (void)state;
    PRINT_RUN("rm", "-rf", folder);
    arena_free(arena);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_paper_is_as_the_decree_wants_it),
        cmocka_unit_test(the_annex_is_as_the_decree_wants_it),
        cmocka_unit_test(every_letter_is_in_an_embedded_font),
    };
    return cmocka_run_group_tests_name("decree", tests, begin, end);
}
