/* What a person sees and types of one-time codes. Pure. */
#ifndef FEATURES_FACTOR_TOTP_TEXT_H
#define FEATURES_FACTOR_TOTP_TEXT_H

#include <stdbool.h>

#include "base/str.h"

/* "JBSWY3DPEHPK3PXP" in groups of four, for typing it over. */
struct str totp_secret_groups(struct arena *arena, struct str secret_text);
/* What the QR code says: "otpauth://totp/Thi%20đua…". */
struct str totp_address(struct arena *arena, struct str site_name, struct str login,
                        struct str secret_text);
/* A typed code without the blanks that apps show in it; absent unless six digits are left. */
struct str totp_typed(struct arena *arena, struct str typed);

/* A recovery code as its tag is made: small letters and digits without hyphens and blanks; absent
 * where it can be none. */
struct str recovery_code_typed(struct arena *arena, struct str typed);

#endif
