/* The page of the scanner, for who looks after the machine. */
#ifndef FEATURES_FILE_FILE_SCAN_WEB_H
#define FEATURES_FILE_FILE_SCAN_WEB_H

#include "html/page.h"
#include "html/ui.h"
#include "http/http.h"

struct file_scan_view {
    const struct page *page;
    enum ui_state state;
    struct str state_words;
    struct str words;  /* how the scanner stands */
    struct str advice; /* empty: all is well */
    struct str takes;  /* what becomes of files where it fails */
    long long contents;
    long long unscanned;
    long long infected;
    bool may_scan;
};

extern const struct route file_scan_routes[];
extern const size_t file_scan_routes_count;

#endif
