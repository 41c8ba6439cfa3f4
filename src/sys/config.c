#include "sys/config.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "base/buf.h"
#include "sys/files.h"
#include "text/utf8.h"

enum {
    FILE_BYTES_MAX = 64 * 1024,
    SAMPLE_BYTES_MAX = 64 * 1024,
    TEXT_BYTES_MAX = 2000,
    FOLDER_PATH_BYTES_MAX = 1000,
    SITE_BYTES_MAX = 260,
    LDAP_BYTES_MAX = 1000,
    SOCKET_PATH_BYTES_MAX = sizeof(((struct sockaddr_un *)0)->sun_path) - 1,
};

#define KEY(key, key_type, preset, low, high)                                                      \
    .name = #key, .type = (key_type), .offset = offsetof(struct config, key),                      \
    .default_text = (preset), .min = (low), .max = (high), .doc = MSG_config_##key

const struct config_key config_keys[] = {
    {KEY(address, CONFIG_ADDRESS, "127.0.0.1", 0, 0)},
    {KEY(port, CONFIG_NUMBER, "8080", 0, 65535)},
    {KEY(unix_socket, CONFIG_PATH, "", 0, SOCKET_PATH_BYTES_MAX)},
    {KEY(workers, CONFIG_NUMBER, "4", 1, 64)},
    {KEY(queue_max, CONFIG_NUMBER, "256", 1, 65536)},
    {KEY(connections_max, CONFIG_NUMBER, "512", 8, 16384)},
    {KEY(request_max_s, CONFIG_NUMBER, "30", 1, 3600)},
    {KEY(idle_max_s, CONFIG_NUMBER, "60", 1, 3600)},
    {KEY(database, CONFIG_TEXT, "", 0, TEXT_BYTES_MAX), .is_secret = true},
    {KEY(tls_folder, CONFIG_PATH, "/etc/thidua/tls", 0, TEXT_BYTES_MAX)},
    {KEY(log_requests, CONFIG_SWITCH, "no", 0, 0)},
    {KEY(api_tokens, CONFIG_SWITCH, "no", 0, 0)},
    {KEY(job_workers, CONFIG_NUMBER, "1", 0, 8)},
    {KEY(job_keep_days, CONFIG_NUMBER, "7", 1, 365)},
    {KEY(job_folder, CONFIG_PATH, "", 0, FOLDER_PATH_BYTES_MAX)},
    {KEY(sign_in_totp, CONFIG_SWITCH, "no", 0, 0)},
    {KEY(sign_in_passkey, CONFIG_SWITCH, "no", 0, 0)},
    {KEY(site_name, CONFIG_TEXT, "", 0, SITE_BYTES_MAX)},
    {KEY(admin_second_factor, CONFIG_SWITCH, "no", 0, 0)},
    {KEY(recovery_by_two, CONFIG_SWITCH, "no", 0, 0)},
    {KEY(sign_in_ldap, CONFIG_SWITCH, "no", 0, 0)},
    {KEY(ldap_url, CONFIG_TEXT, "", 0, LDAP_BYTES_MAX)},
    {KEY(ldap_start_tls, CONFIG_SWITCH, "no", 0, 0)},
    {KEY(ldap_ca_file, CONFIG_PATH, "", 0, FOLDER_PATH_BYTES_MAX)},
    {KEY(ldap_user_dn, CONFIG_TEXT, "", 0, LDAP_BYTES_MAX)},
    {KEY(ldap_base, CONFIG_TEXT, "", 0, LDAP_BYTES_MAX)},
    {KEY(ldap_filter, CONFIG_TEXT, "(uid={login})", 0, LDAP_BYTES_MAX)},
    {KEY(ldap_reader_dn, CONFIG_TEXT, "", 0, LDAP_BYTES_MAX)},
    {KEY(ldap_reader_password, CONFIG_TEXT, "", 0, LDAP_BYTES_MAX), .is_secret = true},
    {KEY(backup_folder, CONFIG_PATH, "", 0, FOLDER_PATH_BYTES_MAX)},
    {KEY(backup_at, CONFIG_TIME, "02:30", 0, 0)},
    {KEY(backup_key, CONFIG_PATH, "", 0, FOLDER_PATH_BYTES_MAX)},
    {KEY(backup_keep_days, CONFIG_NUMBER, "14", 1, 3660)},
    {KEY(backup_keep_weeks, CONFIG_NUMBER, "8", 0, 520)},
    {KEY(backup_keep_months, CONFIG_NUMBER, "12", 0, 240)},
    {KEY(backup_warn_days, CONFIG_NUMBER, "3", 1, 365)},
    {KEY(clamav_socket, CONFIG_PATH, "/run/clamav/clamd.ctl", 0, SOCKET_PATH_BYTES_MAX)},
    {KEY(clamav_take_unscanned, CONFIG_SWITCH, "no", 0, 0)},
};
const size_t config_key_count = COUNT_OF(config_keys);
_Static_assert(COUNT_OF(config_keys) <= CONFIG_KEYS_MAX, "struct config has no place for them all");

