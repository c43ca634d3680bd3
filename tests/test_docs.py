# long: one place holds every agreement between what is written for people and what is there
"""What is written for people agrees with what is there: codes, commands, variables, links, services."""

from __future__ import annotations

import ast
import re
import string
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
import typer.main
import yaml

from pipelines import errors
from pipelines.cli import app
from pipelines.settings import from_environment
from pipelines.sign.reasons import catalogue as reasons

ROOT = Path(__file__).parents[1]
OPERATIONS = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
COMPOSE = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
DOCUMENTS = sorted({*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")})
CATALOGUES = [
    "pipelines/messages.yaml",
    "pipelines/sign/reasons.yaml",
    "pipelines/cli/texts.yaml",
    *sorted(str(file.relative_to(ROOT)) for file in (ROOT / "web/messages").glob("*.yaml")),
]
COMMAND_LINE = typer.main.get_command(app)
FOLDERS = ("benchmarks", "config", "dags", "docs", "expectations", "pipelines", "scripts", "tests", "web")


def section(title: str) -> str:
    """The text of operations.md under a heading, up to the next one of its rank or above."""
    rank, rest = re.search(rf"^(#+) {re.escape(title)}\n(.*)", OPERATIONS, re.MULTILINE | re.DOTALL).groups()
    return re.split(rf"^#{{1,{len(rank)}}} ", rest, maxsplit=1, flags=re.MULTILINE)[0]


def rows(text: str) -> list[list[str]]:
    """The cells of every row of the tables in *text*, without their headings."""
    lines = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in text.splitlines() if line.startswith("|")]
    rules = [number for number, cells in enumerate(lines) if set("".join(cells)) <= set("-: ")]
    return [cells for number, cells in enumerate(lines) if number not in rules and number + 1 not in rules]


def named(text: str) -> list[str]:
    """What stands first in each row."""
    return [cells[0].strip("`") for cells in rows(text)]


def groups_of_messages() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in (ROOT / "pipelines/messages.yaml").read_text(encoding="utf-8").splitlines():
        if heading := re.fullmatch(r"# --- (.+)", line):
            found.setdefault(heading[1], [])
        elif code := re.match(r"([a-z0-9_]+):", line):
            found[list(found)[-1]].append(code[1])
    return found


# --- codes


@pytest.mark.parametrize("group", groups_of_messages())
def test_every_code_has_its_line_under_the_heading_of_its_group(group):
    assert named(section(group)) == groups_of_messages()[group]


def test_no_line_names_a_code_that_does_not_exist():
    assert sorted(named(section("Problems"))) == sorted(errors.catalogue())
    assert sorted(named(section("What verify says"))) == sorted(reasons())


def test_every_line_says_what_it_means_who_acts_and_what_to_do():
    lines = rows(section("Problems")) + rows(section("What verify says"))
    assert lines
    for cells in lines:
        assert len(cells) == 4, cells
        assert all(cells), cells


def test_codes_that_the_code_raises_by_name_are_in_the_catalogue():
    raised = {
        node.args[0].value
        for file in (ROOT / "pipelines").rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and (getattr(node.func, "id", None) or getattr(node.func, "attr", None)) in ("DocumentProblem", "explain")
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
    }
    assert len(raised) > 20
    assert raised <= set(errors.catalogue())


@pytest.mark.parametrize("file", CATALOGUES)
def test_every_text_is_there_in_both_languages_and_no_key_twice(file):
    text = (ROOT / file).read_text(encoding="utf-8")
    keys = re.findall(r"^([a-z0-9_.]+):", text, re.MULTILINE)
    entries = yaml.safe_load(text)

    assert sorted(keys) == sorted(set(keys)) == sorted(entries)
    for key, entry in entries.items():
        assert set(entry) == {"vi", "en"}, key
        assert all(isinstance(said, str) and said.strip() for said in entry.values()), key


# The command line's own texts print English as a gloss beside the Vietnamese, without repeating its values.
@pytest.mark.parametrize("file", [file for file in CATALOGUES if not file.endswith("texts.yaml")])
def test_both_languages_have_the_same_placeholders(file):
    def placeholders(said: str) -> set[str]:
        return {name.removesuffix("_en") for _, name, _, _ in string.Formatter().parse(said) if name}

    for key, entry in yaml.safe_load((ROOT / file).read_text(encoding="utf-8")).items():
        assert placeholders(entry["vi"]) == placeholders(entry["en"]), key


# --- commands, variables, DAGs


def commands(group: click.Group | None = None, before: tuple[str, ...] = ("sohoa",)) -> Iterator[tuple[str, ...]]:
    """Every command and sub-command, as words."""
    group = group or COMMAND_LINE
    for name, command in group.commands.items():
        yield (*before, name)
        if hasattr(command, "commands"):
            yield from commands(command, (*before, name))


def help_of(words: tuple[str, ...]) -> str:
    command, context = COMMAND_LINE, None
    for word in words[1:]:
        context = click.Context(command, parent=context, info_name=word)
        command = command.commands[word]
    return command.get_help(click.Context(command, parent=context, info_name=words[-1]))


@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_help_shows_an_example(words):
    said = help_of(words)
    if words in [other[:-1] for other in commands()]:
        assert all(other[-1] in said for other in commands() if other[:-1] == words), "a group lists its commands"
    else:
        assert f"Example:  {' '.join(words)}" in said


@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_the_readme_names_the_command(words):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    *group, name = words
    assert re.search(rf"\b{' '.join(group)}\b[^\n]*\b{name}\b", readme), f"README.md does not name '{' '.join(words)}'"


def variables_of_settings() -> set[str]:
    """The environment variables that the settings ask for, found by asking."""
    asked: set[str] = set()

    class Asked(dict[str, str]):
        def get(self, key: str, default: Any = None) -> Any:
            asked.add(key)
            return default

    from_environment(Asked())
    return asked


def test_every_environment_variable_is_documented_and_no_other():
    assert len(variables_of_settings()) >= 9
    assert set(named(section("Environment"))) == variables_of_settings()


@pytest.mark.parametrize("file", sorted((ROOT / "dags").glob("*.py")), ids=lambda file: file.stem)
def test_every_dag_says_what_it_is_for_and_is_in_the_table(file):
    said = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""

    assert said.startswith(f"### {file.stem}: ")
    assert "fails" in said
    assert file.stem in named(section("Airflow"))


# --- links


def links(file: Path) -> Iterator[tuple[str, str]]:
    text = re.sub(r"^```.*?^```", "", file.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if not re.match(r"[a-z]+:", target):
            path, _, anchor = target.partition("#")
            yield path, anchor


def anchors(file: Path) -> set[str]:
    """Of the headings, as the usual renderers make them."""
    headings = re.findall(r"^#+ (.+)$", file.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("file", DOCUMENTS, ids=lambda file: file.name)
def test_no_link_leads_nowhere(file):
    for path, anchor in links(file):
        target = (file.parent / path).resolve() if path else file
        assert target.exists(), f"{file.name} links to {path}"
        assert not anchor or anchor in anchors(target), f"{file.name} links to {path}#{anchor}"


@pytest.mark.parametrize("file", DOCUMENTS, ids=lambda file: file.name)
def test_files_functions_and_tests_that_a_document_names_exist(file):
    text = re.sub(r"^```.*?^```", "", file.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    ours = re.compile(rf"((?:{'|'.join(FOLDERS)})/[^\s:]*)(?:::? ?([A-Za-z_.]+))?")
    for path, name in (found.groups() for token in re.findall(r"`([^`\n]+)`", text) if (found := ours.fullmatch(token))):
        if re.search(r"[<>*…{]", path):
            continue
        assert (ROOT / path).exists(), f"{file.name} names {path}"
        if name:
            source = (ROOT / path).read_text(encoding="utf-8")
            assert re.search(rf"^\s*(?:(?:async )?def |class )?{re.escape(name)}\b", source, re.MULTILINE), (
                f"{file.name}: {path}: {name}"
            )


def test_every_law_that_was_asked_for_has_its_table_and_every_row_its_state():
    text = (ROOT / "docs/law.md").read_text(encoding="utf-8")
    for part in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        if part.startswith(("Decree", "Law", "Decision")):
            assert rows(part), part[:60]
            for cells in rows(part):
                assert len(cells) == 4, cells
                assert cells[3].split(":")[0] in ("met", "partly", "later", "the agency's"), cells
                assert "::" in cells[2] or cells[3].split(":")[0] != "met", f"said to be met, but no test shows it: {cells[0]}"


# --- servers


def compose() -> dict[str, Any]:
    return yaml.safe_load(COMPOSE)


def test_the_documents_name_exactly_the_services_there_are():
    assert named(section("Servers instead of the embedded default")) == list(compose()["services"])
    assert "name" not in compose(), "the first version of the schema refuses a name at the top"


def test_services_wait_for_services_that_exist_and_volumes_are_declared():
    whole = compose()
    for name, service in whole["services"].items():
        for other, how in service.get("depends_on", {}).items():
            assert other in whole["services"], name
            assert how["condition"] != "service_healthy" or "healthcheck" in whole["services"][other]
        for volume in service.get("volumes", []):
            source = volume.split(":")[0] if not volume.startswith("$") else None
            assert source is None or source in whole["volumes"], (name, volume)


def test_every_service_that_stays_up_has_a_health_check():
    for name, service in compose()["services"].items():
        ends = service["restart"] == "on-failure"
        assert ends != ("healthcheck" in service), name


def test_the_services_set_only_variables_that_exist():
    for name, service in compose()["services"].items():
        ours = {key for key in service.get("environment", {}) if key.startswith("SOHOA_")}
        assert ours <= variables_of_settings(), name


def test_no_secret_has_a_value_in_the_file():
    secret = re.compile(r"PASS|SECRET|FERNET|ACCESS_KEY|REDISCLI_AUTH|_CONN$|BROKER_URL|RESULT_BACKEND|_(LEDGER|RESULTS)_URL")
    checked = 0
    for name, service in compose()["services"].items():
        for key, value in service.get("environment", {}).items():
            if secret.search(key):
                checked += 1
                assert re.search(r"\$\{\w+:\?", value), (name, key)
    assert checked > 20
    assert compose()["secrets"]["signer.p12"]["file"].startswith("${SIGNING_KEY_FILE:?")


def test_only_the_worker_holds_the_key():
    services = compose()["services"]
    assert [name for name in services if "secrets" in services[name]] == ["airflow-worker"]
    assert [name for name in services if "SOHOA_SIGNING_PASSPHRASE" in services[name].get("environment", {})] == [
        "airflow-worker"
    ]


def test_all_parts_of_airflow_share_one_configuration():
    services = compose()["services"]
    parts = [service["environment"] for name, service in services.items() if name.startswith("airflow-")]
    assert len(parts) == 5
    for key in (key for key in parts[0] if key.startswith("AIRFLOW__")):
        assert len({part[key] for part in parts}) == 1, key
    assert parts[0]["AIRFLOW__CORE__EXECUTION_API_SERVER_URL"] == "http://airflow-api-server:8080/execution/"
    assert parts[0]["AIRFLOW__WORKERS__MIN_HEARTBEAT_INTERVAL"] == "1"
    assert all(part["OMP_THREAD_LIMIT"] == "1" for part in parts)


def test_the_image_installs_the_list_of_system_packages_by_reading_it():
    dockerfile = re.sub(r"^#.*\n", "", (ROOT / "Dockerfile").read_text(encoding="utf-8"), flags=re.MULTILINE)
    packages = [line for line in (ROOT / "scripts/system-packages.txt").read_text().splitlines() if not line.startswith("#")]
    installing = [line for line in dockerfile.replace("\\\n", " ").splitlines() if "apt-get install" in line]
    [taken] = re.findall(
        r"(grep -v '\^#' scripts/system-packages\.txt) \| \S+ xargs apt-get install ((?:-\S+ ?)+)", installing[0]
    )
    read = subprocess.run(["bash", "-c", taken[0]], cwd=ROOT, capture_output=True, text=True, check=True).stdout

    assert len(installing) == 1
    assert read.split() == packages
    assert all(word.startswith("-") for word in taken[1].split()), "no package is named beside the list"
    assert "COPY scripts/system-packages.txt" in dockerfile


def test_the_image_has_the_python_of_the_project_and_is_not_run_by_root():
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert re.search(r"^FROM python:3\.11-[a-z-]*bookworm$", dockerfile, re.MULTILINE)
    assert re.findall(r"^USER (\S+)$", dockerfile, re.MULTILINE)[-1:] == ["sohoa"]
    assert "OMP_THREAD_LIMIT=1" in dockerfile
