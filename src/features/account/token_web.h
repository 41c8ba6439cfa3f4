/* "/ma-truy-cap": one's own tokens for programs. Not there until `api_tokens` is switched on. */
#ifndef FEATURES_ACCOUNT_TOKEN_WEB_H
#define FEATURES_ACCOUNT_TOKEN_WEB_H

#include "features/account/token_service.h"
#include "html/ui.h"
#include "http/http.h"

struct token_row {
    struct str id;
    struct str name;
    struct str may;   /* "chỉ đọc" */
    struct str state; /* "đang dùng", "đã thu hồi", "hết hạn" */
    bool in_force;
    int64_t created_ms;
    int64_t expires_ms;
    int64_t used_ms; /* 0: never */
};

struct tokens_view {
    const struct page *page;
    LIST(struct token_row) tokens;
    struct str token; /* just made: shown once; empty: none */
    struct str name;  /* as typed */
    struct str days;
    bool may_write;
};

extern const struct route token_routes[];
extern const size_t token_routes_count;

#endif
