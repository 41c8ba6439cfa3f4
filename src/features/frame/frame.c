#include "features/frame/frame.h"

#include "features/account/account_service.h"
#include "features/account/token_service.h"
#include "features/cluster/closing_service.h"
#include "features/factor/factor_service.h"
#include "features/frame/error.html.h"
#include "features/job/job_service.h"
#include "sys/clock.h"
#include "sys/log.h"

static const struct {
    const char *segment;
    enum msg_id name;
    enum right right;
} STEPS[STEP_COUNT] = {
    [STEP_OVERVIEW] = {"", MSG_frame_step_overview, RIGHT_CLUSTER_READ},
    [STEP_CRITERIA] = {"tieu-chi", MSG_frame_step_criteria, RIGHT_CLUSTER_READ},
    [STEP_SHEETS] = {"phieu", MSG_frame_step_sheets, RIGHT_SHEET_READ},
    [STEP_INTAKE] = {"nhap-phieu", MSG_frame_step_intake, RIGHT_SCORE_IMPORT},
    [STEP_CROSS] = {"kiem-tra-cheo", MSG_frame_step_cross, RIGHT_CLUSTER_READ},
    [STEP_VERIFY] = {"tham-dinh", MSG_frame_step_verify, RIGHT_SHEET_READ},
    [STEP_RANKING] = {"xep-thu", MSG_frame_step_ranking, RIGHT_CLUSTER_READ},
    [STEP_ADOPTION] = {"thong-qua", MSG_frame_step_adoption, RIGHT_CLUSTER_READ},
    [STEP_REVIEW] = {"bao-cao", MSG_frame_step_review, RIGHT_CLUSTER_READ},
    [STEP_CLOSING] = {"chot-ky", MSG_frame_step_closing, RIGHT_CLUSTER_READ},
    [STEP_HISTORY] = {"lich-su", MSG_frame_step_history, RIGHT_HISTORY_READ},
};

struct db *app_db(const struct request *request) {
    const struct app *app = request->app;
    return app->db;
}

struct jobs app_jobs(const struct request *request) {
    const struct app *app = request->app;
    const char *folder = app->jobs_folder;
    if (!folder)
        folder = str_format(request->arena, "%s/jobs", app->folder).p;
    return (struct jobs){app_db(request), folder,      job_kinds,
                         job_kind_count,  app->folder, app->config};
}

/* A page is drawn all the same where this cannot be read: it says so by itself if it must. */
static void tell_running(const struct request *request, struct page *page) {
    struct jobs jobs = app_jobs(request);
    struct arena *arena = request->arena;
    struct job_entries entries;
    if (!request->user || !job_some_open() ||
        job_entries_running(&jobs, arena, request->user, &entries) || !entries.count)
        return;
    const struct job_entry *first = &entries.items[0];
    struct str title =
        message_plain(request->lang, first->kind ? first->kind->title : MSG_job_other_kind);
    struct message one = MESSAGE_WITH(MSG_job_running_one, title,
                                      str_format(arena, "%lld", (long long)first->job.done),
                                      str_format(arena, "%lld", (long long)first->job.total));
    struct message more =
        MESSAGE_WITH(MSG_job_running_more, str_format(arena, "%zu", entries.count));
    page->running = message_text(arena, request->lang, entries.count == 1 ? one : more);
    page->running_href = entries.count == 1
                             ? str_format(arena, "/viec/" STR_FMT, STR_ARG(first->job.id))
                             : STR("/viec");
}

void frame_hide_running(struct page *page) {
    page->running = STR("");
}

struct str step_path(struct arena *arena, const struct cluster_period *cluster,
                     enum frame_step step) {
    const char *segment = step == STEP_NONE ? "" : STEPS[step].segment;
    return str_format(arena, "/cum/" STR_FMT "/" STR_FMT "%s%s", STR_ARG(cluster->slug),
                      STR_ARG(cluster->code), *segment ? "/" : "", segment);
}

