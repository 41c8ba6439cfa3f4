/* "/xac-thuc": one's own further ways of signing in. */
#include "features/factor/factor_web.h"

#include "crypto/base64.h"
#include "features/factor/factor.html.h"
#include "features/factor/totp_text.h"
#include "features/frame/frame.h"
#include "sys/clock.h"

enum { KNOWN_BYTES_MAX = 1 << 15 };

static bool totp_is_on(void) {
    return factor_in_use()->totp;
}

static bool passkey_is_on(void) {
    return factor_in_use()->passkey;
}

static bool any_is_on(void) {
    return totp_is_on() || passkey_is_on();
}

struct visitor factor_visitor(const struct request *request) {
    return (struct visitor){request->remote_address, request->user_agent};
}

struct passkey_request passkey_request_of(const struct request *request, const char *type,
                                          struct str bound_to) {
    const struct factor_settings *settings = factor_in_use();
    return (struct passkey_request){.challenge =
                                        passkey_challenge(request->arena, settings, type, bound_to,
                                                          clock_steady_ms(request->now_ms)),
                                    .rp_id = site_rp_id(settings->site)};
}

struct passkey_form passkey_form_of(const struct request *request) {
    return (struct passkey_form){
        .id = request_text(request, "id"),
        .client_data = request_text(request, "client_data"),
        .authenticator_data = request_text(request, "authenticator_data"),
        .signature = request_text(request, "signature"),
        .user = request_text(request, "user"),
        .name = request_text(request, "name"),
    };
}

/* --- what I have ---------------------------------------------------------------------------- */

static const struct err *draw(const struct request *request, struct response *response,
                              const struct issues *issues, struct str open) {
    const struct factor_settings *settings = factor_in_use();
    struct page page;
    struct factor_view view = {.page = &page,
                               .totp = settings->totp,
                               .passkey = settings->passkey,
                               .needed = request->user->held_back,
                               .open = open};
    TRY(factor_state_of(app_db(request), request->arena, settings, request->user, &view.state));
    if (settings->passkey)
        TRY(passkeys_of(app_db(request), request->arena, request->user->id, &view.passkeys));
    frame_page(request, frame_words(request, MSG_factor_title), NULL, STEP_NONE, &page);
    page.issues = issues;
    page.running = STR(""); /* it leads here */
    struct html h = frame_html(request, response);
    tpl_factor_page(&h, &view);
    return NULL;
}

static const struct err *show(struct request *request, struct response *response) {
    return draw(request, response, NULL, STR(""));
}

static const struct err *refuse(struct request *request, struct response *response,
                                const struct issues *issues, struct str open) {
    response->status = 422;
    return draw(request, response, issues, open);
}

/* Several forms of the page ask for password and code: the fields of this one begin with PREFIX. */
static void name_fields(const struct request *request, const char *prefix, struct issues *issues) {
    for (size_t i = 0; i < issues->count; i++)
        if (issues->items[i].field.n)
            issues->items[i].field =
                str_format(request->arena, "%s" STR_FMT, prefix, STR_ARG(issues->items[i].field));
}

static const struct err *show_codes(const struct request *request, struct response *response,
                                    const struct recovery_codes *codes) {
    struct page page;
    struct codes_view view = {&page, request->user->login, request->now_ms, codes->codes,
                              RECOVERY_CODES};
    frame_page(request, frame_words(request, MSG_factor_codes_title), NULL, STEP_NONE, &page);
    page.running = STR("");
    struct html h = frame_html(request, response);
    tpl_codes_page(&h, &view);
    return NULL;
}

/* --- the app -------------------------------------------------------------------------------- */

static const struct err *draw_app(const struct request *request, struct response *response,
                                  struct str secret, const struct issues *issues) {
    struct page page;
    struct totp_view view = {.page = &page, .groups = totp_secret_groups(request->arena, secret)};
    struct str host = site_rp_id(factor_in_use()->site);
    TRY(qr_code_make(request->arena,
                     totp_address(request->arena, host, request->user->login, secret), &view.qr));
    frame_page(request, frame_words(request, MSG_factor_app), NULL, STEP_NONE, &page);
    page.issues = issues;
    struct html h = frame_html(request, response);
    tpl_totp_page(&h, &view);
    return NULL;
}

