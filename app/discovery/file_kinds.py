"""What kind of file a path names: test, docs, ci, build ... A path may be of several kinds."""

import re
from functools import lru_cache
from typing import Final

KINDS: Final = (
    "auth", "bench", "build", "changelog", "ci", "code", "configuration", "docs", "example", "forge", "generated",
    "lock", "look", "manifest", "migration", "observability", "test", "tooling",
)  # fmt: skip

_FOLDERS: Final = {
    "ci": "ci .circleci .buildkite .gitlab .tekton .azure .azure-pipelines .ci workflows",
    "forge": ".github .gitea .forgejo",
    "test": "test tests __tests__ testing spec specs e2e testdata fixtures fixture __snapshots__ snapshots integration"
    " integration-tests integration_tests unit unittest unittests test_utils test-utils __fixtures__ playwright cypress"
    " mocks __mocks__ conformance fuzz",
    "docs": "docs doc documentation website site guide guides",
    "changelog": "changelog changelogs .changeset .changes changes",
    "example": "example examples samples demo demos playground playgrounds",
    "build": "cmake docker scripts build buildscripts packaging xtask bazel nix tools",
    "generated": "vendor third_party generated gen node_modules",
    "bench": "bench benches benchmark benchmarks perf",
    "migration": "migration migrations",
    "observability": "metrics tracing telemetry grafana prometheus dashboards dashboard monitoring alerts",
    "auth": "auth security crypto authentication authorization oauth",
}
_NAMES: Final = {
    "ci": ".travis.yml .gitlab-ci.yml jenkinsfile azure-pipelines.yml appveyor.yml .drone.yml codecov.yml .codecov.yml"
    " cloudbuild.yaml",
    "changelog": "history.md releases.md",
    "lock": "cargo.lock package-lock.json yarn.lock pnpm-lock.yaml go.sum poetry.lock uv.lock composer.lock"
    " gemfile.lock"
    " bun.lock bun.lockb deno.lock requirements.txt flake.lock pdm.lock",
    "manifest": "cargo.toml package.json go.mod pyproject.toml pom.xml composer.json gemfile setup.py setup.cfg"
    " pnpm-workspace.yaml directory.packages.props build.gradle build.gradle.kts versions.props libs.versions.toml",
    "build": "makefile cmakelists.txt dockerfile justfile meson.build build build.bazel workspace"
    " module.bazel configure.ac"
    " build.rs rollup.config.js vite.config.ts vite.config.js webpack.config.js tsup.config.ts gulpfile.js turbo.json"
    " nx.json gradlew .goreleaser.yml flake.nix default.nix shell.nix setup.py",
}
_NAME_STARTS: Final = {
    "docs": "readme license contributing authors code_of_conduct",
    "changelog": "changelog",
    "manifest": "requirements",
    "build": "dockerfile docker-compose compose. tsconfig",
    "tooling": ".eslint .prettier .rustfmt rustfmt clippy .clippy .editorconfig .golangci .pre-commit"
    " biome.json .oxlint"
    " .stylelint .flake8 ruff mypy tslint .clang-format .clang-tidy dprint renovate .renovate dependabot .gitignore"
    " .gitattributes codeowners .nvmrc .node-version rust-toolchain .mailmap .typos _typos typos deny.toml .npmrc"
    " .licenserc .yarnrc .tool-versions .cspell cspell",
}
_EXTENSIONS: Final = {
    "docs": "md mdx rst adoc txt markdown org tex rdoc ipynb",
    "code": "rs ts tsx js jsx mjs cjs mts cts go py pyi java kt kts groovy scala cs cpp cc c h hpp cu cuh php"
    " rb lua el swift"
    " m mm vue svelte ex exs erl hs ml clj dart zig sql proto thrift pyx sh ps1",
    "configuration": "json yaml yml toml ini cfg conf properties xml env jsonc json5 lock gradle editorconfig",
    "build": "cmake mk bzl bazel gradle dockerfile nix",
    "manifest": "csproj rockspec gemspec nuspec",
    "look": "css scss less sass styl svg png html",
}
_TEST_NAME: Final = re.compile(
    r"^test_|_test\.|\.test\.|\.spec\.|_spec\.|tests?\.\w+$|\.snap$|_tests?\.\w+$|\.test-d\.|conftest"
)
_GENERATED_NAME: Final = re.compile(r"\.pb\.go$|_pb2|\.gen\.|\.generated\.|\.min\.")
_TEST_FOLDER: Final = re.compile(r"[._-]tests?$|^tests?_")
# What marks a folder or a file wherever it stands in its name.
_INSIDE: Final = {
    "bench": ("bench", "criterion"), "migration": ("migration",), "auth": ("auth", "security", "crypto"),
    "observability": ("dashboard", "grafana", "prometheus", "metrics", "tracing", "telemetry"),
}  # fmt: skip
_NOT_PLAIN_CODE: Final = frozenset({"test", "ci", "docs", "generated", "bench", "example", "build"})


@lru_cache(maxsize=1 << 16)
def kinds_of(path: str) -> frozenset[str]:
    """Kinds of KINDS, by the names of the folders and of the file alone; empty where nothing is known."""
    folders, _, name = path.lower().rpartition("/")
    found = _kinds_of_name(name)
    if folders:
        found |= _kinds_of_folders(folders)
    if "code" in found and found & _NOT_PLAIN_CODE:
        found -= {"code"}
    return found


@lru_cache(maxsize=1 << 14)
def _kinds_of_folders(folders: str) -> frozenset[str]:
    return frozenset().union(*map(_kinds_of_folder, folders.split("/")))


@lru_cache(maxsize=1 << 14)
def _kinds_of_folder(folder: str) -> frozenset[str]:
    found = {kind for kind, names in _SETS_OF_FOLDERS.items() if folder in names}
    found |= {kind for kind, parts in _INSIDE.items() if any(part in folder for part in parts)}
    if _TEST_FOLDER.search(folder):
        found.add("test")
    return frozenset(found)


@lru_cache(maxsize=1 << 14)
def _kinds_of_name(name: str) -> frozenset[str]:
    extension = name.rpartition(".")[2] if "." in name else ""
    found = {kind for kind, names in _SETS_OF_NAMES.items() if name in names}
    found |= {kind for kind, extensions in _SETS_OF_EXTENSIONS.items() if extension in extensions}
    found |= {kind for kind, starts in _STARTS.items() if name.startswith(starts)}
    found |= {kind for kind, parts in _INSIDE.items() if any(part in name for part in parts)}
    if _TEST_NAME.search(name):
        found.add("test")
    if _GENERATED_NAME.search(name):
        found.add("generated")
    return frozenset(found)


def _sets(table: dict[str, str]) -> dict[str, frozenset[str]]:
    return {kind: frozenset(words.split()) for kind, words in table.items()}


_SETS_OF_FOLDERS: Final = _sets(_FOLDERS)
_SETS_OF_NAMES: Final = _sets(_NAMES)
_SETS_OF_EXTENSIONS: Final = _sets(_EXTENSIONS)
_STARTS: Final = {kind: tuple(words.split()) for kind, words in _NAME_STARTS.items()}
