#!/usr/bin/env python3
"""Measures the hot paths of the program beside plain C and a static file, in one run: `make bench`.

    tests/bench/bench.py [--seconds 5] [--rounds 3] [--only NAME]

For each page: the product (signed in, through its own server), plain C that asks the same SQL each time
(tests/bench/floor.c), and the bytes of the product's page as a file behind nginx; wrk with 8 connections,
one after the other in every round, medians of the rounds. Plain C and nginx get 2 seconds a round. Then
durable saves (bench_save.sh) and the import of a large workbook (bench_workbook). Everything is made in
a folder of its own and removed. BUILD names another build folder. Load comes from the same machine and
takes its share of it; the load of others is printed, because figures of a busy machine mean little.
"""
import argparse
import contextlib
import http.cookiejar
import os
import pathlib
import re
import shutil
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
BUILD = pathlib.Path(os.environ.get("BUILD", HERE.parent.parent / "build")).resolve()
PERIOD = "/cum/cum-do/2020-H1"
CONNECTIONS = 8
BESIDE_SECONDS = 2
HISTORY = {"few": 1_000, "many": 100_000}

# Name, folder, page of the product, of plain C, words the page must hold, target in requests a second.
PAGES = [
    ("ranking 100 × 50", "100", "/xep-thu", "/xep-thu", "Đơn vị đo số 100<", 10_000),
    ("ranking 2,000 × 50, a page of 100", "2000", "/xep-thu", "/xep-thu", "Dòng 1–100 trong 2.000", 3_000),
    ("ranking 2,000 × 50, all on one", "2000", "/xep-thu?trang=tat-ca", "/xep-thu", "Đơn vị đo số 2000<", 500),
    ("list 100 rows, 1,000 behind", "100", "/lich-su", "/lich-su", "còn việc cũ hơn", 3_000),
    ("list 100 rows, 100,000 behind", "2000", "/lich-su", "/lich-su", "còn việc cũ hơn", 3_000),
    ("grid of 50 criteria", "100", "/tham-dinh/don-vi-do-so-1", "/tham-dinh", "name=\"points.G5.10\"", 8_000),
]


def run(*words, **options):
    return subprocess.run(words, check=True, text=True, stdout=subprocess.PIPE, **options).stdout


def first_line(text):
    return text.strip().splitlines()[0] if text.strip() else "?"


def machine():
    model = re.search(r"model name\s*:\s*(.*)", pathlib.Path("/proc/cpuinfo").read_text())
    memory = int(re.search(r"MemTotal:\s*(\d+)", pathlib.Path("/proc/meminfo").read_text()).group(1))
    libraries = ["libmicrohttpd", "sqlite3", "libpq", "expat", "libzip"]
    versions = [f"{name} {first_line(run('pkg-config', '--modversion', name))}" for name in libraries]
    nginx = subprocess.run(["nginx", "-v"], text=True, stderr=subprocess.PIPE, check=True).stderr
    wrk = subprocess.run(["wrk", "-v"], text=True, stdout=subprocess.PIPE, check=False).stdout
    kind = re.search(r'"buildtype", "value": "(\w+)"|"value": "(\w+)"[^{}]*"name": "buildtype"',
                     run("meson", "introspect", "--buildoptions", str(BUILD)))
    print(f"{os.cpu_count()} cores, {model.group(1) if model else '?'}; {memory / 2**20:.1f} GiB; Linux "
          f"{os.uname().release}; Debian {pathlib.Path('/etc/debian_version').read_text().strip()}")
    print(f"{first_line(run('gcc', '--version'))} ({kind.group(1) or kind.group(2) if kind else '?'}); "
          f"{', '.join(versions)}; {nginx.strip()}; {first_line(wrk).split('[')[0].strip()}")
    print(f"load before: {' '.join(f'{load:.2f}' for load in os.getloadavg())}; "
          f"{time.strftime('%d/%m/%Y %H:%M')}; wrk, {CONNECTIONS} connections\n")


