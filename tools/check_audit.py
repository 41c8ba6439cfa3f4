#!/usr/bin/env python3
"""Checks that every write of the features reaches the audit trail (TAP, one test a write).

    check_audit.py PROJECT

For each db_write(db, WORK, …) of src/features the functions that WORK may call are followed by name; one of
them must be audit_write. What writes no row on purpose stands in WITHOUT, with its reason. Tests and their
fixtures are left out. It reads text, not meaning: a path through WORK that skips the row is for the service
tests to find.
"""
import pathlib
import re
import sys

# "room/file.c: function": why no row of the trail is wanted.
WITHOUT = {
    "score_evidence/score_evidence_edit_service.c: make_cell_in": "what a file is hung on; adding the file writes its row",
    "account/account_service.c: sign_out_in": "the end of a session",
    "account/door_service.c: take_first_step_in": "the first of two steps; signing in has a history of its own",
    "account/door_service.c: count_wrong_in": "wrong sign-ins have a history of their own",
    "account/session_service.c: touch_in": "when a session was last used",
    "account/token_service.c: use_in": "when a token was last used",
    "audit/audit_seal.c: store_in": "the trail itself",
    "audit/audit_seal.c: end_lease_in": "who seals",
    "factor/recovery_service.c: tell_in": "that a message was shown",
    "factor/totp_service.c: begin_in": "nothing holds until it is confirmed",
    "factor/totp_service.c: pass_in": "signing in has a history of its own",
    "intake/criteria_file_service.c: stage_in": "a preview; what is confirmed is told",
    "intake/criteria_file_service.c: drop_in": "a preview; what is confirmed is told",
    "intake/intake_service.c: stage_in": "a preview; what is confirmed is told",
    "intake/intake_service.c: mend_in": "a preview; what is confirmed is told",
    "intake/intake_service.c: drop_in": "a preview; what is confirmed is told",
    "organisation/import_service.c: stage_in": "a preview; what is confirmed is told",
    "person/person_import_service.c: stage_in": "a preview; what is confirmed is told",
    "target/target_import_service.c: stage_in": "a preview; what is confirmed is told",
}

DEFINITION = re.compile(r"^(?:[A-Za-z_][\w \t*]*?)\b(\w+)\([^;{}]*\)\s*\{\n(.*?)^\}", re.MULTILINE | re.DOTALL)
WRITE = re.compile(r"\bdb_write(?:_grouped|_apart)?\(\s*[^,]+,\s*(\w+)\s*,")
WORD = re.compile(r"\b[a-z_]\w*\b")
TEXT = re.compile(r'"(?:\\.|[^"\\])*"|/\*.*?\*/', re.DOTALL)


def functions_of(path):
    """(name, is static, words of the body, works handed to db_write)."""
    text = TEXT.sub('""', path.read_text(encoding="utf-8"))
    for match in DEFINITION.finditer(text):
        name, body = match.group(1), match.group(2)
        head = text[match.start():match.start(1)]
        yield name, "static" in head, set(WORD.findall(body)), WRITE.findall(body)


def main():
    source = pathlib.Path(sys.argv[1]) / "src"
    here, everywhere, writes = {}, {}, []
    for path in sorted((source / "features").rglob("*.c")):
        if re.search(r"_(test|fixture|test_support)\.c$", path.name):
            continue
        file = path.relative_to(source / "features").as_posix()
        for name, is_static, words, works in functions_of(path):
            here[file, name] = words
            if not is_static:
                everywhere[name] = file
            writes += [(file, name, work) for work in works]

    def reaches(file, name, seen):
        if name == "audit_write":
            return True
        place = (file, name) if (file, name) in here else (everywhere.get(name), name)
        if place not in here or place in seen:
            return False
        seen.add(place)
        return any(reaches(place[0], word, seen) for word in sorted(here[place]) if word != name)

    failed, number, met = 0, 0, set()
    for file, name, work in writes:
        number += 1
        key = f"{file}: {work}"
        met.add(key)
        # Where the work, or a step of it, is a parameter: from whoever hands it over.
        givers = [other for (place, other), words in here.items() if place == file and name in words and other != name]
        well = (
            key in WITHOUT
            or reaches(file, work, set())
            or bool(givers) and all(reaches(file, giver, set()) for giver in givers)
        )
        failed += not well
        print(f"{'ok' if well else 'not ok'} {number} - {key}{' # ' + WITHOUT[key] if key in WITHOUT else ''}")
    number += 1
    stale = sorted(set(WITHOUT) - met)
    failed += bool(stale)
    print(f"{'not ok' if stale else 'ok'} {number} - exceptions are all met {', '.join(stale)}")
    print(f"1..{number}")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