static const struct err *begin_app(struct request *request, struct response *response) {
    struct issues issues = {0};
    struct str secret;
    struct visitor visitor = factor_visitor(request);
    TRY(totp_begin(app_db(request), request->arena, factor_in_use(), request->user, &visitor,
                   clock_steady_ms(request->now_ms), request_field(request, "password"), &issues,
                   &secret));
    return issues.count ? refuse(request, response, &issues, STR(""))
                        : draw_app(request, response, secret, NULL);
}

static const struct err *waiting_secret(const struct request *request, struct str *ret_secret) {
    return totp_waiting(app_db(request), request->arena, factor_in_use(), request->user,
                        clock_steady_ms(request->now_ms), ret_secret);
}

/* The page again after the language was switched, or a look elsewhere. */
static const struct err *show_app(struct request *request, struct response *response) {
    struct str secret;
    TRY(waiting_secret(request, &secret));
    if (secret.p)
        return draw_app(request, response, secret, NULL);
    respond_redirect(response, STR("/xac-thuc"));
    return NULL;
}

static const struct err *confirm_app(struct request *request, struct response *response) {
    struct issues issues = {0};
    struct recovery_codes codes;
    bool is_new;
    TRY(totp_confirm(app_db(request), request->arena, factor_in_use(), request->user,
                     clock_steady_ms(request->now_ms), request->now_ms,
                     request_text(request, "code"), &issues, &codes, &is_new));
    if (issues.count) {
        struct str secret;
        TRY(waiting_secret(request, &secret));
        response->status = 422;
        return draw_app(request, response, str_or_empty(secret), &issues);
    }
    if (is_new)
        return show_codes(request, response, &codes);
    frame_redirect(request, response, STR("/xac-thuc"), MSG_notice_totp_on, 0);
    return NULL;
}

static const struct err *remove_app(struct request *request, struct response *response) {
    struct issues issues = {0};
    struct visitor visitor = factor_visitor(request);
    TRY(totp_remove(app_db(request), request->arena, factor_in_use(), request->user, &visitor,
                    clock_steady_ms(request->now_ms), request->now_ms,
                    request_field(request, "password"), request_text(request, "code"), &issues));
    if (issues.count)
        return refuse(request, response, &issues, STR("app"));
    frame_redirect(request, response, STR("/xac-thuc"), MSG_notice_totp_off, 0);
    return NULL;
}

static const struct err *renew_codes(struct request *request, struct response *response) {
    struct issues issues = {0};
    struct recovery_codes codes;
    struct visitor visitor = factor_visitor(request);
    TRY(recovery_codes_renew(app_db(request), request->arena, factor_in_use(), request->user,
                             &visitor, clock_steady_ms(request->now_ms), request->now_ms,
                             request_field(request, "password"), request_text(request, "code"),
                             &issues, &codes));
    name_fields(request, "renew-", &issues);
    return issues.count ? refuse(request, response, &issues, STR("codes"))
                        : show_codes(request, response, &codes);
}

/* --- passkeys ------------------------------------------------------------------------------- */

static const struct err *draw_add(const struct request *request, struct response *response,
                                  const struct issues *issues) {
    struct page page;
    const struct user *user = request->user;
    struct passkey_add_view view = {
        .page = &page,
        .ask = passkey_request_of(request, WEBAUTHN_CREATE, user->session_hash),
        .name = request_text(request, "name")};
    struct passkey_lines lines;
    TRY(passkeys_of(app_db(request), request->arena, user->id, &lines));
    view.ask.user = base64url(request->arena, user->id);
    view.ask.login = user->login;
    view.ask.name = user->name;
    view.ask.known = STR("");
    for (size_t i = 0; i < lines.count; i++)
        view.ask.known = str_format(request->arena, STR_FMT " " STR_FMT, STR_ARG(view.ask.known),
                                    STR_ARG(lines.items[i].credential_id));
    frame_page(request, frame_words(request, MSG_factor_passkey_add_title), NULL, STEP_NONE, &page);
    page.issues = issues;
    page.running = STR("");
    struct html h = frame_html(request, response);
    tpl_passkey_add_page(&h, &view);
    return NULL;
}

