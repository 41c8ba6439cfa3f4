#include "features/account/door_rule.h"

#include <arpa/inet.h>
#include <string.h>

#include "text/utf8.h"

enum door_bar door_bar(const struct door_count *count, int64_t now_ms, int64_t *ret_wait_ms) {
    *ret_wait_ms = 0;
    if (count->known)
        return count->of_pair >= SIGN_IN_TRIES ? DOOR_LOCKED : DOOR_FREE;
    if (count->of_login >= SIGN_IN_TRIES)
        return DOOR_LOCKED;
    if (count->of_address < ADDRESS_TRIES)
        return DOOR_FREE;
    int64_t wait_s = 1;
    for (int64_t i = ADDRESS_TRIES; i < count->of_address && wait_s < ADDRESS_WAIT_MAX_S; i++)
        wait_s *= 2;
    wait_s = wait_s < ADDRESS_WAIT_MAX_S ? wait_s : ADDRESS_WAIT_MAX_S;
    int64_t left_ms = count->address_last_ms + wait_s * 1000 - now_ms;
    if (left_ms <= 0)
        return DOOR_FREE;
    *ret_wait_ms = left_ms < wait_s * 1000 ? left_ms : wait_s * 1000;
    return DOOR_SLOWED;
}

struct str door_address(struct arena *arena, struct str address) {
    unsigned char bytes[16];
    if (inet_pton(AF_INET6, str_c(arena, address), bytes) != 1)
        return address;
    static const unsigned char MAPPED[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
    if (memcmp(bytes, MAPPED, sizeof(MAPPED)) == 0)
        return str_format(arena, "%d.%d.%d.%d", bytes[12], bytes[13], bytes[14], bytes[15]);
    return str_format(arena, "%02x%02x:%02x%02x:%02x%02x:%02x%02x::/64", bytes[0], bytes[1],
                      bytes[2], bytes[3], bytes[4], bytes[5], bytes[6], bytes[7]);
}

/* --- passwords ---------------------------------------------------------------------------- */

/* What is tried first, without blanks and signs, in small letters. A chosen password may hold one
 * of them beside other things, but not be one, with digits behind it or not. */
static const char *const COMMON[] = {
    "",
    "matkhau",
    "password",
    "passw0rd",
    "pass",
    "quandoi",
    "quandoinhandan",
    "thidua",
    "khenthuong",
    "thiduakhenthuong",
    "admin",
    "administrator",
    "quantri",
    "quantrihethong",
    "vietnam",
    "vietnamvodich",
    "vietnamdanchuconghoa",
    "iloveyou",
    "anhyeuem",
    "emyeuanh",
    "toiyeuvietnam",
    "xinchao",
    "qwerty",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "qazwsxedc",
    "qwertyasdf",
    "abc",
    "abcdef",
    "abcdefghij",
    "welcome",
    "letmein",
    "dragon",
    "football",
    "monkey",
    "sunshine",
    "princess",
    "superman",
    "hochiminh",
    "bacho",
    "hanoi",
    "saigon",
    "daknong",
    "daklak",
    "bochiquansu",
    "dienbienphu",
    "quyetthang",
    "quyetchienquyetthang",
    "trungvoidang",
    "hieuvoidan",
    "donvi",
    "coquan",
    "canbo",
    "chihuy",
    "cumtruong",
    "thuongtruc",
    "taikhoan",
    "dangnhap",
    "user",
    "guest",
    "test",
    "changeme",
    "default",
};

static struct str letters_of(struct arena *arena, struct str password) {
    struct str small = str_lower_ascii(arena, password);
    char *text = arena_alloc(arena, small.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < small.n; i++) {
        unsigned char c = (unsigned char)small.p[i];
        if (c >= 0x80 || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            text[n++] = (char)c;
    }
    return (struct str){text, n};
}

static struct str without_digits_behind(struct str text) {
    while (text.n && text.p[text.n - 1] >= '0' && text.p[text.n - 1] <= '9')
        text.n--;
    return text;
}

/* "aaaaaaaaaa", "1234567890", "abababab…": little in it but a step repeated. */
static bool is_monotonous(struct str password) {
    size_t kinds = 0;
    bool seen[256] = {false};
    size_t steps = 0;
    for (size_t i = 0; i < password.n; i++) {
        unsigned char c = (unsigned char)password.p[i];
        kinds += !seen[c];
        seen[c] = true;
        int step = i ? c - (unsigned char)password.p[i - 1] : 0;
        steps += i && (step == 1 || step == -1 || step == 0);
    }
    return kinds <= 3 || (password.n && steps >= password.n - 2);
}

static bool is_common(struct arena *arena, struct str password) {
    struct str letters = letters_of(arena, password);
    struct str head = without_digits_behind(letters);
    for (size_t i = 0; i < COUNT_OF(COMMON); i++)
        if (str_equal_c(head, COMMON[i]) || str_equal_c(letters, COMMON[i]))
            return true;
    return is_monotonous(password);
}

static bool holds_login(struct arena *arena, struct str login, struct str password) {
    struct str name = letters_of(arena, login);
    struct str letters = letters_of(arena, password);
    if (!name.n)
        return false;
    if (str_equal(name, letters) || str_equal(name, without_digits_behind(letters)))
        return true;
    return name.n >= 4 && str_find(letters, name) >= 0 && letters.n < name.n + 6;
}

void password_check_chosen(struct arena *arena, struct str login, struct str password,
                           struct str repeated, struct issues *issues) {
    struct str text = password.p ? password : STR("");
    if (utf8_length(text) < PASSWORD_MIN || text.n > PASSWORD_CHOSEN_BYTES_MAX)
        issue_add(arena, issues, STR("new"), MESSAGE(MSG_account_password_short));
    else if (holds_login(arena, login, text))
        issue_add(arena, issues, STR("new"), MESSAGE(MSG_account_password_is_login));
    else if (is_common(arena, text))
        issue_add(arena, issues, STR("new"), MESSAGE(MSG_account_password_common));
    else if (!str_equal(text, repeated.p ? repeated : STR("")))
        issue_add(arena, issues, STR("repeat"), MESSAGE(MSG_account_password_repeat));
}

/* --- codes -------------------------------------------------------------------------------- */

struct str code_normal(struct arena *arena, struct str typed) {
    char text[CODE_LETTERS];
    size_t n = 0;
    for (size_t i = 0; i < typed.n && typed.n <= 4 * CODE_LETTERS; i++) {
        char c = typed.p[i];
        if (c == ' ' || c == '-')
            continue;
        if (c >= 'a' && c <= 'z')
            c = (char)(c - 'a' + 'A');
        if (n == CODE_LETTERS || !((c >= 'A' && c <= 'Z') || (c >= '2' && c <= '9')))
            return STR("");
        text[n++] = c;
    }
    return n == CODE_LETTERS ? str_copy(arena, (struct str){text, n}) : STR("");
}

/* --- browsers ----------------------------------------------------------------------------- */

static const char *first_of(struct str text, const char *const (*names)[2], size_t count) {
    for (size_t i = 0; i < count; i++)
        if (str_find(text, str_from_c(names[i][0])) >= 0)
            return names[i][1];
    return NULL;
}

struct str browser_name(struct arena *arena, enum lang lang, struct str user_agent) {
    /* The more telling names first: Edge says Chrome too, and Chrome says Safari. */
    static const char *const BROWSERS[][2] = {
        {"coc_coc", "Cốc Cốc"},  {"Edg/", "Edge"},      {"OPR/", "Opera"},
        {"Firefox/", "Firefox"}, {"FxiOS/", "Firefox"}, {"HeadlessChrome/", "Chrome"},
        {"Chrome/", "Chrome"},   {"CriOS/", "Chrome"},  {"Safari/", "Safari"},
        {"curl/", "curl"},
    };
    static const char *const SYSTEMS[][2] = {
        {"Android", "Android"}, {"iPhone", "iPhone"}, {"iPad", "iPad"},   {"Windows", "Windows"},
        {"Macintosh", "macOS"}, {"CrOS", "ChromeOS"}, {"Linux", "Linux"},
    };
    const char *browser = first_of(user_agent, BROWSERS, COUNT_OF(BROWSERS));
    const char *system = first_of(user_agent, SYSTEMS, COUNT_OF(SYSTEMS));
    if (browser && system)
        return message_text(
            arena, lang,
            MESSAGE_WITH(MSG_account_browser_on, str_from_c(browser), str_from_c(system)));
    if (browser || system)
        return str_from_c(browser ? browser : system);
    return message_plain(lang, MSG_account_browser_other);
}
