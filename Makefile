# SPDX-License-Identifier: BSD-3-Clause
# Every target makes the environment it needs in .venv, so nothing but Python 3.10 and a C compiler has to be there.

PYTHON ?= python3
BIN := .venv/bin
SOURCES := pyproject.toml setup.py relu_native/_build.py $(shell find csrc -name '*.c' -o -name '*.h' -o -name '*.inc')
C_FILES := $(shell find csrc tests benchmarks -name '*.c' -o -name '*.h' -o -name '*.inc')

.PHONY: help test test-peers soak determinism package bench compare verify neon simde dispatch sanitize analyze fuzz trust golden judge stubs lint format clean

help:  ## Show this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 13

test: .venv/test  ## Run the tests
	$(BIN)/python -m pytest

soak: .venv/test  ## A minute of 32 threads, and 300 random histories of a process
	SOAK_SECONDS=60 HISTORIES=300 $(BIN)/python -m pytest -s tests/test_soak.py tests/test_random_history.py

determinism: .venv/test .venv/builds  ## Compare the bits that builds with other compilers and -O levels compute
	cd tests && ../$(BIN)/python -m builds

package: .venv/package  ## Build sdist and wheel twice, compare, check, test where no compiler is; then in dist
	cd tests && ../$(BIN)/python -m package

bench: .venv/bench  ## Time everything against the peers installed, in about two minutes
	$(BIN)/python -m benchmarks --quick

compare: bench  ## Time the same again and fail if a cell is slower than in the committed run of this machine
	$(BIN)/python -m benchmarks.compare

test-peers: .venv/test-peers  ## Run the tests of ONNX, PyTorch and JAX for their activations on ours
	$(BIN)/python -m pytest -rs --disable-warnings tests/peers

verify: .venv/test  ## Check every one of the 2^32 float32 inputs with every instruction set
	$(BIN)/python -m relu_native verify --exhaustive

# The C core without Python; tests/core/Makefile names the packages these need.
neon:  ## Compare the core on an emulated AArch64 processor
simde:  ## Compare the source for AVX-512 on a processor with AVX2
dispatch:  ## Let the core find its instruction sets on emulated x86 processors
sanitize:  ## Run the core and the suite under sanitizers and valgrind
analyze:  ## Search the C sources with gcc -fanalyzer, clang-tidy and cppcheck
fuzz:  ## Call the core at random for ten minutes, every instruction set against scalar
trust:  ## Measure the errors of float32 lanes at every input of 16 bits and every parameter
neon simde dispatch sanitize analyze fuzz trust: .venv/test
	$(MAKE) -C tests/core $@

golden: .venv/test  ## Prove the digests of all results again and write relu_native/golden.json
	cd tests && ../$(BIN)/python -m golden

judge: .venv/test  ## Measure the errors of float64 by MPFR at a million inputs and more of every function
	cd tests && ../$(BIN)/python -m mpfr

stubs: .venv/test  ## Write relu_native/__init__.pyi from the registry
	$(BIN)/python -m relu_native._stubs

lint: .venv/lint  ## Check style and format
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/clang-format --dry-run -Werror $(C_FILES)

format: .venv/lint  ## Format Python and C
	$(BIN)/ruff check --fix
	$(BIN)/ruff format
	$(BIN)/clang-format -i $(C_FILES)

clean:  ## Remove everything that was made
	rm -rf .venv build dist *.egg-info relu_native/*.so .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The package is installed in place: only a change of what is compiled or of the metadata installs it again.
.venv/test .venv/test-peers .venv/bench: .venv/%: $(SOURCES) | .venv/made
	$(BIN)/python -m pip install --quiet --editable '.[$*]'
	touch $@

.venv/lint .venv/builds .venv/package: .venv/%: pyproject.toml | .venv/made
	$(BIN)/python -m pip install --quiet --group $*
	touch $@

.venv/made:
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade pip
	touch $@
