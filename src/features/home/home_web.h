/* The first page and the overview of a half-year: what they show, and their routes. */
#ifndef FEATURES_HOME_HOME_WEB_H
#define FEATURES_HOME_HOME_WEB_H

#include "features/home/reminder_web.h"
#include "features/home/tasks_web.h"
#include "features/movement/movement_service.h"
#include "features/privacy/privacy_web.h"
#include "features/submission/submission_web.h"
#include "http/http.h"

/* Beyond, the first page only lists the half-years: each shown in full costs a reading of its
 * board. */
enum { HOME_CLUSTERS_MAX = 20 };

struct home_cluster {
    struct str name;
    struct str period;
    struct str href;
    struct str year; /* "Năm 2020", and its page */
    struct str year_href;
    struct str meeting; /* "26/6/2020, tại huyện Suối Bạc"; may be empty */
    struct date figures_until;
    struct str head;
    size_t sent;
    size_t units;
    bool is_sample;
    struct ui_tasks tasks;
};

struct home_view {
    const struct page *page;
    struct privacy_tasks privacy;
    struct submission_tasks submitted; /* what waits for him as a commander */
    struct reminders reminders;
    LIST(struct home_cluster) clusters;
    LIST(struct page_link) more;
    bool may_create;
    bool may_manage_accounts;
    size_t alerts;             /* of rights, not yet seen, shown to this user */
    bool may_care;             /* for backups and the technical state */
    struct str backup_warning; /* empty: none */
};

struct overview_member {
    struct str name;
    struct str href; /* of its figures; empty where the user may not open them */
    bool is_head;
    bool is_host;
    bool is_own; /* the user may see its figures */
    enum ui_state sheet_state;
    struct str sheet;
    enum ui_state verified_state;
    struct str verified;
    enum ui_state answer_state;
    struct str answer;
};

struct overview_movement {
    enum msg_id kind;
    struct str title;
    struct str paper; /* "số 05-CT/TW, 15/5/2016, Bộ Chính trị"; may be empty */
    struct str source;
};

struct overview_view {
    const struct page *page;
    const struct cluster_period *cluster;
    struct str period;
    struct str meeting;
    struct str result; /* what the result may be called */
    size_t sent;
    size_t units;
    bool sees_all; /* the figures of every member; else of his own unit only */
    struct ui_tasks steps;
    struct str next_text; /* the main action; empty: the user has none here */
    struct str next_href;
    struct str next_why;
    struct str bundle_href;   /* empty: not allowed, or nothing to pack yet */
    struct str settings_href; /* empty: may not change */
    struct str movements_source;
    LIST(struct overview_member) members;
    LIST(struct overview_movement) movements;
};

extern const struct route home_routes[];
extern const size_t home_routes_count;

#endif
