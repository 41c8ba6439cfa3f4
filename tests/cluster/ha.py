#!/usr/bin/env python3
"""Three Patroni nodes on this machine, with the leader taken away under load.

    tests/cluster/ha.py PROGRAM WRITER [KILLS]      e.g. build/src/thidua build/tests/cluster/writer 3

Patroni and etcd are Debian's, on loopback, in a folder of their own; synchronous replication. The
load: saves through the program's pages, each with a reason of its own, and rows through its database
layer (writer.c). Every answer is kept and compared with what the database holds at the end. Needs
the packages patroni, python3-etcd, python3-dnspython, etcd-server and postgresql-15; takes three to four minutes.
"""
import json
import os
import pathlib
import re
import signal
import statistics
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request

import cluster
from cluster import BINARIES, Browser, as_postgres, folder, free_port, signal_all, wait_for

# Debian 12's Patroni 3.0.2 may lose writes with "etcd3": see docs/operator/postgresql.md.
DCS = os.environ.get("DCS", "etcd")
TTL_S, LOOP_S, RETRY_S = 10, 2, 4
PAUSED_S = 20
UNITS = ["dam-say", "doi-xanh", "ea-mrang", "suoi-bac", "thac-may"]
CODE = "II.2"


class Node:
    def __init__(self, number, etcd_port):
        self.name = f"node{number}"
        self.port, self.rest = free_port(), free_port()
        self.place = cluster.folder_of_postgres(self.name)
        self.config = self.place / "patroni.json"
        address = f"127.0.0.1:{self.port}"
        self.config.write_text(json.dumps({  # JSON is YAML
            "scope": "thidua",
            "name": self.name,
            "restapi": {"listen": f"127.0.0.1:{self.rest}", "connect_address": f"127.0.0.1:{self.rest}"},
            DCS: {"hosts": f"127.0.0.1:{etcd_port}"},
            "bootstrap": {
                "dcs": {
                    "ttl": TTL_S, "loop_wait": LOOP_S, "retry_timeout": RETRY_S,
                    "synchronous_mode": True, "maximum_lag_on_failover": 1048576,
                    "postgresql": {"use_pg_rewind": True, "parameters": {
                        "max_connections": 60, "shared_buffers": "32MB", "wal_keep_size": "256MB",
                        "wal_log_hints": "on"}},
                },
                "initdb": [{"encoding": "UTF8"}, {"locale": "C.UTF-8"}, "data-checksums"],
            },
            "postgresql": {
                "listen": address, "connect_address": address, "bin_dir": str(BINARIES),
                "data_dir": str(self.place / "data"), "pgpass": str(self.place / "pgpass"),
                "authentication": {"superuser": {"username": "postgres"}, "replication": {"username": "replicator"},
                                   "rewind": {"username": "postgres"}},
                "pg_hba": ["local all all trust", "host all all 127.0.0.1/32 trust",
                           "host replication all 127.0.0.1/32 trust"],
                "parameters": {"unix_socket_directories": str(self.place)},
            },
        }))
        self.config.chmod(0o644)
        self.patroni = None

    def start(self):
        self.patroni = cluster.start(["/usr/bin/patroni", self.config], f"{self.name}.log", **as_postgres())

    def postmaster(self):
        return int((self.place / "data" / "postmaster.pid").read_text().split()[0])

    def processes(self):
        return cluster.descendants(self.patroni.pid) + cluster.descendants(self.postmaster())

    def kill(self):
        signal_all(self.processes(), signal.SIGKILL)
        self.patroni.wait()

    def signal(self, number):
        signal_all(self.processes(), number)


def rest(node, path, body=None):
    request = urllib.request.Request(f"http://127.0.0.1:{node.rest}{path}",
                                     data=json.dumps(body).encode() if body else None)
    try:
        with urllib.request.urlopen(request, timeout=40 if body else 2) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def members(nodes):
    for node in nodes:
        try:
            status, text = rest(node, "/cluster")
            if status == 200:
                return {member["name"]: member for member in json.loads(text)["members"]}
        except OSError:
            pass
    return {}


def healthy(nodes):
    """The leader, once all others follow it and one of them synchronously."""
    found = members(nodes)
    roles = sorted(member["role"] for member in found.values())
    states = {member["state"] for member in found.values()}
    lines = {member.get("timeline") for member in found.values()}
    if roles != ["leader", "replica", "sync_standby"] or not states <= {"running", "streaming"} or len(lines) > 1:
        return None
    return next(node for node in nodes if found[node.name]["role"] == "leader")


