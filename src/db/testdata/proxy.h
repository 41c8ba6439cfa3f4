/* A wire between libpq and the tests' PostgreSQL that is cut or blocked at the worst moment: when
 * the client sends its commit. One proxy a program. */
#ifndef DB_TESTDATA_PROXY_H
#define DB_TESTDATA_PROXY_H

enum proxy_fault {
    PROXY_NONE,
    PROXY_CUT_BEFORE_COMMIT, /* the server never hears of the commit */
    PROXY_CUT_AFTER_COMMIT,  /* it commits; the client does not get the answer */
    PROXY_HOLD_COMMIT,       /* the client is cut off; the server hears of the commit much later */
    PROXY_SILENT,            /* nothing passes any more, and nothing is closed */
};

/* Listens in FOLDER (a host of libpq) and passes on to the server in SERVER_FOLDER. */
void proxy_start(const char *folder, const char *server_folder);
/* For the next commit or, PROXY_SILENT, for what is sent from now on; once. */
void proxy_fail_next(enum proxy_fault fault);
/* New connections are refused, or taken again. */
void proxy_refuse(int refuses);
/* Sends the commit that was held, and answers when the server has dealt with it. */
void proxy_release_held(void);

#endif
