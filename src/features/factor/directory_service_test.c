/* Signing in with the directory's password, against a real slapd in a folder of its own: the right
 * password, the wrong ones, what is no value but a filter, no cover, a foreign certificate, a
 * server that is silent or gone. */
#include <arpa/inet.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "features/account/account_service.h"
#include "features/factor/directory_service.h"
#include "features/factor/factor_fixture.h"
#include "sys/files.h"

#define NOW FACTOR_NOW_MS

enum { START_MAX_MS = 20000 };

static struct arena *world; /* of the whole program */
static const char *folder;
static pid_t server;
static int port;     /* of ldap:// on loopback */
static int tls_port; /* of ldaps:// */

static const char LDIF[] =
    "dn: dc=example,dc=vn\nobjectClass: dcObject\nobjectClass: organization\n"
    "dc: example\no: Example\n\n"
    "dn: ou=nguoi,dc=example,dc=vn\nobjectClass: organizationalUnit\n"
    "ou: nguoi\n\n"
    "dn: uid=nam,ou=nguoi,dc=example,dc=vn\nobjectClass: inetOrgPerson\n"
    "uid: nam\ncn: Nam\nsn: Nam\nuserPassword: mat khau cua nam\n\n"
    "dn: uid=lan,ou=nguoi,dc=example,dc=vn\nobjectClass: inetOrgPerson\n"
    "uid: lan\ncn: Lan\nsn: Lan\nuserPassword: mat khau cua lan\n\n"
    "dn: cn=doc,dc=example,dc=vn\nobjectClass: organizationalRole\n"
    "objectClass: simpleSecurityObject\ncn: doc\n"
    "userPassword: mat khau de tim\n\n"
    /* Who comes here is sent on to another server. */
    "dn: ou=xa,dc=example,dc=vn\nobjectClass: referral\n"
    "objectClass: extensibleObject\nou: xa\n"
    "ref: ldap://127.0.0.1:1/ou=xa,dc=example,dc=vn\n";

static void run(const char *command) {
    int status = system(command);
    if (status != 0)
        fail_msg("%d: %s", status, command);
}

static const char *in_folder(const char *name) {
    return str_format(world, "%s/%s", folder, name).p;
}

static int free_port(void) {
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof(address);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, length), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &length), 0);
    close(fd);
    return ntohs(address.sin_port);
}

static void write_text(const char *name, struct str text) {
    assert_ok(file_write_atomic(in_folder(name), text, 0600));
}

/* An authority, the server's certificate for 127.0.0.1 by it, and another authority. */
static void make_certificates(void) {
    run(str_format(world,
                   "cd %s && for n in ca la; do openssl req -x509 -newkey ec -pkeyopt "
                   "ec_paramgen_curve:P-256 -nodes -keyout $n.key -out $n.pem -days 2 -subj "
                   "/CN=$n 2>/dev/null || exit 1; done && openssl req -newkey ec -pkeyopt "
                   "ec_paramgen_curve:P-256 -nodes -keyout site.key -out site.csr -subj "
                   "/CN=slapd -addext subjectAltName=IP:127.0.0.1 2>/dev/null && openssl x509 "
                   "-req -in site.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 "
                   "-copy_extensions copy -out site.pem 2>/dev/null",
                   folder)
            .p);
}

/* Of the socket in the folder: the slashes of its path are escaped. */
static const char *socket_url(void) {
    struct str name = STR("");
    for (struct str rest = str_from_c(folder); rest.p;) {
        struct str part = str_cut(&rest, '/');
        name = str_format(world, STR_FMT STR_FMT "%%2F", STR_ARG(name), STR_ARG(part));
    }
    return str_format(world, "ldapi://" STR_FMT "ldapi", STR_ARG(name)).p;
}

