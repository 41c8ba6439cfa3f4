#!/usr/bin/env python3
"""Checks that every write of a feature asks whether what it writes is closed (TAP).

    check_closing.py PROJECT

A function that runs in a write transaction calls, itself or through functions of src/features, the
guard of features/cluster/closing_service.h; or it stands in NEITHER below, because what it writes
is of no half-year and of no cluster's year. docs/decisions/0029 says which is which.
"""
import pathlib
import re
import sys

GUARD = re.compile(r"\bclosing_(?:whole_|years?_)?(?:year_)?must_be_open\(")
FUNCTION = re.compile(
    r"^(?P<static>static )?const struct err \*(?P<name>\w+)\((?P<params>[^;{}]*?)\) \{\n(?P<body>.*?)^\}\n",
    re.MULTILINE | re.DOTALL,
)
WRITE_PARAMS = re.compile(r"^struct db_tx \*tx, void \*\w+(?:, struct str \w+)?$")

# Room (or file, or file:function) -> why it is asked for nothing.
NEITHER = {
    "account": "accounts and sessions",
    "audit": "the trail itself",
    "backup": "backups, their journal",
    "factor": "ways of signing in",
    "privacy": "what is held of people, requests, retention: goes on beside what is closed",
    "secrecy": "notes in the trail that something was refused",
    "file/file_scan_job.c": "the same of what is kept",
    "file/file_scan_service.c": "what a scanner says of bytes, whatever they belong to",
    "freeze": "addenda stand beside what is closed, and are refused where it is open",
    "legal": "the register of documents is of no cluster",
    "organisation": "units through time: dated by themselves, a half-year bears the names of its day",
    "person": "people through time: dated by themselves",
    "registration/award_service.c": "titles and rules of the organisation",
    "job/job_service.c": "asking for long work, ending it, fetching its result; what a job stores asks itself",
    "intake/hand_out_service.c": "notes in the trail that a sheet was printed",
    "cluster/cluster_service.c:create_in": "makes a cluster: nothing of it can be closed yet",
    "cluster/closing_service.c:change_in": "closes and opens again",
    "cluster/cluster_service.c:find_in": "reads alone: a helper hands it to db_read",
    "cluster/cluster_service.c:find_facts_in": "reads alone: a helper hands it to db_read",
}


def functions(source):
    """(file, name, is_static, params, body) of src/features."""
    for file in sorted(source.rglob("*.c")):
        path = file.relative_to(source)
        if re.search(r"_(test|fixture)\.c$|^fixture", file.name):
            continue
        for match in FUNCTION.finditer(file.read_text(encoding="utf-8")):
            yield path.as_posix(), match["name"], bool(match["static"]), match["params"], match["body"]


def guarding(all_functions):
    """Those that ask the guard, through others too: (file, name) of static ones, ("", name) else."""
    found = set()
    while True:
        before = len(found)
        for file, name, is_static, _params, body in all_functions:
            key = (file if is_static else "", name)
            calls = set(re.findall(r"\b(\w+)\(", body))
            if GUARD.search(body) or any((file, c) in found or ("", c) in found for c in calls):
                found.add(key)
        if len(found) == before:
            return found


def is_only_read(text, name):
    """Whether the function is handed to db_read alone."""
    callers = re.findall(r"\b(\w+)\((?:[^();{}]|\([^()]*\))*?,\s*" + name + r"\s*[,)]", text)
    return bool(callers) and all(caller == "db_read" for caller in callers)


def is_handed_on(text, name):
    """Whether somebody else runs it: its name stands where no call of it is."""
    return re.search(r"\b" + name + r"\b(?!\s*\()", text) is not None


def is_neither(file, name):
    room = file.split("/")[0]
    return room in NEITHER or file in NEITHER or f"{file}:{name}" in NEITHER


def check(source):
    all_functions = list(functions(source))
    asks = guarding(all_functions)
    looked_at, faults = 0, []
    for file, name, is_static, params, _body in all_functions:
        text = (source / file).read_text(encoding="utf-8")
        if not WRITE_PARAMS.match(" ".join(params.split())) or not is_handed_on(text, name):
            continue
        if is_only_read(text, name) or is_neither(file, name):
            continue
        looked_at += 1
        if (file if is_static else "", name) not in asks:
            faults.append(f"{file}: {name}() writes and does not ask whether it is closed")
    return looked_at, faults


def main():
    source = pathlib.Path(sys.argv[1]) / "src" / "features"
    looked_at, faults = check(source)
    print("1..2")
    for fault in faults:
        print(f"# {fault}: call closing_must_be_open() or closing_year_must_be_open() in it, or list it in NEITHER")
    print(("not ok" if faults else "ok") + " 1 - every write asks whether what it writes is closed")
    # A pattern that finds nothing would find no fault either.
    print(("ok" if looked_at >= 40 else "not ok") + f" 2 - {looked_at} writes were looked at")
    sys.exit(1 if faults or looked_at < 40 else 0)


if __name__ == "__main__":
    main()
