/* The paper as others print it, against the table of Nghị định 30/2020/NĐ-CP: LibreOffice the DOCX,
 * Chromium the page. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "doc/decree_fixture.h"
#include "doc/html_write.h"
#include "doc/paper_file.h"
#include "doc/paper_fixture.h"
#include "doc/print_fixture.h"

static struct arena *arena;
static char folder[] = P_tmpdir "/thidua-decree-office-XXXXXX";
static const char *project; /* the project folder */

static const char *in_folder(const char *name) {
    return str_format(arena, "%s/%s", folder, name).p;
}

/* Written as DOCX and as a page; printed as office/NAME.pdf and browser/NAME.pdf. */
static struct document *make(const char *name) {
    return name[0] == 's'   ? fixture_signed_report(arena)
           : name[0] == 'd' ? fixture_report(arena)
                            : decree_letters(arena);
}

static const char *const NAMES[] = {"signed", "draft", "letters"};

/* The styles of a real page, in their order; nothing else of it is printed. */
static struct str page_of(struct trusted_html paper) {
    static const char *const SHEETS[] = {"base.css", "components.css", "print.css", "paper.css"};
    struct str page =
        STR("<!doctype html><html lang=\"vi\"><meta charset=\"utf-8\"><title>x</title>");
    for (size_t i = 0; i < COUNT_OF(SHEETS); i++)
        page = str_format(arena, STR_FMT "<link rel=\"stylesheet\" href=\"file://%s/web/%s\">",
                          STR_ARG(page), project, SHEETS[i]);
    /* tokens.css names its fonts by places that only the server knows; papers use one of its values
     */
    page =
        str_concat(arena, page,
                   STR("<style>:root{--paper-face:\"Times New Roman\",\"Liberation Serif\",serif}"
                       "</style><body><main class=\"frame\">"));
    return str_concat(arena, page, paper.html);
}

static void print_in_browser(const char *name) {
    struct trusted_html paper;
    assert_null(html_write(make(name), arena, &paper));
    const char *html = str_format(arena, "%s/%s.html", folder, name).p;
    print_write_file(html, page_of(paper));
    /* it says much about a desktop that is not there */
    PRINT_RUN("sh", "-c", "exec chromium \"$@\" 2>/dev/null", "sh", "--headless", "--no-sandbox",
              "--disable-gpu", "--disable-quic", "--no-first-run",
              "--disable-background-networking", "--disable-component-update", "--disable-sync",
              str_format(arena, "--user-data-dir=%s/browser-data", folder).p,
              "--no-pdf-header-footer",
              str_format(arena, "--print-to-pdf=%s/browser/%s.pdf", folder, name).p,
              str_format(arena, "file://%s", html).p);
}

static int print_papers(void **state) {
    (void)state;
    arena = arena_new(0);
    if (!mkdtemp(folder))
        return -1;
    PRINT_RUN("mkdir", in_folder("browser"));
    for (size_t i = 0; i < COUNT_OF(NAMES); i++) {
        struct str bytes = STR_NONE;
        assert_null(paper_write(make(NAMES[i]), PAPER_DOCX, arena, &bytes));
        print_write_file(str_format(arena, "%s/%s.docx", folder, NAMES[i]).p, bytes);
        print_in_browser(NAMES[i]);
    }
    PRINT_RUN("soffice", str_format(arena, "-env:UserInstallation=file://%s/profile", folder).p,
              "--headless", "--convert-to", "pdf", "--outdir", in_folder("office"),
              in_folder("signed.docx"), in_folder("draft.docx"), in_folder("letters.docx"));
    return 0;
}

static void the_docx_is_as_the_decree_wants_it(void **state) {
    (void)state;
    decree_check_paper(arena, in_folder("office/signed.pdf"));
    decree_check_annex(arena, in_folder("office/draft.pdf"));
    decree_check_letters(arena, in_folder("office/letters.pdf"));
}

static void the_printed_page_is_as_the_decree_wants_it(void **state) {
    (void)state;
    decree_check_paper(arena, in_folder("browser/signed.pdf"));
    decree_check_annex(arena, in_folder("browser/draft.pdf"));
    decree_check_letters(arena, in_folder("browser/letters.pdf"));
}

static void the_printed_page_bears_its_marks(void **state) {
    (void)state;
    struct pages pages = print_words(arena, in_folder("browser/draft.pdf"));
    for (size_t i = 0; i < pages.list.count; i++) {
        struct str text = print_text(arena, &pages.list.items[i]);
        if (str_find(text, STR(FIXTURE_BANNER)) < 0)
            fail_msg("page %zu does not say that it is a sample", i + 1);
        struct picture picture = print_picture(arena, in_folder("browser/draft.pdf"), i + 1);
        double share = print_watermark_share(&picture);
        if (share < 0.004 || share > 0.2)
            fail_msg("page %zu: %.1f %% of it is the watermark", i + 1, share * 100);
    }
}

static int remove_papers(void **state) {
    (void)state;
    PRINT_RUN("rm", "-rf", folder);
    arena_free(arena);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_docx_is_as_the_decree_wants_it),
        cmocka_unit_test(the_printed_page_is_as_the_decree_wants_it),
        cmocka_unit_test(the_printed_page_bears_its_marks),
    };
    project = getenv("THIDUA_SOURCE");
    if (!project) {
        fprintf(stderr, "THIDUA_SOURCE is the project folder\n");
        return 2;
    }
    return cmocka_run_group_tests_name("decree_office", tests, print_papers, remove_papers);
}
