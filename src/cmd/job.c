/* thidua job: long work, seen and stopped from the command line. `list` and `show` read beside a
 * running server. */
#include <stdio.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/output.h"
#include "features/job/job_service.h"

static struct str title_of(const struct cmd *cmd, const struct job_entry *entry) {
    return message_plain(cmd->lang, entry->kind ? entry->kind->title : MSG_job_other_kind);
}

static json_t *instant_json(int64_t at_ms) {
    return at_ms ? json_integer(at_ms) : json_null();
}

static json_t *entry_json(const struct cmd *cmd, const struct job_entry *entry) {
    const struct job *job = &entry->job;
    struct str failure =
        job->failure.id ? message_text(cmd->arena, cmd->lang, job->failure) : STR_NONE;
    json_t *root = json_object();
    json_object_set_new(root, "id", json_text(job->id));
    json_object_set_new(root, "kind", json_text(job->kind));
    json_object_set_new(root, "title", json_text(title_of(cmd, entry)));
    json_object_set_new(root, "cluster",
                        json_text(entry->has_cluster ? entry->cluster_slug : STR_NONE));
    json_object_set_new(root, "period",
                        json_text(entry->has_cluster ? entry->period_code : STR_NONE));
    json_object_set_new(root, "author", json_text(job->author));
    json_object_set_new(root, "state", json_text(job_state_code(job->state)));
    json_object_set_new(root, "done", json_integer(job->done));
    json_object_set_new(root, "total", json_integer(job->total));
    json_object_set_new(root, "attempts", json_integer(job->attempts));
    json_object_set_new(root, "created_ms", instant_json(job->created_ms));
    json_object_set_new(root, "started_ms", instant_json(job->started_ms));
    json_object_set_new(root, "finished_ms", instant_json(job->finished_ms));
    json_object_set_new(root, "failure", json_text(failure));
    json_object_set_new(root, "file", json_text(entry->has_file ? entry->file.name : STR_NONE));
    return root;
}

static void print_entry(const struct cmd *cmd, const struct job_entry *entry) {
    static const enum msg_id STATES[JOB_STATE_COUNT] = {
        [JOB_WAITING] = MSG_job_state_waiting,       [JOB_RUNNING] = MSG_job_state_running,
        [JOB_CANCELLING] = MSG_job_state_cancelling, [JOB_DONE] = MSG_job_state_done,
        [JOB_FAILED] = MSG_job_state_failed,         [JOB_CANCELLED] = MSG_job_state_cancelled,
    };
    const struct job *job = &entry->job;
    cmd_say(cmd, MESSAGE_WITH(MSG_job_cli_line, job->id,
                              date_display(cmd->arena, date_of_instant(job->created_ms)),
                              message_plain(cmd->lang, STATES[job->state]),
                              str_format(cmd->arena, "%lld", (long long)job->done),
                              str_format(cmd->arena, "%lld", (long long)job->total),
                              title_of(cmd, entry)));
}

static int list(struct cmd *cmd, const struct jobs *jobs) {
    struct job_entries entries;
    struct reach reach = user_reach(cmd->arena, &cmd->user, RIGHT_SCORE_VERIFY);
    const struct err *err = job_entries_of(jobs, cmd->arena, &cmd->user, &reach, &entries);
    if (err)
        return cmd_fail(cmd, err);
    json_t *rows = json_array();
    for (size_t i = 0; i < entries.count; i++) {
        json_array_append_new(rows, entry_json(cmd, &entries.items[i]));
        if (!cmd->json)
            print_entry(cmd, &entries.items[i]);
    }
    if (cmd->json) {
        json_t *root = json_object();
        json_object_set_new(root, "jobs", rows);
        json_print(cmd, root);
        return EXIT_WELL;
    }
    json_decref(rows);
    if (!entries.count)
        cmd_say(cmd, MESSAGE(MSG_job_cli_none));
    return EXIT_WELL;
}

/* 2 for one that failed: something is to be mended. */
static int show(struct cmd *cmd, const struct jobs *jobs, struct str id) {
    struct job_entry entry;
    const struct err *err = job_entry_find(jobs, cmd->arena, &cmd->user, id, &entry);
    if (err)
        return cmd_fail(cmd, err);
    if (cmd->json) {
        json_print(cmd, entry_json(cmd, &entry));
    } else {
        print_entry(cmd, &entry);
        if (job_is_open(entry.job.state) && entry.job.step.id)
            cmd_say(cmd, entry.job.step);
        if (entry.job.failure.id)
            cmd_say(cmd, entry.job.failure);
        if (entry.has_file)
            cmd_say(cmd, MESSAGE_WITH(MSG_job_cli_file, entry.file.name,
                                      str_format(cmd->arena, "%lld", (long long)entry.file.bytes)));
    }
    return entry.job.state == JOB_FAILED ? EXIT_FAULTS : EXIT_WELL;
}

static int cancel(struct cmd *cmd, const struct jobs *jobs, struct str id) {
    bool ended;
    const struct err *err = job_entry_cancel(jobs, cmd->arena, &cmd->user, cmd->now_ms, id, &ended);
    if (err)
        return cmd_fail(cmd, err);
    if (cmd->json) {
        json_t *root = json_object();
        json_object_set_new(root, "id", json_text(id));
        json_object_set_new(root, "state",
                            json_text(job_state_code(ended ? JOB_CANCELLED : JOB_CANCELLING)));
        json_print(cmd, root);
    } else {
        cmd_say(cmd, MESSAGE_WITH(ended ? MSG_job_cli_cancelled : MSG_job_cli_cancelling, id));
    }
    return EXIT_WELL;
}

static int run(struct cmd *cmd) {
    const char *what = cmd->word_count ? cmd->words[0] : "";
    bool lists = strcmp(what, "list") == 0;
    bool cancels = strcmp(what, "cancel") == 0;
    if ((!lists && !cancels && strcmp(what, "show") != 0) || cmd->word_count != (lists ? 1 : 2))
        return cmd_refuse(cmd, MESSAGE(MSG_job_cli_what));
    const struct err *err = cmd_open(cmd, cancels ? CMD_WRITES : CMD_READS);
    if (!err)
        err = cmd_read_config(cmd); /* where the files of jobs are */
    if (err)
        return cmd_fail(cmd, err);
    struct jobs jobs = cmd_jobs(cmd);
    if (lists)
        return list(cmd, &jobs);
    struct str id = text_of_path(cmd->arena, cmd->words[1]);
    return cancels ? cancel(cmd, &jobs, id) : show(cmd, &jobs, id);
}

const struct command command_job = {
    .name = "job",
    .usage = "job list|show ID|cancel ID --data DIR [--as LOGIN] [--json]",
    .summary = MSG_cmd_summary_job,
    .options = "data database as json",
    .words_max = 2,
    .beside = CMD_BESIDE_INSIDE,
    .run = run,
};
