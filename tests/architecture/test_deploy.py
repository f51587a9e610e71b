"""The image and the composition: pinned by hash, not root, no secret that everybody knows."""

import re

import yaml

from tests.architecture.tree import ROOT

DOCKERFILE = (ROOT / "Dockerfile").read_text()
COMPOSE = (ROOT / "compose.yaml").read_text()


def test_the_image_installs_by_hash_and_serves_without_root():
    assert "pip install --require-hashes -r requirements.lock" in DOCKERFILE
    assert "pip install --no-deps ." in DOCKERFILE
    last_stage = DOCKERFILE.split("\nFROM ")[-1]
    assert re.search(r"^USER (?!root|0)", last_stage, re.MULTILINE)
    assert "pip" not in last_stage
    assert "/healthz" in last_stage


def test_no_secret_has_a_default():
    secrets = re.findall(r"\$\{(\w*(?:SECRET|PASSWORD|BASE_URL)\w*)([^}]*)\}", COMPOSE)
    assert {name for name, _ in secrets} == {"UNSUNG_SECRET", "POSTGRES_PASSWORD", "UNSUNG_BASE_URL"}
    assert [name for name, rest in secrets if not rest.startswith(":?")] == []


def test_app_worker_and_database_wait_for_each_other():
    services = yaml.safe_load(COMPOSE)["services"]
    assert {"app", "worker", "database"} <= services.keys()
    assert services["database"]["healthcheck"]["test"]
    for name in ("app", "worker"):
        assert services[name]["depends_on"] == {"migrate": {"condition": "service_completed_successfully"}}
    assert services["migrate"]["depends_on"] == {"database": {"condition": "service_healthy"}}
