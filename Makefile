# The front door for hands that type make; the build itself is meson's (docs/developer/building.md).
.PHONY: build test bench

build:
	test -d build || meson setup build
	ninja -C build

# Every suite; ./test says what it does.
test:
	./test

# Hot paths beside plain C and a static file, one table; needs wrk and nginx, at most 5 minutes.
bench: build
	tests/bench/bench.py