static void start_server(void) {
    char *urls = (char *)(uintptr_t)str_format(world, "%s ldap://127.0.0.1:%d ldaps://127.0.0.1:%d",
                                               socket_url(), port, tls_port)
                     .p;
    pid_t parent = getpid();
    server = fork();
    assert_true(server >= 0);
    if (server == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != parent)
            _exit(1);
        execl("/usr/sbin/slapd", "slapd", "-f", in_folder("slapd.conf"), "-h", urls, "-d", "0",
              (char *)NULL);
        _exit(127);
    }
}

static bool answers(int at) {
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
                                  .sin_port = htons((uint16_t)at)};
    bool well = connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0;
    close(fd);
    return well;
}

static int start(void **state) {
    (void)state;
    struct str path;
    world = arena_new(0);
    assert_ok(folder_make_temp(world, "slapd", &path));
    folder = path.p;
    port = free_port();
    tls_port = free_port();
    make_certificates();
    assert_ok(folder_make(in_folder("db")));
    write_text("data.ldif", str_from_c(LDIF));
    write_text("slapd.conf",
               str_format(world,
                          "include /etc/ldap/schema/core.schema\n"
                          "include /etc/ldap/schema/cosine.schema\n"
                          "include /etc/ldap/schema/inetorgperson.schema\n"
                          "pidfile %s/pid\nmodulepath /usr/lib/ldap\nmoduleload back_mdb\n"
                          "TLSCACertificateFile %s/ca.pem\nTLSCertificateFile %s/site.pem\n"
                          "TLSCertificateKeyFile %s/site.key\n"
                          "database mdb\nsuffix dc=example,dc=vn\ndirectory %s/db\n"
                          "maxsize 10485760\n"
                          "access to attrs=userPassword by anonymous auth by * none\n"
                          "access to * by dn.exact=\"cn=doc,dc=example,dc=vn\" read by anonymous "
                          "auth by * none\n",
                          folder, folder, folder, folder, folder));
    run(str_format(world, "/usr/sbin/slapadd -f %s/slapd.conf -l %s/data.ldif", folder, folder).p);
    start_server();
    for (int waited = 0; !answers(port) || !answers(tls_port); waited += 20) {
        assert_true(waited < START_MAX_MS && waitpid(server, NULL, WNOHANG) == 0);
        poll(NULL, 0, 20); /* slapd tells nobody when it listens */
    }
    return 0;
}

static int stop(void **state) {
    kill(server, SIGTERM);
    waitpid(server, NULL, 0);
    assert_ok(folder_remove(folder));
    arena_free(world);
    return db_test_stop(state);
}

/* --- asking --------------------------------------------------------------------------------- */

static struct directory_settings settings_with(const char *url) {
    return (struct directory_settings){.on = true,
                                       .url = url,
                                       .ca_file = "",
                                       .user_dn = "uid={login},ou=nguoi,dc=example,dc=vn",
                                       .base = "",
                                       .filter = "",
                                       .reader_dn = "",
                                       .reader_password = ""};
}

static const char *plain_url(void) {
    return str_format(world, "ldap://127.0.0.1:%d", port).p;
}

static struct directory_settings searching(void) {
    struct directory_settings settings = settings_with(plain_url());
    settings.user_dn = "";
    settings.base = "dc=example,dc=vn";
    settings.filter = "(uid={login})";
    settings.reader_dn = "cn=doc,dc=example,dc=vn";
    settings.reader_password = "mat khau de tim";
    return settings;
}

static enum door_word ask(const struct directory_settings *settings, const char *login,
                          const char *password) {
    return directory_ask(settings, world, str_from_c(login), str_from_c(password));
}