struct str step_path_below(struct arena *arena, const struct cluster_period *cluster,
                           enum frame_step step, struct str tail) {
    struct str path = step_path(arena, cluster, step);
    return str_format(arena, STR_FMT "/" STR_FMT, STR_ARG(path), STR_ARG(tail));
}

struct str cluster_context(struct arena *arena, enum lang lang,
                           const struct cluster_period *cluster) {
    struct str period = period_display(arena, lang, cluster->period);
    return str_format(arena, STR_FMT " · " STR_FMT, STR_ARG(cluster->name), STR_ARG(period));
}

bool frame_may(const struct request *request, enum right right,
               const struct cluster_period *cluster, struct str unit_id) {
    return user_may_now(request->user, right, cluster ? place_of_period(cluster) : PLACE_EVERYWHERE,
                        unit_id);
}

const struct err *frame_open_period(const struct cluster_period *cluster, struct arena *arena) {
    return closing_refuse(arena, &cluster->closing, true);
}

const struct err *frame_open_year(const struct cluster_year *year, struct arena *arena) {
    return closing_refuse(arena, &year->closing, false);
}

const struct err *frame_must(const struct request *request, enum right right,
                             const struct cluster_period *cluster, struct str unit_id) {
    if (!user_may(request->user, right, place_of_period(cluster), unit_id))
        return ERR(ERR_DENIED, "no right to do this here");
    return right_writes(right) ? frame_open_period(cluster, request->arena) : NULL;
}

/* The first role that says something about this page's cluster; else the first there is. */
static struct str role_of(const struct request *request, struct str cluster_id) {
    const struct user *user = request->user;
    const struct grant *chosen = user->grant_count ? &user->grants[0] : NULL;
    for (size_t i = 0; cluster_id.n && i < user->grant_count; i++)
        if (str_equal(user->grants[i].cluster_id, cluster_id))
            chosen = &user->grants[i];
    return chosen ? message_plain(request->lang, role_name(chosen->role)) : STR("");
}

static struct page_link link_to_year(const struct request *request, const struct cluster_year *year,
                                     bool current) {
    struct str number = str_format(request->arena, "%d", year->year);
    return (struct page_link){.text = message_text(request->arena, request->lang,
                                                   MESSAGE_WITH(MSG_frame_year_overview, number)),
                              .href = year_path(request->arena, year, YEAR_OVERVIEW),
                              .current = current};
}

static void add_steps(const struct request *request, const struct cluster_period *cluster,
                      enum frame_step current, struct page *page) {
    page->steps = ARENA_ARRAY(request->arena, struct page_link, STEP_COUNT + 1);
    const struct cluster_year year = {.slug = cluster->slug, .year = cluster->period.year};
    page->steps[page->steps_count++] = link_to_year(request, &year, false);
    for (int step = STEP_OVERVIEW; step < STEP_COUNT; step++) {
        if (!user_may(request->user, STEPS[step].right, place_of_period(cluster), STR("")))
            continue;
        page->steps[page->steps_count++] = (struct page_link){
            .text = message_plain(request->lang, STEPS[step].name),
            .href = step_path(request->arena, cluster, (enum frame_step)step),
            .current = step == (int)current,
            .apart = step == STEP_OVERVIEW,
        };
    }
}

/* "?bao=saved&so=3" says notice.saved with 3: only sentences of that room, only a number. */
static struct str notice_of(const struct request *request) {
    struct str name = request_query(request, "bao");
    long long count = 0;
    enum msg_id id;
    if (!name.n || name.n > 40 ||
        !message_from_key(str_format(request->arena, "notice." STR_FMT, STR_ARG(name)), &id))
        return STR("");
    struct str number = request_query(request, "so");
    if (!number.n || !str_to_int64(number, &count))
        count = 0;
    return message_text(request->arena, request->lang,
                        MESSAGE_WITH(id, str_format(request->arena, "%lld", count)));
}

