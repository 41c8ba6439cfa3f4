#include "features/scoring/scoring_examples.h"

/* One row of a table; its number below the row above it is counted. */
struct example_row {
    int depth;
    enum criterion_kind kind;
    const char *max;
    const char *name; /* NULL: the source gives none */
    const char *rule;
};

struct example_level {
    const char *code;
    const char *name;
    int points;
    bool disqualifies;
    bool disciplines;
};

struct example_rule {
    const char *code;
    const char *name;
    enum criterion_kind kind;
    struct step_rule steps[3];
    size_t steps_count;
    struct example_level levels[4];
    size_t levels_count;
    int bonus_rate;
    int bonus_cap;
    bool caps_all;
    const char *fault;
};

struct example {
    const char *code;
    const char *title;
    const char *source;
    enum rule_mark mark;
    const char *note;
    const char *classes;
    const struct example_row *rows;
    size_t rows_count;
    const struct example_rule *rules;
    size_t rules_count;
};

/* --- 1000 points of provincial police ------------------------------------------------------- */

#define GROUP(depth, max, name)                                                                    \
    { (depth), CRITERION_GROUP, (max), (name), NULL }
#define LEAF(depth, max, name)                                                                     \
    { (depth), CRITERION_LEADER, (max), (name), "dan-dau" }

static const struct example_row POLICE_ROWS[] = {
    GROUP(0, "700", "Nhiệm vụ chuyên môn"),
    LEAF(1, "200", NULL),
    GROUP(1, "200", NULL),
    LEAF(2, "70", NULL),
    LEAF(2, "50", NULL),
    LEAF(2, "30", NULL),
    LEAF(2, "50", NULL),
    GROUP(1, "120", NULL),
    LEAF(2, "40", NULL),
    LEAF(2, "30", NULL),
    LEAF(2, "30", NULL),
    LEAF(2, "20", NULL),
    GROUP(1, "100", NULL),
    LEAF(2, "50", NULL),
    LEAF(2, "50", NULL),
    LEAF(1, "40", NULL),
    LEAF(1, "40", NULL),
    GROUP(0, "200", "Xây dựng Đảng, lực lượng, hậu cần, kỹ thuật, cải cách hành chính"),
    GROUP(1, "50", "Chính trị"),
    LEAF(2, "10", "Tuyên truyền"),
    LEAF(2, "10", "Thi đua, khen thưởng"),
    LEAF(2, "15", "Điều lệnh, quân sự, văn thể"),
    LEAF(2, "5", "Đoàn"),
    LEAF(2, "5", "Phụ nữ"),
    LEAF(2, "5", "Chế độ thông tin, báo cáo"),
    GROUP(1, "50", "Tổ chức, cán bộ"),
    LEAF(2, "30", NULL),
    LEAF(2, "10", NULL),
    LEAF(2, "10", NULL),
    GROUP(1, "30", "Thanh tra, kiểm tra"),
    LEAF(2, "15", NULL),
    LEAF(2, "15", NULL),
    LEAF(1, "40", "Hậu cần"),
    LEAF(1, "30", "Pháp chế, cải cách hành chính"),
    GROUP(0, "100", "Tổ chức phong trào thi đua"),
    GROUP(1, "40", "Tổ chức"),
    LEAF(2, "5", NULL),
    GROUP(2, "10", NULL),
    LEAF(3, "5", NULL),
    LEAF(3, "5", NULL),
    LEAF(2, "15", NULL),
    LEAF(2, "5", NULL),
    LEAF(2, "5", NULL),
    GROUP(1, "20", "Kết quả khen thưởng"),
    LEAF(2, "10", NULL),
    LEAF(2, "10", NULL),
    GROUP(1, "15", "Hội thao, hội thi"),
    LEAF(2, "10", NULL),
    LEAF(2, "5", NULL),
    LEAF(1, "25", "Đăng cai, nhiệm vụ đột xuất"),
};

static const struct example_rule POLICE_RULES[] = {
    {.code = "dan-dau",
     .name = "So với đơn vị dẫn đầu (½ khi bằng chỉ tiêu)",
     .kind = CRITERION_LEADER},
};

/* --- the others ------------------------------------------------------------------------------ */

