/* The PDF we lay out beside the one LibreOffice makes of our DOCX: the same words in the same
 * order, the same pages, the same places. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "doc/paper_file.h"
#include "doc/paper_fixture.h"
#include "doc/print_fixture.h"

/* A word may stand this far from where LibreOffice has it. */
#define TOLERANCE_MM 1.5

static struct arena *arena;
static char folder[] = P_tmpdir "/thidua-pdf-office-XXXXXX";

static const char *in_folder(const char *name) {
    return str_format(arena, "%s/%s", folder, name).p;
}

static void write_paper(const char *name, const struct document *document) {
    struct str bytes = STR_NONE;
    assert_null(paper_write(document, paper_file_of_name(str_from_c(name)), arena, &bytes));
    print_write_file(in_folder(name), bytes);
}

/* The words as they follow each other in the file. */
static struct str words_in_order(const char *pdf) {
    const char *path = str_format(arena, "%s.txt", pdf).p;
    PRINT_RUN("pdftotext", "-raw", pdf, path);
    char *text = (char *)print_read_file(arena, path).p;
    for (char *c = text; *c; c++)
        if (*c == '\n' || *c == '\f')
            *c = ' ';
    return str_from_c(text);
}

static void assert_same_words(struct str ours, struct str theirs) {
    size_t count = 0;
    while (ours.p && theirs.p) {
        struct str our = str_cut(&ours, ' '), their = str_cut(&theirs, ' ');
        while (!our.n && ours.p)
            our = str_cut(&ours, ' ');
        while (!their.n && theirs.p)
            their = str_cut(&theirs, ' ');
        count++;
        if (!str_equal(our, their))
            fail_msg("word %zu: '" STR_FMT "' where LibreOffice has '" STR_FMT "'", count,
                     STR_ARG(our), STR_ARG(their));
    }
    assert_true(!ours.p && !theirs.p);
    assert_true(count > 500);
}

static void words_come_in_the_order_of_the_docx(void **state) {
    (void)state;
    assert_same_words(words_in_order(in_folder("draft.pdf")),
                      words_in_order(in_folder("office/draft.pdf")));
    assert_same_words(words_in_order(in_folder("signed.pdf")),
                      words_in_order(in_folder("office/signed.pdf")));
}

static void words_stand_where_word_processors_put_them(void **state) {
    (void)state;
    struct pages ours = print_words(arena, in_folder("draft.pdf"));
    struct pages theirs = print_words(arena, in_folder("office/draft.pdf"));
    double worst_mm = 0;
    assert_int_equal(ours.list.count, theirs.list.count);
    for (size_t i = 0; i < ours.list.count; i++) {
        const struct page *our = &ours.list.items[i], *their = &theirs.list.items[i];
        assert_int_equal(our->words.count, their->words.count);
        for (size_t w = 0; w < our->words.count; w++) {
            const struct word *a = &our->words.items[w];
            const struct word *b = NULL;
            double best_mm = 1000; /* the same word nearest to it: many occur often */
            for (size_t v = 0; v < their->words.count; v++) {
                const struct word *word = &their->words.items[v];
                double away_mm = hypot(a->left_mm - word->left_mm, a->top_mm - word->top_mm);
                if (str_equal(a->text, word->text) && away_mm < best_mm) {
                    best_mm = away_mm;
                    b = word;
                }
            }
            if (!b || best_mm > TOLERANCE_MM)
                fail_msg("page %zu: '" STR_FMT "' is %.2f mm away", i + 1, STR_ARG(a->text),
                         best_mm);
            worst_mm = fmax(worst_mm, best_mm);
        }
    }
    print_message("# the farthest word: %.2f mm\n", worst_mm);
}

static int print_papers(void **state) {
    (void)state;
    arena = arena_new(0);
    if (!mkdtemp(folder))
        return -1;
    write_paper("draft.docx", fixture_report(arena));
    write_paper("draft.pdf", fixture_report(arena));
    write_paper("signed.docx", fixture_signed_report(arena));
    write_paper("signed.pdf", fixture_signed_report(arena));
    PRINT_RUN("soffice", str_format(arena, "-env:UserInstallation=file://%s/profile", folder).p,
              "--headless", "--convert-to", "pdf", "--outdir", in_folder("office"),
              in_folder("draft.docx"), in_folder("signed.docx"));
    return 0;
}

static int remove_papers(void **state) {
    (void)state;
    PRINT_RUN("rm", "-rf", folder);
    arena_free(arena);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_come_in_the_order_of_the_docx),
        cmocka_unit_test(words_stand_where_word_processors_put_them),
    };
    return cmocka_run_group_tests_name("pdf_office", tests, print_papers, remove_papers);
}
