"""The files of deploy/ say what the program says, and pass their own checkers where these are installed."""

import re
import shutil
import subprocess

import pytest
import yaml

from config import PROJECT, Config
from serve import commands

DEPLOY = PROJECT / "deploy"
UNITS = sorted(DEPLOY.glob("*.service")) + sorted(DEPLOY.glob("*.timer"))
SETTINGS = set(vars(Config({"CULTURE_WEEK_ENV": "test"}))) | {"CULTURE_WEEK_ENV"}
OF_OTHERS = {"PROMETHEUS_MULTIPROC_DIR", "POSTGRES_PASSWORD", "SITE", "HOSTS", "SITE_PASSWORD", "PATH", "FLASK_APP", "PYTHONUNBUFFERED"}


def started_by(unit):
    return re.search(r"^ExecStart=(.*)$", (DEPLOY / unit).read_text(), re.M)[1].split()


def test_units_start_what_serve_py_starts():
    web, worker = commands(8000, 2)
    here = {"${HOST}": "127.0.0.1", "${PORT}": "8000", "${WORKERS}": "2"}
    assert [here.get(word, word) for word in started_by("culture-week-web.service")[1:]] == web[1:]
    assert started_by("culture-week-worker.service")[1:] == worker[3:]


def test_compose_is_yaml_whose_settings_there_are():
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    assert {"first", "second", "tables", "caddy", "database", "limits"} == set(compose["services"])
    assert set(compose["x-site"]["environment"]) <= SETTINGS
    assert compose["services"]["second"]["volumes"] != compose["services"]["first"]["volumes"]
    for name in re.findall(r"\$\{(\w+)", (DEPLOY / "compose.yaml").read_text()):
        assert name in SETTINGS | OF_OTHERS, name


def test_image_has_two_stages_no_root_and_what_it_copies_is_there():
    lines = (DEPLOY / "Dockerfile").read_text().splitlines()
    assert sum(line.startswith("FROM python:3.11-slim") for line in lines) == 2
    assert "USER culture-week" in lines and any(line.startswith("HEALTHCHECK") for line in lines)
    for line in lines:
        if line.startswith("COPY ") and "--from" not in line:
            assert all((PROJECT / name).exists() for name in line.split()[1:-1]), line


def test_settings_that_the_page_names_there_are():
    page = (PROJECT / "docs" / "running.md").read_text()
    for name in re.findall(r"^    ([A-Z_]+)=", page, re.M):
        assert name in SETTINGS | OF_OTHERS, name


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_units_are_understood(unit):
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed")
    told = subprocess.run(["systemd-analyze", "verify", str(unit)], capture_output=True, text=True).stderr
    assert [line for line in told.splitlines() if "not executable" not in line and unit.name in line] == []


def test_caddyfile_is_understood():
    if shutil.which("caddy") is None:
        pytest.skip("caddy is not installed")
    environ = {"PATH": "/usr/bin:/bin", "SITE": "pekan.example.go.id", "HOSTS": "10.0.0.11:8000 10.0.0.12:8000", "HOME": "/tmp"}
    command = ["caddy", "validate", "--adapter", "caddyfile", "--config", str(DEPLOY / "Caddyfile")]
    assert subprocess.run(command, env=environ, capture_output=True).returncode == 0
