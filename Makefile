# Everything here needs Python 3.11 or newer and make, and nothing else.
VENV   := .venv
PYTHON := $(VENV)/bin/python
RUNS   := $(VENV)/.installed
TESTS  := $(VENV)/.installed-dev

# Where a container forbids bytecode, every process would compile all packages again.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run quick test prove check bench audit shots clean

help: ## what can be made here · 쓸 수 있는 명령
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-6s  %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(RUNS) ## the demo on this machine, until Ctrl-C · 데모 실행 (Ctrl-C로 종료)
	@exec $(PYTHON) -m billing_core demo $(ARGS)

quick: $(TESTS) ## what needs no browser, PostgreSQL or story: half a minute · 빠른 테스트
	@exec $(PYTHON) -m pytest -n 2 -q -m quick

test: $(TESTS) ## every test · 전체 테스트
	@exec $(PYTHON) -m pytest -n 2

prove: $(TESTS) ## the long proofs: 300 members, every place to be cut off · 오래 걸리는 증명
	@exec $(PYTHON) -m pytest -n 2 -m slow

check: $(TESTS) ## format, lint, types, layers · 코드 검사
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports --no-logo

bench: $(TESTS) ## numbers, files, import, sweep and pages beside references · 속도 측정
	@.ci/environment $(VENV) tests/bench-requirements.txt
	@$(PYTHON) -m tests.bench_numbers
	@$(PYTHON) -m tests.bench_export
	@$(PYTHON) -m tests.bench_import
	@$(PYTHON) -m tests.bench_sweep
	@$(PYTHON) -m tests.bench_past
	@$(PYTHON) -m tests.bench_load
	@$(PYTHON) -m tests.bench_member_pages || true
	@$(PYTHON) -m tests.bench_felt
	@exec $(PYTHON) -m tests.bench_pages

audit: $(TESTS) ## known vulnerabilities of what is pinned (needs the internet) · 알려진 취약점 확인
	@.ci/audit

shots: $(TESTS) ## pictures of every page of the running demo, into docs/screens · 화면 캡처
	@$(PYTHON) -m tests.shots
	@$(PYTHON) -m tests.shots_of_members

clean: ## the environment and caches, never the books in data/ · 실행 환경 삭제 (data/는 그대로)
	rm -rf $(VENV) .venv-audit .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	rm -rf test-results build dist *.egg-info
	find billing_core dashboard tests -type d -name __pycache__ -prune -exec rm -rf {} +

# The stamps make the second start instant; a changed pin or package list installs again. What only
# tests and checks comes when it is first wanted, so the demo does not wait for it.
$(RUNS): requirements.txt pyproject.toml
	@.ci/environment $(VENV) requirements.txt
	@touch $@

$(TESTS): $(RUNS) requirements-dev.txt
	@.ci/environment $(VENV) requirements-dev.txt
	@touch $@