static const struct config_key *find_key(struct str name) {
    for (size_t i = 0; i < config_key_count; i++)
        if (str_equal_c(name, config_keys[i].name))
            return &config_keys[i];
    return NULL;
}

static void *place_of(struct config *config, const struct config_key *key) {
    return (char *)config + key->offset;
}

static bool is_address(const char *text) {
    unsigned char bytes[16];
    return inet_pton(AF_INET, text, bytes) == 1 || inet_pton(AF_INET6, text, bytes) == 1;
}

bool config_minute_of_day(const char *text, int *ret_minute) {
    static const char FORM[] = "09:09";
    if (strlen(text) != sizeof(FORM) - 1)
        return false;
    for (size_t i = 0; i < sizeof(FORM) - 1; i++)
        if (FORM[i] == ':' ? text[i] != ':' : text[i] < '0' || text[i] > '9')
            return false;
    int hour = (text[0] - '0') * 10 + text[1] - '0', minute = (text[3] - '0') * 10 + text[4] - '0';
    *ret_minute = hour * 60 + minute;
    return hour < 24 && minute < 60;
}

/* An empty text is "not set" for those keys that have no default. */
static bool text_fits(const struct config_key *key, struct str value, const char *text) {
    if (key->type == CONFIG_ADDRESS)
        return is_address(text);
    int minute;
    if (key->type == CONFIG_TIME)
        return config_minute_of_day(text, &minute);
    if (value.n > key->max)
        return false;
    return value.n == 0 || key->type != CONFIG_PATH || text[0] == '/';
}

/* False where the value does not fit; the place is untouched then. */
static bool store(struct arena *arena, struct config *config, const struct config_key *key,
                  struct str value) {
    void *place = place_of(config, key);
    if (key->type == CONFIG_NUMBER) {
        long long number;
        if (!str_to_int64(value, &number) || number < key->min || number > key->max)
            return false;
        *(unsigned *)place = (unsigned)number;
        return true;
    }
    if (key->type == CONFIG_SWITCH) {
        bool yes = str_equal_c(value, "yes");
        if (!yes && !str_equal_c(value, "no"))
            return false;
        *(bool *)place = yes;
        return true;
    }
    const char *text = str_c(arena, value);
    if (!text_fits(key, value, text))
        return false;
    *(const char **)place = text;
    return true;
}

void config_init(struct arena *arena, struct config *config) {
    *config = (struct config){0}; /* each text gets its default from the table */
    for (size_t i = 0; i < config_key_count; i++)
        if (!store(arena, config, &config_keys[i], str_from_c(config_keys[i].default_text)))
            abort(); /* the table contradicts itself */
}

static enum msg_id fault_of(const struct config_key *key) {
    switch (key->type) {
    case CONFIG_NUMBER:
        return MSG_config_not_in_range;
    case CONFIG_SWITCH:
        return MSG_config_not_a_switch;
    case CONFIG_ADDRESS:
        return MSG_config_not_an_address;
    case CONFIG_PATH:
        return MSG_config_not_a_path;
    case CONFIG_TEXT:
        return MSG_config_text_too_long;
    case CONFIG_TIME:
        return MSG_config_not_a_time;
    }
    return MSG_config_text_too_long;
}

/* {0} key, {1} lowest, {2} highest, {3} file and line (absent: the command line). */
static struct message fault(struct arena *arena, const struct config_key *key, struct str at) {
    return MESSAGE_WITH(fault_of(key), str_from_c(key->name), str_format(arena, "%u", key->min),
                        str_format(arena, "%u", key->max), at);
}

bool config_set(struct arena *arena, struct config *config, const char *name, struct str value,
                struct message *ret_fault) {
    const struct config_key *key = find_key(str_from_c(name));
    if (!key)
        abort();
    if (!store(arena, config, key, value)) {
        *ret_fault = fault(arena, key, STR(""));
        return false;
    }
    config->sources[key - config_keys] = CONFIG_OPTION;
    return true;
}

/* --- the file ----------------------------------------------------------------------------- */

struct reader {
    struct arena *arena;
    struct config *config;
    struct issues *issues;
    struct str label;
    size_t line;
    size_t line_of[CONFIG_KEYS_MAX]; /* where a key stood; 0: not yet */
};

/* "thidua.conf:3: " */
static struct str where(const struct reader *reader) {
    return str_format(reader->arena, STR_FMT ":%zu: ", STR_ARG(reader->label), reader->line);
}

static void complain(struct reader *reader, struct str key, struct message message) {
    issue_add(reader->arena, reader->issues, key, message);
}

