#!/usr/bin/env python3
"""Checks that every #include of src/ keeps to the walls of the house (TAP, one test a rule).

    check_layers.py PROJECT

    base <- text <- rules (x.c) <- service (x_service.c, x_cache.c, x_state.c) <- web (x_web.c), cmd
                    db audit crypto sys ^                     http html doc ^

The tables below are the walls; what they do not allow is refused. Tests and their helpers are free.
Between features, the rules, the services and the pages each form a graph without cycles.
"""
import pathlib
import re
import sys

INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.MULTILINE)

# Room -> rooms it may include beside itself.
ROOMS = {
    "base": "",
    "text": "base",
    "sys": "base text",
    "crypto": "base text sys",
    "db": "base text sys crypto",
    "html": "base text",
    "http": "base text sys crypto html",
    "doc": "base text sys html",  # html: its escapes, for papers on a page
    "jobs": "base text sys crypto db",
    "backup": "base text sys crypto db",
}
# Kind of a feature's file -> rooms and kinds of feature files it may include.
KINDS = {
    "rules": "base text rules",
    "service": "base text rules sys crypto db doc jobs backup service",
    "doc": "base text rules service doc sys papers",
    "job": "base text rules service sys crypto db doc jobs backup papers job",
    "web": "base text rules service sys crypto db doc jobs backup papers job html http web",
}
# x_job.c: steps of long work; x_doc.c: what a feature prints or draws, not the room doc/.
KINDS["papers"] = KINDS.pop("doc")

# Rooms without rules of their own, whose files carry no suffix.
SERVICE_ROOMS = {"audit", "sample"}
WEB_ROOMS = {"frame"}
# These draw the line themselves: they tie everything together.
FREE = {
    "accounts_list.c",
    "citing_list.c",
    "closing_list.c",
    "cmd",
    "door_list.c",
    "due_list.c",
    "evidence_list.c",
    "feature_list.c",
    "feature_list.h",
    "file_list.c",
    "grant_list.c",
    "history_list.c",
    "job_list.c",
    "main.c",
    "setting_list.c",
}
# Generated headers outside any room.
GENERATED = {"message_ids.h": "text", "message_tables.h": "text", "asset_names.h": "html"}


def is_test(path):
    name = path.name
    return bool(re.search(r"_(test|fixture|test_support)\.[ch]$|^fixture", name)) or bool(
        {"testing", "testdata"} & set(path.parts)
    )


def kind_of(path):
    """Kind of a feature's file, from its name."""
    feature, stem = path.parts[1], path.name.split(".")[0]
    if path.name.endswith(".sql.h") or path.name.endswith(".sql"):
        return "service"
    if path.name.endswith(".html.h") or stem.endswith(("_web", "_view")) or feature in WEB_ROOMS:
        return "web"
    if stem.endswith("_doc"):
        return "papers"
    if stem.endswith("_job"):
        return "job"
    if stem.endswith(("_service", "_cache", "_state")) or feature in SERVICE_ROOMS:
        return "service"
    return "rules"


def place_of(path):
    """Room, or kind of a feature's file."""
    if path.name in GENERATED and len(path.parts) == 1:
        return GENERATED[path.name]
    if path.parts[0] == "features" and len(path.parts) > 2:
        return kind_of(path)
    return path.parts[0]


def includes_of(source):
    """(file, included file) relative to src/, tests left out."""
    for file in sorted(source.rglob("*.[ch]")):
        path = file.relative_to(source)
        if is_test(path):
            continue
        for included in INCLUDE.findall(file.read_text(encoding="utf-8")):
            # A name without a folder is a neighbour, or generated.
            target = pathlib.PurePosixPath(included)
            if len(target.parts) == 1 and included not in GENERATED:
                target = pathlib.PurePosixPath(path.parent.as_posix()) / included
            yield pathlib.PurePosixPath(path.as_posix()), target


def refused(includes):
    """What the tables do not allow, one line each."""
    for path, target in includes:
        here, there = place_of(path), place_of(target)
        if path.parts[0] in FREE or path.as_posix() in FREE:
            continue
        if path.parts[0] == "features":
            allowed = KINDS[here].split()
            foreign_query = target.name.endswith(".sql.h") and path.parts[:2] != target.parts[:2]
            if foreign_query:
                yield f"{path} includes {target}: the queries of another feature"
        elif here in ROOMS:
            allowed = [here, *ROOMS[here].split()]
        else:
            yield f"{path}: the room {here}/ is not in the tables of check_layers.py"
            continue
        if there not in allowed:
            yield f"{path} ({here}) includes {target} ({there})"
        if is_test(pathlib.PurePosixPath(target)):
            yield f"{path} includes {target}, which is for tests"


def cycles(includes, kind):
    """One cycle among the features' files of a kind, or None."""
    graph = {}
    for path, target in includes:
        ends = [p for p in (path, target) if p.parts[0] == "features" and len(p.parts) > 2]
        if len(ends) == 2 and all(kind_of(p) == kind for p in ends):
            if path.parts[1] != target.parts[1]:
                graph.setdefault(path.parts[1], set()).add(target.parts[1])
    done = set()

    def walk(feature, way):
        if feature in way:
            return [*way[way.index(feature):], feature]
        if feature in done:
            return None
        for following in sorted(graph.get(feature, ())):
            if found := walk(following, [*way, feature]):
                return found
        done.add(feature)
        return None

    for feature in sorted(graph):
        if found := walk(feature, []):
            return " -> ".join(found)
    return None


def main(project):
    source = pathlib.Path(project) / "src"
    includes = list(includes_of(source))
    results = [("every include keeps to its layer", sorted(set(refused(includes))))]
    for kind, name in (("rules", "rules"), ("service", "services"), ("papers", "papers"), ("job", "long work"), ("web", "pages")):
        cycle = cycles(includes, kind)
        results.append((f"{name} of the features form no cycle", [cycle] if cycle else []))
    print(f"1..{len(results) + 1}")
    print("ok 1 - there is something to check" if includes else "not ok 1 - nothing to check")
    for number, (name, faults) in enumerate(results, 2):
        print(f"{'not ok' if faults else 'ok'} {number} - {name}")
        for fault in faults:
            print(f"# {fault}")
    return 0 if includes and not any(faults for _, faults in results) else 1


sys.exit(main(sys.argv[1]))
