/* make_sheets SEED DIR: an invented table of criteria and five self-score sheets for the units of
 * the training cluster, with other figures for every seed. Prints the totals that must come out,
 * "unit|total", computed here by long division on whole numbers: none of the program's own
 * arithmetic. The table's rules are those of the training cluster.
 *
 * Figures are in hundredths; a maximum of 7,50 is 750. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "doc/workbook_write.h"
#include "sys/files.h"

enum { UNITS = 5, KINDS = 6, PER_KIND_MAX = 4, CRITERIA_MAX = KINDS * PER_KIND_MAX };
enum kind { QUANTITY, GRADE, PASS, FEWER, LEADER, ITEMS };

static const char *const UNIT_NAMES[UNITS] = {
    "Ban CHQS huyện Ea M’Rang", "Ban CHQS huyện Suối Bạc", "Ban CHQS huyện Đồi Xanh",
    "Ban CHQS huyện Thác Mây",  "Ban CHQS huyện Đầm Sậy",
};
static const char *const KIND_NAMES[KINDS] = {
    "định lượng",
    "định tính",
    "đạt/không đạt",
    "định lượng nghịch",
    "so với đơn vị dẫn đầu",
    "điểm theo số lượng",
};
static const char *const KIND_TITLES[KINDS] = {
    "Chỉ tiêu", "Mức đánh giá", "Nhiệm vụ bắt buộc", "Vụ việc", "Ngày công", "Mô hình",
};
static const char *const ROMAN[KINDS] = {"I", "II", "III", "IV", "V", "VI"};

struct item {
    enum kind kind;
    int label; /* within its group */
    long max;
    long target;
    long actual[UNITS]; /* hundredths; a grade 0–3; a count */
};

static struct item items[CRITERIA_MAX];
static int item_count;
static int late_days[UNITS];
static unsigned long long state;

static long random_below(long bound) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (long)(state % (unsigned long long)bound);
}

static void make_item(enum kind kind, int label) {
    struct item *item = &items[item_count++];
    *item = (struct item){.kind = kind, .label = label, .max = 50 * (2 + random_below(30))};
    item->target = kind == QUANTITY ? 1000 + 7 * random_below(1200)
                   : kind == LEADER ? 10000 + 100 * random_below(500)
                                    : 0;
    for (int unit = 0; unit < UNITS; unit++) {
        long t = item->target;
        item->actual[unit] = kind == QUANTITY ? t / 2 + random_below(t * 3 / 4)
                             : kind == LEADER ? t / 2 / 100 * 100 + 100 * random_below(t / 100)
                                              : random_below(kind == PASS ? 2 : 4);
    }
    if (kind == LEADER) /* somebody leads beyond the target */
        item->actual[random_below(UNITS)] = item->target * 2;
}

/* --- what must come out ------------------------------------------------------------------- */

/* a × b ÷ c, half up; the products of these figures are far from overflowing. */
static long divide(long a, long b, long c) {
    long quotient = a * b / c;
    long rest = a * b % c;
    return quotient + (2 * rest >= c);
}

static long leader_points(const struct item *item, int unit) {
    long lead = 0;
    for (int u = 0; u < UNITS; u++)
        lead = item->actual[u] > lead ? item->actual[u] : lead;
    long done = item->actual[unit];
    if (done < item->target)
        return divide(item->max, done, 2 * item->target);
    return divide(item->max, (lead - item->target) + (done - item->target),
                  2 * (lead - item->target));
}

static long points(const struct item *item, int unit) {
    static const long GRADES[] = {100, 80, 60, 0}, CASES[] = {100, 50, 0, 0};
    long done = item->actual[unit];
    switch (item->kind) {
    case QUANTITY:
        return done >= item->target ? item->max : divide(item->max, done, item->target);
    case GRADE:
        return divide(item->max, GRADES[done], 100);
    case PASS:
        return done ? item->max : 0;
    case FEWER:
        return divide(item->max, CASES[done], 100);
    case LEADER:
        return leader_points(item, unit);
    case ITEMS:
        return done * 100 < item->max ? done * 100 : item->max;
    }
    abort();
}

