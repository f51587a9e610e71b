# unsung: every target is POSIX sh; a machine needs python3 (3.11 or newer), venv, make and git, nothing else.
#   make run     install, migrate, load the demo company and serve it (PORT, UNSUNG_DATA)
#   make test    the whole suite, on SQLite and on PostgreSQL (UNSUNG_TEST_REQUIRE_ALL=1: nothing may be skipped)
#   make bench   the numbers of docs/performance.md (QUICK=1: under three minutes)
#   make bench-measurement  docs/measurement.md's table: series with a known effect, live peers (N=20: a third of the time)
#   make fuzz    20,000 generated requests against the whole OpenAPI
#   make train-discovery      learn the weights of the classifier anew (DISCOVERY_DATA: the folder of the data)
#   make evaluate-discovery   judge every repository by a model that never saw it
#   make bench-discovery      reading a history of 60,000 commits, timed against git itself (REPOSITORY: another clone)
#   make lint    the quick half of the architecture tests
#   make letters compile the MJML of letters into the HTML that is committed
#   make lock    maintainers only: write both lock files anew (needs uv)
.POSIX:

PYTHON = python3
VENV = .venv
PY = $(VENV)/bin/python

# Installs the lock $$1 unless the stamp $$2 already holds its hash. A function and not a target: a hash, not a date, decides.
INSTALL = install_lock() { \
	want=`$(PY) -c 'import hashlib,sys; print(hashlib.sha256(open(sys.argv[1],"rb").read()).hexdigest())' "$$1"` || exit 1; \
	if [ "`cat "$$2" 2>/dev/null`" != "$$want" ]; then \
		echo "Installing $$1"; \
		if command -v uv >/dev/null 2>&1; then uv pip install --quiet --python $(PY) --require-hashes -r "$$1" || exit 1; \
		else $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r "$$1" || exit 1; fi; \
		echo "$$want" >"$$2"; \
	fi; }

help:
	@sed -n 's/^#   //p' Makefile

run: venv
	@$(INSTALL); install_lock requirements.lock $(VENV)/.stamp-run
	@exec env UNSUNG_DEMO=1 UNSUNG_DATA="$${UNSUNG_DATA:-.unsung}" PORT="$${PORT:-8000}" $(PY) -m app demo --serve

# One process per core of a small machine; a file stays in one process, so its browser is started once. JOBS=0: one process.
JOBS = 2

test: installed
	@$(PY) -m pytest -n $(JOBS) --dist loadfile

bench: installed
	@$(PY) -m benchmarks

# One thread: more would add up numbers in another order, and the same data must give the same bytes.
ONE_THREAD = OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1

train-discovery: installed
	@$(ONE_THREAD) $(PY) -m benchmarks.discovery.train

evaluate-discovery: installed
	@$(ONE_THREAD) $(PY) -m benchmarks.discovery.evaluate

bench-discovery: installed
	@$(ONE_THREAD) $(PY) -m benchmarks.discovery.history_bench

bench-measurement: installed
	@$(ONE_THREAD) $(PY) -m benchmarks.measurement

fuzz: installed
	@UNSUNG_TEST_FUZZ_CASES=20000 $(PY) -m pytest tests/fuzz

lint: installed
	@$(PY) -m pytest tests/architecture

letters: installed
	@$(PY) -m tests.letters

installed: venv
	@$(INSTALL); install_lock requirements.lock $(VENV)/.stamp-run; install_lock requirements-dev.lock $(VENV)/.stamp-test

venv:
	@command -v $(PYTHON) >/dev/null 2>&1 || { \
		echo "unsung needs Python 3.11 or newer, and '$(PYTHON)' was not found: on Debian, apt-get install python3 python3-venv." >&2; exit 2; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "unsung needs Python 3.11 or newer, and '$(PYTHON)' is `$(PYTHON) --version 2>&1`: name a newer one, as in make run PYTHON=python3.12." >&2; exit 2; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "unsung needs Python's venv module, and '$(PYTHON)' has none: on Debian, apt-get install python3-venv." >&2; exit 2; }
	@[ -x $(PY) ] || $(PYTHON) -m venv $(VENV)

# --no-config and the emptied variables: no setting of the maintainer's machine may reach a lock that everybody installs from.
COMPILE = env -u UV_INDEX_URL -u UV_EXTRA_INDEX_URL -u UV_INDEX -u UV_DEFAULT_INDEX -u UV_FIND_LINKS -u UV_CONSTRAINT \
	uv pip compile --quiet --no-config --universal --python-version 3.11 --generate-hashes --no-header --no-annotate $(UPGRADE)
UPGRADE =

lock:
	@command -v uv >/dev/null 2>&1 || { echo "make lock needs uv on PATH." >&2; exit 2; }
	$(COMPILE) pyproject.toml -o requirements.lock
	$(COMPILE) --group dev --constraint requirements.lock -o requirements-dev.lock

.PHONY: help run test bench bench-discovery bench-measurement train-discovery evaluate-discovery fuzz lint letters installed venv lock