/* Pages beside the clusters. */
static void add_links(const struct request *request, struct page *page) {
    static const struct {
        const char *href;
        enum msg_id name;
        enum right right;
    } LINKS[] = {
        {"/cum", MSG_frame_link_clusters, RIGHT_CLUSTER_READ},
        {"/don-vi", MSG_frame_link_units, RIGHT_UNIT_READ},
        {"/nguoi", MSG_frame_link_people, RIGHT_PERSON_READ},
        {"/phong-trao", MSG_frame_link_movements, RIGHT_CLUSTER_CREATE},
        {"/kiem-toan", MSG_frame_link_trail, RIGHT_AUDIT_READ},
        {"/khoi-phuc", MSG_factor_recovery_title, RIGHT_ACCOUNT_RECOVER},
        {"/huy-noi-dung", MSG_secrecy_menu, RIGHT_SECRET_DESTROY},
    };
    page->links = ARENA_ARRAY(request->arena, struct page_link, COUNT_OF(LINKS));
    for (size_t i = 0; i < COUNT_OF(LINKS); i++)
        if (user_has_right(request->user, LINKS[i].right) &&
            (LINKS[i].right != RIGHT_ACCOUNT_RECOVER || factor_in_use()->recovery_by_two))
            page->links[page->links_count++] = (struct page_link){
                .text = message_plain(request->lang, LINKS[i].name),
                .href = str_from_c(LINKS[i].href),
                .current = str_equal_c(request->path, LINKS[i].href),
            };
}

/* For whom he acts, or may act. */
static void tell_acting(const struct request *request, struct page *page) {
    const struct user *user = request->user;
    page->acting = STR("");
    if (!user)
        return;
    if (user->acting_for_id.n) {
        page->acting = frame_say(request, MESSAGE_WITH(MSG_right_acting, user->acting_for_name));
        return;
    }
    page->loans = ARENA_ARRAY(request->arena, struct page_link, user->loan_count + 1);
    for (size_t i = 0; i < user->loan_count; i++)
        page->loans[page->loans_count++] = (struct page_link){
            .text = frame_say(request, MESSAGE_WITH(MSG_right_act_for, user->loans[i].lender)),
            .href = user->loans[i].id};
}

/* What all pages have, whatever they are about. */
static void begin_page(const struct request *request, struct str title, struct str cluster_id,
                       struct page *ret_page) {
    *ret_page = (struct page){
        .title = title,
        .context = STR(""),
        .context_href = STR("/"),
        .user_name = request->user ? request->user->name : STR(""),
        .user_role = request->user ? role_of(request, cluster_id) : STR(""),
        .csrf_token = request->csrf_token,
        .target = request->page_target,
        .notice = notice_of(request),
        .running = STR(""),
        .running_href = STR(""),
        .print_note = STR(""),
        .closed = STR(""),
        .closed_href = STR(""),
    };
    ret_page->factors = factor_in_use()->totp || factor_in_use()->passkey;
    add_links(request, ret_page);
    tell_acting(request, ret_page);
    if (request->user && request->user->held_back) {
        ret_page->running = frame_words(request, MSG_factor_needed_banner);
        ret_page->running_href = STR("/xac-thuc");
    } else {
        tell_running(request, ret_page);
    }
}

/* "Đã chốt lúc 17:05 ngày 30/6/2020, do …": what follows cannot be changed. */
static void tell_closed(const struct request *request, const struct closing *closing,
                        struct str href, struct page *page) {
    if (!closing->closed)
        return;
    page->closed =
        message_text(request->arena, request->lang,
                     MESSAGE_WITH(MSG_frame_closed, instant_display(request->arena, closing->at_ms),
                                  closing->author));
    struct str digest = closing_digest_shown(request->arena, closing);
    if (digest.n)
        page->closed = str_format(request->arena, STR_FMT " " STR_FMT, STR_ARG(page->closed),
                                  STR_ARG(message_text(request->arena, request->lang,
                                                       MESSAGE_WITH(MSG_frame_frozen, digest))));
    page->closed_href = href;
}

