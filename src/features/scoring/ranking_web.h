/* The page of the ranking: what it shows, and its routes. */
#ifndef FEATURES_SCORING_RANKING_WEB_H
#define FEATURES_SCORING_RANKING_WEB_H

#include "base/list.h"
#include "features/scoring/ranking_view.h"
#include "http/http.h"

/* What the page shows around the list of ranking_view.h. */
struct ranking_view {
    const struct page *page;
    struct str title;
    struct str period;
    bool has_table;
    bool may_import_table;
    struct str table_href;
    struct str sight;         /* why he sees his own row alone; empty: he sees all */
    struct str xlsx_href;     /* empty: nothing to take away yet */
    struct str analysis_href; /* empty for who may not */
    struct str proposal_href;
    struct str targets_href;
    struct str print_href; /* all units on one page; empty: this page prints itself */
    struct str figures_until;
    int64_t revision;
    int64_t now_ms;
    struct str words; /* a unit that was looked for; empty: none */
    struct ranking_finds finds;
    struct str briefing_href; /* one page for the commander; empty: not for this reader */
    struct str annex_href;
    struct str addenda_href;
    LIST(struct str) addenda; /* corrections of totals beside what is closed */
};

extern const struct route ranking_routes[];
extern const size_t ranking_routes_count;

#endif
