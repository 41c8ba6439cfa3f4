#include "features/score_evidence/score_evidence_list_web.h"

#include "features/frame/frame.h"

static struct str size_words(struct arena *arena, int64_t bytes) {
    return bytes < 1024 ? str_format(arena, "%lld byte", (long long)bytes)
                        : str_format(arena, "%lld KB", (long long)(bytes + 1023) / 1024);
}

static struct str scan_words(const struct request *request, const struct file_scan *scan) {
    struct str at = instant_display(request->arena, scan->at_ms);
    if (scan->verdict == FILE_CLEAN)
        return frame_say(request, MESSAGE_WITH(MSG_evidence_scan_clean, at));
    if (scan->verdict == FILE_INFECTED)
        return frame_say(request, MESSAGE_WITH(MSG_evidence_scan_infected, at, scan->found));
    return frame_words(request, MSG_evidence_scan_none);
}

static struct str side_words(const struct request *request, const struct evidence_item *item) {
    return frame_words(request, item->kind == EVIDENCE_SHEET ? MSG_evidence_from_sheet
                                : item->by_checker           ? MSG_evidence_from_checker
                                                             : MSG_evidence_from_unit);
}

static void fill_file(const struct request *request, const struct evidence_item *item,
                      struct evidence_line *line) {
    const struct stored_file *file = &item->file;
    bool stands = !file->withdrawn_ms && !file->is_destroyed;
    line->is_file = true;
    line->caption = file->caption;
    line->purpose = file->purpose;
    line->size = size_words(request->arena, file->bytes);
    line->sha256 = file->sha256;
    line->scan = scan_words(request, &file->scan);
    line->infected = file->scan.verdict == FILE_INFECTED;
    if (stands && !line->infected)
        line->href = str_format(request->arena, "/tep/" STR_FMT, STR_ARG(file->id));
    if (stands && !line->infected && file->has_thumbnail)
        line->thumbnail = str_format(request->arena, "/tep/" STR_FMT "/anh-nho", STR_ARG(file->id));
    for (size_t i = 0; i < item->twins.seen.count; i++)
        *list_push(request->arena, &line->twins) =
            (struct evidence_link){item->twins.seen.items[i].title, item->twins.seen.items[i].href};
    line->unseen = item->twins.unseen;
}

static struct evidence_line line_of(const struct request *request, const struct evidence_item *item,
                                    bool names) {
    struct arena *arena = request->arena;
    struct evidence_line line = {
        .id = item->id,
        .is_sheet = item->kind == EVIDENCE_SHEET,
        .by_checker = item->by_checker,
        .text = item->text,
        .href = STR(""),
        .thumbnail = STR(""),
        .may_withdraw = item->may_withdraw,
    };
    struct str side = side_words(request, item);
    line.who = item->recorded_ms ? str_format(arena, STR_FMT ", " STR_FMT, STR_ARG(side),
                                              STR_ARG(instant_display(arena, item->recorded_ms)))
                                 : side;
    if (names && item->author.n)
        line.who =
            str_format(arena, STR_FMT " · " STR_FMT, STR_ARG(line.who), STR_ARG(item->author));
    if (item->kind == EVIDENCE_FILE)
        fill_file(request, item, &line);
    if (item->file.is_destroyed)
        line.gone = frame_words(request, MSG_file_is_destroyed);
    else if (item->withdrawn_ms)
        line.gone = frame_say(request, MESSAGE_WITH(MSG_file_withdrawn_words,
                                                    instant_display(arena, item->withdrawn_ms),
                                                    names ? item->withdrawn_by : side,
                                                    item->withdrawn_reason));
    for (size_t i = 0; i < item->chain.count; i++) {
        const struct evidence_origin *origin = &item->chain.items[i];
        struct str title =
            origin->title.n ? origin->title : frame_words(request, MSG_evidence_origin_unseen);
        *list_push(arena, &line.origins) = (struct evidence_link){
            origin->recorded_ms
                ? str_format(arena, STR_FMT " (" STR_FMT ")", STR_ARG(title),
                             STR_ARG(date_display(arena, date_of_instant(origin->recorded_ms))))
                : title,
            origin->href};
    }
    return line;
}

const struct err *evidence_list_fill(const struct request *request,
                                     const struct evidence_place *place,
                                     struct evidence_list *ret_list) {
    const struct cluster_period *cluster = &place->board->cluster;
    struct score_evidence evidence;
    TRY(score_evidence_list(app_db(request), request->arena, request->user, place, &evidence));
    bool names = frame_may(request, RIGHT_HISTORY_READ, cluster, STR(""));
    *ret_list = (struct evidence_list){
        .standing = evidence.standing,
        .href = score_evidence_path(request->arena, place),
        .withdraw_action = STR(""),
        .may_add = evidence.may_add,
        .adds_as_checker = evidence.adds_as_checker,
    };
    for (size_t i = 0; i < evidence.count; i++)
        *list_push(request->arena, &ret_list->lines) = line_of(request, &evidence.items[i], names);
    return NULL;
}
