"""The house rules that a program can check. Each rule is one test; its findings say where.

usage: check.py REPOSITORY
"""
import os
import re
import subprocess
import sys
from pathlib import Path

from functions import functions

ROOT = Path(sys.argv[1])
SOURCES = ROOT / "src"
CPP = {".cpp", ".hpp"}
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.M)
UNFINISHED = re.compile(r"\b(TO" r"DO|FIX" r"ME)\b")
# What tools write is as long as it is.
GENERATED = {"node_modules", "build", "expected", "results", "package-lock.json", "__pycache__"}


def files(*folders, suffixes=None):
    for folder in folders:
        for path, subfolders, names in os.walk(ROOT / folder):
            subfolders[:] = sorted(set(subfolders) - GENERATED)
            for name in sorted(set(names) - GENERATED):
                if suffixes is None or Path(name).suffix in suffixes:
                    yield Path(path) / name


def text_of(path):
    return path.read_text(encoding="utf-8", errors="replace")


def at(path, line=None):
    place = str(path.relative_to(ROOT))
    return place if line is None else f"{place}:{line}"


def pg_config(option):
    command = [os.environ.get("PG_CONFIG", "pg_config"), option]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


SERVER_HEADERS = Path(pg_config("--includedir-server"))


def is_standard(kind, header):
    return kind == "<" and re.fullmatch(r"\w+", header)


def is_server_header(header):
    return (SERVER_HEADERS / header).is_file()


def includes(folder, allowed, why):
    """A finding for each #include in src/`folder` that `allowed` does not accept."""
    for path in files(f"src/{folder}", suffixes=CPP):
        text = text_of(path)
        for match in INCLUDE.finditer(text):
            if not is_standard(*match.groups()) and not allowed(*match.groups()):
                line = text.count("\n", 0, match.start()) + 1
                yield f"{at(path, line)}: includes {match[2]}, but {why}"


def domain_is_pure():
    def allowed(kind, header):
        libraries = ("openssl/", "nlohmann/", "crypt.h")
        return header.startswith(libraries if kind == "<" else "domain/")
    return includes("domain", allowed, "the domain knows only std, crypt(3), OpenSSL, nlohmann and itself")


def adapter_knows_no_business():
    results = {"domain/result.hpp", "domain/uuid.hpp"}

    def allowed(_, header):
        return header.startswith("pg/") or header in results or is_server_header(header)
    return includes("pg", allowed, "pg knows only std, PostgreSQL, itself and " + ", ".join(results))


def systems_use_the_adapter():
    for folder in sorted(SOURCES.iterdir()):
        if folder.is_dir() and folder.name not in ("domain", "pg"):
            # The base is there for every system; no system knows another.
            ours = ("domain/", "pg/", "socle/", f"{folder.name}/")
            yield from includes(folder.name, lambda _, header: header.startswith(ours),
                                "a system knows only std, domain, pg, socle and itself")


def gateway_knows_the_domain_only():
    libraries = ("boost/", "libpq-fe.h", "sys/", "unistd.h")
    for path in files("stream", suffixes=CPP):
        text = text_of(path)
        for match in INCLUDE.finditer(text):
            kind, header = match.groups()
            allowed = libraries if kind == "<" else ("stream/", "domain/")
            if not is_standard(kind, header) and not header.startswith(allowed):
                line = text.count("\n", 0, match.start()) + 1
                yield (f"{at(path, line)}: includes {header}, but the gateway knows only std, POSIX,"
                       " Boost, libpq, the domain and itself")


def versions_only_in_adapter():
    for path in files("src", suffixes=CPP):
        if path.relative_to(SOURCES).parts[0] != "pg" and "PG_VERSION_NUM" in text_of(path):
            yield f"{at(path)}: PG_VERSION_NUM belongs in src/pg"


def files_are_short():
    for path in files("src", "stream", "extension", "test", "tools"):
        length = text_of(path).count("\n")
        if length > 300:
            yield f"{at(path)}: {length} lines, at most 300"


def functions_are_short():
    for path in files("src", "stream", "test", suffixes=CPP):
        for function in functions(text_of(path)):
            if function.length > 70:
                yield (f"{at(path, function.line)}: {function.name} has {function.length} lines,"
                       " at most 70")


def lines_are_short():
    for path in files("src", "stream", "test", suffixes=CPP):
        for number, line in enumerate(text_of(path).splitlines(), 1):
            if len(line) > 100:
                yield f"{at(path, number)}: {len(line)} columns, at most 100"


def nothing_unfinished():
    for path in files("src", "stream", "extension", "test", "tools"):
        for number, line in enumerate(text_of(path).splitlines(), 1):
            if found := UNFINISHED.search(line):
                yield f"{at(path, number)}: {found[0]}"


def library_exports_only_its_api():
    systems = "|".join(path.stem for path in ROOT.glob("extension/*/*.control"))
    ours = re.compile(rf"Pg_magic_func|_PG_init|_PG_fini|(pg_finfo_)?({systems})_\w+")
    command = ["nm", "-D", "--defined-only", str(ROOT / "socle.so")]
    listing = subprocess.run(command, capture_output=True, text=True).stdout
    symbols = [line.split()[-1] for line in listing.splitlines()]
    if "_PG_init" not in symbols:
        yield "socle.so does not export _PG_init"
    yield from (f"socle.so exports {name}" for name in symbols if not ours.fullmatch(name))


RULES = [domain_is_pure, adapter_knows_no_business, systems_use_the_adapter,
         gateway_knows_the_domain_only, versions_only_in_adapter, files_are_short, functions_are_short, lines_are_short,
         nothing_unfinished, library_exports_only_its_api]


def main():
    failed = 0
    for rule in RULES:
        findings = list(rule())
        failed += bool(findings)
        print("FAILED" if findings else "ok    ", rule.__name__.replace("_", " "))
        for finding in findings:
            print("      ", finding)
    print(f"{len(RULES) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
