"""What the tests with several processes share: servers of our own, a browser's session, TAP.

Every process is started by this file, ends with the test, and is ended by its own id only.
"""
import atexit
import ctypes
import http.client
import os
import pathlib
import pwd
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.parse

PR_SET_PDEATHSIG = 1
BINARIES = next(
    (path for path in sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin")) if (path / "initdb").exists()), None
)
libc = ctypes.CDLL(None)
folder = pathlib.Path(tempfile.mkdtemp(prefix="thidua-cluster."))
folder.chmod(0o755)
children = []


def die_with_parent():
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def as_postgres():
    """Options of Popen: initdb and postgres refuse to run as root."""
    if os.getuid() != 0:
        return {}
    user = pwd.getpwnam("postgres")
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def folder_of_postgres(name):
    path = folder / name
    path.mkdir(mode=0o700)
    if os.getuid() == 0:
        user = pwd.getpwnam("postgres")
        os.chown(path, user.pw_uid, user.pw_gid)
    return path


def start(args, log, **options):
    with open(folder / log, "ab") as output:
        child = subprocess.Popen(
            [str(arg) for arg in args], stdin=subprocess.DEVNULL, stdout=output, stderr=output,
            cwd="/", preexec_fn=die_with_parent, **options,
        )
    children.append(child)
    return child


def run(args, **options):
    done = subprocess.run(
        [str(arg) for arg in args], stdin=subprocess.DEVNULL, capture_output=True, text=True,
        timeout=60, cwd="/", **options,
    )
    if done.returncode:
        raise RuntimeError(f"{args[:3]}: {done.stdout}{done.stderr}")
    return done.stdout


def descendants(pid):
    """The process and all below it, as far as they can be seen now."""
    parents = {}
    for entry in pathlib.Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except (OSError, IndexError):
                pass
    found = [pid]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found


def signal_all(pids, number):
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            pass


@atexit.register
def tidy():
    for child in reversed(children):
        if child.poll() is None:
            pids = descendants(child.pid)
            signal_all(pids, signal.SIGCONT)
            signal_all(pids, signal.SIGKILL)
            child.wait()
    if not os.environ.get("KEEP_FOLDER"):
        shutil.rmtree(folder, ignore_errors=True)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(what, ready, seconds=30.0, pause=0.05):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            answer = ready()
            if answer:
                return answer
        except (OSError, RuntimeError, http.client.HTTPException):
            pass
        time.sleep(pause)
    raise RuntimeError(f"waited {seconds} s for {what}")


class Postgres:
    """One server of its own, on loopback."""

    def __init__(self):
        self.place = folder_of_postgres("postgres")
        self.port = free_port()
        run([BINARIES / "initdb", "-D", self.place / "data", "-A", "trust", "-U", "postgres", "-E", "UTF8",
             "--locale=C.UTF-8", "--no-sync"], **as_postgres())
        self.start()
        self.sql("create role thidua login")
        self.sql("create database thidua owner thidua")

    def dsn(self):
        return f"host=127.0.0.1 port={self.port} dbname=thidua user=thidua"

    def start(self):
        self.server = start(
            [BINARIES / "postgres", "-D", self.place / "data", "-k", self.place, "-p", self.port, "-c",
             "listen_addresses=127.0.0.1", "-c", "fsync=off", "-c", "shared_buffers=16MB"],
            "postgres.log", **as_postgres())
        wait_for("PostgreSQL", lambda: self.sql("select 1"))

    def stop_at_once(self):
        self.server.send_signal(signal.SIGQUIT)
        self.server.wait()

    def stop_well(self):
        self.server.send_signal(signal.SIGINT)
        self.server.wait()

    def sql(self, text, database="postgres"):
        return run(["psql", "-XqAt", "-h", self.place, "-p", self.port, "-U", "postgres", "-d", database, "-c", text],
                   **as_postgres()).strip()


class Instance:
    """One `thidua serve` with its own data folder."""

    def __init__(self, program, name, dsn, make_folder=True):
        self.program, self.name = program, name
        self.data = folder / name
        if make_folder:
            self.data.mkdir(exist_ok=True)
            (self.data / "thidua.conf").write_text(f"database = {dsn}\n")
        self.port = free_port()

    def start(self):
        self.server = start([self.program, "serve", "--data", self.data, "--port", self.port], f"{self.name}.log")

    def wait(self):
        wait_for(f"{self.name} to serve", lambda: self.get("/dang-nhap")[0] == 200)

    def log(self):
        return (folder / f"{self.name}.log").read_text()

    def get(self, path, timeout=30):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def memory_kb(self):
        status = pathlib.Path(f"/proc/{self.server.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1])


class Browser:
    """A session: cookies and the token of the forms."""

    def __init__(self, instance, timeout=30):
        self.instance, self.timeout = instance, timeout
        self.cookies, self.csrf = {}, ""
        self.location = ""

    def ask(self, method, path, fields=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.instance.port, timeout=self.timeout)
        headers = {"Cookie": "; ".join(f"{key}={value}" for key, value in self.cookies.items())}
        body = None
        if method == "POST":
            body = urllib.parse.urlencode({"csrf": self.csrf, **(fields or {})})
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode()
        finally:
            connection.close()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.split(";")[0]
        token = re.search(r'name="csrf" value="([^"]*)"', text)
        if token:
            self.csrf = token[1]
        self.location = answer.getheader("Location") or ""
        return answer.status, text

    def get(self, path):
        return self.ask("GET", path)

    def post(self, path, **fields):
        return self.ask("POST", path, fields)

    def sign_in(self, login, password):
        self.get("/dang-nhap")
        return self.post("/dang-nhap", login=login, password=password)[0]

    def beside(self, instance):
        """The same cookies at another instance."""
        other = Browser(instance, self.timeout)
        other.cookies, other.csrf = dict(self.cookies), self.csrf
        return other


def make_sample(program, dsn, name="first"):
    """thidua init with the training sample; answers its instance and the passwords."""
    data = folder / name
    run([program, "init", "--data", data, "--database", dsn, "--sample", "training"])
    passwords = dict(re.findall(r"^(\S+)\s+(\S+)", (data / "tai-khoan.txt").read_text(), re.MULTILINE))
    return Instance(program, name, dsn, make_folder=False), passwords


class Tap:
    def __init__(self):
        self.count, self.failures = 0, 0

    def ok(self, holds, name, note=""):
        self.count += 1
        self.failures += not holds
        print(f"{'ok' if holds else 'not ok'} {self.count} - {name}", flush=True)
        if not holds and note:
            print("\n".join(f"# {line}" for line in str(note)[:2000].splitlines()), flush=True)

    def done(self):
        print(f"1..{self.count}", flush=True)
        raise SystemExit(self.failures > 0)