static void the_right_password_is_right_by_both_ways(void **state) {
    (void)state;
    struct directory_settings by_name = settings_with(plain_url()), by_search = searching();
    const struct directory_settings *const ways[] = {&by_name, &by_search};
    for (size_t i = 0; i < COUNT_OF(ways); i++) {
        assert_int_equal(ask(ways[i], "nam", "mat khau cua nam"), DOOR_WORD_RIGHT);
        assert_int_equal(ask(ways[i], "lan", "mat khau cua lan"), DOOR_WORD_RIGHT);
        assert_int_equal(ask(ways[i], "nam", "mat khau cua lan"), DOOR_WORD_WRONG);
        assert_int_equal(ask(ways[i], "khong-co", "mat khau cua nam"), DOOR_WORD_WRONG);
        /* A server takes a name without a password for nobody, and says yes. */
        assert_int_equal(ask(ways[i], "nam", ""), DOOR_WORD_WRONG);
        assert_int_equal(ask(ways[i], "", "mat khau cua nam"), DOOR_WORD_WRONG);
    }
    struct str cut = {"\0mat khau cua nam", 17};
    assert_int_equal(directory_ask(&by_name, world, STR("nam"), cut), DOOR_WORD_WRONG);
}

static void a_login_is_never_a_filter_nor_a_name(void **state) {
    (void)state;
    struct directory_settings by_name = settings_with(plain_url()), by_search = searching();
    static const char *const LOGINS[] = {"*",
                                         "n*",
                                         "nam)(uid=*",
                                         "*)(uid=nam",
                                         "nam)(|(uid=nam",
                                         "nam,ou=nguoi,dc=example,dc=vn",
                                         "nam+cn=Nam",
                                         "\\6eam",
                                         "{login}",
                                         "nam ",
                                         "nam\n",
                                         "nam\0x"};
    for (size_t i = 0; i < COUNT_OF(LOGINS); i++) {
        assert_int_equal(ask(&by_search, LOGINS[i], "mat khau cua lan"), DOOR_WORD_WRONG);
        if (strcmp(LOGINS[i], "nam") != 0 && strcmp(LOGINS[i], "nam ") != 0)
            assert_int_equal(ask(&by_name, LOGINS[i], "mat khau cua nam"), DOOR_WORD_WRONG);
    }
    assert_int_equal(ask(&by_search, "*", "mat khau cua nam"), DOOR_WORD_WRONG);
    assert_int_equal(ask(&by_search, "nam)(uid=*", "mat khau cua nam"), DOOR_WORD_WRONG);
    /* Several entries: none of them. */
    by_search.filter = "(|(uid={login})(uid=lan))";
    assert_int_equal(ask(&by_search, "nam", "mat khau cua nam"), DOOR_WORD_WRONG);
}

static void no_password_follows_a_referral(void **state) {
    (void)state;
    struct directory_settings settings = settings_with(plain_url());
    settings.user_dn = "uid={login},ou=xa,dc=example,dc=vn";
    assert_int_not_equal(ask(&settings, "nam", "mat khau cua nam"), DOOR_WORD_RIGHT);
    directory_end_rest();
}

static void cover_rests_on_the_authority_that_was_named(void **state) {
    (void)state;
    struct directory_settings tls =
        settings_with(str_format(world, "ldaps://127.0.0.1:%d", tls_port).p);
    tls.ca_file = in_folder("ca.pem");
    assert_int_equal(ask(&tls, "nam", "mat khau cua nam"), DOOR_WORD_RIGHT);
    assert_int_equal(ask(&tls, "nam", "sai"), DOOR_WORD_WRONG);
    struct directory_settings start_tls =
        settings_with(str_format(world, "ldap://127.0.0.1:%d", port).p);
    start_tls.start_tls = true;
    start_tls.ca_file = in_folder("ca.pem");
    assert_int_equal(ask(&start_tls, "nam", "mat khau cua nam"), DOOR_WORD_RIGHT);
    /* Another authority; none; another name than the certificate's. */
    struct directory_settings foreign[] = {tls, start_tls, tls, tls};
    foreign[0].ca_file = foreign[1].ca_file = in_folder("la.pem");
    foreign[2].ca_file = "";
    foreign[3].url = str_format(world, "ldaps://localhost:%d", tls_port).p;
    for (size_t i = 0; i < COUNT_OF(foreign); i++) {
        assert_int_equal(ask(&foreign[i], "nam", "mat khau cua nam"), DOOR_WORD_UNKNOWN);
        directory_end_rest();
    }
}