static const struct example_rule PROVINCE_RULES[] = {
    {.code = "thuong-vuot",
     .name = "Thưởng vượt kế hoạch: 1 % cho mỗi 1 % vượt, không quá 10 %",
     .kind = CRITERION_QUANTITY,
     .bonus_rate = 1,
     .bonus_cap = 10},
    {.code = "nop-cham",
     .name = "Báo cáo chậm: 5, 10, 15 ngày",
     .kind = CRITERION_PENALTY,
     .steps = {{{5, 0}, {-5, 0}}, {{10, 0}, {-10, 0}}, {{15, 0}, {-20, 0}}},
     .steps_count = 3,
     .fault = "báo cáo chậm"},
    {.code = "ky-luat",
     .name = "Kỷ luật thủ trưởng, phó thủ trưởng",
     .kind = CRITERION_PENALTY_LEVEL,
     .levels = {{"khien-trach", "Khiển trách", -10, false, false},
                {"canh-cao", "Cảnh cáo trở lên", -20, true, true}},
     .levels_count = 2,
     .fault = "kỷ luật thủ trưởng"},
    {.code = "nhac-nho",
     .name = "Bị phê bình bằng văn bản; thủ trưởng vắng hoạt động cụm",
     .kind = CRITERION_PENALTY_LEVEL,
     .levels = {{"vang", "Thủ trưởng vắng hoạt động của cụm", -5, false, false},
                {"phe-binh", "Bị nhắc nhở, phê bình bằng văn bản", -10, false, false}},
     .levels_count = 2},
    {.code = "sang-tao",
     .name = "Thưởng sáng tạo; thưởng làm tốt công tác thi đua",
     .kind = CRITERION_EXTRA_LEVEL,
     .levels = {{"mot", "Một nội dung", 5, false, false},
                {"hai", "Hai nội dung", 10, false, false}},
     .levels_count = 2},
};

static const struct example_rule HUE_RULES[] = {
    {.code = "khong-phat-dong",
     .name = "Không phát động, không ký giao ước hoặc không đăng ký thi đua",
     .kind = CRITERION_PENALTY_LEVEL,
     .levels = {{"khong-thuc-hien", "Không phát động, không ký giao ước hoặc không đăng ký", -8,
                 false, false}},
     .levels_count = 1},
    {.code = "thuong-50",
     .name = "Mức tối đa tính cho mọi điểm thưởng",
     .kind = CRITERION_BONUS,
     .caps_all = true},
};

static const struct example_rule CITY_RULES[] = {
    {.code = "thuong-co",
     .name = "Thưởng cờ thi đua",
     .kind = CRITERION_EXTRA_LEVEL,
     .levels = {{"co-thanh-pho", "Cờ thi đua của thành phố hoặc bộ", 10, false, false},
                {"co-chinh-phu", "Cờ thi đua của Chính phủ", 15, false, false}},
     .levels_count = 2},
};

static const struct example_row VETERAN_ROWS[] = {
    {0, CRITERION_MARK, "90", "Điểm do các đơn vị trong cụm chấm", NULL},
};

static const struct example_row BRIGADE_ROWS[] = {
    {0, CRITERION_MEAN, "10", "Điểm bình quân 5 tiêu chuẩn vững mạnh toàn diện", NULL},
    {1, CRITERION_MARK, "10", "Tiêu chuẩn 1", NULL},
    {1, CRITERION_MARK, "10", "Tiêu chuẩn 2: biên chế, sẵn sàng chiến đấu, huấn luyện giỏi", NULL},
    {1, CRITERION_MARK, "10", "Tiêu chuẩn 3: chính quy, kỷ luật", NULL},
    {1, CRITERION_MARK, "10", "Tiêu chuẩn 4", NULL},
    {1, CRITERION_MARK, "10", "Tiêu chuẩn 5", NULL},
};

