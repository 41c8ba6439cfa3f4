/* thidua ranking: places and totals of a cluster's half-year. */
#include <stdio.h>

#include "cmd/cmd.h"
#include "cmd/output.h"
#include "features/scoring/scoring_service.h"
#include "text/utf8.h"

static struct str unit_name(const struct scoreboard *board, const struct standing *standing) {
    return board->cluster.members.items[standing->unit].name;
}

static bool has_place(const struct scoreboard *board, const struct standing *standing) {
    return board->cluster.places_shown && standing->place > 0;
}

static json_t *row_json(const struct cmd *cmd, const struct scoreboard *board,
                        const struct standing *standing) {
    json_t *row = json_object();
    json_object_set_new(row, "unit", json_text(unit_name(board, standing)));
    json_object_set_new(row, "total",
                        json_text(decimal_fixed(cmd->arena, standing->totals.total, POINT_SCALE)));
    json_object_set_new(row, "place",
                        has_place(board, standing) ? json_integer(standing->place) : json_null());
    json_object_set_new(row, "complete", json_boolean(standing->totals.complete));
    return row;
}

static void print_json(const struct cmd *cmd, const struct scoreboard *board) {
    json_t *rows = json_array();
    for (size_t i = 0; i < board->matrix.unit_count; i++)
        json_array_append_new(rows, row_json(cmd, board, &board->standings[i]));
    json_t *root = json_object();
    json_object_set_new(root, "cluster", json_text(board->cluster.slug));
    json_object_set_new(root, "period", json_text(board->cluster.code));
    json_object_set_new(root, "provisional", json_true());
    json_object_set_new(root, "places_shown", json_boolean(board->cluster.places_shown));
    json_object_set_new(root, "sample", json_boolean(board->cluster.is_sample));
    json_object_set_new(root, "rows", rows);
    json_print(cmd, root);
}

static void print_padded(const struct cmd *cmd, struct str text, size_t width) {
    fprintf(cmd->out, STR_FMT, STR_ARG(text));
    for (size_t n = utf8_length(text); n < width; n++)
        putc(' ', cmd->out);
}

static void print_row(const struct cmd *cmd, const struct scoreboard *board,
                      const struct standing *standing, size_t width) {
    struct decimal total = standing->totals.total;
    struct str place =
        has_place(board, standing) ? str_format(cmd->arena, "%d", standing->place) : STR("–");
    struct str points = cmd->lang == LANG_VI ? decimal_display(cmd->arena, total, 2, ',')
                                             : decimal_display(cmd->arena, total, 2, '.');
    enum msg_id note = !standing->totals.complete                       ? MSG_cmd_ranking_incomplete
                       : has_place(board, standing) && standing->shared ? MSG_cmd_ranking_shared
                                                                        : MSG_none;
    print_padded(cmd, place, 6);
    print_padded(cmd, unit_name(board, standing), width + 2);
    for (size_t n = utf8_length(points); n < 8; n++)
        putc(' ', cmd->out);
    fprintf(cmd->out, STR_FMT, STR_ARG(points));
    if (note != MSG_none)
        fprintf(cmd->out, "  %s", message_plain(cmd->lang, note).p);
    putc('\n', cmd->out);
}

static void print_table(const struct cmd *cmd, const struct scoreboard *board) {
    const struct cluster_period *cluster = &board->cluster;
    size_t width = 0;
    for (size_t i = 0; i < cluster->members.count; i++) {
        size_t length = utf8_length(cluster->members.items[i].name);
        width = length > width ? length : width;
    }
    if (cluster->is_sample)
        cmd_say(cmd, MESSAGE(MSG_cmd_ranking_sample));
    cmd_say(cmd, MESSAGE_WITH(MSG_cmd_ranking_head, cluster->name,
                              period_display(cmd->arena, cmd->lang, cluster->period)));
    for (size_t i = 0; i < board->matrix.unit_count; i++)
        print_row(cmd, board, &board->standings[i], width);
    if (!cluster->places_shown)
        cmd_say(cmd, MESSAGE(MSG_cmd_ranking_places_off));
}

static const struct err *ranking(struct cmd *cmd) {
    TRY(cmd_open(cmd, CMD_READS));
    struct scoreboard board;
    TRY(scoring_load_board(cmd->db, cmd->arena, &cmd->user, str_from_c(cmd->cluster),
                           str_from_c(cmd->period), &board));
    if (!board.table.exists)
        return ERR_TEXT(ERR_STATE, "scoring.table_missing", "there is no table of criteria");
    if (cmd->json)
        print_json(cmd, &board);
    else
        print_table(cmd, &board);
    return NULL;
}

static int run(struct cmd *cmd) {
    if (!cmd_needs_period(cmd))
        return EXIT_FAILED;
    const struct err *err = ranking(cmd);
    return err ? cmd_fail(cmd, err) : EXIT_WELL;
}

const struct command command_ranking = {
    .name = "ranking",
    .usage = "ranking --data DIR --cluster NAME --period 2020-H1 [--json]",
    .summary = MSG_cmd_summary_ranking,
    .options = "data database cluster period json",
    .beside = CMD_BESIDE_READS,
    .run = run,
};
