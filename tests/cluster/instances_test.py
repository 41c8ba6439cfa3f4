#!/usr/bin/env python3
"""Two instances of the program on one PostgreSQL, and PostgreSQL that goes away and comes back (TAP).

    instances_test.py PROGRAM

What one instance saved, the next page of the other shows; sessions, rights and wrong sign-ins count
everywhere. While PostgreSQL is down every page is a whole page with a sentence, soon; when it is back
everything works again by itself.
"""
import os
import pathlib
import re
import signal
import sys
import threading
import time

import cluster
from cluster import Browser, Instance, Postgres, Tap, descendants, signal_all, wait_for

PROGRAM = pathlib.Path(sys.argv[1]).resolve()
BASE = "/cum/cum-mau/2020-H1"
UNITS = [f"ban-chqs-huyen-{name}" for name in ("dam-say", "doi-xanh", "ea-mrang", "suoi-bac", "thac-may")]
CODE = "II.2"
tap = Tap()


def points_of(text):
    """What the grid shows as the accepted points and their revision."""
    seen = re.search(rf'name="seen\.{re.escape(CODE)}" value="(\d+)"', text)
    return int(seen[1]) if seen else None


def grid(unit=UNITS[0]):
    return f"{BASE}/tham-dinh/{unit}"


def save(browser, points, seen, reason, unit=UNITS[0]):
    return browser.post(grid(unit), **{
        f"seen.{CODE}": str(seen), f"actual.{CODE}": "", f"points.{CODE}": points, f"reason.{CODE}": reason})


def two_at_once_on_nothing(postgres):
    """Both find an empty database; both must serve one schema."""
    postgres.sql("create database nothing owner thidua")
    dsn = postgres.dsn().replace("dbname=thidua", "dbname=nothing")
    pair = [Instance(PROGRAM, f"empty{number}", dsn) for number in (1, 2)]
    for instance in pair:
        instance.start()
    for instance in pair:
        instance.wait()
    tap.ok(True, "two instances that start together on an empty database both serve")
    twice = postgres.sql("select count(*) - count(distinct version) from schema_migration", "nothing")
    tap.ok(twice == "0", "every migration was applied once", twice)
    for instance in pair:
        instance.server.send_signal(signal.SIGTERM)
        instance.server.wait(20)


def shown_at_once(one, other):
    shown, mismatches = 0, []
    for number in range(20):
        writer, reader = (one, other) if number % 2 else (other, one)
        _, text = writer.get(grid())
        reader.get(f"{BASE}/xep-thu")  # the board is kept there before the change
        points = f"{number % 9 + 1},25"
        status, text = save(writer, points, points_of(text), f"lần {number}")
        if status != 303:
            mismatches.append(f"save {number}: {status}")
            continue
        _, shown_grid = reader.get(grid())
        _, own = writer.get(grid())
        _, ranking = reader.get(f"{BASE}/xep-thu")
        _, own_ranking = writer.get(f"{BASE}/xep-thu")
        rows = [re.findall(r"<td[^>]*>([^<]*)", text) for text in (ranking, own_ranking)]
        if points_of(shown_grid) != points_of(own) or points not in shown_grid or rows[0] != rows[1] or len(rows[0]) < 5:
            mismatches.append(f"{number}: {points_of(shown_grid)} {points_of(own)} {points in shown_grid}")
        shown += 1
    tap.ok(shown == 20 and not mismatches, "what one instance saved is on the next page of the other, both ways",
           mismatches)


def same_cell(one, other):
    _, text = one.get(grid())
    seen = points_of(text)
    first = save(one, "3,5", seen, "trước")[0]
    second, text = save(other, "4,5", seen, "sau")
    tap.ok((first, second) == (303, 422), "who saves a cell that was changed at the other instance is told",
           (first, second))


def doors(first, second, passwords):
    browser = Browser(first)
    browser.sign_in("thuongtruc", passwords["thuongtruc"])
    beside = browser.beside(second)
    tap.ok(beside.get(BASE)[0] == 200, "a session of one instance counts at the other")
    browser.get(BASE)
    browser.post("/dang-xuat")
    tap.ok(beside.get(BASE)[0] == 303, "who signs out at one is signed out at the other")
    statuses = []
    for number in range(12):
        instance = (first, second)[number % 2]
        statuses.append(Browser(instance).sign_in("chihuy", "sai mật khẩu"))
    right = Browser(second).sign_in("chihuy", passwords["chihuy"])
    tap.ok(right == 422, "wrong passwords at both count together: the account is closed for a while", (statuses, right))


class Traffic:
    """Pages and saves without a pause; every answer is kept."""

    def __init__(self, browsers):
        self.ends, self.answers, self.saved, self.errors = False, [], [], []
        self.threads = [threading.Thread(target=self.run, args=(browser, number), daemon=True)
                        for number, browser in enumerate(browsers)]
        for thread in self.threads:
            thread.start()

    def run(self, browser, own):
        number = 0
        seen = None
        while not self.ends:
            started = time.monotonic()
            try:
                unit = UNITS[own % len(UNITS)]
                status, text = browser.get(grid(unit) if own else f"{BASE}/xep-thu")
                self.note(status, text, started)
                seen = points_of(text) if own and status == 200 else None
                if seen is not None:
                    number += 1
                    started = time.monotonic()
                    reason = f"dòng {own} {number}"
                    status, text = save(browser, f"{number % 9 + 1},75", seen, reason, unit)
                    self.note(status, text, started)
                    if status == 303:
                        self.saved.append(reason)
            except OSError as error:
                self.errors.append(repr(error))
            time.sleep(0.02)

    def note(self, status, text, started):
        now = time.monotonic()
        self.answers.append((status, now, now - started))
        if status == 503 and ("</html>" not in text or not re.search("cơ sở dữ liệu|Cơ sở dữ liệu", text)):
            self.errors.append(f"503 is no whole page with a sentence: {text[:300]}")

    def since(self, begin):
        return [(status, took) for status, at, took in list(self.answers) if at >= begin]

    def stop(self):
        self.ends = True
        for thread in self.threads:
            thread.join(60)


