/* How long it takes to read a large workbook: 100,000 rows of 20 cells, each row looked at.
 *
 *     build/tests/bench/bench_workbook [rows]
 *
 * Prints milliseconds and the largest memory of this process and of the child that parses. The file
 * is made anew by libxlsxwriter: half numbers, half Vietnamese text, written in line.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <xlsxwriter.h>

#include "base/decimal.h"
#include "doc/workbook_read.h"

enum { COLUMNS = 20 };

static void make_file(const char *path, unsigned rows) {
    lxw_workbook_options options = {.constant_memory = LXW_TRUE};
    lxw_workbook *book = workbook_new_opt(path, &options);
    lxw_worksheet *sheet = workbook_add_worksheet(book, "S");
    for (unsigned row = 0; row < rows; row++)
        for (lxw_col_t column = 0; column < COLUMNS; column++) {
            char text[64];
            snprintf(text, sizeof(text), "Đơn vị %u, tiêu chí %u", row % 977, column);
            if (column % 2)
                worksheet_write_string(sheet, row, column, text, NULL);
            else
                worksheet_write_number(sheet, row, column, (row * 7919 % 100000) / 100.0, NULL);
        }
    workbook_close(book);
}

struct sums {
    struct decimal total;
    uint64_t numbers;
    uint64_t texts;
};

static const struct err *look_at_row(void *context, uint32_t row, const struct workbook_cell *cells,
                                     size_t count) {
    struct sums *sums = context;
    (void)row;
    for (size_t i = 0; i < count; i++) {
        struct decimal value;
        if (cells[i].kind != WORKBOOK_NUMBER) {
            sums->texts++;
            continue;
        }
        if (!decimal_parse(cells[i].text, &value))
            return ERR(ERR_INPUT, "no number");
        sums->total = decimal_add(sums->total, value);
        sums->numbers++;
    }
    return NULL;
}

static double now_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static long peak_kb(int who) {
    struct rusage usage;
    getrusage(who, &usage);
    return usage.ru_maxrss;
}

/* The making takes memory of its own: it happens in a process of its own. */
static struct str made_file(struct arena *arena, unsigned rows) {
    char path[] = "/tmp/bench-workbook-XXXXXX";
    int fd = mkstemp(path);
    if (fd < 0)
        exit(1);
    pid_t pid = fork();
    if (pid == 0) {
        make_file(path, rows);
        _exit(0);
    }
    waitpid(pid, NULL, 0);
    off_t size = lseek(fd, 0, SEEK_END);
    char *bytes = arena_alloc(arena, (size_t)size);
    if (pread(fd, bytes, (size_t)size, 0) != size)
        exit(1);
    close(fd);
    unlink(path);
    return (struct str){bytes, (size_t)size};
}

int main(int argc, char **argv) {
    if (argc > 1 && strcmp(argv[1], WORKBOOK_CHILD_ARGUMENT) == 0)
        return workbook_child_main();
    unsigned rows = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 100000;
    struct arena *arena = arena_new(0);
    struct str file = made_file(arena, rows);
    struct workbook_limits limits = WORKBOOK_LIMITS_DEFAULT;
    limits.max_rows = rows;
    limits.max_cells = rows * COLUMNS;
    limits.max_text_bytes = (size_t)400 << 20;
    printf("%u rows x %d cells, %.1f MB\n", rows, COLUMNS, (double)file.n / 1e6);
    for (int round = 0; round < 5; round++) {
        struct sums sums = {0};
        struct workbook_visitor visitor = {.context = &sums, .row = look_at_row};
        struct message fault;
        double start = now_ms();
        const struct err *err = workbook_stream(arena, file, &limits, &visitor, &fault);
        double spent = now_ms() - start;
        if (err || fault.id) {
            printf("failed: %s\n", err ? err->message : message_key(fault.id).p);
            return 1;
        }
        printf("%.0f ms: %llu numbers, %llu texts, sum %s; own peak %ld KB, child's %ld KB\n",
               spent, (unsigned long long)sums.numbers, (unsigned long long)sums.texts,
               decimal_canonical(arena, sums.total).p, peak_kb(RUSAGE_SELF),
               peak_kb(RUSAGE_CHILDREN));
    }
    arena_free(arena);
    return 0;
}