static void the_socket_of_this_machine_needs_no_cover(void **state) {
    (void)state;
    struct directory_settings settings = settings_with(socket_url());
    assert_int_equal(directory_check(&settings), DIRECTORY_SOUND);
    assert_int_equal(ask(&settings, "nam", "mat khau cua nam"), DOOR_WORD_RIGHT);
}

static void a_reader_that_is_refused_is_no_wrong_password(void **state) {
    (void)state;
    struct directory_settings settings = searching();
    settings.reader_password = "khong con dung";
    assert_int_equal(ask(&settings, "nam", "mat khau cua nam"), DOOR_WORD_UNKNOWN);
    directory_end_rest();
}

static void a_directory_that_is_gone_keeps_nobody_waiting(void **state) {
    (void)state;
    struct directory_settings gone =
        settings_with(str_format(world, "ldap://127.0.0.1:%d", free_port()).p);
    assert_int_equal(ask(&gone, "nam", "mat khau cua nam"), DOOR_WORD_UNKNOWN);
    /* Not asked again at once, though it would answer now. */
    struct directory_settings back = settings_with(plain_url());
    assert_int_equal(ask(&back, "nam", "mat khau cua nam"), DOOR_WORD_UNKNOWN);
    directory_end_rest();
}

static void a_silent_directory_is_given_up(void **state) {
    (void)state;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof(address);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, length), 0);
    assert_int_equal(listen(fd, 4), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &length), 0);
    struct directory_settings silent =
        settings_with(str_format(world, "ldap://127.0.0.1:%d", ntohs(address.sin_port)).p);
    assert_int_equal(ask(&silent, "nam", "mat khau cua nam"), DOOR_WORD_UNKNOWN);
    close(fd);
    directory_end_rest();
}

/* --- accounts of the directory ---------------------------------------------------------------- */

static struct factor_scene s;

static enum msg_id sign_in(const char *login, struct str password, enum door_step *ret_step) {
    struct issues issues = {0};
    struct door_answer answer;
    assert_ok(door_sign_in(s.db, s.arena, NOW, &s.visitor, str_from_c(login), password, &issues,
                           &answer));
    *ret_step = answer.step;
    return issues.count ? issues.items[0].message.id : MSG_none;
}

static void only_marked_accounts_are_the_directorys(void **state) {
    factor_begin(&s, *state);
    s.settings.directory = settings_with(plain_url());
    struct user local = user_local();
    struct issues issues = {0};
    enum door_step step;
    factor_account(&s, "quan-tri", ROLE_ADMIN);
    struct str own = factor_account(&s, "nam", ROLE_OFFICE);
    assert_int_equal(sign_in("nam", STR("mat khau cua nam"), &step), MSG_account_sign_in_wrong);
    assert_int_equal(sign_in("nam", own, &step), MSG_none);
    assert_ok(directory_mark(s.db, s.arena, &local, NOW, STR("nam"), true, &issues));
    assert_int_equal(issues.count, 0);
    assert_int_equal(sign_in("nam", STR("mat khau cua nam"), &step), MSG_none);
    assert_int_equal(step, DOOR_OPEN);
    assert_int_equal(sign_in("nam", own, &step), MSG_account_sign_in_wrong);
    /* In the directory, but no account here: it grants nothing. */
    assert_int_equal(sign_in("lan", STR("mat khau cua lan"), &step), MSG_account_sign_in_wrong);
    assert_ok(directory_mark(s.db, s.arena, &local, NOW, STR("nam"), false, &issues));
    assert_int_equal(sign_in("nam", own, &step), MSG_none);
    /* Switched off, the mark means nothing. */
    assert_ok(directory_mark(s.db, s.arena, &local, NOW, STR("nam"), true, &issues));
    s.settings.directory.on = false;
    assert_int_equal(sign_in("nam", STR("mat khau cua nam"), &step), MSG_account_sign_in_wrong);
    factor_end(&s);
}

