/* The invented content of the page that shows all components (html/ui/gallery.html). */
#ifndef HTML_UI_GALLERY_H
#define HTML_UI_GALLERY_H

#include "base/list.h"
#include "html/ui.h"

struct gallery_row {
    struct str number;
    struct str id; /* without the point: for names of fields */
    struct str name;
    struct str maximum;
    struct str target;
    struct str actual;
    struct str by_rule;
    struct str own;
    struct str difference;
    struct str reason;
    bool group;
};

struct gallery_figure {
    struct str label;
    struct str points; /* empty: missing */
    int percent;
    bool penalty;
};

struct gallery_unit {
    struct str place; /* empty: none */
    struct str name;
    struct str note;
    struct str total;
    struct str behind;
    LIST(struct gallery_figure) figures;
};

struct gallery_group {
    struct str number;
    struct str maximum;
};

struct ui_gallery {
    struct page page;
    LIST(struct ui_task) tasks;
    LIST(struct gallery_row) rows;
    LIST(struct gallery_unit) units;
    LIST(struct gallery_group) groups;
    struct ui_options periods;
    struct ui_options levels;
    struct ui_why why;
};

#endif
