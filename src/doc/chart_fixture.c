#include "doc/chart_fixture.h"

struct chart *(*const FIXTURE_CHARTS[FIXTURE_CHART_COUNT])(struct arena *, size_t) = {
    fixture_chart_bars,  fixture_chart_stacked, fixture_chart_bullets,
    fixture_chart_lines, fixture_chart_equal,   fixture_chart_missing,
};

static struct chart *new_chart(struct arena *arena, enum chart_kind kind, const char *title,
                               size_t count) {
    static const char *const NAMES[] = {"Ban CHQS huyện Đầm Sậy", "Ban Chỉ huy PTKV 2 – Ea Kar",
                                        FIXTURE_LONG_NAME, "Cơ quan X", "Ban CHQS thị xã Buôn Hồ"};
    struct chart *chart = chart_new(arena, kind, LANG_VI);
    chart->title = str_from_c(title);
    chart->unit = STR("điểm");
    chart->min_scale = 2;
    for (size_t i = 0; i < count; i++)
        chart_category_add(chart, kind == CHART_LINES
                                      ? str_format(arena, "Năm %zu", 2020 + i)
                                      : str_format(arena, "%s %zu", NAMES[i % COUNT_OF(NAMES)], i));
    return chart;
}

struct chart *fixture_chart_bars(struct arena *arena, size_t count) {
    struct chart *chart =
        new_chart(arena, CHART_BARS, "Tổng điểm 6 tháng đầu năm 2020 của các đơn vị", count);
    size_t total = chart_series_add(chart, STR("Tổng điểm"), STR(""));
    for (size_t i = 0; i < count; i++)
        chart_set(chart, total, i, DECIMAL(9860 - 137 * (int64_t)(i % 40), 2));
    return chart;
}

struct chart *fixture_chart_stacked(struct arena *arena, size_t count) {
    static const char *const CODES[] = {"I", "II", "III", "IV", "V", "Thưởng"};
    static const char *const GROUPS[] = {
        "I. Công tác Đảng, công tác chính trị",
        "II. Quân sự, quốc phòng địa phương",
        "III. Hậu cần, kỹ thuật",
        "IV. Xây dựng chính quy, chấp hành kỷ luật",
        "V. Phong trào thi đua quyết thắng",
        "Thưởng",
    };
    struct chart *chart = new_chart(arena, CHART_STACKED,
                                    "Tổng điểm theo nhóm tiêu chí, 6 tháng đầu năm 2020", count);
    for (size_t s = 0; s < COUNT_OF(GROUPS); s++) {
        size_t series = chart_series_add(chart, str_from_c(GROUPS[s]), str_from_c(CODES[s]));
        for (size_t i = 0; i < count; i++)
            chart_set(chart, series, i,
                      s == 5 ? DECIMAL((int64_t)(i % 3), 0)
                             : DECIMAL(2400 - 300 * (int64_t)s - 37 * (int64_t)(i % 7), 2));
    }
    size_t penalty = chart_series_add(chart, STR("Trừ"), STR("Trừ"));
    for (size_t i = 0; i < count; i++)
        chart_set(chart, penalty, i, DECIMAL(i % 3 == 2 ? -150 : 0, 2));
    return chart;
}

struct chart *fixture_chart_bullets(struct arena *arena, size_t count) {
    struct chart *chart =
        new_chart(arena, CHART_BULLETS, "Điểm từng nhóm so với bình quân của Cụm", count);
    size_t own = chart_series_add(chart, STR("Đơn vị"), STR(""));
    size_t mean = chart_series_add(chart, STR("Bình quân của Cụm"), STR(""));
    for (size_t i = 0; i < count; i++) {
        chart_set(chart, own, i, DECIMAL(1850 + 100 * (int64_t)(i % 4), 2));
        if (i % 5 != 3)
            chart_set(chart, mean, i, DECIMAL(2013, 2));
    }
    return chart;
}

struct chart *fixture_chart_lines(struct arena *arena, size_t count) {
    struct chart *chart = new_chart(arena, CHART_LINES, "Tổng điểm qua các năm", count);
    for (size_t s = 0; s < 3; s++) {
        static const char *const NAMES[] = {"Đầm Sậy", "Ea Kar", "Krông Năng"};
        size_t series = chart_series_add(chart, str_from_c(NAMES[s]), STR(""));
        for (size_t i = 0; i < count; i++)
            if (i != 2 || s != 1)
                chart_set(chart, series, i, DECIMAL(9000 + 100 * (int64_t)((i * (s + 2)) % 7), 2));
    }
    return chart;
}

struct chart *fixture_chart_equal(struct arena *arena, size_t count) {
    struct chart *chart = new_chart(arena, CHART_BARS, "Bằng nhau", count);
    size_t total = chart_series_add(chart, STR("Tổng điểm"), STR(""));
    for (size_t i = 0; i < count; i++)
        chart_set(chart, total, i, DECIMAL(50, 0));
    return chart;
}

struct chart *fixture_chart_missing(struct arena *arena, size_t count) {
    struct chart *chart = new_chart(arena, CHART_STACKED, "Chưa có gì", count);
    chart_series_add(chart, STR("Tổng điểm"), STR(""));
    return chart;
}
