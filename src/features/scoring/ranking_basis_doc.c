#include "features/scoring/ranking_basis_doc.h"

#include "base/buf.h"
#include "doc/sample_banner.h"
#include "features/scoring/ranking_words.h"
#include "features/scoring/sight_service.h"
#include "text/utf8.h"

enum { LABEL = 1, WORDS = 2, LINE_CHARACTERS = 100, LINE_PT = 16, RULES_BYTES_MAX = 16384 };

struct str ranking_title(const struct cluster_period *cluster) {
    if (cluster->period.half == 1)
        return cluster->places_shown ? STR("KẾT QUẢ XẾP THỨ TẠM TÍNH") : STR("ĐIỂM TẠM TÍNH");
    return cluster->places_shown ? STR("KẾT QUẢ XẾP THỨ") : STR("KẾT QUẢ CHẤM ĐIỂM");
}

struct str ranking_stage_words(enum ranking_stage stage) {
    switch (stage) {
    case RANKING_BY_RULE:
        return STR("Điểm theo quy tắc, chưa tính điểm Cụm thống nhất");
    case RANKING_SELF:
        return STR("Điểm các đơn vị tự chấm, chưa thẩm định");
    case RANKING_TO_CROSS:
        return STR("Điểm đến hết bước kiểm tra chéo, chưa tính các bước sau");
    case RANKING_TO_HEAD:
        return STR("Điểm đến hết bước cụm trưởng thẩm định, chưa tính các bước sau");
    case RANKING_TO_OFFICE:
        return STR("Điểm đến hết bước cơ quan thường trực, chưa tính các bước sau");
    case RANKING_TO_MEETING:
        return STR("Điểm đến hết bước hội nghị của Cụm, chưa tính bước sau");
    case RANKING_IN_FORCE:
    case RANKING_STAGE_COUNT:
        break;
    }
    return STR("Điểm đang có hiệu lực: điểm Cụm thống nhất; nơi chưa có thì điểm theo quy tắc");
}

/* Writes down the page, a label and its words a row. */
struct basis_writer {
    struct arena *arena;
    struct sheet_out *sheet;
    uint32_t row;
};

static void line(struct basis_writer *writer, struct str label, struct str words) {
    sheet_text(writer->sheet, writer->row, LABEL, SHEET_GROUP, label);
    sheet_text(writer->sheet, writer->row, WORDS, SHEET_TEXT_WRAPPED, words);
    size_t lines = 1 + utf8_length(words) / LINE_CHARACTERS;
    if (lines > 1)
        sheet_row_height(writer->sheet, writer->row, (double)(lines * LINE_PT));
    writer->row++;
}

static struct str number(struct arena *arena, struct decimal value) {
    return decimal_display(arena, value, 0, ',');
}

static struct str grades_words(struct arena *arena, const struct scoring_rules *rules) {
    struct buf out = BUF_INIT(RULES_BYTES_MAX);
    for (size_t i = 0; i < rules->grades_count; i++) {
        struct str percent = number(arena, rules->grades[i].percent);
        buf_append_format(&out, "%s" STR_FMT " = " STR_FMT " %%", i ? "; " : "",
                          STR_ARG(rules->grades[i].letter), STR_ARG(percent));
    }
    struct str words = str_copy(arena, buf_str(&out));
    buf_release(&out);
    return words;
}

/* "từ 0 vụ: 100 %; từ 1 vụ: 50 %" */
static struct str steps_words(struct arena *arena, const struct step_rule *steps, size_t count,
                              const char *each, const char *worth) {
    struct buf out = BUF_INIT(RULES_BYTES_MAX);
    for (size_t i = 0; i < count; i++) {
        struct str from = number(arena, steps[i].threshold);
        struct str value = number(arena, steps[i].value);
        buf_append_format(&out, "%stừ " STR_FMT " %s: " STR_FMT " %s", i ? "; " : "", STR_ARG(from),
                          each, STR_ARG(value), worth);
    }
    struct str words = str_copy(arena, buf_str(&out));
    buf_release(&out);
    return words;
}

/* The sentence of its rule, with the named rule and its source where there is one. */
static struct str kind_rule(struct arena *arena, const struct criterion *criterion,
                            const struct scoring_rules *rules) {
    struct str rule =
        message_text(arena, LANG_VI, scoring_rule_sentence(arena, LANG_VI, criterion, rules));
    struct message source = scoring_rule_source(LANG_VI, criterion, rules);
    return source.id == MSG_none ? rule
                                 : str_format(arena, STR_FMT " " STR_FMT, STR_ARG(rule),
                                              STR_ARG(message_text(arena, LANG_VI, source)));
}

/* Each rule once, with the codes of its criteria, in the order of the table. */
static void write_kinds(struct basis_writer *writer, const struct criteria *criteria,
                        const struct scoring_rules *rules) {
    for (size_t i = 0; i < criteria->count; i++) {
        const struct criterion *criterion = &criteria->items[i];
        if (criterion->kind == CRITERION_GROUP)
            continue;
        struct str rule = kind_rule(writer->arena, criterion, rules);
        struct buf codes = BUF_INIT(RULES_BYTES_MAX);
        bool told = false;
        for (size_t k = 0; k < criteria->count; k++) {
            const struct criterion *other = &criteria->items[k];
            if (other->kind != criterion->kind ||
                !str_equal(kind_rule(writer->arena, other, rules), rule))
                continue;
            told = told || k < i;
            buf_append_format(&codes, "%s" STR_FMT, codes.length ? ", " : "", STR_ARG(other->code));
        }
        struct str list = str_copy(writer->arena, buf_str(&codes));
        buf_release(&codes);
        if (!told)
            line(writer, message_plain(LANG_VI, criterion_kind_name(criterion->kind)),
                 str_format(writer->arena, STR_FMT " (" STR_FMT ")", STR_ARG(rule), STR_ARG(list)));
    }
}