static void local_accounts_enter_while_the_directory_is_down(void **state) {
    factor_begin(&s, *state);
    struct user local = user_local();
    struct issues issues = {0};
    enum door_step step;
    struct str password = factor_account(&s, "quan-tri", ROLE_ADMIN);
    factor_account(&s, "nam", ROLE_OFFICE);
    s.settings.directory = settings_with(str_format(world, "ldap://127.0.0.1:%d", free_port()).p);
    assert_ok(directory_mark(s.db, s.arena, &local, NOW, STR("nam"), true, &issues));
    /* However often: nobody is locked out for a directory that is down. */
    for (int i = 0; i < SIGN_IN_TRIES + 1; i++)
        assert_int_equal(sign_in("nam", STR("mat khau cua nam"), &step), MSG_factor_directory_down);
    assert_int_equal(sign_in("quan-tri", password, &step), MSG_none);
    s.settings.directory = settings_with(plain_url());
    directory_end_rest();
    assert_int_equal(sign_in("nam", STR("mat khau cua nam"), &step), MSG_none);
    factor_end(&s);
}

static void an_administrator_with_his_own_password_is_left(void **state) {
    factor_begin(&s, *state);
    struct issues issues = {0};
    struct user local = user_local();
    factor_account(&s, "quan-tri", ROLE_ADMIN);
    factor_account(&s, "quan-tri-2", ROLE_ADMIN);
    factor_account(&s, "nam", ROLE_OFFICE);
    struct user admin = factor_user(&s, "quan-tri", "1"), office = factor_user(&s, "nam", "2");
    assert_ok(directory_mark(s.db, s.arena, &admin, NOW, STR("quan-tri"), true, &issues));
    assert_int_equal(issues.items[0].message.id, MSG_factor_directory_own);
    issues = (struct issues){0};
    assert_ok(directory_mark(s.db, s.arena, &admin, NOW, STR("quan-tri-2"), true, &issues));
    assert_int_equal(issues.count, 0);
    assert_ok(directory_mark(s.db, s.arena, &local, NOW, STR("quan-tri"), true, &issues));
    assert_int_equal(issues.items[0].message.id, MSG_factor_directory_last);
    assert_err_kind(directory_mark(s.db, s.arena, &office, NOW, STR("nam"), true, &issues),
                    ERR_DENIED);
    assert_err_kind(directory_mark(s.db, s.arena, &admin, NOW, STR("ai-do"), true, &issues),
                    ERR_NOT_FOUND);
    factor_end(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_right_password_is_right_by_both_ways),
        cmocka_unit_test(a_login_is_never_a_filter_nor_a_name),
        cmocka_unit_test(no_password_follows_a_referral),
        cmocka_unit_test(cover_rests_on_the_authority_that_was_named),
        cmocka_unit_test(the_socket_of_this_machine_needs_no_cover),
        cmocka_unit_test(a_reader_that_is_refused_is_no_wrong_password),
        cmocka_unit_test(a_directory_that_is_gone_keeps_nobody_waiting),
        cmocka_unit_test(a_silent_directory_is_given_up),
        DB_TEST(only_marked_accounts_are_the_directorys),
        DB_TEST(local_accounts_enter_while_the_directory_is_down),
        DB_TEST(an_administrator_with_his_own_password_is_left),
    };
    if (access("/usr/sbin/slapd", X_OK) != 0) {
        printf("1..0 # SKIP there is no slapd: see packaging/apt.txt\n");
        return 0;
    }
    return cmocka_run_group_tests(tests, start, stop);
}
