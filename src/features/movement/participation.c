#include "features/movement/participation.h"

const struct participation *participation_of(const struct participations *participations,
                                             struct str movement_id, struct str unit_id) {
    for (size_t i = 0; i < participations->count; i++)
        if (str_equal(participations->items[i].movement_id, movement_id) &&
            str_equal(participations->items[i].unit_id, unit_id))
            return &participations->items[i];
    return NULL;
}

const struct movement_commitment *commitment_for(const struct participation *participation,
                                                 struct str content_id) {
    for (size_t i = 0; participation && content_id.n && i < participation->commitments.count; i++) {
        const struct movement_commitment *c = &participation->commitments.items[i];
        if (!c->withdrawn_ms && str_equal(c->content_id, content_id))
            return c;
    }
    return NULL;
}

const struct movement_commitment *commitment_by_id(const struct participation *participation,
                                                   struct str id) {
    for (size_t i = 0; participation && i < participation->commitments.count; i++)
        if (str_equal(participation->commitments.items[i].id, id))
            return &participation->commitments.items[i];
    return NULL;
}

const struct movement_progress *commitment_last(const struct movement_commitment *commitment) {
    for (size_t i = commitment->progress.count; i > 0; i--)
        if (!commitment->progress.items[i - 1].withdrawn_ms)
            return &commitment->progress.items[i - 1];
    return NULL;
}

/* The latest that gives a figure. */
static const struct movement_progress *last_figure(const struct movement_commitment *commitment) {
    for (size_t i = commitment->progress.count; i > 0; i--) {
        const struct movement_progress *p = &commitment->progress.items[i - 1];
        if (!p->withdrawn_ms && p->has_done)
            return p;
    }
    return NULL;
}

int commitment_percent(const struct movement_commitment *commitment) {
    const struct movement_progress *last = last_figure(commitment);
    if (!last || !commitment->has_target || commitment->target.units <= 0)
        return -1;
    if (decimal_compare(last->done, commitment->target) >= 0)
        return 100;
    struct ratio share = ratio_divide(ratio_multiply(ratio_of(last->done), ratio_of_int(100)),
                                      ratio_of(commitment->target));
    struct decimal whole;
    if (!ratio_round(share, 0, &whole))
        return -1;
    return whole.units >= 100 ? 99 : (int)whole.units;
}

enum commitment_state commitment_state(const struct movement_commitment *commitment) {
    if (!commitment)
        return COMMITMENT_NONE;
    if (!commitment_last(commitment))
        return COMMITMENT_UNREPORTED;
    return commitment_percent(commitment) == 100 ? COMMITMENT_REACHED : COMMITMENT_UNDER_WAY;
}

struct participation_sum participation_sum(const struct participation *participation,
                                           const struct movement_contents *contents) {
    struct participation_sum sum = {0};
    for (size_t i = 0; participation && i < participation->commitments.count; i++) {
        const struct movement_commitment *c = &participation->commitments.items[i];
        if (c->withdrawn_ms)
            continue;
        const struct movement_progress *last = commitment_last(c);
        sum.promised++;
        sum.reported += last ? 1 : 0;
        sum.reached += commitment_state(c) == COMMITMENT_REACHED ? 1 : 0;
        if (last && last->at_ms > sum.last_ms)
            sum.last_ms = last->at_ms;
    }
    for (size_t i = 0; i < contents->count; i++)
        if (!commitment_for(participation, contents->items[i].id))
            sum.missing++;
    return sum;
}

/* --- forms -------------------------------------------------------------------------------- */

static const struct movement_content *content_of(const struct movement_contents *contents,
                                                 struct str id) {
    for (size_t i = 0; id.n && i < contents->count; i++)
        if (str_equal(contents->items[i].id, id))
            return &contents->items[i];
    return NULL;
}

static bool says_nothing(const struct commitment_form *row) {
    return str_is_empty(row->taken) && str_is_empty(row->body) && str_is_empty(row->target) &&
           str_is_empty(row->measure);
}

/* What a row leaves open is as the movement says it. */
static void read_row(struct arena *arena, const struct commitment_form *row, size_t index,
                     const struct movement_content *content, struct issues *issues,
                     struct participation *participation) {
    struct content_form form = {.body = row->body, .measure = row->measure, .target = row->target};
    if (content && str_is_empty(form.body))
        form.body = content->body;
    if (content && str_is_empty(form.measure))
        form.measure = content->measure;
    struct movement_content read;
    movement_check_content(arena, &form, str_format(arena, "r%zu-", index).p, issues, &read);
    if (content && str_is_empty(row->target)) {
        read.has_target = content->has_target;
        read.target = content->target;
    }
    *list_push(arena, &participation->commitments) =
        (struct movement_commitment){.content_id = content ? content->id : STR(""),
                                     .body = read.body,
                                     .measure = read.measure,
                                     .has_target = read.has_target,
                                     .target = read.target};
}