void frame_page(const struct request *request, struct str title,
                const struct cluster_period *cluster, enum frame_step step, struct page *ret_page) {
    struct arena *arena = request->arena;
    begin_page(request, title, cluster ? cluster->cluster_id : STR(""), ret_page);
    if (!cluster)
        return;
    ret_page->context = cluster_context(arena, request->lang, cluster);
    ret_page->context_href = step_path(arena, cluster, STEP_OVERVIEW);
    ret_page->sample = cluster->is_sample;
    tell_closed(request, &cluster->closing, step_path(arena, cluster, STEP_CLOSING), ret_page);
    add_steps(request, cluster, step, ret_page);
    ret_page->print_note =
        message_text(arena, request->lang,
                     MESSAGE_WITH(MSG_frame_printed, request->user ? request->user->name : STR(""),
                                  instant_display(arena, request->now_ms),
                                  date_is_empty(cluster->figures_until)
                                      ? STR("…")
                                      : date_display(arena, cluster->figures_until)));
}

/* --- pages of a year ---------------------------------------------------------------------- */

static const struct {
    const char *segment;
    enum msg_id name;
} YEAR_STEPS[YEAR_STEP_COUNT] = {
    [YEAR_OVERVIEW] = {"", MSG_frame_year_overview},
    [YEAR_MEMBERS] = {"thanh-vien", MSG_frame_year_members},
    [YEAR_CALENDAR] = {"lich", MSG_frame_year_calendar},
    [YEAR_MOVEMENTS] = {"phong-trao", MSG_frame_year_movements},
    [YEAR_TARGETS] = {"chi-tieu", MSG_frame_year_targets},
    [YEAR_REGISTRATION] = {"dang-ky", MSG_frame_year_registration},
    [YEAR_COVENANT] = {"giao-uoc", MSG_frame_year_covenant},
    [YEAR_PLAN] = {"ke-hoach", MSG_frame_year_plan},
    [YEAR_CLOSING] = {"chot-nam", MSG_frame_year_closing},
};

struct str year_path(struct arena *arena, const struct cluster_year *year, enum year_step step) {
    const char *segment = step == YEAR_NONE ? "" : YEAR_STEPS[step].segment;
    return str_format(arena, "/cum/" STR_FMT "/nam/%d%s%s", STR_ARG(year->slug), year->year,
                      *segment ? "/" : "", segment);
}

struct str year_path_below(struct arena *arena, const struct cluster_year *year,
                           enum year_step step, struct str tail) {
    struct str path = year_path(arena, year, step);
    return str_format(arena, STR_FMT "/" STR_FMT, STR_ARG(path), STR_ARG(tail));
}

/* The year's rooms, then its half-years. */
static void add_year_steps(const struct request *request, const struct cluster_year *year,
                           enum year_step current, struct page *page) {
    size_t most = YEAR_STEP_COUNT + year->periods.count;
    page->steps = ARENA_ARRAY(request->arena, struct page_link, most);
    page->steps[page->steps_count++] = link_to_year(request, year, current == YEAR_OVERVIEW);
    for (int step = YEAR_MEMBERS; step < YEAR_STEP_COUNT; step++)
        page->steps[page->steps_count++] = (struct page_link){
            .text = message_plain(request->lang, YEAR_STEPS[step].name),
            .href = year_path(request->arena, year, (enum year_step)step),
            .current = step == (int)current,
        };
    for (size_t i = 0; i < year->periods.count; i++) {
        const struct cluster_year_period *period = &year->periods.items[i];
        const struct cluster_period cluster = {.slug = year->slug, .code = period->code};
        page->steps[page->steps_count++] = (struct page_link){
            .text = period_display(request->arena, request->lang, period->period),
            .href = step_path(request->arena, &cluster, STEP_OVERVIEW),
            .apart = i == 0,
        };
    }
}