static const struct example EXAMPLES[] = {
    {.code = "tinh-hung-yen",
     .title = "Quy tắc thưởng, trừ, kỷ luật của một tỉnh (dự thảo 2021)",
     .source = "Hội đồng Thi đua – Khen thưởng tỉnh Hưng Yên, dự thảo hướng dẫn năm 2021",
     .mark = RULE_SEEN_OTHER,
     .note =
         "Chỉ có các quy tắc, không có bảng điểm: phụ lục điểm không kèm dự thảo. Tiêu chí càng "
         "thấp "
         "càng tốt tính kế hoạch ÷ thực hiện, nhưng dự thảo không nói khi thực hiện bằng 0: Cụm tự "
         "đặt bảng mốc.",
     .rules = PROVINCE_RULES,
     .rules_count = COUNT_OF(PROVINCE_RULES)},
    {.code = "cong-an-1000",
     .title = "Thang 1.000 điểm “Vì an ninh Tổ quốc”",
     .source = "Bảng tiêu chí thi đua công an cấp tỉnh, theo một phần mềm công bố mã nguồn",
     .mark = RULE_SEEN_OTHER,
     .note = "Nguồn chỉ ghi đủ các nhóm và số điểm; nhiều mục không có tên, và không ghi mục nào "
             "chấm cách "
             "nào: ở đây để “so với đơn vị dẫn đầu”, Cụm đặt tên và chọn lại.",
     .rows = POLICE_ROWS,
     .rows_count = COUNT_OF(POLICE_ROWS),
     .rules = POLICE_RULES,
     .rules_count = COUNT_OF(POLICE_RULES)},
    {.code = "hue-2018",
     .title = "950 điểm nội dung và 50 điểm thưởng",
     .source = "Sở Nội vụ Thừa Thiên Huế, HD 804/HD-SNV ngày 18/7/2018",
     .mark = RULE_SEEN,
     .note = "Chỉ có các quy tắc; nội dung 950 điểm không thấy trong phần đã đọc.",
     .rules = HUE_RULES,
     .rules_count = COUNT_OF(HUE_RULES)},
    {.code = "tphcm-2008",
     .title = "Thưởng cờ thi đua",
     .source = "Ban Thi đua – Khen thưởng TP Hồ Chí Minh, 2008, khối công tác thi đua, khen thưởng",
     .mark = RULE_SEEN,
     .note = "Chỉ có mức thưởng; bảng điểm trong phần đã đọc bị cắt ở mục 8.",
     .rules = CITY_RULES,
     .rules_count = COUNT_OF(CITY_RULES)},
    {.code = "cuu-chien-binh-90",
     .title = "Thang 90 điểm, bốn loại",
     .source = "Hội Cựu chiến binh, bài “Thang điểm với con số đẹp”",
     .mark = RULE_SEEN,
     .note =
         "Nguồn ghi 81–90, 71–80, 61–70 và bỏ trống khoảng giữa (80,5 chẳng hạn); ở đây mỗi loại "
         "tính từ mốc dưới của nó.",
     .classes = "điểm\n81 | Xuất sắc\n71 | Tiên tiến\n61 | Trong sạch, vững mạnh\n0 | Yếu",
     .rows = VETERAN_ROWS,
     .rows_count = COUNT_OF(VETERAN_ROWS)},
    {.code = "cong-doan",
     .title = "Xếp loại công đoàn cơ sở, có điều kiện",
     .source = "Hướng dẫn xếp loại công đoàn (thư viện Bình Thuận)",
     .mark = RULE_SEEN,
     .note = "Chỉ có thang xếp loại.",
     .classes = "điểm\n85 | Vững mạnh | 50 | kỷ luật\n70 | Khá\n50 | Trung bình\n0 | Yếu"},
    {.code = "vmtd-5",
     .title = "Bình quân 5 tiêu chuẩn, thang 10",
     .source = "Báo Quân đội nhân dân, bài về Lữ đoàn 219",
     .mark = RULE_SEEN,
     .note = "Nguồn chỉ nêu nội dung của tiêu chuẩn 2 và 3.",
     .rows = BRIGADE_ROWS,
     .rows_count = COUNT_OF(BRIGADE_ROWS)},
};

/* --- as the rest of the program has it ------------------------------------------------------- */

static struct str text_of(const char *text) {
    return text ? str_from_c(text) : STR("");
}

