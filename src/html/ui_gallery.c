#include "html/ui_gallery.h"

#include <string.h>

#include "html/ui/gallery.html.h"

static const struct ui_task TASKS[] = {
    {STR_INIT("#"), UI_STATE_LATE, STR_INIT("Nhập phiếu tự chấm của 2 đơn vị còn lại"),
     STR_INIT("Ban CHQS huyện Thác Mây, Ban CHQS huyện Đầm Sậy · hạn 20/6/2020"),
     STR_INIT("quá hạn 1 ngày")},
    {STR_INIT("#"), UI_STATE_DOING, STR_INIT("Sửa 3 chỗ trong phiếu của Ban CHQS huyện Đầm Sậy"),
     STR_INIT("thiếu mã tiêu chí ở dòng 11; thiếu tiêu chí V.1"), STR_INIT("còn 3 ngày")},
    {STR_INIT("#"), UI_STATE_TODO, STR_INIT("Báo cáo sơ kết"),
     STR_INIT("dự thảo, lưu 09:12 · còn 2 mục trống"), STR_INIT("26/6/2020")},
    {STR_INIT("#"), UI_STATE_DONE, STR_INIT("Khóa bảng tiêu chí năm 2020"), STR_INIT(""),
     STR_INIT("")},
};

#define GROUP(number_, name_, maximum_)                                                            \
    {                                                                                              \
        .number = STR_INIT(number_), .name = STR_INIT(name_), .maximum = STR_INIT(maximum_),       \
        .group = true                                                                              \
    }

static const struct gallery_row ROWS[] = {
    GROUP("I", "Lãnh đạo, chỉ đạo; giáo dục chính trị", "20"),
    {STR_INIT("I.1"), STR_INIT("i-1"), STR_INIT("Quân số học tập chính trị, Chỉ thị 05-CT/TW"),
     STR_INIT("8"), STR_INIT("98 %"), STR_INIT("98,9"), STR_INIT("8,00"), STR_INIT("8,00")},
    {STR_INIT("I.2"), STR_INIT("i-2"), STR_INIT("Thực hiện Nghị quyết 04-NQ/TW và Cuộc vận động"),
     STR_INIT("6"), STR_INIT(""), STR_INIT("A"), STR_INIT("6,00"), STR_INIT("6,00")},
    GROUP("II", "Huấn luyện, sẵn sàng chiến đấu", "30"),
    {STR_INIT("II.1"), STR_INIT("ii-1"), STR_INIT("Quân số tham gia huấn luyện"), STR_INIT("8"),
     STR_INIT("98 %"), STR_INIT("96"), STR_INIT("7,84"), STR_INIT("7,84")},
    {STR_INIT("II.2"), STR_INIT("ii-2"), STR_INIT("Nội dung kiểm tra đạt khá, giỏi"),
     STR_INIT("12"), STR_INIT("75 %"), STR_INIT("74"), STR_INIT("11,84"), STR_INIT("12,00"),
     STR_INIT("0,16"), STR_INIT("Theo biên bản số 7")},
    GROUP("V", "Phòng chống thiên tai, cứu hộ cứu nạn; dân vận", "10"),
    {STR_INIT("V.1"), STR_INIT("v-1"), STR_INIT("Tham gia phòng chống thiên tai, cứu hộ cứu nạn"),
     STR_INIT("5")},
    {STR_INIT("V.2"), STR_INIT("v-2"), STR_INIT("Ngày công giúp dân (so với đơn vị dẫn đầu)"),
     STR_INIT("5"), STR_INIT("500 ngày công"), STR_INIT("560"), STR_INIT("3,18")},
};

static const struct gallery_group GROUPS[] = {
    {STR_INIT("I"), STR_INIT("20")},     {STR_INIT("II"), STR_INIT("30")},
    {STR_INIT("III"), STR_INIT("15")},   {STR_INIT("IV"), STR_INIT("15")},
    {STR_INIT("V"), STR_INIT("10")},     {STR_INIT("VI"), STR_INIT("10")},
    {STR_INIT("Thưởng"), STR_INIT("5")}, {STR_INIT("Trừ"), STR_INIT("5")},
};

enum { GROUP_COUNT = sizeof(GROUPS) / sizeof(GROUPS[0]) };

/* Points in hundredths; -1: missing, as no group here has a negative part of one hundredth. */
enum { MISSING = -1 };

