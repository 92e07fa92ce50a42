"""Fails on what the house rules forbid and the compiler does not see."""

import re
import sys

from source_tree import ROOT, finish, sources

# Heavy headers cost 7 to 44 seconds a source: each stays in the few files that need it.
HEAVY_IN_HEADERS = re.compile(r'#\s*include\s*<(boost/(beast|asio)|nlohmann/json\.hpp|CLI/)')
BEAST = re.compile(r'#\s*include\s*<boost/beast')
MAX_BEAST_SOURCES = 5
RAW_TEXT_CALLERS = ("privacy/", "agent/linux/", "agent/windows/", "agent/macos/", "agent/capture/",
                    "agent/simulate/", "common/event/")
MASKED_EVENT_FRIENDS = re.compile(r"friend\s+class\s+(\w+)")
FORBIDDEN = (
    (re.compile(r"\bstd::w?regex\b|#\s*include\s*<regex>"), "std::regex runs in unbounded time"),
    (re.compile(r"#\s*include\s*<(format|expected|source_location|ranges)>"), "not in both compilers"),
    (re.compile(r"\bthrow\s+[A-Za-z_:]+\s*[({]"), "no exceptions of our own"),
    (re.compile(r"\b(TODO|FIXME|XXX)\b"), "finish it or write an issue"),
    (re.compile(r"\busing namespace std\b"), "pollutes every name"),
)
# The system's clocks and chance come in through Clock and Random.
CLOCKS = re.compile(r"std::chrono::(system_clock|steady_clock|high_resolution_clock)::now|\btime\((NULL|nullptr|0)\)"
                    r"|std::(mt19937|random_device)|\brand\(\)")
CLOCK_OWNERS = ("common/base/clock.cc", "common/base/random.cc")
OS_CONDITION = re.compile(r"#\s*(if|ifdef|elif).*\b(_WIN32|__APPLE__|__linux__)\b")


def check(path, text, problems):
    name = str(path)
    lines = text.splitlines()
    if len(lines) > 500:
        problems.append(f"{name}: {len(lines)} lines hide two subjects (limit 500)")
    for number, line in enumerate(lines, 1):
        code = line.split("//", 1)[0] if not line.lstrip().startswith("//") else ""
        for pattern, reason in FORBIDDEN:
            subject = line if "TODO" in pattern.pattern else code
            if pattern.search(subject):
                problems.append(f"{name}:{number}: {reason}")
        if path.suffix == ".h" and HEAVY_IN_HEADERS.search(code):
            problems.append(f"{name}:{number}: heavy header inside a header")
        if CLOCKS.search(code) and name not in CLOCK_OWNERS:
            problems.append(f"{name}:{number}: time and chance come in through Clock and Random")
        if OS_CONDITION.search(code):
            problems.append(f"{name}:{number}: choose the source by the build list, not by a condition")
        if "UnmaskedForScrub" in code and not name.startswith(RAW_TEXT_CALLERS):
            problems.append(f"{name}:{number}: raw text is for sources and the scrub step alone")
    if path.suffix == ".h" and "#pragma once" not in text:
        problems.append(f"{name}: no #pragma once")
    if path.suffix == ".h" and not text.startswith("//"):
        problems.append(f"{name}: a header begins with a sentence that says what it is for")


def main():
    problems = []
    checked = 0
    beast = []
    for path, text in sources():
        checked += 1
        check(path, text, problems)
        if BEAST.search(text):
            beast.append(str(path))
    if len(beast) > MAX_BEAST_SOURCES:
        problems.append(f"Beast in {len(beast)} sources (limit {MAX_BEAST_SOURCES}): {', '.join(beast)}")
    masked = (ROOT / "privacy/mask/masked_event.h").read_text(encoding="utf-8")
    if MASKED_EVENT_FRIENDS.findall(masked) != ["Scrubber"]:
        problems.append("privacy/mask/masked_event.h: Scrubber alone may make a MaskedEvent")
    return finish("source rules", problems, checked)


if __name__ == "__main__":
    sys.exit(main())