/* 1 % of the maximum for each 1 % over, at most 10 %. */
static long bonus(const struct item *item, int unit) {
    long over = item->actual[unit] - item->target;
    if (item->kind != QUANTITY || over <= 0)
        return 0;
    return over * 10 >= item->target ? divide(item->max, 1, 10)
                                     : divide(item->max, over, item->target);
}

static long total(int unit) {
    long sum = 0, extra = 0;
    for (int i = 0; i < item_count; i++) {
        sum += points(&items[i], unit);
        extra += bonus(&items[i], unit);
    }
    int days = late_days[unit];
    long penalty = days < 5 ? 0 : days < 10 ? 50 : days < 15 ? 100 : 200;
    return sum + (extra > 500 ? 500 : extra) - penalty;
}

/* --- the files ---------------------------------------------------------------------------- */

static struct arena *arena;

static struct str say(const char *format, ...) PRINTF_LIKE(1, 2);
static struct str say(const char *format, ...) {
    va_list args;
    va_start(args, format);
    struct str text = str_format_v(arena, format, args);
    va_end(args);
    return text;
}

static struct str name_of(const struct item *item) {
    return say("%s số %d%s", KIND_TITLES[item->kind], item->label,
               item->kind == ITEMS ? " (1 điểm/mô hình)" : "");
}

static void number(struct sheet_out *sheet, uint32_t row, uint32_t column, long hundredths) {
    sheet_number(sheet, row, column, SHEET_NUMBER, (struct decimal){hundredths, 2});
}

static void text(struct sheet_out *sheet, uint32_t row, uint32_t column, struct str value) {
    sheet_text(sheet, row, column, SHEET_TEXT, value);
}

static void header(struct sheet_out *sheet, uint32_t row, const char *const *words, int count) {
    for (int i = 0; i < count; i++)
        text(sheet, row, (uint32_t)i + 1, str_from_c(words[i]));
}

static void save(struct book_out *book, const char *folder, const char *name) {
    struct str bytes;
    const struct err *err = book_finish(book, &bytes);
    if (!err)
        err = file_write_atomic(say("%s/%s", folder, name).p, bytes, 0600);
    if (err) {
        fprintf(stderr, "%s\n", err->message);
        exit(1);
    }
}

/* A group's heading before its first criterion; the next row. */
static uint32_t group_row(struct sheet_out *sheet, uint32_t row, int i) {
    if (items[i].label != 1)
        return row;
    long sum = 0;
    for (int k = i; k < item_count && items[k].kind == items[i].kind; k++)
        sum += items[k].max;
    text(sheet, row, 1, str_from_c(ROMAN[items[i].kind]));
    text(sheet, row, 2, say("Nhóm %s", KIND_NAMES[items[i].kind]));
    number(sheet, row, 3, sum);
    return row + 1;
}

static void write_table(const char *folder) {
    static const char *const WORDS[] = {"TT",  "Nội dung, tiêu chí", "Điểm chuẩn", "Cách chấm",
                                        "ĐVT", "Chỉ tiêu năm",       "Ghi chú"};
    struct book_out *book = book_new(arena, &(struct book_about){.title = STR("Tiêu chí")});
    struct sheet_out *sheet = book_add_sheet(book, STR("Tiêu chí"), NULL);
    text(sheet, 1, 1, STR("BẢNG TIÊU CHÍ VÀ THANG ĐIỂM"));
    header(sheet, 3, WORDS, 7);
    uint32_t row = 4;
    for (int i = 0; i < item_count; i++) {
        row = group_row(sheet, row, i);
        text(sheet, row, 1, say("%d", items[i].label));
        text(sheet, row, 2, name_of(&items[i]));
        number(sheet, row, 3, items[i].max);
        text(sheet, row, 4, str_from_c(KIND_NAMES[items[i].kind]));
        if (items[i].target || items[i].kind == FEWER)
            number(sheet, row, 6, items[i].target);
        row++;
    }
    static const char *const LAST[2][3] = {{"VII", "Điểm thưởng", "thưởng"},
                                           {"VIII", "Điểm trừ", "trừ"}};
    for (int i = 0; i < 2; i++, row++) {
        text(sheet, row, 1, str_from_c(LAST[i][0]));
        text(sheet, row, 2, str_from_c(LAST[i][1]));
        number(sheet, row, 3, i == 0 ? 500 : 0);
        text(sheet, row, 4, str_from_c(LAST[i][2]));
    }
    save(book, folder, "criteria.xlsx");
}