/* How places came about, and the scale of classes. */
static void write_places(struct basis_writer *writer, const struct scoreboard *board) {
    struct arena *arena = writer->arena;
    struct ranking_rule rule = scoring_ranking_rule(arena, board);
    line(writer, STR("Xếp thứ"),
         ranking_tie_rule_words(arena, LANG_VI, &board->table.criteria, &rule));
    struct str last = str_format(arena, "%d", rule.last_place);
    struct str shown = str_format(arena, "%d", scoring_places_shown(board));
    if (rule.last_place)
        line(writer, STR("Chỉ tính thứ"),
             message_text(arena, LANG_VI, MESSAGE_WITH(MSG_ranking_last_rule, last)));
    if (scoring_places_shown(board))
        line(writer, STR("Thứ được hiện"),
             message_text(arena, LANG_VI, MESSAGE_WITH(MSG_ranking_shown_rule, shown)));
    struct str classes = str_or_empty(board->settings.of[SETTING_CLASSES].value);
    if (classes.n)
        line(writer, STR("Thang xếp loại"), classes);
}

static void write_rules(struct basis_writer *writer, const struct scoreboard *board) {
    struct arena *arena = writer->arena;
    const struct rule_book *book = &board->book;
    const struct scoring_rules *rules = &book->rules;
    struct str at = instant_display(arena, book->set_ms);
    struct str rate = number(arena, rules->bonus_rate);
    struct str cap = number(arena, rules->bonus_cap_percent);
    if (book->confirmed)
        line(writer, STR("Căn cứ của quy tắc"),
             str_format(arena, STR_FMT " (" STR_FMT " ghi lúc " STR_FMT ")", STR_ARG(book->basis),
                        STR_ARG(book->author), STR_ARG(at)));
    else
        line(writer, STR("Căn cứ của quy tắc"),
             STR("Quy tắc ví dụ của chương trình, Cụm chưa xác nhận."));
    write_kinds(writer, &board->table.criteria, rules);
    line(writer, STR("Mức đánh giá"), grades_words(arena, rules));
    line(writer, STR("Số vụ việc"),
         steps_words(arena, rules->fewer, rules->fewer_count, "vụ", "% điểm chuẩn"));
    line(writer, STR("Báo cáo chậm"),
         steps_words(arena, rules->late, rules->late_count, "ngày", "điểm"));
    line(writer, STR("Thưởng vượt chỉ tiêu"),
         str_format(arena,
                    "mỗi 1 %% vượt chỉ tiêu được " STR_FMT
                    " %% điểm chuẩn, mỗi tiêu chí không quá " STR_FMT " %% điểm chuẩn",
                    STR_ARG(rate), STR_ARG(cap)));
    line(writer, STR("Làm tròn"),
         STR("Điểm từng tiêu chí làm tròn một lần đến 2 chữ số thập phân, trừ khi quy tắc của tiêu "
             "chí "
             "ghi khác; tổng là phép cộng đúng của các số đã in."));
    if (board->cluster.places_shown)
        write_places(writer, board);
}

static struct str table_words(struct arena *arena, const struct criteria_table *table) {
    if (!table->locked)
        return str_format(arena, STR_FMT " (chưa khóa)", STR_ARG(table->title));
    struct str at = instant_display(arena, table->locked_ms);
    return str_format(arena, STR_FMT " (khóa lúc " STR_FMT ", " STR_FMT ")", STR_ARG(table->title),
                      STR_ARG(at), STR_ARG(table->locked_by));
}

void ranking_basis_write(struct arena *arena, struct sheet_out *sheet,
                         const struct scoreboard *board, const struct ranking_doc_options *options,
                         int64_t now_ms) {
    const struct cluster_period *cluster = &board->cluster;
    struct basis_writer writer = {arena, sheet, 1};
    sheet_column_width(sheet, LABEL, 26);
    sheet_column_width(sheet, WORDS, 96);
    sheet_merged(sheet, writer.row++, LABEL, WORDS, SHEET_TITLE, STR("CĂN CỨ CỦA SỐ LIỆU"));
    if (cluster->is_sample)
        sheet_merged(sheet, writer.row++, LABEL, WORDS, SHEET_WARNING, SAMPLE_BANNER);
    line(&writer, STR("Cụm thi đua"), cluster->name);
    line(&writer, STR("Kỳ"), period_display(arena, LANG_VI, cluster->period));
    line(&writer, STR("Tính chất"), scoring_result_told(arena, LANG_VI, board));
    line(&writer, STR("Điểm đang xem"), ranking_stage_words(options->stage));
    line(&writer, STR("Số liệu tính đến"),
         date_is_empty(cluster->figures_until)
             ? STR("(chưa ghi)")
             : str_format(arena, "ngày " STR_FMT,
                          STR_ARG(date_display(arena, cluster->figures_until))));
    line(&writer, STR("Lần ghi số liệu"),
         str_format(arena, "số %lld", (long long)cluster->revision));
    line(&writer, STR("Bảng tiêu chí"), table_words(arena, &board->table));
    write_rules(&writer, board);
    line(&writer, STR("Người in"),
         str_is_empty(options->printed_by) ? STR("(không ghi)") : options->printed_by);
    line(&writer, STR("In lúc"), instant_display(arena, now_ms));
    if (options->audit_mark.n)
        line(&writer, STR("Niêm phong"), options->audit_mark);
}
