/* What a calendar may look like: dates others set, each with where that was read. Nothing of it
 * counts anywhere until an organisation takes it, row by row. */
#include "features/calendar/calendar.h"

#define DRAFT                                                                                                                 \
    STR_INIT("Dự thảo hướng dẫn của Hội đồng Thi đua – Khen thưởng tỉnh Hưng Yên năm 2021 (bản " \
             "thảo, chưa phải quy định)")
#define MINISTRY STR_INIT("Thông tư 03/2018/TT-BNG ngày 1/11/2018 của Bộ Ngoại giao")

const struct calendar_example_row CALENDAR_EXAMPLE[] = {
    {STR_INIT("Đăng ký thi đua, chỉ tiêu thi đua"),
     STR_INIT("registration"),
     0,
     {0},
     {0, 1, 4},
     true,
     DRAFT,
     true},
    {STR_INIT("Phát động thi đua, ký giao ước thi đua"),
     STR_INIT("covenant"),
     0,
     {0, 1, 1},
     {0, 2, 15},
     false,
     DRAFT,
     true},
    {STR_INIT("Sơ kết 6 tháng đầu năm"),
     STR_INIT("review"),
     1,
     {0, 7, 1},
     {0, 8, 15},
     false,
     DRAFT,
     true},
    {STR_INIT("Tổng kết năm, thông qua điểm, đề nghị khen thưởng, cử cụm trưởng năm sau"),
     STR_INIT("review"),
     2,
     {1, 1, 1},
     {1, 1, 31},
     false,
     DRAFT,
     true},
    {STR_INIT("Đăng ký thi đua (trước ngày 15/3)"),
     STR_INIT("registration"),
     0,
     {0},
     {0, 3, 14},
     true,
     MINISTRY,
     false},
    {STR_INIT("Báo cáo tổng kết năm (trước ngày 15/12)"),
     STR_INIT("review"),
     2,
     {0},
     {0, 12, 14},
     false,
     MINISTRY,
     false},
};
const size_t CALENDAR_EXAMPLE_COUNT = COUNT_OF(CALENDAR_EXAMPLE);

static struct date in_year(struct date date, int year) {
    if (date.month)
        date.year = (int16_t)(date.year + year);
    return date;
}

struct calendar_row calendar_from_example(const struct calendar_example_row *example, int year,
                                          const struct calendar_kinds *kinds) {
    struct calendar_row row = {
        .id = STR(""),
        .title = example->title,
        .kind = STR(""),
        .half = example->half,
        .starts = in_year(example->starts, year),
        .deadline = in_year(example->deadline, year),
        .by_unit = example->by_unit,
        .note = STR(""),
        .basis = example->source,
    };
    for (size_t i = 0; i < kinds->count; i++)
        if (str_equal(kinds->items[i].code, example->kind)) {
            row.kind = example->kind;
            row.by_unit = kinds->items[i].by_unit;
        }
    return row;
}
