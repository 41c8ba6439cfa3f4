#include "features/backup/backup_web.h"

#include "features/backup/backup.html.h"
#include "features/job/job_web.h"
#include "sys/log.h"

static struct str number(const struct request *request, int64_t value) {
    return str_format(request->arena, "%lld", (long long)value);
}

/* The sentence for how things stand; empty where all is well. */
static struct str mood_words(const struct request *request, const struct backup_status *status) {
    switch (status->mood) {
    case BACKUP_FINE:
        break;
    case BACKUP_OFF:
        return frame_words(request, MSG_backup_off_short);
    case BACKUP_NEVER:
        return frame_words(request, MSG_backup_never);
    case BACKUP_LATE:
        return frame_say(request, MESSAGE_WITH(MSG_backup_late, number(request, status->days)));
    case BACKUP_FAILED:
        return frame_words(request, MSG_backup_failed_short);
    }
    return STR("");
}

struct str backup_warning(const struct request *request) {
    struct jobs jobs = app_jobs(request);
    struct backup_status status;
    if (!user_has_right(request->user, RIGHT_SYSTEM_CARE))
        return STR("");
    const struct err *err = backup_status_read(&jobs, request->arena, request->now_ms, &status);
    if (err) {
        log_err("backup.status", err);
        return STR("");
    }
    return mood_words(request, &status);
}

/* "12 KB", "3,4 MB" are for people: a decimal comma in Vietnamese. */
static struct str size_words(const struct request *request, int64_t bytes) {
    if (bytes < (1 << 20))
        return str_format(request->arena, "%lld KB", (long long)(bytes + 1023) / 1024);
    int64_t tenths = (bytes * 10 + (1 << 19)) >> 20;
    return str_format(request->arena, "%lld%s%lld MB", (long long)(tenths / 10),
                      request->lang == LANG_VI ? "," : ".", (long long)(tenths % 10));
}

static void tell_presence(const struct request *request, const struct backup_line *line,
                          struct backup_row *row) {
    struct str when = instant_display(request->arena, line->removed_ms);
    row->state = UI_STATE_LATE;
    switch (line->presence) {
    case BACKUP_THERE:
        row->state = UI_STATE_DONE;
        row->state_text = frame_words(request, MSG_backup_state_there);
        break;
    case BACKUP_GONE:
        row->state_text = frame_words(request, MSG_backup_state_missing);
        break;
    case BACKUP_OTHER_SIZE:
        row->state_text = frame_words(request, MSG_backup_state_other_size);
        break;
    case BACKUP_REMOVED:
        row->state = UI_STATE_TODO;
        row->state_text =
            frame_say(request, MESSAGE_WITH(line->was_replaced ? MSG_backup_state_replaced
                                                               : MSG_backup_state_removed,
                                            when));
        break;
    }
}

static void add_row(const struct request *request, const struct backup_line *line,
                    struct backup_view *view) {
    struct backup_row *row = list_push(request->arena, &view->rows);
    *row = (struct backup_row){
        .file = line->file,
        .instant_ms = line->instant_ms,
        .by = line->author.n ? line->author : frame_words(request, MSG_backup_by_schedule),
        .size = size_words(request, line->bytes),
        .seal = line->fingerprint.n
                    ? frame_say(request, MESSAGE_WITH(MSG_backup_seal_key, line->fingerprint))
                    : frame_words(request, MSG_backup_seal_plain),
        .checked = line->errors ? frame_say(request, MESSAGE_WITH(MSG_backup_checked_findings,
                                                                  number(request, line->errors)))
                                : frame_words(request, MSG_backup_checked_good),
        .has_errors = line->errors > 0,
    };
    tell_presence(request, line, row);
}

static void add_fault(const struct request *request, struct message fault,
                      struct backup_view *view) {
    if (fault.id != MSG_none)
        list_push(request->arena, &view->faults)->text = frame_say(request, fault);
}

static void tell_settings(const struct request *request, const struct backup_overview *overview,
                          struct backup_view *view) {
    const struct backup_settings *settings = &overview->settings;
    const struct backup_status *status = &overview->status;
    struct arena *arena = request->arena;
    view->folder = str_from_c(settings->folder);
    view->at = str_format(arena, "%02d:%02d", settings->minute / 60, settings->minute % 60);
    view->next = status->next_ms ? instant_display(arena, status->next_ms)
                                 : frame_words(request, MSG_backup_next_soon);
    view->kept = frame_say(request, MESSAGE_WITH(MSG_backup_kept_rule,
                                                 number(request, settings->retention.days),
                                                 number(request, settings->retention.weeks),
                                                 number(request, settings->retention.months)));
    view->sealed =
        overview->fingerprint.n
            ? frame_say(request, MESSAGE_WITH(MSG_backup_sealed_key, overview->fingerprint))
            : frame_words(request, MSG_backup_sealed_none);
    view->good = status->last_ms
                     ? frame_say(request, MESSAGE_WITH(MSG_backup_state_good,
                                                       instant_display(arena, status->last_ms)))
                     : frame_words(request, MSG_backup_state_none);
    if (status->failure.id != MSG_none)
        add_fault(request,
                  MESSAGE_WITH(MSG_backup_failed_last, instant_display(arena, status->failed_ms),
                               frame_say(request, status->failure)),
                  view);
    add_fault(request, overview->key_fault, view);
    add_fault(request, overview->folder_fault, view);
}

static const struct err *show(struct request *request, struct response *response) {
    struct jobs jobs = app_jobs(request);
    struct page page;
    struct backup_overview overview;
    TRY(backup_overview_read(&jobs, request->arena, request->user, request->now_ms, &overview));
    frame_page(request, frame_words(request, MSG_backup_title), NULL, STEP_NONE, &page);
    struct backup_view view = {.page = &page,
                               .is_on = overview.settings.folder != NULL,
                               .is_running = overview.status.is_running,
                               .mood = STR("")};
    if (overview.status.mood == BACKUP_LATE || overview.status.mood == BACKUP_NEVER)
        view.mood = mood_words(request, &overview.status);
    if (view.is_on)
        tell_settings(request, &overview, &view);
    for (size_t i = 0; i < overview.lines.count; i++)
        add_row(request, &overview.lines.items[i], &view);
    for (size_t i = 0; i < overview.unknown.count; i++)
        list_push(request->arena, &view.unknown)->text = overview.unknown.items[i];
    struct html h = frame_html(request, response);
    tpl_backup_page(&h, &view);
    return NULL;
}

static const struct err *start(struct request *request, struct response *response) {
    struct jobs jobs = app_jobs(request);
    struct str id;
    TRY(backup_start(&jobs, request->arena, request->user, request->now_ms, &id));
    frame_redirect(request, response, job_path(request->arena, id), MSG_none, 0);
    return NULL;
}

const struct route backup_routes[] = {
    {HTTP_GET, "/sao-luu", RIGHT_SYSTEM_CARE, show},
    {HTTP_POST, "/sao-luu", RIGHT_SYSTEM_CARE, start},
};
const size_t backup_routes_count = COUNT_OF(backup_routes);
