"""The documents agree with the repository: links lead somewhere, decisions are complete, libraries have reasons."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from app import cli
from app.settings import Settings
from app.site import Site

PROJECT = Path(__file__).resolve().parents[2]
DECISIONS = PROJECT / "docs/decisions"
HEADINGS = ["## Context", "## Decision", "## Consequences", "## Checked by"]
LIBRARIES = DECISIONS / "0006-libraries.md"
ELSEWHERE = ("http://", "https://", "mailto:")
CODE = re.compile(r"^```.*?^```$|`[^`\n]+`", re.MULTILINE | re.DOTALL)
SET_UP = {"RINGDESK_CACHE", "RINGDESK_TEST_POSTGRES_URL", "RINGDESK_TEST_CHROMIUM", "RINGDESK_URL"}
"""Variables that are read before there are settings, or by the tests."""
LINK = re.compile(r"\]\(([^)\s]+)\)")
NAMED_FILE = re.compile(r"`([\w.-]+(?:/[\w.-]+)+\.(?:py|ts|tsx|toml|md|j2))`")


class Package(msgspec.Struct, rename="camel"):
    """The part of package.json that names dependencies."""

    dependencies: dict[str, str] = {}
    dev_dependencies: dict[str, str] = {}


def text_of(path: Path) -> str:
    """A document's text."""
    return path.read_text(encoding="utf-8")


def documents() -> list[Path]:
    """Every Markdown document of ours."""
    return sorted([*PROJECT.glob("*.md"), *(PROJECT / "docs").rglob("*.md"), *(PROJECT / "bench").rglob("*.md")])


def decisions() -> list[Path]:
    """Every decision."""
    return sorted(DECISIONS.glob("*.md"))


def name_of(path: Path) -> str:
    """The test's name for a document."""
    return str(path.relative_to(PROJECT))


def anchors(document: Path) -> set[str]:
    """What a link may name behind `#`."""
    headings = re.findall(r"^#+ (.+)$", CODE.sub(lambda code: code.group().strip("`"), text_of(document)), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def broken_links(document: Path) -> Iterator[str]:
    """Relative links that lead nowhere."""
    for link in LINK.findall(CODE.sub("", text_of(document))):
        if link.startswith(ELSEWHERE):
            continue
        path, _, anchor = link.partition("#")
        target = (document.parent / path).resolve() if path else document
        if not target.exists() or (anchor and anchor not in anchors(target)):
            yield link


@pytest.mark.parametrize("document", documents(), ids=name_of)
def test_every_link_leads_somewhere(document: Path) -> None:
    assert list(broken_links(document)) == []


@pytest.mark.parametrize("document", documents(), ids=name_of)
def test_every_file_that_a_document_names_exists(document: Path) -> None:
    named = NAMED_FILE.findall(text_of(document))
    console = (PROJECT / "console", PROJECT / "console/src") if document.name == "console.md" else ()
    places = (PROJECT, document.parent, *console)
    assert [path for path in named if not any((place / path).exists() for place in places)] == []


def test_every_module_that_the_map_of_changes_names_alone_lies_beside_the_one_before_it() -> None:
    table = text_of(PROJECT / "ARCHITECTURE.md").partition("## Where to change what")[2].partition("\n## ")[0]
    missing = list[str]()
    for row in table.splitlines():
        folder = None
        for path in re.findall(r"`([\w./-]+\.(?:py|ts|tsx|j2))`", row):
            if "/" in path:
                folder = (PROJECT / path).parent
            elif folder is not None and not (folder / path).exists():
                missing.append(path)
    assert missing == []


@pytest.mark.parametrize("document", documents(), ids=name_of)
def test_every_request_that_a_document_names_can_be_made(document: Path) -> None:
    known = re.findall(r'"(/api/v1/[^"]*)": \{', text_of(PROJECT / "console/src/api/generated/openapi.ts"))
    shapes = [re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path))) for path in (*known, "/api/v1/live")]
    named = re.findall(r"(/api/v1/[\w{}/-]+)", text_of(document))
    wrong = [path for path in named if not any(shape.fullmatch(path.rstrip("/")) for shape in shapes)]
    assert [path for path in wrong if not any(other.startswith(path) for other in known)] == []