static const struct {
    const char *place;
    const char *name;
    const char *note;
    const char *total;
    const char *behind;
    int points[GROUP_COUNT];
} UNITS[] = {
    {"1", "Ban CHQS huyện Ea M’Rang", "", "96,31", "", {1880, 3000, 1500, 1360, 944, 1000, 150, 0}},
    {"2",
     "Ban CHQS huyện Suối Bạc",
     "cùng tổng điểm, cùng xếp thứ 2; thứ 3 để trống",
     "91,40",
     "−4,91",
     {1880, 2993, 1500, 1360, 1000, 900, 90, 0}},
    {"2",
     "Ban CHQS huyện Đồi Xanh",
     "cùng tổng điểm, cùng xếp thứ 2; thứ 3 để trống",
     "91,40",
     "0,00",
     {1880, 3000, 998, 1360, 851, 600, 40, -50}},
    {"",
     "Ban CHQS huyện Đầm Sậy",
     "chưa đủ số liệu: thiếu V.1",
     "",
     "",
     {1880, 2968, 1497, 1360, MISSING, 700, 20, 0}},
    {"",
     "Ban CHQS huyện Thác Mây",
     "chưa đủ số liệu: thiếu I.3, VI.2",
     "",
     "",
     {MISSING, 2936, 1500, 1360, 740, MISSING, 20, 0}},
};

static const struct ui_why_step WHY_STEPS[] = {
    {STR_INIT("tự chấm 12,00"), STR_INIT("Ban CHQS huyện Đầm Sậy, 18/6/2020 09:14"), false},
    {STR_INIT("kiểm tra chéo 11,84 “theo biên bản số 7”"),
     STR_INIT("Ban CHQS huyện Ea M’Rang, 20/6/2020"), false},
    {STR_INIT("Cụm thống nhất 11,84"), STR_INIT("Cụm trưởng, 20/6/2020 16:02"), true},
};

static const struct page_link EVIDENCE[] = {
    {.text = STR_INIT("bien-ban-kiem-tra.pdf"), .href = STR_INIT("#")},
    {.text = STR_INIT("sổ theo dõi (ảnh 3)"), .href = STR_INIT("#")},
};

static void add_option(struct arena *arena, struct ui_options *options, struct str value,
                       struct str text, bool selected) {
    *list_push(arena, options) = (struct ui_option){value, text, selected};
}

static void fill_units(struct html *h, struct ui_gallery *gallery) {
    for (size_t i = 0; i < sizeof(UNITS) / sizeof(UNITS[0]); i++) {
        struct gallery_unit *unit = list_push(h->arena, &gallery->units);
        unit->place = str_from_c(UNITS[i].place);
        unit->name = str_from_c(UNITS[i].name);
        unit->note = str_from_c(UNITS[i].note);
        unit->total = str_from_c(UNITS[i].total);
        unit->behind = str_from_c(UNITS[i].behind);
        for (size_t k = 0; k < GROUP_COUNT; k++) {
            struct gallery_figure *figure = list_push(h->arena, &unit->figures);
            struct decimal maximum;
            struct decimal points = DECIMAL(UNITS[i].points[k], 2);
            figure->label = GROUPS[k].number;
            if (points.units == MISSING || !decimal_parse(GROUPS[k].maximum, &maximum))
                continue;
            figure->points = decimal_display(h->arena, points, 2, ',');
            figure->percent = ui_percent(points, maximum);
            figure->penalty = points.units < 0;
        }
    }
}

void ui_gallery_draw(struct html *h, struct page page) {
    struct ui_gallery gallery = {.page = page};
    for (size_t i = 0; i < sizeof(TASKS) / sizeof(TASKS[0]); i++)
        *list_push(h->arena, &gallery.tasks) = TASKS[i];
    for (size_t i = 0; i < sizeof(ROWS) / sizeof(ROWS[0]); i++)
        *list_push(h->arena, &gallery.rows) = ROWS[i];
    for (size_t i = 0; i < GROUP_COUNT; i++)
        *list_push(h->arena, &gallery.groups) = GROUPS[i];
    fill_units(h, &gallery);
    add_option(h->arena, &gallery.periods, STR("2020-H1"), STR("6 tháng đầu năm 2020"), true);
    add_option(h->arena, &gallery.periods, STR("2020"), STR("Năm 2020"), false);
    add_option(h->arena, &gallery.levels, STR("tinh"), STR("Bộ CHQS tỉnh"), true);
    add_option(h->arena, &gallery.levels, STR("quan-khu"), STR("Quân khu"), false);
    struct ui_why_step steps[3];
    struct page_link evidence[2];
    memcpy(steps, WHY_STEPS, sizeof(steps));
    memcpy(evidence, EVIDENCE, sizeof(evidence));
    gallery.why = (struct ui_why){
        .id = STR("vi-sao"),
        .title = STR("II.2 Nội dung kiểm tra đạt khá, giỏi: 11,84 / 12"),
        .rule = STR("Theo tỷ lệ: điểm chuẩn × thực hiện ÷ chỉ tiêu, không quá điểm chuẩn"),
        .rule_source = STR("Bảng tiêu chí năm 2020, bản 2, mục II.2"),
        .sum = STR("12 × 74 ÷ 75 = 11,84"),
        .steps = steps,
        .steps_count = 3,
        .evidence = evidence,
        .evidence_count = 2,
        .open = true,
    };
    tpl_ui_gallery(h, &gallery);
}