static bool is_text(struct str line) {
    for (size_t i = 0; i < line.n; i++)
        if (((unsigned char)line.p[i] < 0x20 && line.p[i] != '\t') || line.p[i] == 0x7F)
            return false;
    return utf8_is_valid(line);
}

static void read_value(struct reader *reader, const struct config_key *key, struct str value) {
    size_t index = (size_t)(key - config_keys);
    struct str name = str_from_c(key->name);
    if (reader->line_of[index]) {
        struct str first = str_format(reader->arena, "%zu", reader->line_of[index]);
        complain(reader, name, MESSAGE_WITH(MSG_config_twice, name, first, where(reader)));
        return;
    }
    reader->line_of[index] = reader->line;
    if (store(reader->arena, reader->config, key, value))
        reader->config->sources[index] = CONFIG_FILE;
    else
        complain(reader, name, fault(reader->arena, key, where(reader)));
}

static void read_line(struct reader *reader, struct str line) {
    if (!is_text(line)) {
        complain(reader, STR_NONE, MESSAGE_WITH(MSG_config_not_text, where(reader)));
        return;
    }
    struct str rest = str_trim(line);
    if (rest.n == 0 || rest.p[0] == '#' || rest.p[0] == ';')
        return;
    struct str name = str_trim(str_cut(&rest, '='));
    if (!rest.p) {
        complain(reader, STR_NONE, MESSAGE_WITH(MSG_config_no_value, name, where(reader)));
        return;
    }
    const struct config_key *key = find_key(name);
    if (key)
        read_value(reader, key, str_trim(rest));
    else
        complain(reader, name, MESSAGE_WITH(MSG_config_unknown_key, name, where(reader)));
}

void config_read(struct arena *arena, struct str label, struct str text, struct config *config,
                 struct issues *issues) {
    struct reader reader = {.arena = arena, .config = config, .issues = issues, .label = label};
    struct str rest = text;
    if (str_starts_with(rest, STR("\xEF\xBB\xBF")))
        rest = str_slice(rest, 3, rest.n);
    while (rest.p) {
        struct str line = str_cut(&rest, '\n');
        reader.line++;
        if (line.n && line.p[line.n - 1] == '\r')
            line.n--;
        read_line(&reader, line);
    }
}

const struct err *config_read_folder(struct arena *arena, const char *folder, struct config *config,
                                     struct issues *issues) {
    struct str path = str_format(arena, "%s/thidua.conf", folder);
    struct str text;
    const struct err *err = file_read(arena, path.p, FILE_BYTES_MAX, &text);
    if (err && err->kind == ERR_NOT_FOUND)
        return NULL;
    TRY(err);
    config_read(arena, path, text, config, issues);
    return NULL;
}

/* --- telling ------------------------------------------------------------------------------ */

struct str config_value(struct arena *arena, const struct config *config,
                        const struct config_key *key) {
    const void *place = (const char *)config + key->offset;
    if (key->type == CONFIG_NUMBER)
        return str_format(arena, "%u", *(const unsigned *)place);
    if (key->type == CONFIG_SWITCH)
        return *(const bool *)place ? STR("yes") : STR("no");
    const char *text = *(const char *const *)place;
    return key->is_secret && *text ? STR("…") : str_from_c(text);
}

struct str config_range(struct arena *arena, enum lang lang, const struct config_key *key) {
    static const enum msg_id KINDS[] = {
        [CONFIG_NUMBER] = MSG_config_kind_number,   [CONFIG_SWITCH] = MSG_config_kind_switch,
        [CONFIG_ADDRESS] = MSG_config_kind_address, [CONFIG_PATH] = MSG_config_kind_path,
        [CONFIG_TEXT] = MSG_config_kind_text,       [CONFIG_TIME] = MSG_config_kind_time,
    };
    return message_text(arena, lang,
                        MESSAGE_WITH(KINDS[key->type], str_format(arena, "%u", key->min),
                                     str_format(arena, "%u", key->max)));
}

struct str config_sample(struct arena *arena, enum lang lang) {
    struct buf out = BUF_INIT(SAMPLE_BYTES_MAX);
    buf_append_format(&out, "# " STR_FMT "\n",
                      STR_ARG(message_plain(lang, MSG_config_sample_head)));
    for (size_t i = 0; i < config_key_count; i++) {
        const struct config_key *key = &config_keys[i];
        buf_append_format(&out, "\n# " STR_FMT "\n# " STR_FMT "\n#%s = %s\n",
                          STR_ARG(message_plain(lang, key->doc)),
                          STR_ARG(config_range(arena, lang, key)), key->name, key->default_text);
    }
    struct str text = str_copy(arena, buf_str(&out));
    buf_release(&out);
    return text;
}