/* The way to the history of what a page of the year shows, for who may read it. */
static void link_history(const struct request *request, const struct cluster_year *year,
                         enum year_step step, struct page *page) {
    static const char *const KINDS[YEAR_STEP_COUNT] = {[YEAR_MEMBERS] = "cum",
                                                       [YEAR_TARGETS] = "chi-tieu",
                                                       [YEAR_REGISTRATION] = "dang-ky",
                                                       [YEAR_COVENANT] = "giao-uoc"};
    if (!KINDS[step] || !frame_may_year(request, RIGHT_HISTORY_READ, year, STR("")))
        return;
    page->history = str_from_c(KINDS[step]);
    page->history_key = str_format(request->arena, STR_FMT "/%d", STR_ARG(year->slug), year->year);
}

void frame_year_page(const struct request *request, struct str title,
                     const struct cluster_year *year, enum year_step step, struct page *ret_page) {
    struct arena *arena = request->arena;
    begin_page(request, title, year->cluster_id, ret_page);
    ret_page->context = message_text(
        arena, request->lang,
        MESSAGE_WITH(MSG_frame_year_context, year->name, str_format(arena, "%d", year->year)));
    ret_page->context_href = year_path(arena, year, YEAR_OVERVIEW);
    ret_page->sample = year->is_sample;
    tell_closed(request, &year->closing, year_path(arena, year, YEAR_CLOSING), ret_page);
    add_year_steps(request, year, step, ret_page);
    link_history(request, year, step, ret_page);
    ret_page->print_note = message_text(arena, request->lang,
                                        MESSAGE_WITH(MSG_frame_year_printed,
                                                     request->user ? request->user->name : STR(""),
                                                     instant_display(arena, request->now_ms)));
}

const struct err *frame_year(const struct request *request, struct cluster_year *ret_year) {
    long long number;
    if (!str_to_int64(request_param(request, "year"), &number) || number < CLUSTER_YEAR_MIN ||
        number > CLUSTER_YEAR_MAX)
        return ERR(ERR_NOT_FOUND, "an address without a year");
    return cluster_year_find(app_db(request), request->arena, request->user,
                             request_param(request, "cluster"), (int)number,
                             date_of_instant(request->now_ms), ret_year);
}

bool frame_may_year(const struct request *request, enum right right,
                    const struct cluster_year *year, struct str unit_id) {
    return user_may_now(request->user, right, place_of_year(year), unit_id);
}

const struct err *frame_must_year(const struct request *request, enum right right,
                                  const struct cluster_year *year, struct str unit_id) {
    if (!user_may(request->user, right, place_of_year(year), unit_id))
        return ERR(ERR_DENIED, "no right to do this in this year");
    return right_writes(right) ? frame_open_year(year, request->arena) : NULL;
}

struct html frame_html(const struct request *request, struct response *response) {
    return (struct html){&response->body, request->arena, request->lang};
}

struct str frame_say(const struct request *request, struct message message) {
    return message_text(request->arena, request->lang, message);
}

struct str frame_words(const struct request *request, enum msg_id id) {
    return message_plain(request->lang, id);
}

void frame_redirect(const struct request *request, struct response *response, struct str path,
                    enum msg_id notice, long long count) {
    if (notice != MSG_none) {
        struct str key = message_key(notice);
        struct str name = str_slice(key, STR("notice.").n, key.n);
        path = str_format(request->arena, STR_FMT "%cbao=" STR_FMT "&so=%lld", STR_ARG(path),
                          str_find(path, STR("?")) < 0 ? '?' : '&', STR_ARG(name), count);
    }
    respond_redirect(response, path);
}

const struct err *frame_cluster(const struct request *request, struct cluster_period *ret_cluster) {
    return cluster_find(app_db(request), request->arena, request->user,
                        request_param(request, "cluster"), request_param(request, "period"),
                        ret_cluster);
}

/* Who manages accounts may have to sign in in two steps. Until he has set that up he has no grants:
 * every page and service refuses him but those that ask for nothing more than a session. */
static const struct err *hold_back(struct request *request) {
    const struct factor_settings *settings = factor_in_use();
    struct factor_state state = {0};
    if (!request->user || !settings->admin_needs_factor ||
        !user_has_right(request->user, RIGHT_ACCOUNT_MANAGE))
        return NULL;
    TRY(factor_state_of(app_db(request), request->arena, settings, request->user, &state));
    if (!factor_is_missing(settings, request->user, &state))
        return NULL;
    struct user *user = ARENA_NEW(request->arena, struct user);
    *user = *request->user;
    user->grants = NULL;
    user->grant_count = 0;
    user->held_back = true;
    request->user = user;
    return NULL;
}

