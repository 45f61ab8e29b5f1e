"""Dockerfiles and compose file, read as an engine would: what they name exists, and is what everything else uses."""

import ast
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, cast

import pytest
import yaml

from app.settings import Settings
from deploy.make_secrets import NAMES

PROJECT = Path(__file__).resolve().parents[3]
APP, ASTERISK = PROJECT / "Dockerfile", PROJECT / "deploy/asterisk.Dockerfile"
COMPOSE = PROJECT / "deploy/compose.yaml"
SETTINGS = {f"RINGDESK_{name.upper()}" for name in Settings.model_fields}
REQUIRED = re.compile(r"\$\{(\w+):\?")
OPTIONAL = re.compile(r"\$\{(\w+):-(.*?)\}")
PACKAGES = {
    "python3-jinja2": {"jinja2", "markupsafe"},
    "python3-msgspec": {"msgspec"},
    "python3-pydantic-settings": {
        "annotated_types", "dotenv", "pydantic", "pydantic_core", "pydantic_settings", "typing_extensions", "typing_inspection",
    },
}  # fmt: skip
"""What Debian's packages bring to the Asterisk image, with all that they depend on."""


def instructions(dockerfile: Path) -> list[tuple[str, str]]:
    """Each instruction with its arguments, continued lines joined."""
    text = re.sub(r"^#.*\n", "", dockerfile.read_text(), flags=re.M).replace("\\\n", " ")
    return [
        (word, rest.strip()) for word, _, rest in (line.partition(" ") for line in text.splitlines() if line.strip())
    ]


def arguments(dockerfile: Path, wanted: str) -> list[str]:
    return [rest for word, rest in instructions(dockerfile) if word == wanted]


def copied(dockerfile: Path) -> Iterator[tuple[list[str], str]]:
    """What is copied from the project, and where to."""
    for copy in arguments(dockerfile, "COPY"):
        *sources, target = shlex.split(copy)
        if not sources[0].startswith("--from="):
            yield sources, target


def ignored(path: str) -> bool:
    rules = (PROJECT / ".dockerignore").read_text().split()
    parts = path.strip("/").split("/")
    prefixes = ["/".join(parts[:end]) for end in range(1, len(parts) + 1)]
    return any(fnmatch(prefix, rule.removeprefix("**/")) for rule in rules for prefix in (*prefixes, *parts))


def compose() -> dict[str, Any]:
    return cast("dict[str, Any]", yaml.safe_load(COMPOSE.read_text()))


def environments() -> Mapping[str, Mapping[str, str]]:
    return {name: service.get("environment", {}) for name, service in compose()["services"].items()}


