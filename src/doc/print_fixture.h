/* Measuring printed papers in tests: the words on each page of a PDF with their places, and the
 * pages as pictures. Needs the Debian package poppler-utils. Everything fails the test where it
 * cannot be had. Not part of the program. */
#ifndef DOC_PRINT_FIXTURE_H
#define DOC_PRINT_FIXTURE_H

#include "base/arena.h"
#include "base/list.h"
#include "base/str.h"

/* In mm from the upper left corner of the page. */
struct word {
    double left_mm, top_mm, right_mm, bottom_mm;
    struct str text;
};

struct page {
    double width_mm, height_mm;
    LIST(struct word) words;
};

struct pages {
    LIST(struct page) list;
};

/* Runs a program for at most two minutes; the arguments end with NULL. Its errors go to standard
 * output, which is TAP and takes them as remarks. */
void print_run(const char *const *arguments);
#define PRINT_RUN(...) print_run((const char *const[]){__VA_ARGS__, NULL})

struct str print_read_file(struct arena *arena, const char *path);
void print_write_file(const char *path, struct str bytes);

/* Files are made beside the PDF. */
struct pages print_words(struct arena *arena, const char *pdf_path);
/* The words in their order, one blank between. */
struct str print_text(struct arena *arena, const struct page *page);
const struct word *print_find(const struct page *page, const char *text);
void print_assert_near_mm(double actual_mm, double wanted_mm, double tolerance_mm,
                          const char *what);

struct picture {
    const unsigned char *grey;
    long width, height;
};

/* PAGE counts from 1. */
struct picture print_picture(struct arena *arena, const char *pdf_path, size_t page);
/* The share of the page in the watermark's grey: silver, half transparent. */
double print_watermark_share(const struct picture *picture);
/* The longest dark horizontal line in a band of the page. */
double print_rule_mm(const struct picture *picture, double left_mm, double right_mm, double top_mm,
                     double bottom_mm);

#endif
