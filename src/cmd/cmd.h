/* Commands: what `thidua NAME …` does. One file a command, one table of them in commands.c.
 *
 * Exit status: 0 all is well, 2 the input has faults (they are listed), 1 anything else. With
 * --json a command prints one JSON document on standard output and nothing else there; sentences
 * for people go to standard error then.
 */
#ifndef CMD_CMD_H
#define CMD_CMD_H

#include <stdio.h>

#include "db/db.h"
#include "features/account/right.h"
#include "jobs/jobs.h"
#include "sys/config.h"
#include "sys/lock.h"

enum { EXIT_WELL = 0, EXIT_FAILED = 1, EXIT_FAULTS = 2 };

struct command;

/* A file that a command beside the server named and handed over. */
struct cmd_file {
    size_t word;      /* of the command's words */
    int descriptor;   /* -1 where it could not be opened … */
    int error_number; /* … and why */
};
struct cmd_files {
    struct cmd_file *items;
    size_t count;
};

/* Where a command runs inside a server (control.h): what it works with instead of its own. */
struct cmd_inside {
    struct db *db;
    const char *data; /* the server's folder */
    const struct cmd_files *files;
    bool (*is_cancelled)(void *context);
    void *context;
};

/* The command line, read. Options that a command does not know are refused before it runs. */
struct cmd {
    struct arena *arena;
    const struct command *command;
    FILE *out; /* what it prints; standard output and error of its process, wherever it runs */
    FILE *err;
    const struct cmd_inside *inside; /* NULL: in a process of its own */
    enum lang lang;
    int64_t now_ms;
    struct user user;     /* who acts: the command line of this machine, or --as once opened */
    const char *data;     /* --data DIR */
    const char *database; /* --database DSN: PostgreSQL instead of the file in the data folder */
    const char *cluster;  /* --cluster SLUG */
    const char *period;   /* --period 2020-H1 */
    const char *sample;   /* --sample NAME */
    const char *output;   /* -o PATH */
    const char *to;       /* --to DSN or folder */
    const char *port;     /* --port N */
    const char *address;  /* --address 127.0.0.1 */
    const char *role;     /* --role NAME */
    const char *unit;     /* --unit SLUG */
    const char *name;     /* --name TEXT */
    const char *as_at;    /* --as-at 26/6/2020 */
    const char *as;       /* --as LOGIN */
    const char *from;     /* --from 1/1/2020 */
    const char *until;    /* --to 30/6/2020, of audit */
    const char *anchor;   /* --anchor SEQ:HASH or a file of them */
    bool explain;         /* --explain */
    bool print_sample;    /* --sample, of config */
    bool json;            /* --json */
    bool check;           /* --check: store nothing */
    bool lock;            /* --lock */
    bool without_places;  /* --without-places */
    bool without_annex;   /* --without-annex */
    const char *key;      /* --key FILE: of a backup */
    const char *passphrase_file; /* --passphrase-file FILE */
    bool with_findings;          /* --with-findings */
    bool show_accounts; /* --show-accounts: for ./run, never for a service: its output is logged */
    bool serves;        /* pages wait for what is asked: shorter limits */
    const char **words; /* what is no option, after the command's name */
    size_t word_count;
    /* Filled by cmd_read_config. */
    struct config config;
    bool config_is_read;
    /* Filled by cmd_open. */
    struct db *db;
    const char *dsn; /* NULL: the embedded database */
    struct folder_lock *folder_lock;
    int migrations_applied; /* by opening it for writing */
    bool has_written;       /* what it wrote to the audit trail is sealed by cmd_close */
};

/* What becomes of a command while a server holds the data folder. */
enum cmd_beside {
    CMD_BESIDE_REFUSES = 1, /* it needs the folder for itself: a sentence says so */
    CMD_BESIDE_READS,       /* works in its own process; writes nothing of the folder */
    CMD_BESIDE_INSIDE,      /* runs inside the server, through its socket; has no -o: what is made
                               for the caller is written by the caller's process */
};

struct command {
    const char *name;
    const char *usage;   /* "import criteria|scores FILE… --data DIR …" */
    enum msg_id summary; /* one line for the help */
    const char *options; /* the options it takes, parted by spaces: "data json check" */
    size_t words_max;    /* how many words may follow its name */
    bool data_optional;  /* --data need not be given */
    enum cmd_beside beside;
    size_t first_file; /* the first of its words that is a file to read (cmd_read_file); 0: none */
    int (*run)(struct cmd *cmd);
};

extern const struct command *const commands[];
extern const size_t command_count;

/* Finds the command, reads its options, runs it. */
int cmd_main(int argc, char **argv);

/* Reads the words of a command line, its own name first, into a cmd that has arena, words, out, err
 * and lang. False after a word of complaint. */
bool cmd_read_line(struct cmd *cmd, int argc, char **argv);

/* Reads DIR/thidua.conf (without --data: nothing), lays --address, --port and --database over it.
 * Faults are said on standard error; the error then is ERR_INPUT. Reads once. */
MUST_CHECK const struct err *cmd_read_config(struct cmd *cmd);

/* A command may take its time over one statement; a page may not. */
enum { CMD_STATEMENT_MAX_S = 600 };

enum cmd_access {
    CMD_READS,  /* beside a running server too */
    CMD_WRITES, /* takes the folder's lock; brings the schema up to date */
    CMD_MAKES,  /* the same, and the folder may be new */
};
/* Opens the data folder's database; inside a server that is open already. Finds the account of
 * --as. ERR_IN_USE when another program holds the folder. */
MUST_CHECK const struct err *cmd_open(struct cmd *cmd, enum cmd_access access);
/* Seals what the command wrote to the audit trail. */
void cmd_close(struct cmd *cmd);
/* Who this program is among those that share the database: the same after a restart, since its data
 * folder belongs to one program at a time. */
const char *cmd_name_of_program(const struct cmd *cmd);
/* Long work of the folder that is open. */
struct jobs cmd_jobs(const struct cmd *cmd);

/* The file of that word, by file_read's rules, with the rights of who gave the command. */
MUST_CHECK const struct err *cmd_read_file(struct cmd *cmd, size_t word, size_t max_bytes,
                                           struct str *ret_bytes);

/* Says an error in a sentence on standard error (and as {"error": …} with --json); the exit status.
 */
int cmd_fail(const struct cmd *cmd, const struct err *err);
/* Says a sentence on standard error; EXIT_FAILED. */
int cmd_refuse(const struct cmd *cmd, struct message message);
/* The sentence of an error in the user's language. */
struct str cmd_sentence(const struct cmd *cmd, const struct err *err);
/* Prints findings of a form; EXIT_FAULTS. */
int cmd_print_issues(const struct cmd *cmd, const struct issues *issues);
/* A line for people: standard output, or standard error with --json. */
void cmd_say(const struct cmd *cmd, struct message message);

/* --cluster and --period, which most commands need; false after having said what is missing. */
bool cmd_needs_period(const struct cmd *cmd);
/* -o PATH, the same. */
bool cmd_needs_output(const struct cmd *cmd);

#endif