static const struct err *begin_passkey(struct request *request, struct response *response) {
    struct issues issues = {0};
    bool right;
    struct visitor visitor = factor_visitor(request);
    TRY(passkey_begin(app_db(request), request->arena, request->user, &visitor,
                      clock_steady_ms(request->now_ms), request_field(request, "password"), &issues,
                      &right));
    if (!right) {
        name_fields(request, "passkey-", &issues);
        return refuse(request, response, &issues, STR(""));
    }
    return draw_add(request, response, NULL);
}

static const struct err *add_passkey(struct request *request, struct response *response) {
    struct issues issues = {0};
    struct recovery_codes codes;
    bool is_new;
    struct passkey_form form = passkey_form_of(request);
    TRY(passkey_add(app_db(request), request->arena, factor_in_use(), request->user,
                    clock_steady_ms(request->now_ms), &form, &issues, &codes, &is_new));
    if (issues.count)
        return refuse(request, response, &issues, STR(""));
    if (is_new)
        return show_codes(request, response, &codes);
    frame_redirect(request, response, STR("/xac-thuc"), MSG_notice_passkey_on, 0);
    return NULL;
}

static const struct err *remove_passkey(struct request *request, struct response *response) {
    struct issues issues = {0};
    struct visitor visitor = factor_visitor(request);
    struct str key = request_param(request, "key");
    TRY(passkey_remove(app_db(request), request->arena, factor_in_use(), request->user, &visitor,
                       clock_steady_ms(request->now_ms), key, request_field(request, "password"),
                       &issues));
    for (size_t i = 0; i < issues.count; i++)
        issues.items[i].field = str_concat(request->arena, STR("remove-"), key);
    if (issues.count)
        return refuse(request, response, &issues, key);
    frame_redirect(request, response, STR("/xac-thuc"), MSG_notice_passkey_off, 0);
    return NULL;
}

const struct route factor_routes[] = {
    {HTTP_GET, "/xac-thuc", RIGHT_SIGNED_IN, show, .is_on = any_is_on},
    {HTTP_GET, "/xac-thuc/ung-dung", RIGHT_SIGNED_IN, show_app, .is_on = totp_is_on},
    {HTTP_POST, "/xac-thuc/ung-dung", RIGHT_SIGNED_IN, begin_app, .is_on = totp_is_on,
     .hashes_passwords = true},
    {HTTP_POST, "/xac-thuc/ung-dung/ma", RIGHT_SIGNED_IN, confirm_app, .is_on = totp_is_on},
    {HTTP_POST, "/xac-thuc/ung-dung/go", RIGHT_SIGNED_IN, remove_app, .is_on = totp_is_on,
     .hashes_passwords = true},
    {HTTP_POST, "/xac-thuc/ma-du-phong", RIGHT_SIGNED_IN, renew_codes, .is_on = any_is_on,
     .hashes_passwords = true},
    {HTTP_POST, "/xac-thuc/khoa", RIGHT_SIGNED_IN, begin_passkey, .is_on = passkey_is_on,
     .hashes_passwords = true},
    {HTTP_POST, "/xac-thuc/khoa/them", RIGHT_SIGNED_IN, add_passkey, .is_on = passkey_is_on},
    {HTTP_POST, "/xac-thuc/khoa/:key/go", RIGHT_SIGNED_IN, remove_passkey, .is_on = passkey_is_on,
     .hashes_passwords = true},
};
const size_t factor_routes_count = COUNT_OF(factor_routes);
