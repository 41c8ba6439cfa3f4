/* What every page needs from its request: the program's database, the page's frame, addresses.
 *
 * Handlers stay small: read the request, call a service, fill a view, draw a template.
 */
#ifndef FEATURES_FRAME_FRAME_H
#define FEATURES_FRAME_FRAME_H

#include "db/db.h"
#include "features/cluster/cluster_service.h"
#include "features/cluster/cluster_year_service.h"
#include "html/page.h"
#include "http/http.h"
#include "jobs/jobs.h"

/* What the program gives to the server (request->app). */
struct app {
    struct db *db;
    const char *folder;          /* the data folder */
    const char *jobs_folder;     /* of the files of long work; NULL: "jobs" in the data folder */
    const struct config *config; /* NULL: what holds without a file */
};

struct db *app_db(const struct request *request);
/* Long work, with the program's kinds. */
struct jobs app_jobs(const struct request *request);

/* The rooms of a cluster's half-year, in the order of the work. */
enum frame_step {
    STEP_NONE,
    STEP_OVERVIEW,
    STEP_CRITERIA,
    STEP_SHEETS,
    STEP_INTAKE,
    STEP_CROSS,
    STEP_VERIFY,
    STEP_RANKING,
    STEP_ADOPTION,
    STEP_REVIEW,
    STEP_CLOSING,
    STEP_HISTORY,
    STEP_COUNT,
};

/* The address of a step: "/cum/cum-mau/2020-H1/xep-thu"; and of something below it (TAIL without a
 * leading slash; its parts must be fit for addresses: slugs, ids, codes). */
struct str step_path(struct arena *arena, const struct cluster_period *cluster,
                     enum frame_step step);
struct str step_path_below(struct arena *arena, const struct cluster_period *cluster,
                           enum frame_step step, struct str tail);

/* Fills the page's frame. CLUSTER may be NULL; else the page shows its context, its steps (those
 * the user may open) and, for sample data, the mark that nothing removes. A notice comes from the
 * address: see frame_redirect. */
void frame_page(const struct request *request, struct str title,
                const struct cluster_period *cluster, enum frame_step step, struct page *ret_page);

/* The rooms of a cluster's year. */
enum year_step {
    YEAR_NONE,
    YEAR_OVERVIEW,
    YEAR_MEMBERS,
    YEAR_CALENDAR,
    YEAR_MOVEMENTS,
    YEAR_TARGETS,
    YEAR_REGISTRATION,
    YEAR_COVENANT,
    YEAR_PLAN,
    YEAR_CLOSING,
    YEAR_STEP_COUNT,
};

/* "/cum/cum-mau/nam/2020/chi-tieu", and below it as step_path_below. */
struct str year_path(struct arena *arena, const struct cluster_year *year, enum year_step step);
struct str year_path_below(struct arena *arena, const struct cluster_year *year,
                           enum year_step step, struct str tail);
/* As frame_page, for a page of a cluster's year. */
void frame_year_page(const struct request *request, struct str title,
                     const struct cluster_year *year, enum year_step step, struct page *ret_page);
/* The year of "/cum/:cluster/nam/:year/…", readable by this user. */
MUST_CHECK const struct err *frame_year(const struct request *request,
                                        struct cluster_year *ret_year);
/* Whether the signed-in user has this right in the cluster of YEAR, and may use it: where the year
 * is closed nothing that writes may be done. UNIT_ID may be empty. */
bool frame_may_year(const struct request *request, enum right right,
                    const struct cluster_year *year, struct str unit_id);

/* The writer for templates: tpl_x(&h, &view). */
struct html frame_html(const struct request *request, struct response *response);

/* A sentence of the catalogue, and one without arguments, in the reader's language. */
struct str frame_say(const struct request *request, struct message message);
struct str frame_words(const struct request *request, enum msg_id id);

/* After a POST: to PATH, where the page then says NOTICE (a message of the room "notice" that takes
 * COUNT as {0}; MSG_none: nothing). */
void frame_redirect(const struct request *request, struct response *response, struct str path,
                    enum msg_id notice, long long count);

/* On a page about long work the frame says nothing of what runs. */
void frame_hide_running(struct page *page);

/* "Cụm thi đua mẫu · 6 tháng đầu năm 2020" */
struct str cluster_context(struct arena *arena, enum lang lang,
                           const struct cluster_period *cluster);

/* The cluster of "/cum/:cluster/:period/…", readable by this user. */
MUST_CHECK const struct err *frame_cluster(const struct request *request,
                                           struct cluster_period *ret_cluster);

/* Whether the signed-in user has this right here, and may use it: where the half-year is closed
 * nothing that writes may be done. For showing what may be done. UNIT_ID may be empty. */
bool frame_may(const struct request *request, enum right right,
               const struct cluster_period *cluster, struct str unit_id);

/* For pages that only lead to something being written: ERR_DENIED without the right, ERR_STATE (by
 * whom, since when) where it is closed. */
MUST_CHECK const struct err *frame_must(const struct request *request, enum right right,
                                        const struct cluster_period *cluster, struct str unit_id);
MUST_CHECK const struct err *frame_must_year(const struct request *request, enum right right,
                                             const struct cluster_year *year, struct str unit_id);
/* The same where the right was seen to already. */
MUST_CHECK const struct err *frame_open_period(const struct cluster_period *cluster,
                                               struct arena *arena);
MUST_CHECK const struct err *frame_open_year(const struct cluster_year *year, struct arena *arena);

/* The callbacks of struct http_app. */
const struct err *frame_identify(struct request *request, struct str session_token);
bool frame_allows(const struct request *request, unsigned right);
/* What a person is told of an error: its own sentence, that of its kind, or that of the status. */
struct str frame_error_sentence(const struct request *request, int status, const struct err *err);
void frame_draw_error(struct request *request, int status, const struct err *err,
                      struct response *response);

#endif