/* A token that only reads is no right to write, whatever its account may. */
static const struct err *identify_program(struct request *request) {
    bool may_write;
    TRY(token_user(app_db(request), request->arena, clock_steady_ms(request->now_ms),
                   request->bearer, request->remote_address, &request->user, &may_write));
    if (request->user && request->method == HTTP_POST && !may_write)
        return ERR_TEXT(ERR_DENIED, "account.token_reads_only", "a token that only reads");
    return hold_back(request);
}

const struct err *frame_identify(struct request *request, struct str session_token) {
    if (request->bearer.p)
        return identify_program(request);
    if (!session_token.n)
        return NULL;
    struct known_session session;
    int64_t now_ms = clock_steady_ms(request->now_ms);
    TRY(account_of_session(app_db(request), request->arena, now_ms, session_token,
                           request->remote_address, &session));
    request->user = session.user;
    request->csrf_token = session.csrf_token;
    TRY(hold_back(request));
    if (!session.touch_is_due)
        return NULL;
    /* What cannot be written now is written with the next request; this one reads all the same. */
    const struct err *err =
        session_touch(app_db(request), request->arena, now_ms, session.user->session_hash);
    if (err)
        log_err("session.touch", err);
    return NULL;
}

bool frame_allows(const struct request *request, unsigned right) {
    return right > 0 && right < RIGHT_COUNT && user_has_right(request->user, (enum right)right);
}

/* --- errors ------------------------------------------------------------------------------- */

struct str frame_error_sentence(const struct request *request, int status, const struct err *err) {
    static const struct {
        enum err_kind kind;
        enum msg_id text;
    } KINDS[] = {
        {ERR_IO, MSG_error_io},
        {ERR_DISK_FULL, MSG_error_disk_full},
        {ERR_READ_ONLY, MSG_error_read_only},
        {ERR_IN_USE, MSG_error_in_use},
        {ERR_DATABASE, MSG_error_database},
        {ERR_UNAVAILABLE, MSG_error_unavailable},
        {ERR_CONFLICT, MSG_error_conflict},
        {ERR_NOT_FOUND, MSG_error_not_found},
        {ERR_DENIED, MSG_error_denied},
        {ERR_STATE, MSG_error_state},
        {ERR_INPUT, MSG_error_input},
        {ERR_LIMIT, MSG_error_limit},
    };
    enum msg_id id = MSG_error_internal;
    bool known = err && err->text_key && message_from_key(str_from_c(err->text_key), &id);
    if (known && (err->told[0][0] || err->told[1][0]))
        return message_text(request->arena, request->lang,
                            MESSAGE_WITH(id, str_from_c(err->told[0]), str_from_c(err->told[1])));
    if (known)
        return message_text(
            request->arena, request->lang,
            MESSAGE_WITH(id, request_param(request, "cluster"), request_param(request, "period")));
    for (size_t i = 0; err && i < COUNT_OF(KINDS); i++)
        if (KINDS[i].kind == err->kind)
            id = KINDS[i].text;
    if (!err)
        id = status == 404   ? MSG_error_not_found
             : status == 403 ? MSG_error_denied
             : status == 413 ? MSG_error_limit
             : status == 503 ? MSG_error_unavailable
             : status < 500  ? MSG_error_input
                             : MSG_error_internal;
    return message_plain(request->lang, id);
}

void frame_draw_error(struct request *request, int status, const struct err *err,
                      struct response *response) {
    struct page page;
    frame_page(request, message_plain(request->lang, MSG_frame_error_title), NULL, STEP_NONE,
               &page);
    page.notice = STR("");
    struct error_view view = {&page, status, frame_error_sentence(request, status, err)};
    struct html h = frame_html(request, response);
    tpl_error_page(&h, &view);
}
