# The commands of Toàn Trình. `make` alone lists them.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.ONESHELL:
.NOTPARALLEL:
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory --no-builtin-rules

PYTHON ?= $(firstword $(shell command -v python3.11 python3.12 python3.13 python3))
PY := .venv/bin/python
TOANTRINH := $(PY) -m toantrinh.project

# A stamp for each state of the locks (and place of the clone): what is installed is never guessed.
STAMP := $(shell { cat requirements.lock requirements-build.lock pyproject.toml; pwd; } | sha256sum | cut -c1-16)
STAMP_DEV := $(shell { cat requirements*.lock pyproject.toml; pwd; } | sha256sum | cut -c1-16)
READY := .venv/.installed-$(STAMP)
READY_DEV := .venv/.tested-with-$(STAMP_DEV)

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PYTHONUNBUFFERED := 1
# The demo ends with the make that began it, even if that is killed.
export TOANTRINH_LEADER = $(if $(filter demo,$(MAKECMDGOALS)),make)

.PHONY: help demo run worker test check bench packs frontend messages database lock tools

help: ## Danh sách lệnh — this list
	@grep -hE '^[a-z]+:.*##' Makefile | awk -F ':[^#]*## ' '{ printf "  make %-10s %s\n", $$1, $$2 }'

demo: $(READY) ## Chạy bản trình diễn (RESET=1, HOST=…, PORT=…) — set up and serve the demo
	@exec $(TOANTRINH) demo $(if $(filter 1 yes true,$(RESET)),--reset) \
		$(if $(HOST),--host $(HOST)) $(if $(PORT),--port $(PORT))

run: $(READY) ## Chỉ chạy trang web — serve the pages only
	@$(TOANTRINH) database start --if-embedded
	$(TOANTRINH) migrate
	exec $(TOANTRINH) run $(if $(HOST),--host $(HOST)) $(if $(PORT),--port $(PORT))

worker: $(READY) ## Chỉ chạy bộ xử lý việc nền — do the waiting jobs only
	@$(TOANTRINH) database start --if-embedded
	$(TOANTRINH) migrate
	exec $(TOANTRINH) worker

test: $(READY_DEV) tools check ## Kiểm tra và chạy mọi bài thử (ARGS=…) — check, then run all tests
	@exec $(TOANTRINH) database temporary -- $(PY) -m pytest -n 2 --dist worksteal $(ARGS)

check: $(READY_DEV) ## Kiểm tra mã nguồn, không cần cơ sở dữ liệu — lint, types, imports
	@.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	PYTHONPATH=src .venv/bin/lint-imports

bench: $(READY_DEV) ## Đo tốc độ, mỗi phép đo một dòng kết quả — run every benchmark
	@for each in bench/[a-z]*.py; do
		$(TOANTRINH) database temporary --durable --at var/bench -- $(PY) "$$each"
	done

packs: $(READY) ## Kiểm tra các gói thủ tục — check the packs of procedures
	@exec $(TOANTRINH) packs check packs/*.*/

frontend: ## Dựng lại giao diện (cần npm) — build styles and scripts
	@cd frontend
	npm ci --no-audit --no-fund
	npm run build

messages: $(READY) ## Biên dịch các bản dịch — compile translations
	@exec $(PY) -m toantrinh.project.messages

database: $(READY) ## Bật cơ sở dữ liệu nhúng và cập nhật bảng — start and migrate the database
	@$(TOANTRINH) database start --if-embedded
	exec $(TOANTRINH) migrate

lock: ## Khóa lại phiên bản thư viện (cần uv) — pin every library with its hashes
	@command -v uv >/dev/null || { echo 'Cần uv: pipx install uv — uv is needed' >&2; exit 1; }
	lock="uv pip compile --quiet --generate-hashes --no-header --no-annotate --python-version 3.11"
	$$lock --upgrade --extra dev -o requirements-dev.lock pyproject.toml
	pins=$$(mktemp); trap 'rm -f "$$pins"' EXIT
	grep -oE '^[A-Za-z0-9_.-]+(\[[^]]*\])?==[^ ]+' requirements-dev.lock > "$$pins"
	$$lock -c "$$pins" -o requirements.lock pyproject.toml
	printf 'hatchling\neditables\n' | $$lock -c "$$pins" -o requirements-build.lock -

# -- set-up

tools:
	@$(call need,chromium,chromium)
	$(call need,pdfsig pdftotext pdftoppm,poppler-utils)

# $(call need,PROGRAMS,PACKAGE): installed by apt as root; named, and the target fails, otherwise.
define need
for program in $(1); do
	command -v $$program >/dev/null && continue
	if [ "$$(id -u)" != 0 ]; then
		echo "Thiếu $$program. Cài: sudo apt-get install $(2) — $$program is missing" >&2; exit 1
	fi
	echo "Đang cài $(2)… — installing $(2)"
	[ -e .cache/apt-updated ] || { apt-get update -qq; mkdir -p .cache; touch .cache/apt-updated; }
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(2) >/dev/null
done
endef

# One set-up at a time. umask: root lends PostgreSQL's programs to an unprivileged user.
define begin
umask 022; mkdir -p .cache; exec 9>.cache/setup.lock; flock 9; [ ! -e $@ ] || exit 0
endef
INSTALL = $(PY) -m pip install --quiet --no-input --require-hashes --only-binary :all:

$(READY):
	@$(begin)
	$(call need_python)
	if ! $(PY) -c '' 2>/dev/null || ! $(PY) -m pip --version >/dev/null 2>&1; then
		echo "Đang tạo môi trường Python… — creating .venv"
		"$(PYTHON)" -m venv --clear .venv
	fi
	echo "Đang cài thư viện, chỉ lần đầu… — installing libraries, the first time only"
	$(INSTALL) -r requirements.lock -r requirements-build.lock
	$(PY) -m pip install --quiet --no-input --no-deps --no-build-isolation -e .
	rm -f .venv/.installed-*; touch $@

$(READY_DEV): $(READY)
	@$(begin)
	echo "Đang cài công cụ kiểm thử, chỉ lần đầu… — installing test tools, the first time only"
	$(INSTALL) -r requirements-dev.lock
	rm -f .venv/.tested-with-*; touch $@

define need_python
if [ -z "$(PYTHON)" ] || ! "$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
	echo "Cần Python 3.11 trở lên — Python 3.11 or newer is needed" >&2; exit 1
fi
if ! "$(PYTHON)" -c 'import ensurepip' 2>/dev/null; then
	if [ "$$(id -u)" != 0 ]; then
		echo "Thiếu ensurepip. Cài: sudo apt-get install python3-venv — python3-venv is missing" >&2; exit 1
	fi
	echo "Đang cài python3-venv… — installing python3-venv"
	apt-get update -qq; DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv >/dev/null
fi
endef
