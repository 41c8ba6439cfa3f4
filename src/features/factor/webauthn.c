#include "features/factor/webauthn.h"

#include <jansson.h>
#include <string.h>

#include "base/attributes.h"

enum { HASH_BYTES = 32, FIXED_BYTES = HASH_BYTES + 5, NAME_BYTES_MAX = 253 };
enum {
    FLAG_PRESENT = 1 << 0,
    FLAG_VERIFIED = 1 << 2,
    FLAG_CREDENTIAL = 1 << 6,
    FLAG_EXTENDED = 1 << 7
};

/* --- the site ----------------------------------------------------------------------------- */

struct str site_rp_id(struct site site) {
    struct str rest = site.name;
    return str_cut(&rest, ':');
}

static bool is_label(struct str label) {
    for (size_t i = 0; i < label.n; i++) {
        char c = label.p[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (!letter && (c != '-' || i == 0 || i + 1 == label.n))
            return false;
    }
    return label.n >= 1 && label.n <= 63;
}

static bool is_number(struct str text) {
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] < '0' || text.p[i] > '9')
            return false;
    return text.n >= 1 && text.n <= 5;
}

bool site_name_fits(struct str name) {
    struct str port = name;
    struct str host = str_cut(&port, ':');
    if ((port.p && !is_number(port)) || host.n > NAME_BYTES_MAX)
        return false;
    struct str last = STR("");
    size_t labels = 0;
    for (struct str rest = host; rest.p; labels++) {
        last = str_cut(&rest, '.');
        if (!is_label(last))
            return false;
    }
    /* A name of one word is none that a certificate is made for; 10.0.0.1 is an address. */
    return (labels > 1 && !(last.p[0] >= '0' && last.p[0] <= '9')) ||
           str_equal_c(host, "localhost");
}

bool site_is_origin(struct site site, struct str origin) {
    static const struct str HTTPS = STR_INIT("https://");
    if (str_equal_c(site.name, "localhost")) {
        struct str rest = origin;
        if (!str_starts_with(origin, STR("http://localhost")))
            return false;
        rest = str_slice(rest, STR("http://localhost").n, rest.n);
        return rest.n == 0 || (rest.p[0] == ':' && is_number(str_slice(rest, 1, rest.n)));
    }
    return str_starts_with(origin, HTTPS) &&
           str_equal(str_slice(origin, HTTPS.n, origin.n), site.name);
}

/* --- client data -------------------------------------------------------------------------- */

static void release_json(json_t **json) {
    json_decref(*json);
}

static json_t *read_json(struct str text) {
    return text.n && text.n <= CLIENT_DATA_MAX
               ? json_loadb(text.p, text.n, JSON_REJECT_DUPLICATES, NULL)
               : NULL;
}

static struct str text_of(const json_t *json, const char *key) {
    const json_t *value = json_object_get(json, key);
    return json_is_string(value) ? (struct str){json_string_value(value), json_string_length(value)}
                                 : STR_NONE;
}

enum webauthn_fault webauthn_check_client(struct str client_data, const char *type,
                                          struct str challenge, struct site site) {
    json_t *json CLEANUP(release_json) = read_json(client_data);
    if (!json_is_object(json))
        return WEBAUTHN_FORM;
    if (!str_equal_c(text_of(json, "type"), type))
        return WEBAUTHN_TYPE;
    struct str answered = text_of(json, "challenge");
    if (!challenge.n || !str_equal(answered, challenge))
        return WEBAUTHN_CHALLENGE;
    const json_t *cross = json_object_get(json, "crossOrigin");
    if (!site_is_origin(site, text_of(json, "origin")) || (cross && !json_is_false(cross)) ||
        json_object_get(json, "topOrigin"))
        return WEBAUTHN_ORIGIN;
    return WEBAUTHN_WELL;
}

bool webauthn_challenge(struct arena *arena, struct str client_data, struct str *ret_challenge) {
    json_t *json CLEANUP(release_json) = read_json(client_data);
    struct str challenge = json_is_object(json) ? text_of(json, "challenge") : STR_NONE;
    *ret_challenge = challenge.n ? str_copy(arena, challenge) : STR_NONE;
    return challenge.n > 0;
}

/* --- authenticator data ------------------------------------------------------------------- */

bool webauthn_read_authenticator(struct str bytes, struct authenticator_data *ret_data) {
    if (bytes.n < FIXED_BYTES || bytes.n > AUTHENTICATOR_DATA_MAX)
        return false;
    const unsigned char *p = (const unsigned char *)bytes.p;
    unsigned flags = p[HASH_BYTES];
    *ret_data = (struct authenticator_data){
        .rp_id_hash = str_slice(bytes, 0, HASH_BYTES),
        .user_present = (flags & FLAG_PRESENT) != 0,
        .user_verified = (flags & FLAG_VERIFIED) != 0,
        .has_credential = (flags & FLAG_CREDENTIAL) != 0,
        .counter = (uint32_t)p[33] << 24 | (uint32_t)p[34] << 16 | (uint32_t)p[35] << 8 | p[36],
    };
    return (bytes.n > FIXED_BYTES) == ((flags & (FLAG_CREDENTIAL | FLAG_EXTENDED)) != 0);
}

enum webauthn_fault webauthn_check_authenticator(const struct authenticator_data *data,
                                                 struct str rp_id_hash) {
    if (rp_id_hash.n != HASH_BYTES || !str_equal(data->rp_id_hash, rp_id_hash))
        return WEBAUTHN_SITE;
    if (!data->user_present || !data->user_verified)
        return WEBAUTHN_UNVERIFIED;
    return WEBAUTHN_WELL;
}

bool webauthn_counter_fits(uint32_t stored, uint32_t sent) {
    return (stored == 0 && sent == 0) || sent > stored;
}