def sql(dsn, text):
    return cluster.run(["psql", "-XqAt", "-d", dsn, "-c", text]).strip()


class Load:
    """Everything that was asked, and what was answered, with its instant (seconds)."""

    def __init__(self, instance, password, writer, dsn):
        self.instance, self.ends = instance, False
        self.answers = []  # (fate, id, instant): of pages
        self.pages = []  # (status, instant, seconds it took)
        self.rows = []  # (fate, id, instant): of the database layer
        self.errors = []
        self.writer = subprocess.Popen([writer, dsn, "4", "row"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                       stderr=subprocess.PIPE, text=True, preexec_fn=cluster.die_with_parent)
        cluster.children.append(self.writer)
        browser = Browser(instance)
        if browser.sign_in("thuongtruc", password) != 303:
            raise RuntimeError("no sign-in")
        works = [(self.read_rows,), (self.look, browser.beside(instance))]
        works += [(self.save, browser.beside(instance), unit) for unit in UNITS[:2]]
        self.threads = [threading.Thread(target=self.guard, args=work, daemon=True) for work in works]
        for thread in self.threads:
            thread.start()

    def guard(self, work, *args):
        try:
            work(*args)
        except Exception as error:  # a thread that ends early would hide a lost write
            self.errors.append(f"{work.__name__}: {error!r}")

    def read_rows(self):
        for line in self.writer.stdout:
            fate, row, instant = line.split()
            self.rows.append((fate, row, int(instant) / 1000))

    def look(self, browser):
        while not self.ends:
            started = time.monotonic()
            try:
                status, text = browser.get("/cum/cum-mau/2020-H1/xep-thu")
                if status == 503 and "</html>" not in text:
                    self.errors.append("a page of 503 is not whole")
            except OSError as error:
                status = repr(error)
            now = time.monotonic()
            self.pages.append((status, now, now - started))
            time.sleep(0.1)

    def save(self, browser, unit):
        path = f"/cum/cum-mau/2020-H1/tham-dinh/ban-chqs-huyen-{unit}"
        number = 0
        while not self.ends:
            status, text = browser.get(path)
            seen = re.search(rf'name="seen\.{re.escape(CODE)}" value="(\d+)"', text)
            if status != 200 or not seen:
                time.sleep(0.2)
                continue
            number += 1
            reason = f"ha-{unit}-{number}"
            status, text = browser.post(path, **{f"seen.{CODE}": seen[1], f"actual.{CODE}": "",
                                                 f"points.{CODE}": f"{number % 9 + 1},5", f"reason.{CODE}": reason})
            stored = status == 303 and not browser.location.endswith("so=0")
            unknown = status == 503 and "không chắc đã lưu" in text
            self.answers.append(("A" if stored else "U" if unknown else "R", reason, time.monotonic()))

    def stop(self):
        self.ends = True
        self.writer.stdin.close()
        for thread in self.threads:
            thread.join(60)


def gap_around(instants, begin, end):
    """The longest time without an instant between begin and end, as far as it lies after begin."""
    inside = [instant for instant in sorted(instants) if begin - 1 <= instant <= end]
    return max((later - max(earlier, begin) for earlier, later in zip(inside, inside[1:]) if later > begin), default=0)


def acknowledged(answers):
    return [instant for fate, _, instant in answers if fate == "A"]


def compare(name, answers, stored):
    fates = {fate: [one for kind, one, _ in answers if kind == fate] for fate in "AUR"}
    lost = [one for one in fates["A"] if one not in stored]
    wrongly = [one for one in fates["R"] if one in stored]
    print(f"{name}: acknowledged {len(fates['A'])}, lost {len(lost)}; unknown {len(fates['U'])}; "
          f"refused {len(fates['R'])}, of them stored all the same {len(wrongly)}", flush=True)
    return not lost and not wrongly and len(fates["A"]) > 0


def take_away(kind, leader, nodes):
    if kind == "kill":
        leader.kill()
    elif kind == "pause":
        leader.signal(signal.SIGSTOP)
    else:
        found = members(nodes)
        candidate = next(name for name, member in found.items() if member["role"] == "sync_standby")
        status, text = rest(leader, "/switchover", {"leader": leader.name, "candidate": candidate})
        if status != 200:
            raise RuntimeError(f"switchover: {status} {text}")


def event(kind, nodes, load):
    leader = wait_for("a leader with its standbys", lambda: healthy(nodes), 90, 0.5)
    time.sleep(2)
    begin = time.monotonic()
    take_away(kind, leader, nodes)
    if kind == "pause":
        time.sleep(PAUSED_S)
        leader.signal(signal.SIGCONT)
    wait_for("writes", lambda: acknowledged(load.rows)[-1] > begin + 1 and acknowledged(load.answers)[-1] > begin + 1
             and acknowledged(load.rows)[-1] > time.monotonic() - 0.5, 60)
    time.sleep(3)
    end = time.monotonic()
    figures = {
        "rows": gap_around(acknowledged(load.rows), begin, end),
        "saves": gap_around(acknowledged(load.answers), begin, end),
        "pages": gap_around([instant for status, instant, _ in load.pages if status == 200], begin, end),
        "slowest": max(took for _, instant, took in load.pages if begin <= instant <= end),
    }
    print(f"{kind} of {leader.name}: seconds without rows {figures['rows']:.1f}, without saves {figures['saves']:.1f}, "
          f"without pages {figures['pages']:.1f}; slowest answer {figures['slowest']:.1f}", flush=True)
    if kind == "kill":
        leader.start()
    return figures


def start_cluster():
    etcd_port, peer_port = free_port(), free_port()
    cluster.start(["/usr/bin/etcd", "--enable-v2=true", "--data-dir", folder / "etcd",
                   "--listen-client-urls", f"http://127.0.0.1:{etcd_port}",
                   "--advertise-client-urls", f"http://127.0.0.1:{etcd_port}",
                   "--listen-peer-urls", f"http://127.0.0.1:{peer_port}",
                   "--initial-advertise-peer-urls", f"http://127.0.0.1:{peer_port}",
                   "--initial-cluster", f"default=http://127.0.0.1:{peer_port}"], "etcd.log")
    nodes = [Node(number, etcd_port) for number in (1, 2, 3)]
    for node in nodes:
        node.start()
    wait_for("the cluster", lambda: healthy(nodes), 120, 0.5)
    return nodes


def main():
    program, writer = (str(pathlib.Path(path).resolve()) for path in sys.argv[1:3])
    kills = int(sys.argv[3]) if len(sys.argv) > 3 else 3
    nodes = start_cluster()
    hosts = "host=127.0.0.1,127.0.0.1,127.0.0.1 port=" + ",".join(str(node.port) for node in nodes)
    admin = f"{hosts} user=postgres dbname=postgres target_session_attrs=read-write"
    sql(admin, "create role thidua login")
    sql(admin, "create database thidua owner thidua")
    for node in nodes:  # a standby that has not heard of the database yet refuses the whole connection
        wait_for(f"the database on {node.name}",
                 lambda: sql(f"host=127.0.0.1 port={node.port} user=thidua dbname=thidua", "select 1"))
    dsn = f"{hosts} user=thidua dbname=thidua"
    instance, passwords = cluster.make_sample(program, dsn)
    sql(f"{dsn} target_session_attrs=read-write", "create table ha_row (id text collate \"C\" primary key)")
    instance.start()
    instance.wait()
    load = Load(instance, passwords["thuongtruc"], writer, dsn)
    wait_for("saves", lambda: acknowledged(load.answers) and acknowledged(load.rows))
    kinds = ["kill"] * kills + ["switchover", "pause"]
    figures = [(kind, event(kind, nodes, load)) for kind in kinds]
    load.stop()
    wait_for("a leader with its standbys", lambda: healthy(nodes), 90, 0.5)
    reader = f"{dsn} target_session_attrs=read-write"
    rows = set(sql(reader, "select id from ha_row").split())
    reasons = set(sql(reader, "select distinct reason from score_entry where reason like 'ha-%'").split())
    well = compare("database layer", load.rows, rows)
    well = compare("pages", load.answers, reasons) and well
    killed = [figure for kind, figure in figures if kind == "kill"]
    for what, title in (("rows", "writes"), ("pages", "pages")):
        seconds = [figure[what] for figure in killed]
        if not seconds:
            continue
        print(f"seconds without {title} after a kill: min {min(seconds):.1f}, median "
              f"{statistics.median(seconds):.1f}, max {max(seconds):.1f}")
    health = instance.get("/healthz")[0]
    print(f"at the end: /healthz {health}, program alive {instance.server.poll() is None}, errors {load.errors}")
    raise SystemExit(not (well and health == 200 and not load.errors))


main()
