#include "doc/print_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <expat.h>
#include <math.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "base/buf.h"

extern char **environ;

#define MM_PER_PT (25.4 / 72)

void print_run(const char *const *arguments) {
    const char *argv[48] = {"timeout", "120"};
    size_t count = 2;
    while (*arguments)
        argv[count++] = *arguments++;
    pid_t child;
    int status = -1;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, 2, 1); /* our output is TAP and nothing else */
    assert_int_equal(posix_spawnp(&child, "timeout", &actions, NULL, (char *const *)argv, environ),
                     0);
    posix_spawn_file_actions_destroy(&actions);
    assert_int_equal(waitpid(child, &status, 0), child);
    if (status != 0)
        fail_msg("%s ended with status %d", argv[2], status);
}

struct str print_read_file(struct arena *arena, const char *path) {
    struct buf bytes = BUF_INIT(200 * 1024 * 1024);
    FILE *file = fopen(path, "rb");
    if (!file)
        fail_msg("%s is not there", path);
    static char block[65536];
    for (size_t got; (got = fread(block, 1, sizeof block, file)) > 0;)
        buf_append(&bytes, block, got);
    fclose(file);
    struct str copy = str_copy(arena, buf_str(&bytes));
    buf_release(&bytes);
    return copy;
}

void print_write_file(const char *path, struct str bytes) {
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes.p, 1, bytes.n, file), bytes.n);
    assert_int_equal(fclose(file), 0);
}

/* --- the words on the printed pages, in mm from the upper left corner --- */

struct reading {
    struct arena *arena;
    struct pages pages;
    bool in_word;
};

static struct page *last_page(struct reading *reading) {
    return &reading->pages.list.items[reading->pages.list.count - 1];
}

static double number_attribute(const XML_Char **attributes, const char *name) {
    for (size_t i = 0; attributes[i]; i += 2)
        if (strcmp(attributes[i], name) == 0)
            return strtod(attributes[i + 1], NULL) * MM_PER_PT;
    return 0;
}

static void bbox_start(void *context, const XML_Char *name, const XML_Char **attributes) {
    struct reading *reading = context;
    if (strcmp(name, "page") == 0) {
        struct page *page = list_push(reading->arena, &reading->pages.list);
        page->width_mm = number_attribute(attributes, "width");
        page->height_mm = number_attribute(attributes, "height");
    }
    reading->in_word = strcmp(name, "word") == 0;
    if (!reading->in_word)
        return;
    *list_push(reading->arena, &last_page(reading)->words) = (struct word){
        number_attribute(attributes, "xMin"), number_attribute(attributes, "yMin"),
        number_attribute(attributes, "xMax"), number_attribute(attributes, "yMax"), STR("")};
}

static void bbox_end(void *context, const XML_Char *name) {
    (void)name;
    ((struct reading *)context)->in_word = false;
}

static void bbox_text(void *context, const XML_Char *text, int count) {
    struct reading *reading = context;
    if (!reading->in_word)
        return;
    struct page *page = last_page(reading);
    struct word *word = &page->words.items[page->words.count - 1];
    word->text = str_concat(reading->arena, word->text, (struct str){text, (size_t)count});
}

struct pages print_words(struct arena *arena, const char *pdf_path) {
    struct reading reading = {.arena = arena};
    const char *path = str_format(arena, "%s.html", pdf_path).p;
    PRINT_RUN("pdftotext", "-bbox", pdf_path, path);
    struct str html = print_read_file(arena, path);
    XML_Parser parser = XML_ParserCreate(NULL);
    XML_SetElementHandler(parser, bbox_start, bbox_end);
    XML_SetCharacterDataHandler(parser, bbox_text);
    XML_SetUserData(parser, &reading);
    assert_int_equal(XML_Parse(parser, html.p, (int)html.n, 1), XML_STATUS_OK);
    XML_ParserFree(parser);
    return reading.pages;
}

struct str print_text(struct arena *arena, const struct page *page) {
    struct buf text = BUF_INIT(1 << 20);
    for (size_t i = 0; i < page->words.count; i++) {
        buf_append_str(&text, page->words.items[i].text);
        buf_append_char(&text, ' ');
    }
    struct str copy = str_copy(arena, buf_str(&text));
    buf_release(&text);
    return copy;
}

const struct word *print_find(const struct page *page, const char *text) {
    for (size_t i = 0; i < page->words.count; i++)
        if (str_equal_c(page->words.items[i].text, text))
            return &page->words.items[i];
    fail_msg("'%s' is not on the page", text);
    return NULL;
}

void print_assert_near_mm(double actual_mm, double wanted_mm, double tolerance_mm,
                          const char *what) {
    if (fabs(actual_mm - wanted_mm) > tolerance_mm)
        fail_msg("%s: %.2f mm, wanted %.2f ± %.2f", what, actual_mm, wanted_mm, tolerance_mm);
}

/* --- the pages as pictures --- */

enum { PICTURE_DPI = 150 };

struct picture print_picture(struct arena *arena, const char *pdf_path, size_t page) {
    char dpi[8], number[24];
    snprintf(dpi, sizeof dpi, "%d", PICTURE_DPI);
    snprintf(number, sizeof number, "%zu", page);
    PRINT_RUN("pdftoppm", "-gray", "-r", dpi, "-f", number, "-l", number, "-singlefile", pdf_path,
              pdf_path);
    struct str bytes = print_read_file(arena, str_format(arena, "%s.pgm", pdf_path).p);
    struct picture picture = {0};
    int header = 0;
    assert_int_equal(sscanf(bytes.p, "P5 %ld %ld 255%n", &picture.width, &picture.height, &header),
                     2);
    assert_int_equal(bytes.n, (size_t)(header + 1 + picture.width * picture.height));
    picture.grey = (const unsigned char *)bytes.p + header + 1;
    return picture;
}

double print_watermark_share(const struct picture *picture) {
    long count = 0, all = picture->width * picture->height;
    for (long i = 0; i < all; i++)
        count += picture->grey[i] >= 221 && picture->grey[i] <= 225;
    return (double)count / (double)all;
}

double print_rule_mm(const struct picture *picture, double left_mm, double right_mm, double top_mm,
                     double bottom_mm) {
    const double pixels_per_mm = PICTURE_DPI / 25.4;
    long longest = 0;
    for (long y = lround(top_mm * pixels_per_mm); y < lround(bottom_mm * pixels_per_mm); y++) {
        long length = 0;
        for (long x = lround(left_mm * pixels_per_mm); x < lround(right_mm * pixels_per_mm); x++) {
            length = picture->grey[y * picture->width + x] < 150 ? length + 1 : 0;
            longest = length > longest ? length : longest;
        }
    }
    return (double)longest / pixels_per_mm;
}