def goes_away(postgres, instance, browser):
    traffic = Traffic([browser.beside(instance) for _ in range(6)])
    wait_for("saves", lambda: len(traffic.saved) > 10)
    memory = 0
    slowest, bad = 0.0, set()
    for round_number in range(3):
        begin = time.monotonic()
        postgres.stop_at_once()
        wait_for("a page of 503", lambda: any(status == 503 for status, _ in traffic.since(begin)), 10)
        health, text = instance.get("/healthz")
        if round_number == 0:
            tap.ok(health == 503 and "database" in text, "/healthz says that the database does not answer",
                   (health, text))
        time.sleep(1.5)
        postgres.start()
        back = time.monotonic()
        wait_for("pages again", lambda: any(status == 200 for status, _ in traffic.since(back)), 10)
        wait_for("saves again", lambda: any(status == 303 for status, _ in traffic.since(back)), 10)
        slowest = max([slowest] + [took for _, took in traffic.since(begin)])
        bad |= {status for status, _ in traffic.since(begin)} - {200, 303, 422, 503}
        if round_number == 0:
            memory = instance.memory_kb()
    traffic.stop()
    tap.ok(not traffic.errors, "while it is away every answer is a whole page with a sentence", traffic.errors[:3])
    tap.ok(not bad, "and of no other kind", bad)
    tap.ok(slowest < 10, "nobody waited long", slowest)
    tap.ok(instance.get("/healthz")[0] == 200, "/healthz is well again")
    stored = set(postgres.sql("select reason from score_entry where reason like 'dòng %'", "thidua").splitlines())
    lost = [reason for reason in traffic.saved if reason not in stored]
    tap.ok(not lost, f"none of {len(traffic.saved)} acknowledged saves is lost", lost)
    halves = postgres.sql("select count(*) from score_entry s where reason like 'dòng %' and not exists (select 1 "
                          "from audit_entry a where a.at_ms = s.at_ms)", "thidua")
    tap.ok(halves == "0", "nothing is half stored: each score has its line in the history", halves)
    open_now = int(postgres.sql("select count(*) from pg_stat_activity where application_name = 'thidua'"))
    tap.ok(open_now <= 24, "no connection is left behind", open_now)
    tap.ok(instance.memory_kb() < memory * 1.5 + 20000, "memory is stable", (memory, instance.memory_kb()))


def falls_silent(postgres, instance, browser):
    """Stopped, not ended: connections stay open, and nobody answers."""
    pids = descendants(postgres.server.pid)
    signal_all(pids, signal.SIGSTOP)
    began = time.monotonic()
    try:
        status, text = browser.get(f"{BASE}/xep-thu")
    finally:
        took = time.monotonic() - began
        signal_all(pids, signal.SIGCONT)
    tap.ok(status == 503 and "</html>" in text and took < 20, "a server that falls silent does not hold a page",
           (status, took))
    wait_for("pages after the silence", lambda: browser.get(f"{BASE}/xep-thu")[0] == 200, 15)
    tap.ok(True, "and pages come again")


def goes_back_in_time(postgres, instance, browser):
    """A promoted server, and then the one that was leader before it: what came between is lost."""
    postgres.stop_well()
    data, early = postgres.place / "data", postgres.place / "early"
    cluster.run(["cp", "-a", data, early])
    (data / "recovery.signal").touch()
    with open(data / "postgresql.auto.conf", "a") as settings:
        settings.write("restore_command = 'false'\n")
    os.chown(data / "recovery.signal", *owner(data))
    postgres.start()
    wait_for("pages of the promoted server", lambda: browser.get(f"{BASE}/xep-thu")[0] == 200, 15)
    tap.ok(postgres.sql("select substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8)") == "00000002",
           "a server that took over is followed")
    postgres.stop_well()
    data.rename(postgres.place / "late")
    early.rename(data)
    postgres.start()
    status, text = browser.get(f"{BASE}/xep-thu")
    tap.ok(status == 503 and "bản dữ liệu cũ hơn" in text, "a server that went back in time is refused",
           (status, text[:1500]))
    tap.ok(instance.get("/healthz")[0] == 503, "and /healthz says so")


def owner(path):
    status = path.stat()
    return status.st_uid, status.st_gid


def main():
    postgres = Postgres()
    two_at_once_on_nothing(postgres)
    first, passwords = cluster.make_sample(PROGRAM, postgres.dsn())
    second = Instance(PROGRAM, "second", postgres.dsn())
    for instance in (first, second):
        instance.start()
    for instance in (first, second):
        instance.wait()
    one = Browser(first)
    tap.ok(one.sign_in("thuongtruc", passwords["thuongtruc"]) == 303, "somebody signs in")
    other = one.beside(second)
    shown_at_once(one, other)
    same_cell(one, other)
    doors(first, second, passwords)
    goes_away(postgres, first, one)
    falls_silent(postgres, second, other)
    goes_back_in_time(postgres, first, one)
    for instance in (first, second):
        instance.server.send_signal(signal.SIGTERM)
    codes = [instance.server.wait(30) for instance in (first, second)]
    tap.ok(codes == [0, 0], "both end well", codes)
    tap.done()


main()