void scoring_examples(struct arena *arena, struct scoring_examples *ret_examples) {
    *ret_examples = (struct scoring_examples){0};
    for (size_t i = 0; i < COUNT_OF(EXAMPLES); i++) {
        const struct example *e = &EXAMPLES[i];
        *list_push(arena, ret_examples) = (struct scoring_example){
            .code = str_from_c(e->code),
            .title = str_from_c(e->title),
            .source = str_from_c(e->source),
            .mark = e->mark,
            .note = text_of(e->note),
            .label = str_format(arena, "ví dụ – nguồn: %s – dấu " STR_FMT, e->source,
                                STR_ARG(rule_mark_code(e->mark))),
            .has_table = e->rows_count > 0,
            .rules_count = e->rules_count,
            .classes = text_of(e->classes),
        };
    }
}

static struct named_rule rule_from(struct arena *arena, const struct example *e,
                                   const struct example_rule *from) {
    struct named_rule rule = named_rule_blank((int)from->kind);
    rule.code = str_from_c(from->code);
    rule.name = str_from_c(from->name);
    rule.steps = ARENA_ARRAY(arena, struct step_rule, from->steps_count);
    rule.steps_count = from->steps_count;
    for (size_t i = 0; i < from->steps_count; i++)
        rule.steps[i] = from->steps[i];
    rule.levels = ARENA_ARRAY(arena, struct level_rule, from->levels_count);
    rule.levels_count = from->levels_count;
    for (size_t i = 0; i < from->levels_count; i++) {
        const struct example_level *level = &from->levels[i];
        rule.levels[i] =
            (struct level_rule){str_from_c(level->code), str_from_c(level->name),
                                DECIMAL(level->points, 0), level->disqualifies, level->disciplines};
    }
    rule.bonus_rate = DECIMAL(from->bonus_rate, 0);
    rule.bonus_cap_percent = DECIMAL(from->bonus_cap, 0);
    rule.caps_all = from->caps_all;
    rule.fault = text_of(from->fault);
    rule.basis = str_format(arena, "Ví dụ – nguồn: %s", e->source);
    rule.mark = e->mark;
    return rule;
}

static struct str label_at(struct arena *arena, int depth, size_t number) {
    static const char *const ROMAN[] = {"I",  "II",  "III",  "IV", "V",
                                        "VI", "VII", "VIII", "IX", "X"};
    return depth == 0 && number <= COUNT_OF(ROMAN) ? str_from_c(ROMAN[number - 1])
                                                   : str_format(arena, "%zu", number);
}

static void push_row(struct arena *arena, const struct example_row *row,
                     struct criteria *criteria) {
    struct criterion c = {.id = STR(""),
                          .name = text_of(row->name),
                          .kind = row->kind,
                          .unit_of_measure = STR(""),
                          .note = STR(""),
                          .rule = text_of(row->rule),
                          .for_kind = STR(""),
                          .depth = row->depth,
                          .parent = -1};
    size_t number = 1;
    decimal_parse(str_from_c(row->max), &c.max);
    for (size_t i = criteria->count; i-- > 0;) {
        if (criteria->items[i].depth == row->depth)
            number++;
        if (criteria->items[i].depth < row->depth) {
            c.parent = (ptrdiff_t)i;
            break;
        }
    }
    c.label = label_at(arena, row->depth, number);
    c.code = c.parent < 0 ? c.label
                          : str_format(arena, STR_FMT "." STR_FMT,
                                       STR_ARG(criteria->items[c.parent].code), STR_ARG(c.label));
    if (c.name.n == 0)
        c.name = str_format(arena, "Mục " STR_FMT " (nguồn không ghi tên)", STR_ARG(c.code));
    *list_push(arena, criteria) = c;
}

bool scoring_example_table(struct arena *arena, struct str code, struct criteria *ret_criteria,
                           struct named_rule **ret_rules, size_t *ret_rules_count) {
    *ret_criteria = (struct criteria){0};
    *ret_rules = NULL;
    *ret_rules_count = 0;
    for (size_t i = 0; i < COUNT_OF(EXAMPLES); i++) {
        const struct example *e = &EXAMPLES[i];
        if (!str_equal_c(code, e->code))
            continue;
        for (size_t k = 0; k < e->rows_count; k++)
            push_row(arena, &e->rows[k], ret_criteria);
        *ret_rules = ARENA_ARRAY(arena, struct named_rule, e->rules_count);
        *ret_rules_count = e->rules_count;
        for (size_t k = 0; k < e->rules_count; k++)
            (*ret_rules)[k] = rule_from(arena, e, &e->rules[k]);
        return true;
    }
    return false;
}