def filled_in(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment as a container sees it when deploy/.env holds secrets alone."""
    secrets = dict.fromkeys(NAMES, "a-secret")
    return {
        name: OPTIONAL.sub(r"\2", REQUIRED.sub(r"${\1", value).replace("${POSTGRES_PASSWORD}", "a-secret"))
        if not REQUIRED.match(value)
        else secrets[REQUIRED.findall(value)[0]]
        for name, value in environment.items()
    }


@pytest.mark.parametrize("dockerfile", [APP, ASTERISK], ids=["app", "asterisk"])
def test_what_an_image_copies_exists_and_is_sent_to_the_engine(dockerfile: Path) -> None:
    for sources, _ in copied(dockerfile):
        for source in sources:
            assert (PROJECT / source).exists(), source
            assert source == "." or not ignored(source)


def test_nothing_that_an_image_needs_is_kept_from_the_engine() -> None:
    needed = "deploy/bootstrap.py deploy/console.py uv.lock pyproject.toml README.md app/cli.py migrations/env.py"
    for path in (*needed.split(), "console/package-lock.json", "console/src/app/entry.tsx"):
        assert not ignored(path), path
    for path in ("deploy/.env", ".git/config", "data/demo-sign-ins.json", ".venv/bin/python"):
        assert ignored(path), path


@pytest.mark.parametrize("dockerfile", [APP, ASTERISK], ids=["app", "asterisk"])
def test_scripts_that_an_image_runs_exist(dockerfile: Path) -> None:
    commands = " ".join([*arguments(dockerfile, "RUN"), *(_listed(text) for text in arguments(dockerfile, "CMD"))])
    modules = re.findall(r"python3? -m ([\w.]+)", commands)
    scripts = re.findall(r"python3? ([\w/]+\.py)", commands)
    for module in modules:
        assert (PROJECT / f"{module.replace('.', '/')}.py").exists(), module
    for script in scripts:
        assert (PROJECT / script).exists(), script
    assert modules or scripts


def test_the_app_is_built_by_the_steps_that_make_uses() -> None:
    makefile = (PROJECT / "Makefile").read_text()
    (build,) = (run for run in arguments(APP, "RUN") if "bootstrap" in run)
    assert re.search(r"^run: PARTS = --no-default-groups --group build\b", makefile, re.M)
    assert "deploy/bootstrap.py --no-default-groups --group build" in build
    assert "deploy.console build" in makefile
    assert "deploy.console build" in build
    assert "ringdesk up" in makefile
    assert arguments(APP, "CMD") == ['["ringdesk", "up"]']


def test_asterisk_image_holds_all_that_its_program_imports(tmp_path: Path) -> None:
    for sources, target in copied(ASTERISK):
        for source in sources:
            to = tmp_path / target / (Path(source).name if target.endswith("/") else "")
            to.parent.mkdir(parents=True, exist_ok=True)
            copy = shutil.copytree if (PROJECT / source).is_dir() else shutil.copy
            copy(PROJECT / source, to)
    program = (
        f"import sys; sys.path[:] = [{str(tmp_path)!r}, *(p for p in sys.path if p != {str(PROJECT)!r})]\n"
        "before = set(sys.modules)\n"
        "import deploy.asterisk_container, jinja2\n"
        "import app\n"
        f"assert app.__file__.startswith({str(tmp_path)!r}), app.__file__\n"
        "loaded = {name.partition('.')[0] for name in set(sys.modules) - before}\n"
        "print(sorted(name for name in loaded - set(sys.stdlib_module_names)))\n"
    )
    done = subprocess.run(
        (sys.executable, "-P", "-c", program), cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    (install,) = (run for run in arguments(ASTERISK, "RUN") if "apt-get install" in run)
    brought = set[str]().union(*(modules for package, modules in PACKAGES.items() if package in install))
    loaded = {name for name in ast.literal_eval(done.stdout) if not name.startswith("_")}
    assert loaded - brought == {"app", "deploy"}


def test_every_variable_of_the_compose_file_is_a_setting() -> None:
    for name, environment in environments().items():
        ours = {variable for variable in environment if variable.startswith("RINGDESK_")}
        assert ours <= SETTINGS, name
        assert (ours == set()) == (name == "database")
    offered = {name for name, _ in OPTIONAL.findall(COMPOSE.read_text())}
    assert offered <= SETTINGS
    page = (PROJECT / "docs/admin/containers.md").read_text()
    assert offered <= set(re.findall(r"`(RINGDESK_\w+)`", page)), "what can be given is told to administrators"


@pytest.mark.parametrize("service", ["app", "asterisk"])
def test_settings_of_a_container_are_valid(service: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("RINGDESK_"):
            monkeypatch.delenv(name)
    dockerfile = {"app": APP, "asterisk": ASTERISK}[service]
    built = dict(word.split("=", 1) for text in arguments(dockerfile, "ENV") for word in shlex.split(text))
    for name, value in {**built, **filled_in(environments()[service])}.items():
        if name.startswith("RINGDESK_"):
            monkeypatch.setenv(name, value)
    settings = Settings()
    assert settings.remote_asterisk
    assert settings.ari_password.get_secret_value() == settings.ami_password.get_secret_value() == "a-secret"
    assert settings.data == Path("/data")
    assert settings.trunks == ()
    if service == "app":
        assert settings.database.startswith("postgresql://ringdesk:a-secret@database/ringdesk")
        assert (settings.host, settings.demo) == ("0.0.0.0", False)  # noqa: S104 - inside the container


def test_published_ports_are_those_that_are_listened_on() -> None:
    services = compose()["services"]
    settings = environments()["asterisk"]
    defaults = Settings.model_fields
    web, sip = defaults["port"].default, defaults["sip_port"].default
    sound = f"{settings['RINGDESK_RTP_FIRST']}-{settings['RINGDESK_RTP_LAST']}"
    assert services["asterisk"]["ports"] == [
        f"127.0.0.1:{web}:{web}",
        f"{sip}:{sip}/udp",
        f"{sip}:{sip}/tcp",
        f"{sound}:{sound}/udp",
    ]
    assert services["app"]["network_mode"] == "service:asterisk"
    assert "ports" not in services["app"]
    assert "ports" not in services["database"]
    assert arguments(APP, "EXPOSE") == [str(web)]
    (health,) = arguments(APP, "HEALTHCHECK")
    assert f"http://127.0.0.1:{web}/healthz" in health
    assert settings["RINGDESK_ARI_URL"].startswith("http://127.0.0.1:"), "ARI stays on loopback"


def test_services_wait_for_what_can_be_waited_for() -> None:
    services = compose()["services"]
    for name, wait in services["app"]["depends_on"].items():
        assert name in services
        assert (wait["condition"] == "service_healthy") == ("healthcheck" in services[name])
    named = {volume.split(":")[0] for service in services.values() for volume in service["volumes"]}
    assert named == compose()["volumes"].keys()
    assert services["app"]["volumes"] == services["asterisk"]["volumes"], "sounds and recordings are files for both"
    users = [re.findall(r"--uid (\d+)", " ".join(arguments(dockerfile, "RUN"))) for dockerfile in (APP, ASTERISK)]
    assert users[0] == users[1] != [], "both write the same files"
    for service in ("app", "asterisk"):
        build = services[service]["build"]
        assert (COMPOSE.parent / build["context"] / build.get("dockerfile", "Dockerfile")).resolve() in (APP, ASTERISK)


def test_secrets_are_made_for_each_variable_without_which_nothing_starts() -> None:
    done = subprocess.run(
        (sys.executable, "deploy/make_secrets.py"), cwd=PROJECT, capture_output=True, text=True, check=True, timeout=30
    )
    made = dict(line.split("=", 1) for line in done.stdout.splitlines())
    assert made.keys() == set(REQUIRED.findall(COMPOSE.read_text()))
    assert len(set(made.values())) == len(made)
    assert all(re.fullmatch(r"[\w-]{43}", secret) for secret in made.values()), "also within a URL"
    assert "deploy/.env" in (PROJECT / ".gitignore").read_text().split()
    assert ignored("deploy/.env")


def _listed(text: str) -> str:
    """The exec form of a command as one line."""
    return " ".join(cast("Sequence[str]", yaml.safe_load(text)))
