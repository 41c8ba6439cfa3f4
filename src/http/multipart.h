/* multipart/form-data that arrives in pieces. Private to http/. */
#ifndef HTTP_MULTIPART_H
#define HTTP_MULTIPART_H

#include "http/form.h"
#include "http/spool.h"

/* The names and values of all plain fields of one body; its files are counted by the route. */
enum { MULTIPART_FIELDS_BYTES_MAX = 1 << 20 };

struct multipart;

/* CONTENT_TYPE holds the boundary. Files go to SPOOL. To be freed before the arena. */
struct multipart *multipart_new(struct arena *arena, struct str content_type, struct spool *spool);
/* The next piece, cut anywhere. After a fault or trouble the rest is passed over. */
void multipart_take(struct multipart *multipart, struct str piece);

/* After the last piece; FORM and UPLOADS are set where all could be read. */
enum multipart_end multipart_finish(struct multipart *multipart, struct form *form,
                                    struct uploads *uploads, const char **ret_fault);
/* NULL is allowed. The spool is the caller's. */
void multipart_free(struct multipart *multipart);

#endif