@pytest.mark.parametrize("document", documents(), ids=name_of)
def test_every_command_and_setting_that_a_document_names_exists(document: Path) -> None:
    code = "\n".join(CODE.findall(text_of(document)))
    targets = re.findall(r"^([a-z-]+):", text_of(PROJECT / "Makefile"), re.M)
    assert set(re.findall(r"(?:^|`|&& )make ([a-z-]+)", code, re.M)) - set(targets) == set()
    commands = {
        command.name or getattr(command.callback, "__name__", "") for command in cli.command.registered_commands
    }
    groups = {group.name for group in cli.command.registered_groups}
    assert set(re.findall(r"(?:^|`|&& |bin/)ringdesk ([a-z]+)", code, re.M)) - commands - groups == set()
    settings = {f"RINGDESK_{name.upper()}" for name in Settings.model_fields}
    assert set(re.findall(r"RINGDESK_[A-Z_]+", code)) - settings - SET_UP == set()


@pytest.mark.parametrize("decision", decisions(), ids=name_of)
def test_every_decision_has_its_four_parts(decision: Path) -> None:
    text = text_of(decision)
    assert text.startswith(f"# {decision.name[:4]} ")
    assert re.findall(r"^## .+$", text, re.M) == HEADINGS


def test_decisions_are_numbered_without_a_gap() -> None:
    numbers = [int(decision.name[:4]) for decision in decisions()]
    assert numbers == list(range(1, len(numbers) + 1))


def test_index_names_every_document() -> None:
    index = PROJECT / "docs/README.md"
    linked = {(index.parent / link.partition("#")[0]).resolve() for link in LINK.findall(text_of(index))}
    missing = [document for document in (PROJECT / "docs").rglob("*.md") if document not in {*linked, index}]
    assert missing == []


def test_every_library_has_its_reason_and_every_reason_its_library() -> None:
    reasons = re.findall(r"^\| `([^`]+)` \| \S", text_of(LIBRARIES), re.M)
    used = python_libraries()
    package = PROJECT / "console/package.json"
    if package.exists():
        used |= npm_libraries(package)
    else:
        reasons = [name for name in reasons if name not in npm_section()]
    assert sorted(reasons) == sorted(used)


def python_libraries() -> set[str]:
    """Names in pyproject.toml, without extras and versions."""
    project = tomllib.loads(text_of(PROJECT / "pyproject.toml"))
    wanted = [
        *project["project"]["dependencies"],
        *(line for group in project["dependency-groups"].values() for line in group),
    ]
    return {re.split(r"[\[<>=~! ]", line, maxsplit=1)[0] for line in wanted}


def npm_libraries(package: Path) -> set[str]:
    """Names in package.json."""
    wanted = msgspec.json.decode(package.read_bytes(), type=Package)
    return {*wanted.dependencies, *wanted.dev_dependencies}


def npm_section() -> str:
    """The part of the list that is about the console."""
    return text_of(LIBRARIES).partition("### Console")[2]


def test_every_library_has_its_licence_listed() -> None:
    table = text_of(PROJECT / "docs/third-party.md")
    listed = set(re.findall(r"[\w@/.-]+", table))
    assert python_libraries() - listed == set()


def test_the_page_on_backups_names_all_that_the_data_folder_holds() -> None:
    page = text_of(PROJECT / "docs/admin/backup.md")
    site = Site(data=Path("/data"))
    parts = {
        getattr(site, name).relative_to("/data").parts[0]
        for name, value in vars(Site).items()
        if isinstance(value, property)
    }
    assert [part for part in sorted(parts) if f"`{part}" not in page] == []
