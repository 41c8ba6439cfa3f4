#!/usr/bin/env python3
"""From the data folder to PostgreSQL and back with `thidua copy-database` (TAP).

    copy_test.py PROGRAM
"""
import json
import pathlib
import signal
import sqlite3
import subprocess
import sys

import cluster
from cluster import Instance, Postgres, Tap, folder

PROGRAM = pathlib.Path(sys.argv[1]).resolve()
WHERE = ["--cluster", "cum-mau", "--period", "2020-H1"]
tap = Tap()


def thidua(*args):
    return subprocess.run([str(PROGRAM), *(str(arg) for arg in args)], stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=60)


def ranking(data):
    done = thidua("ranking", "--data", data, *WHERE, "--json")
    return json.loads(done.stdout) if done.returncode == 0 else done.stderr


def rows_of(data):
    """All rows of all tables of a data folder, whatever their order."""
    with sqlite3.connect(f"file:{data / 'thidua.db'}?mode=ro", uri=True) as db:
        names = [row[0] for row in db.execute("select name from sqlite_schema where type = 'table'")]
        own = [name for name in names if name not in ("schema_migration", "write_receipt")]
        return {name: sorted(map(repr, db.execute(f'select * from "{name}"'))) for name in own}


def backups(postgres, there, before, rows):
    """A backup of PostgreSQL is restored into a folder, and into an empty PostgreSQL database."""
    file, out, other = folder / "b.tar", folder / "out", folder / "other"
    (there / "files").mkdir(exist_ok=True)
    (there / "files" / "a1").write_text("minh chứng")
    done = thidua("backup", "--data", there, "-o", file, "--json")
    tap.ok(done.returncode == 0 and json.loads(done.stdout)["files"] == 1, "PostgreSQL is backed up", done.stderr)
    done = thidua("restore", file, "--data", out, "--json")
    tap.ok(done.returncode == 0 and json.loads(done.stdout)["engine"] == "postgresql", "into a folder", done.stderr)
    tap.ok(ranking(out) == before and thidua("verify", "--data", out).returncode == 0, "with the same ranking")
    came = rows_of(out)
    # A restore is written down, and ends sessions and codes.
    own = [name for name in rows if not name.startswith(("audit", "account_session", "account_code"))]
    differing = [name for name in own if rows[name] != came.get(name)]
    tap.ok(not differing, "every row of every table is there", str(differing))
    postgres.sql("create database again owner thidua")
    dsn = postgres.dsn().replace("dbname=thidua", "dbname=again")
    done = thidua("restore", file, "--data", other, "--database", dsn)
    tap.ok(done.returncode == 0, "and into an empty PostgreSQL database", done.stderr)
    tap.ok(ranking(other) == before and thidua("verify", "--data", other).returncode == 0, "with the same ranking there")
    tap.ok((other / "files" / "a1").read_text() == "minh chứng" and not (other / "thidua.db").exists(), "and the files")
    done = thidua("restore", file, "--data", folder / "third", "--database", dsn)
    tap.ok(done.returncode == 1 and not (folder / "third").exists(), "never over data", done.stderr)


def main():
    postgres = Postgres()
    here, there, back = folder / "here", folder / "there", folder / "back"
    thidua("init", "--data", here, "--sample", "training")
    before = ranking(here)

    done = thidua("copy-database", "--data", here)
    tap.ok(done.returncode == 1 and "--to" in done.stderr, "it asks where to", done.stderr)
    beside = Instance(PROGRAM, "here", "", make_folder=False)
    beside.start()
    beside.wait()
    done = thidua("copy-database", "--data", here, "--to", postgres.dsn())
    tap.ok(done.returncode == 1, "it refuses while a server writes", done.stdout)
    beside.server.send_signal(signal.SIGTERM)
    beside.server.wait(20)

    done = thidua("copy-database", "--data", here, "--to", postgres.dsn(), "--json")
    tap.ok(done.returncode == 0 and json.loads(done.stdout)["rows"] > 100, "all rows go to PostgreSQL",
           done.stdout + done.stderr)
    done = thidua("copy-database", "--data", here, "--to", postgres.dsn())
    tap.ok(done.returncode == 1 and "đã có dữ liệu" in done.stderr, "a second time is refused", done.stderr)

    there.mkdir(mode=0o700)
    (there / "database.dsn").write_text(postgres.dsn() + "\n")
    tap.ok(isinstance(before, (dict, list)) and ranking(there) == before, "the ranking there is the same", ranking(there))
    tap.ok(thidua("verify", "--data", there).returncode == 0, "and nothing contradicts itself")
    done = thidua("init", "--data", folder / "again", "--database", postgres.dsn())
    tap.ok(done.returncode == 1 and not (folder / "again").exists(), "init leaves a database in use alone", done.stderr)

    done = thidua("copy-database", "--data", there, "--to", back)
    tap.ok(done.returncode == 0, "all rows come back into a new folder", done.stderr)
    tap.ok(ranking(back) == before, "the ranking there is the same too", ranking(back))
    tap.ok(thidua("verify", "--data", back).returncode == 0, "and nothing contradicts itself there")
    rows, came = rows_of(here), rows_of(back)
    differing = [name for name in rows if rows[name] != came.get(name)]
    tap.ok(len(rows) > 60 and not differing, "every row of every table is there", str(differing))
    done = thidua("copy-database", "--data", there, "--to", back)
    tap.ok(done.returncode == 1 and ranking(back) == before, "a folder in use is left alone", done.stderr)
    done = thidua("copy-database", "--data", there, "--to", "host=127.0.0.1 port=1 dbname=x")
    tap.ok(done.returncode == 1, "a server that is away is said so", done.stdout)
    backups(postgres, there, before, rows)
    tap.done()


main()
