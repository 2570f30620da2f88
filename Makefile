# SPDX-License-Identifier: GPL-3.0-or-later
# make demo   photographs in, spikes out: data, training, table, raster and figures
# make test   everything that must hold
# make portability   the kernels' bits on aarch64, and oneDNN 3 beside the system's oneDNN 2
# make install PREFIX=DIR   the program and the C library
# make site    site/index.html, the guide, the gallery and the reference of all rooms; make docs-open shows it
# make gallery the pictures of the site, each drawn by the lines beside it
# make wheel   dist/interspike-*.whl, the sampler for Python, which needs nothing but NumPy

SHELL := /bin/bash
RUNS ?= runs
DATA ?= data
PREFIX ?= /usr/local
DEMO_STEPS ?= 24000
PORT ?= 8000
INTERSPIKE := .build/release/interspike

.PHONY: demo test portability build install wheel packages python docs site docs-open gallery benchmarks lint

demo: packages build
	@DATA=$(DATA) RUN=$(RUNS)/demo STEPS=$(DEMO_STEPS) INTERSPIKE=$(INTERSPIKE) tools/demo.sh

build: packages
	swift build -c release --product interspike

install: packages
	@PREFIX="$(PREFIX)" tools/install.sh

wheel: packages
	@tools/wheel.sh

test: packages python lint
	swift build -c release --build-tests --explicit-target-dependency-import-check error
	swift test -c release --skip-build --disable-xctest

portability: packages
	@tools/kernel-bits.sh
	@tools/onednn3-check.sh

lint:
	@tools/floors.py
	swift format lint --strict --recursive --parallel Sources Tests Examples Plugins docs Package.swift

packages:
	@tools/system-packages.sh

python:
	@tools/python-environment.sh

docs: packages
	@tools/documentation.sh

gallery: packages
	@tools/gallery.py

site: packages gallery
	@tools/site.sh

docs-open:
	@[ -s site/index.html ] || $(MAKE) site
	@echo "The site is at http://127.0.0.1:$(PORT)/ until you press Ctrl-C"
	@python3 -m http.server --bind 127.0.0.1 --directory site $(PORT)

benchmarks: packages
	swift run -c release Benchmarks