void participation_check(struct arena *arena, const struct participation_form *form,
                         const struct movement_contents *contents,
                         const struct participation *existing, struct date today,
                         struct issues *issues, struct participation *ret_participation) {
    struct participation read = {.remark = STR("")};
    read.registered_on = movement_date_of(arena, issues, STR("registered_on"), form->registered_on);
    if (str_is_empty(form->registered_on))
        issue_add(arena, issues, STR("registered_on"), MESSAGE(MSG_movement_act_date_missing));
    else if (date_compare(read.registered_on, today) > 0)
        issue_add(arena, issues, STR("registered_on"), MESSAGE(MSG_movement_act_in_future));
    read.remark = movement_text_of(arena, issues, STR("remark"), form->remark, MOVEMENT_LINE_MAX);
    for (size_t i = 0; i < form->rows.count; i++) {
        const struct commitment_form *row = &form->rows.items[i];
        const struct movement_content *content = content_of(contents, row->content_id);
        bool gone = row->content_id.n && !content;
        if (!says_nothing(row) && !gone && !commitment_for(existing, row->content_id))
            read_row(arena, row, i, content, issues, &read);
    }
    size_t before = existing ? existing->commitments.count : 0;
    if (!read.commitments.count)
        issue_add(arena, issues, STR("r0-body"), MESSAGE(MSG_movement_nothing_promised));
    if (before + read.commitments.count > COMMITMENTS_MAX)
        issue_add(
            arena, issues, STR("r0-body"),
            MESSAGE_WITH(MSG_movement_commitments_many, str_format(arena, "%d", COMMITMENTS_MAX)));
    *ret_participation = read;
}

static void check_day(struct arena *arena, const struct movement_report_form *form,
                      const struct movement *movement, int year, struct date today,
                      struct issues *issues, struct movement_progress *progress) {
    struct str field = STR("reached_on");
    progress->reached_on = movement_date_of(arena, issues, field, form->reached_on);
    struct date first = {(int16_t)year, 1, 1};
    struct date from = movement_from(movement);
    if (str_is_empty(form->reached_on))
        issue_add(arena, issues, field, MESSAGE(MSG_movement_act_date_missing));
    else if (date_is_empty(progress->reached_on))
        return;
    else if (date_compare(progress->reached_on, today) > 0)
        issue_add(arena, issues, field, MESSAGE(MSG_movement_act_in_future));
    else if (date_compare(progress->reached_on, first) < 0)
        issue_add(arena, issues, field,
                  MESSAGE_WITH(MSG_movement_progress_before_year, str_format(arena, "%d", year)));
    else if (date_compare(progress->reached_on, from) < 0)
        issue_add(arena, issues, field,
                  MESSAGE_WITH(MSG_movement_progress_before_begin, date_display(arena, from)));
}

void progress_check(struct arena *arena, const struct movement_report_form *form,
                    const struct movement *movement, const struct participation *participation,
                    int year, struct date today, struct issues *issues,
                    struct movement_progress *ret_progress) {
    struct movement_progress read = {0};
    struct str empty = STR("");
    const struct movement_commitment *commitment =
        commitment_by_id(participation, form->commitment_id.p ? form->commitment_id : empty);
    if (!commitment || commitment->withdrawn_ms)
        issue_add(arena, issues, STR("commitment"), MESSAGE(MSG_movement_commitment_missing));
    else if (commitment->progress.count >= PROGRESS_MAX)
        issue_add(arena, issues, STR("commitment"),
                  MESSAGE_WITH(MSG_movement_progress_many, str_format(arena, "%d", PROGRESS_MAX)));
    check_day(arena, form, movement, year, today, issues, &read);
    read.has_done = movement_number_of(arena, issues, STR("done"), form->done, &read.done);
    read.body = movement_text_of(arena, issues, STR("body"), form->body, MOVEMENT_LINE_MAX);
    read.evidence_number = movement_text_of(arena, issues, STR("evidence_number"),
                                            form->evidence_number, MOVEMENT_TITLE_MAX);
    read.evidence_keeper = movement_text_of(arena, issues, STR("evidence_keeper"),
                                            form->evidence_keeper, MOVEMENT_TITLE_MAX);
    read.evidence_on = movement_date_of(arena, issues, STR("evidence_on"), form->evidence_on);
    if (str_is_empty(form->done) && str_is_empty(read.body))
        issue_add(arena, issues, STR("done"), MESSAGE(MSG_movement_progress_empty));
    if (date_compare(read.evidence_on, today) > 0)
        issue_add(arena, issues, STR("evidence_on"), MESSAGE(MSG_movement_act_in_future));
    *ret_progress = read;
}
