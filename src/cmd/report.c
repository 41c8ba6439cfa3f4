/* thidua report interim -o FILE.docx or FILE.pdf: the half-year's review report, a draft for people
 * to sign. Sections that have nothing yet are named; the report is made all the same. */
#include <stdio.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/output.h"
#include "features/movement/movement_service.h"
#include "features/review/review_doc.h"
#include "features/review/review_service.h"

static json_t *tell_empty_sections(const struct cmd *cmd, const struct review *review,
                                   struct period period, bool has_scores) {
    json_t *list = json_array();
    for (int i = 0; i < REVIEW_SECTION_COUNT; i++) {
        enum review_section section = (enum review_section)i;
        if (!review_section_is_empty(review, section, has_scores))
            continue;
        struct str title = message_text(
            cmd->arena, cmd->lang, review_section_title(cmd->arena, cmd->lang, section, period));
        if (!json_array_size(list))
            fprintf(cmd->err, "%s\n", message_plain(cmd->lang, MSG_cmd_report_empty).p);
        fprintf(cmd->err, "  " STR_FMT "\n", STR_ARG(title));
        json_array_append_new(list, json_text(review_section_code(section)));
    }
    return list;
}

static const struct err *make(struct cmd *cmd, struct review *ret_review, struct period *ret_period,
                              bool *ret_has_scores) {
    TRY(cmd_open(cmd, CMD_READS));
    struct scoreboard board;
    TRY(scoring_load_board(cmd->db, cmd->arena, &cmd->user, str_from_c(cmd->cluster),
                           str_from_c(cmd->period), &board));
    TRY(review_load(cmd->db, cmd->arena, &cmd->user, &board.cluster, ret_review));
    *ret_period = board.cluster.period;
    *ret_has_scores = board_has_scores(&board);
    struct movements movements;
    TRY(movement_list(cmd->db, cmd->arena, &cmd->user, &board.cluster, &movements));
    struct review_doc_options options = {.file = paper_file_of_name(str_from_c(cmd->output)),
                                         .without_annex = cmd->without_annex,
                                         .without_places = cmd->without_places};
    struct str bytes;
    TRY(review_doc_make(cmd->arena, &board, ret_review, &movements, &options, cmd->now_ms, &bytes));
    return output_write(cmd->output, bytes);
}

static int run(struct cmd *cmd) {
    if (cmd->word_count != 1 || strcmp(cmd->words[0], "interim") != 0)
        return cmd_refuse(cmd, MESSAGE(MSG_cmd_report_what));
    if (!cmd_needs_period(cmd) || !cmd_needs_output(cmd))
        return EXIT_FAILED;
    struct review review;
    struct period period;
    bool has_scores;
    const struct err *err = make(cmd, &review, &period, &has_scores);
    if (err)
        return cmd_fail(cmd, err);
    struct str name = text_of_path(cmd->arena, cmd->output);
    json_t *empty = tell_empty_sections(cmd, &review, period, has_scores);
    if (cmd->json) {
        json_t *root = json_object();
        json_object_set_new(root, "file", json_text(name));
        json_object_set_new(root, "empty_sections", empty);
        json_print(cmd, root);
        return EXIT_WELL;
    }
    json_decref(empty);
    cmd_say(cmd, MESSAGE_WITH(MSG_cmd_output_written, name));
    return EXIT_WELL;
}

const struct command command_report = {
    .name = "report",
    .usage = "report interim --data DIR --cluster NAME --period 2020-H1 -o FILE.docx|FILE.pdf "
             "[--without-annex] [--without-places] [--json]",
    .summary = MSG_cmd_summary_report,
    .options = "data database cluster period output without-annex without-places json",
    .words_max = 1,
    .beside = CMD_BESIDE_READS,
    .run = run,
};
