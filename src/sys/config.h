/* The configuration: DIR/thidua.conf, one line `key = value` each.
 *
 * One table (config_keys) holds every key with its type, default, range and explanation; the
 * reader, `thidua config`, the sample file and docs/operator/configuration.md come from it or are
 * compared with it. The reader is strict: a key that does not exist, one that stands twice, or a
 * value out of its range is a fault with its line, never passed over. UTF-8, CRLF and a byte order
 * mark are fine; a line that begins with # or ; is a comment, and nothing else is: a value may hold
 * both.
 */
#ifndef SYS_CONFIG_H
#define SYS_CONFIG_H

#include "base/arena.h"
#include "base/err.h"
#include "text/message.h"

enum { CONFIG_KEYS_MAX = 64 };

enum config_source { CONFIG_DEFAULT, CONFIG_FILE, CONFIG_OPTION };

/* Texts are empty where they are not set, never NULL. */
struct config {
    const char *address;     /* an IP address */
    const char *tls_folder;  /* site.pem and ca.pem of nginx, for doctor; "": none */
    const char *unix_socket; /* listens there instead of address and port */
    const char *database;    /* a libpq connection string: PostgreSQL */
    unsigned port;
    unsigned workers;
    unsigned queue_max;
    unsigned connections_max;
    unsigned request_max_s;
    unsigned idle_max_s;
    bool log_requests;
    bool api_tokens; /* programs may ask the API with tokens */
    unsigned job_workers;
    unsigned job_keep_days;
    const char *job_folder; /* of the files of long work; empty: "jobs" in the data folder */
    /* Further ways of signing in, off until switched on: see features/factor/factor_service.h. */
    bool sign_in_totp;
    bool sign_in_passkey;
    const char *site_name; /* the host name of the certificate */
    bool admin_second_factor;
    bool recovery_by_two;
    bool sign_in_ldap;
    const char *ldap_url;
    bool ldap_start_tls;
    const char *ldap_ca_file;
    const char *ldap_user_dn;
    const char *ldap_base;
    const char *ldap_filter;
    const char *ldap_reader_dn;
    const char *ldap_reader_password;
    const char *backup_folder; /* where the server puts its backups; empty: it makes none */
    const char *backup_at;     /* "02:30" in Vietnam's time */
    const char *backup_key;    /* the public key file they are sealed to; empty: plain */
    unsigned backup_keep_days;
    unsigned backup_keep_weeks;
    unsigned backup_keep_months;
    unsigned backup_warn_days;
    const char *clamav_socket; /* where clamd listens; empty: nothing is scanned */
    bool clamav_take_unscanned;
    enum config_source sources[CONFIG_KEYS_MAX]; /* by the key's place in config_keys */
};

enum config_type {
    CONFIG_NUMBER,  /* unsigned; min and max */
    CONFIG_SWITCH,  /* bool: yes or no */
    CONFIG_ADDRESS, /* const char *: IPv4 or IPv6 */
    CONFIG_PATH,    /* const char *: begins with a slash; max bytes */
    CONFIG_TEXT,    /* const char *: max bytes */
    CONFIG_TIME,    /* const char *: a time of day, "02:30" */
};

struct config_key {
    const char *name;
    enum config_type type;
    size_t offset;            /* in struct config */
    const char *default_text; /* as it would stand in the file; "" for a text that is not set */
    unsigned min, max;
    enum msg_id doc;
    bool is_secret; /* never printed */
};
extern const struct config_key config_keys[];
extern const size_t config_key_count;

/* What holds without a file. The arena must outlive CONFIG, here and below. */
void config_init(struct arena *arena, struct config *config);

/* Reads TEXT into CONFIG. Each fault is an issue (its field is the key, or absent) whose sentence
 * names LABEL and the line; the values around it are read nevertheless. */
void config_read(struct arena *arena, struct str label, struct str text, struct config *config,
                 struct issues *issues);
/* FOLDER/thidua.conf; where there is none nothing changes. */
MUST_CHECK const struct err *config_read_folder(struct arena *arena, const char *folder,
                                                struct config *config, struct issues *issues);

/* One value from elsewhere (the command line). False, and the sentence why, where it does not fit.
 */
bool config_set(struct arena *arena, struct config *config, const char *name, struct str value,
                struct message *ret_fault);

/* Of a value of the type CONFIG_TIME: minutes since midnight. False where it is none. */
bool config_minute_of_day(const char *text, int *ret_minute);

/* The value as it would stand in the file; a secret as dots. */
struct str config_value(struct arena *arena, const struct config *config,
                        const struct config_key *key);
/* "số từ 1 đến 64" */
struct str config_range(struct arena *arena, enum lang lang, const struct config_key *key);
/* A whole file with every key, its explanation and its default, commented out. */
struct str config_sample(struct arena *arena, enum lang lang);

#endif