static void write_actual(struct sheet_out *sheet, uint32_t row, const struct item *item, int unit) {
    static const char *const LETTERS[] = {"A", "B", "C", "D"};
    long done = item->actual[unit];
    if (item->kind == GRADE)
        text(sheet, row, 5, str_from_c(LETTERS[done]));
    else if (item->kind == PASS)
        text(sheet, row, 5, done ? STR("Đạt") : STR("Không đạt"));
    else if (item->kind == QUANTITY && random_below(3) == 0) /* typed as text, as offices do */
        text(sheet, row, 5, say("%ld,%02ld", done / 100, done % 100));
    else
        number(sheet, row, 5, item->kind == FEWER || item->kind == ITEMS ? done * 100 : done);
}

static void write_sheet(const char *folder, int unit) {
    static const char *const WORDS[] = {"TT",           "Nội dung, tiêu chí", "Điểm chuẩn",
                                        "Chỉ tiêu năm", "Thực hiện 6 tháng",  "Điểm tự chấm",
                                        "Giải trình"};
    struct book_out *book = book_new(arena, &(struct book_about){.title = STR("Tự chấm")});
    struct sheet_out *sheet = book_add_sheet(book, STR("Tự chấm"), NULL);
    text(sheet, 1, 1, str_from_c(UNIT_NAMES[unit]));
    text(sheet, 2, 1, STR("BẢNG TỰ CHẤM ĐIỂM THI ĐUA 6 THÁNG ĐẦU NĂM 2020"));
    header(sheet, 4, WORDS, 7);
    uint32_t row = 5;
    for (int i = 0; i < item_count; i++) {
        row = group_row(sheet, row, i);
        text(sheet, row, 1, say("%d", items[i].label));
        text(sheet, row, 2, name_of(&items[i]));
        number(sheet, row, 3, items[i].max);
        write_actual(sheet, row++, &items[i], unit);
    }
    text(sheet, row, 1, STR("VII"));
    text(sheet, row, 2, STR("Điểm thưởng"));
    text(sheet, row + 1, 1, STR("VIII"));
    text(sheet, row + 1, 2, STR("Điểm trừ"));
    if (late_days[unit])
        text(sheet, row + 1, 7, say("Chậm %d ngày", late_days[unit]));
    save(book, folder, say("unit-%d.xlsx", unit + 1).p);
}

int main(int argc, char **argv) {
    if (argc != 3)
        return 1;
    arena = arena_new(0);
    state = 0x9E3779B97F4A7C15u * (strtoull(argv[1], NULL, 10) + 1);
    for (int kind = 0; kind < KINDS; kind++) {
        long count = 1 + random_below(PER_KIND_MAX);
        for (int label = 1; label <= count; label++)
            make_item((enum kind)kind, label);
    }
    for (int unit = 0; unit < UNITS; unit++)
        late_days[unit] = (int)random_below(20);
    write_table(argv[2]);
    for (int unit = 0; unit < UNITS; unit++) {
        write_sheet(argv[2], unit);
        long sum = total(unit);
        printf("%s|%ld.%02ld\n", UNIT_NAMES[unit], sum / 100, sum % 100);
    }
    arena_free(arena);
    return 0;
}
