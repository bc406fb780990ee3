"""Mutants that no switch can hold, such as those in constants: each is tried in a build of its own."""

import json
import os
import pathlib
import signal
import subprocess
import sys

# Tests up to this long come first, and then all.
QUICK_TEST_SECONDS = 1
# A constant may take the compiler forever: that counts as a mutant that does not compile.
BUILD_SECONDS = 300
# The packages whose tests may notice a mutant of a package.
TESTED_BY = {"jwt-codec": ["jwt-codec"], "signature-verification": ["signature-verification", "jwt-codec"]}
TARGETS = {"jwt-codec": ["--lib", "--test", "suite"], "signature-verification": ["--lib"]}


class Alone:
    """`tree` is a copy of the commit; `tests` are those of the other build, of which names and times are taken."""

    def __init__(self, tree, target, tests):
        self.tree, self.target, self.tests = tree, target, tests

    def check(self):
        """Without a mutant, all must build and pass. This build has no limit of time: it makes the dependencies too."""
        for package in TARGETS:
            if not self.pass_tests(package, self.build(package, None)):
                sys.exit(f"a test of {package} fails without a mutant")

    def try_one(self, mutant):
        file = self.tree / mutant["file"]
        text = file.read_text()
        file.write_text(mutated(text, mutant["span"], mutant["replacement"]))
        try:
            for package in TESTED_BY[mutant["package"]]:
                binaries = self.build(package, BUILD_SECONDS)
                if not binaries:
                    return "does not compile"
                if not self.pass_tests(package, binaries):
                    return "caught"
            return "missed"
        finally:
            file.write_text(text)

    def build(self, package, seconds):
        """The tests, or none if the compiler reports an error or takes too long."""
        command = ["cargo", "test", "--no-run", "--locked", "--message-format=json", "-p", package, "--all-features", *TARGETS[package]]
        variables = {"CARGO_TARGET_DIR": str(self.target), "RUSTFLAGS": "--cap-lints=allow", "CARGO_PROFILE_DEV_DEBUG": "0"}
        code, output = run(command, self.tree, variables, seconds)
        if code == TIME_IS_OVER:
            return []
        printed = [json.loads(line) for line in output.splitlines()]
        if code == 0:
            return [message["executable"] for message in printed if message.get("executable")]
        if not any(message["reason"] == "compiler-message" and message["message"]["level"] == "error" for message in printed):
            sys.exit(f"{package} was not built, and not for an error of the compiler")
        return []

    def pass_tests(self, package, binaries):
        folder = self.tree / ("crates/signature-verification" if package == "signature-verification" else "")
        variables = {"CARGO_MANIFEST_DIR": str(folder), "PROPTEST_CASES": "64"}
        for quick in (True, False):
            for binary in binaries:
                tests = [test for test in self.tests if crate_of(test["binary"]) == crate_of(binary)]
                chosen = [test for test in tests if test["seconds"] <= QUICK_TEST_SECONDS] if quick else tests
                # Without names all tests run, also those that fail in the other build.
                names = ["--exact", *(test["name"] for test in chosen)] if quick else []
                seconds = 60 + 2 * sum(test["seconds"] for test in chosen)
                if run([binary, "--quiet", *names], folder, variables, seconds)[0] != 0:
                    return False
        return bool(binaries)


TIME_IS_OVER = object()


def run(command, folder, variables, seconds):
    """The exit code, and what was printed. When its time is over it is killed, with all that it started."""
    process = subprocess.Popen(
        command, cwd=folder, env=os.environ | variables, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, start_new_session=True
    )
    try:
        output = process.communicate(timeout=seconds)[0]
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        return TIME_IS_OVER, process.communicate()[0]
    return process.returncode, output


def crate_of(binary):
    return pathlib.Path(binary).name.rsplit("-", 1)[0]


def mutated(text, span, replacement):
    lines = text.splitlines(keepends=True)
    start, end = (sum(map(len, lines[: place["line"] - 1])) + place["column"] - 1 for place in (span["start"], span["end"]))
    return text[:start] + replacement + text[end:]