class Product:
    """The program on a folder of its own, with the standing office signed in."""

    def __init__(self, folder, units, history):
        self.data = folder / f"data-{units}"
        run(BUILD / "thidua", "init", "--data", self.data)
        run(BUILD / "tests/bench/make_cluster", self.data, str(units), "50")
        self.add_history(history)
        self.process = subprocess.Popen([BUILD / "thidua", "serve", "--data", self.data, "--port", "0"],
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.url = None
        for line in self.process.stdout:
            found = re.search(r"http://127\.0\.0\.1:\d+", line)
            if found:
                self.url = found.group(0)
                break
        self.cookies = http.cookiejar.CookieJar()
        self.browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))
        self.sign_in()

    def add_history(self, rows):
        """Lines as a verification writes them, one a second."""
        with sqlite3.connect(self.data / "thidua.db") as database:
            period = database.execute("select id from cluster_period").fetchone()[0]
            database.executemany(
                "insert into audit_entry values (?, ?, '', 'Cơ quan thường trực', '127.0.0.1', 'score.accept', "
                "'cluster_period', ?, ?, ?, 'Theo biên bản kiểm tra')",
                ((f"do-{i:012}", 1_600_000_000_000 + i * 1000, period, f"Đơn vị đo số {i % 100}, G1.1: 1,50",
                  f"Đơn vị đo số {i % 100}, G1.1: 1,75") for i in range(rows)))
        database.close()

    def sign_in(self):
        accounts = (self.data / "tai-khoan.txt").read_text()
        code = re.search(r"^thuongtruc\s+(\S+)", accounts, re.MULTILINE).group(1)
        token = re.search(r'name="csrf" value="([^"]*)"', self.read("/dang-nhap")).group(1)
        self.post("/dang-nhap", login="thuongtruc", password=code, csrf=token)
        self.post("/dang-nhap/dat-mat-khau", new="bench-" + code, repeat="bench-" + code, csrf=token)

    def post(self, path, **fields):
        form = urllib.parse.urlencode(fields).encode()
        self.browser.open(urllib.request.Request(self.url + path, form, {"Origin": self.url})).read()

    def read(self, path):
        with self.browser.open(self.url + path) as answer:
            return answer.read().decode()

    def cookie(self):
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.cookies)

    def cpu_seconds(self):
        """User and system time of all its threads so far."""
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def measure(self, path, seconds):
        """As wrk(), and the microseconds of CPU a request took, which say something on a busy machine too."""
        before = self.cpu_seconds()
        figures = wrk(self.url + path, seconds, "Cookie: " + self.cookie())
        return *figures, (self.cpu_seconds() - before) * 1e6 / (figures[0] * seconds)

    def stop(self):
        self.process.terminate()
        self.process.wait()


class Floor:
    def __init__(self, data, port):
        self.url = f"http://127.0.0.1:{port}"
        self.process = subprocess.Popen([BUILD / "tests/bench/floor", data / "thidua.db", str(port)],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.process.stdout.readline()

    def stop(self):
        self.process.stdin.close()
        self.process.wait()


class Nginx:
    """Static files, as many workers as cores, no log."""

    def __init__(self, folder, port):
        self.files = folder / "files"
        self.files.mkdir()
        self.url = f"http://127.0.0.1:{port}"
        # Its workers may run as another user.
        folder.chmod(0o755)
        settings = folder / "nginx.conf"
        settings.write_text(f"""daemon off; worker_processes auto; pid {folder}/nginx.pid; error_log {folder}/nginx.log;
events {{ worker_connections 1024; }}
http {{ access_log off; sendfile on; tcp_nopush on; open_file_cache max=100; types {{ text/html html; }}
client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder}; uwsgi_temp_path {folder};
scgi_temp_path {folder}; server {{ listen 127.0.0.1:{port}; root {self.files}; keepalive_requests 10000000; }} }}
""")
        self.process = subprocess.Popen(["nginx", "-c", settings, "-p", folder], stderr=subprocess.DEVNULL)
        time.sleep(0.3)

    def stop(self):
        self.process.terminate()
        self.process.wait()


def milliseconds(text):
    number, unit = re.match(r"([\d.]+)(us|ms|s)", text).groups()
    return float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit]


