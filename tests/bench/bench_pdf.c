/* How long a paper takes: head, text and a table of 30 rows, as PDF and, beside it, as DOCX; then
 * one of 1,500 rows.
 *
 *     build/tests/bench/bench_pdf [rounds]
 *
 * Prints the first PDF of the process (fonts are looked for), then the median and the slowest of
 * ROUNDS (100) of each kind, and the size of the file.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "doc/official_paper.h"
#include "doc/paper_file.h"

enum { ROUNDS = 100, ROUNDS_MAX = 10000 };

static double now_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static void add_table(struct doc_flow *flow, size_t row_count) {
    static const char *const HEADS[] = {"TT", "Tiêu chí", "Tự chấm", "Cụm công nhận", "Ghi chú"};
    struct doc_table *table = doc_table_add(flow, DOC_GRID, (double[]){12, 78, 20, 25, 25}, 5);
    table->header_row_count = 1;
    struct doc_row *head = doc_row_add(table);
    for (size_t i = 0; i < COUNT_OF(HEADS); i++)
        doc_cell_add_text(head, DOC_TABLE_HEAD, DOC_CENTER, str_from_c(HEADS[i]));
    for (size_t i = 1; i <= row_count; i++) {
        struct doc_row *row = doc_row_add(table);
        doc_cell_add_text(row, DOC_TABLE_TEXT, DOC_CENTER, str_format(flow->arena, "%zu", i));
        doc_cell_add_text(row, DOC_TABLE_TEXT, DOC_LEFT,
                          STR("Công tác giáo dục chính trị, quản lý tư tưởng"));
        doc_cell_add_text(row, DOC_TABLE_TEXT, DOC_RIGHT, STR("9,50"));
        doc_cell_add_text(row, DOC_TABLE_TEXT, DOC_RIGHT, STR("9,25"));
        doc_cell_add_text(row, DOC_TABLE_TEXT, DOC_LEFT, STR(""));
    }
}

static struct document *make_paper(struct arena *arena, size_t row_count) {
    const struct official_paper paper = {.parent_body = STR("BỘ CHỈ HUY QUÂN SỰ TỈNH MẪU"),
                                         .issuing_body = STR("CỤM THI ĐUA MẪU"),
                                         .symbol = STR("BC-CTĐ"),
                                         .year = 2020,
                                         .type_name = STR("BÁO CÁO"),
                                         .subject = STR("Sơ kết công tác thi đua, khen thưởng")};
    struct document *document = document_new(arena);
    document->created_ms = 1593129600000;
    document->watermark = STR("DỰ THẢO");
    document->banner = STR("DỮ LIỆU MẪU – SỐ LIỆU GIẢ ĐỊNH");
    struct doc_flow *flow = official_paper_begin(document, &paper);
    add_table(flow, row_count);
    official_paper_end(flow, &paper);
    return document;
}

/* Milliseconds; ends the program where the paper cannot be made. */
static double write_once(enum paper_file file, size_t row_count, size_t *ret_bytes) {
    struct arena *arena = arena_new(0);
    struct str bytes;
    double started_ms = now_ms();
    const struct err *err = paper_write(make_paper(arena, row_count), file, arena, &bytes);
    double took_ms = now_ms() - started_ms;
    if (err) {
        fprintf(stderr, "%s\n", err->message);
        exit(1);
    }
    *ret_bytes = bytes.n;
    arena_free(arena);
    return took_ms;
}

static int compare_ms(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void measure(enum paper_file file, size_t row_count, size_t rounds) {
    static double took_ms[ROUNDS_MAX];
    size_t bytes = 0;
    for (size_t i = 0; i < rounds; i++)
        took_ms[i] = write_once(file, row_count, &bytes);
    qsort(took_ms, rounds, sizeof *took_ms, compare_ms);
    printf("%-4s %5zu rows  median %8.2f ms  slowest %8.2f ms  %7zu bytes  (%zu rounds)\n",
           paper_file_suffix(file), row_count, took_ms[rounds / 2], took_ms[rounds - 1], bytes,
           rounds);
}

int main(int argc, char **argv) {
    long rounds = argc > 1 ? strtol(argv[1], NULL, 10) : ROUNDS;
    if (rounds < 1 || rounds > ROUNDS_MAX) {
        fprintf(stderr, "rounds: 1 to %d\n", ROUNDS_MAX);
        return 1;
    }
    size_t bytes;
    double load[1] = {0};
    struct rusage usage;
    printf("load %.1f\n", getloadavg(load, 1) == 1 ? load[0] : -1);
    printf("first pdf of the process: %.1f ms\n", write_once(PAPER_PDF, 30, &bytes));
    measure(PAPER_PDF, 30, (size_t)rounds);
    measure(PAPER_DOCX, 30, (size_t)rounds);
    measure(PAPER_PDF, 1500, (size_t)(rounds + 19) / 20);
    measure(PAPER_DOCX, 1500, (size_t)(rounds + 19) / 20);
    getrusage(RUSAGE_SELF, &usage);
    printf("largest memory %ld KB\n", usage.ru_maxrss);
    return 0;
}