def wrk(url, seconds, *headers):
    """Requests a second, p50 and p99 in ms."""
    words = ["wrk", "-t2", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", "--timeout", "10s"]
    said = run(*words, *(word for header in headers for word in ("-H", header)), url)
    if "Non-2xx" in said or re.search(r"(connect|read|write) [1-9]", said):
        sys.exit(f"{url}: {said}")
    share = {percent: milliseconds(value) for percent, value in re.findall(r"^\s+(50|99)%\s+(\S+)", said, re.MULTILINE)}
    return float(re.search(r"Requests/sec:\s*([\d.]+)", said).group(1)), share["50"], share["99"]


def medians(rounds):
    return tuple(statistics.median(figures) for figures in zip(*rounds))


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def row(*cells):
    print("| " + " | ".join(cells) + " |", flush=True)


def rate(figures):
    return f"{figures[0]:,.0f} | {figures[1]:.2f} | {figures[2]:.2f}"


def measure_pages(folder, options):
    with contextlib.ExitStack() as servers:
        measure_pages_with(folder, options, servers)


def started(server, servers):
    servers.callback(server.stop)
    return server


def measure_pages_with(folder, options, servers):
    pages = [page for page in PAGES if options.only in page[0]]
    needed = {page[1] for page in pages}
    products = {"100": (100, HISTORY["few"]), "2000": (2000, HISTORY["many"])}
    products = {name: started(Product(folder, *products[name]), servers) for name in products if name in needed}
    floors = {name: started(Floor(product.data, free_port()), servers) for name, product in products.items()}
    nginx = started(Nginx(folder, free_port()), servers)
    row("page", "kB", "product /s | p50 ms | p99 ms", "CPU µs", "plain C, SQL /s | p50 | p99", "nginx, file /s | p50 | p99",
        "÷ plain C", "÷ file", "target")
    row(*["---"] * 15)
    for number, (name, where, path, floor_path, words, target) in enumerate(pages):
        product, floor = products[where], floors[where]
        body = product.read(PERIOD + path)
        if words not in body:
            sys.exit(f"{name}: the page does not say {words}")
        # A name of its own: nginx remembers the sizes of open files.
        (nginx.files / f"{number}.html").write_text(body)
        rounds = {"product": [], "floor": [], "file": []}
        product.measure(PERIOD + path, 1)
        for _ in range(options.rounds):
            rounds["product"].append(product.measure(PERIOD + path, options.seconds))
            rounds["floor"].append(wrk(floor.url + floor_path, BESIDE_SECONDS))
            rounds["file"].append(wrk(f"{nginx.url}/{number}.html", BESIDE_SECONDS))
        ours, plain, file = (medians(rounds[who]) for who in ("product", "floor", "file"))
        met = "met" if ours[0] >= target else "**not met**"
        row(name, f"{len(body.encode()) / 1000:.0f}", rate(ours), f"{ours[3]:.0f}", rate(plain), rate(file),
            f"{ours[0] / plain[0]:.1f}", f"{ours[0] / file[0]:.2f}", f"{target:,}: {met}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", default="", help="pages whose name holds this; no saves, no import")
    options = parser.parse_args()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="thidua-bench."))
    try:
        machine()
        measure_pages(folder, options)
        if not options.only:
            print("\nDurable saves over HTTP, 8 units × 20 criteria, and plain C writing the two rows alone:", flush=True)
            subprocess.run([HERE / "bench_save.sh", "8", "20", "8 64", str(options.seconds), str(options.rounds)],
                           check=True, env={**os.environ, "BUILD": str(BUILD)})
            print("\nImport of 100,000 × 20 cells:", flush=True)
            subprocess.run([BUILD / "tests/bench/bench_workbook"], check=True)
        print(f"\nload after: {' '.join(f'{load:.2f}' for load in os.getloadavg())}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
