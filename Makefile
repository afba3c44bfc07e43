# muster. The two commands that set up everything are `make run` and
# `make test`; HACKING.md tells of the others. V=1 shows the commands.
CC ?= cc
CFLAGS ?= -O2 -g
PREFIX ?= /usr/local
DESTDIR ?=
VARIANT ?= release
BUILD := build/$(VARIANT)
comma := ,
VERSION := $(shell cat VERSION)

# What commands on the store need; what speaks HTTP, and what writes
# workbooks, needs besides.
PACKAGES := jansson libpcre2-8 lmdb yaml-0.1 libcmark-gfm libutf8proc \
	nettle libzstd yajl
HTTP_PACKAGES := libcurl libmicrohttpd libsystemd xlsxwriter
WARNINGS := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wold-style-definition -Wpointer-arith -Wcast-qual -Wwrite-strings \
	-Wformat=2 -Wundef -Wvla -Wswitch-enum -Wimplicit-fallthrough \
	-Wnull-dereference -Wconversion
WERROR ?= -Werror
# The variants: release, asan (also UBSan), tsan (threads), cov (gcov),
# fuzz (clang).
ifeq ($(VARIANT),asan)
CFLAGS := -O1 -g -fno-omit-frame-pointer
INSTRUMENT := -fsanitize=address,undefined -fno-sanitize-recover=all
else ifeq ($(VARIANT),tsan)
CFLAGS := -O1 -g -fno-omit-frame-pointer
INSTRUMENT := -fsanitize=thread
else ifeq ($(VARIANT),fuzz)
CFLAGS := -O1 -g -fno-omit-frame-pointer
INSTRUMENT := -fsanitize=fuzzer-no-link,address,undefined \
	-fno-sanitize-recover=all
else ifeq ($(VARIANT),cov)
CFLAGS := -O0 -g
INSTRUMENT := --coverage
else
HARDEN ?= -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIE
HARDEN_LD ?= -pie -Wl,-z,relro,-z,now
endif
Q := $(if $(V),,@)
# The two commands use all cores, unless `make -j` says how many.
PARALLEL = $(if $(filter -j%,$(MAKEFLAGS)),,-j$(shell nproc))

include sources.mk
OBJS := $(SRCS:%.c=$(BUILD)/%.o)
HAND_OVER := $(BUILD)/cli/hand_over.o
LIB_OBJS := $(filter-out $(BUILD)/cli/main.o $(HAND_OVER),$(OBJS))
UNIT := $(sort $(wildcard tests/unit/test_*.c))
UNIT_BINS := $(UNIT:%.c=$(BUILD)/%)
FACTS := $(BUILD)/tests/scenario/facts
SCHEMA_QUERIES := $(BUILD)/tests/schema/queries
SAMPLES := $(BUILD)/tests/dictionary/samples
FUZZ := $(sort $(wildcard tests/fuzz/fuzz_*.c))
FUZZ_SECONDS ?= 60
STATIC := $(sort $(wildcard tests/static/*.sh))
SCENARIOS := $(filter-out tests/scenario/lib.sh,\
	$(sort $(wildcard tests/scenario/*.sh)))

PKG_CFLAGS := $(shell pkg-config --cflags $(PACKAGES) $(HTTP_PACKAGES) \
	2>/dev/null)
PKG_LIBS := $(shell pkg-config --libs $(PACKAGES) 2>/dev/null)
HTTP_LIBS := $(shell pkg-config --libs $(HTTP_PACKAGES) 2>/dev/null)
ALL_CFLAGS = -std=c11 -D_GNU_SOURCE -I. $(WARNINGS) $(WERROR) $(HARDEN) \
	$(INSTRUMENT) -DMUSTER_VERSION='"$(VERSION)"' \
	-DMUSTER_SHARE='"$(PREFIX)/share/muster"' \
	-DSHIPPED_TABLES='"$(SHIPPED).bin"' \
	-DMUSTER_LIBEXEC='"$(PREFIX)/libexec/muster"' $(PKG_CFLAGS) $(CFLAGS)
ALL_LDFLAGS = $(HARDEN_LD) $(INSTRUMENT) $(LDFLAGS)

.PHONY: all run test check check-long unit asan static scenario valgrind cov \
	bench eval contract format tidy cppcheck man install uninstall dist clean \
	list-sources
all: muster muster-crawler

# Tables of the data files, which become part of the program: a program of the
# build writes them.
SHIPPED := $(BUILD)/config/shipped
SHIPPED_DATA := $(sort $(wildcard config/stacks/*.yaml)) config/places.yaml
$(SHIPPED): $(SHIPPED)_main.o $(filter-out $(SHIPPED).o,\
		$(filter $(BUILD)/base/% $(BUILD)/config/%,$(OBJS)))
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(PKG_LIBS) -lm

$(SHIPPED).bin: $(SHIPPED) $(SHIPPED_DATA)
	$(Q)$(SHIPPED) config/stacks config/places.yaml >$@.new && mv $@.new $@

$(SHIPPED).o: $(SHIPPED).bin

# Likewise the table that pieces of texts are read by.
PIECES := $(BUILD)/store/value/piece_table
$(PIECES): $(PIECES)_main.o $(BUILD)/store/value/piece_codes.o \
		$(filter $(BUILD)/base/%,$(OBJS))
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(PKG_LIBS) -lm

$(PIECES).bin: $(PIECES)
	$(Q)$(PIECES) >$@.new && mv $@.new $@

$(BUILD)/store/value/piece_codes.o: store/value/dictionary/pieces-1.bin
$(BUILD)/store/value/piece.o: ALL_CFLAGS += -Wa,-I,$(BUILD)/store/value
$(BUILD)/store/value/piece.o: $(PIECES).bin

# Two programs of one source: the commands that speak with GitHub, and only
# they, need curl and its thirty libraries, which take longer to load than a
# query takes; so do workbooks. cli/hand_over.c stands in for them in muster.
muster: $(BUILD)/muster
	$(Q)cp $< $@

muster-crawler: $(BUILD)/muster-crawler
	$(Q)cp $< $@

$(BUILD)/muster: $(BUILD)/cli/main.o $(HAND_OVER) $(BUILD)/libmuster.a
	$(if $(V),,@echo "  LD $@")
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(PKG_LIBS) -lm

$(BUILD)/muster-crawler: $(BUILD)/cli/main.o $(BUILD)/libmuster.a
	$(if $(V),,@echo "  LD $@")
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(PKG_LIBS) $(HTTP_LIBS) -lm

$(BUILD)/libmuster.a: $(LIB_OBJS)
	$(Q)rm -f $@ && ar rcs $@ $(LIB_OBJS)

$(BUILD)/%.o: %.c Makefile VERSION
	$(if $(V),,@echo "  CC $<")
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/store/value/dictionary.o: $(wildcard store/value/dictionary/*.zdict)

$(BUILD)/tests/%: tests/%.c $(BUILD)/libmuster.a
	$(if $(V),,@echo "  CC $<")
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) -MMD -MP $(ALL_LDFLAGS) -o $@ $< \
		$(BUILD)/libmuster.a $(PKG_LIBS) $(HTTP_LIBS) -lcmocka -lm

# Preloaded into other programs.
$(BUILD)/tests/%.so: tests/%.c
	$(if $(V),,@echo "  CC $<")
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(filter-out -fPIE,$(ALL_CFLAGS)) -fPIC -shared -o $@ $<

# Lets allocations of jansson fail, too.
$(BUILD)/tests/unit/test_torture: LDFLAGS += -Wl,--wrap=mem_try

# A target of the fuzzers: with libFuzzer, or with a runner of our own.
FUZZ_MAIN := $(if $(filter fuzz,$(VARIANT)),,tests/fuzz/run.c)
$(BUILD)/tests/fuzz/fuzz_%: tests/fuzz/fuzz_%.c tests/fuzz/fuzz.c \
		$(FUZZ_MAIN) $(BUILD)/libmuster.a
	$(if $(V),,@echo "  CC $<")
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) \
		$(if $(FUZZ_MAIN),,-fsanitize=fuzzer) -o $@ $(filter %.c,$^) \
		$(BUILD)/libmuster.a $(PKG_LIBS) $(HTTP_LIBS) -lm

# ---- the two commands ----
run:
	$(Q)tests/setup.sh run
	$(Q)$(MAKE) $(PARALLEL) -s all
	$(Q)tests/sample.sh

# The long ones first, so that both cores are busy to the end.
LONGER := tests/unit/test_metamorphic tests/unit/test_showing_off
test:
	$(Q)tests/setup.sh test
	$(Q)$(MAKE) $(PARALLEL) -s all $(FACTS) $(SCHEMA_QUERIES) $(SAMPLES)
	$(Q)$(MAKE) $(PARALLEL) -s VARIANT=asan unit-bins
	$(Q)MUSTER_TEST_PEOPLE=60 tests/run.sh $(SCENARIOS) \
		tests/github/test.sh \
		$(LONGER:%=build/asan/%) $(STATIC) tests/schema/test.sh \
		$(filter-out $(LONGER:%=build/asan/%),$(UNIT:%.c=build/asan/%))

check: test

# What hands work from one thread to another.
THREADED := tests/unit/test_facets tests/unit/test_load \
	tests/unit/test_load_threads \
	tests/unit/test_query_plan tests/unit/test_query_reader \
	tests/unit/test_relay tests/unit/test_row_relay tests/unit/test_share

# What takes longer, about an hour in all: everything under valgrind, the unit
# tests once more as they are released, hundreds of kills, a week of the daemon.
# A part that fails does not keep the others from running.
check-long:
	$(Q)tests/setup.sh long
	$(Q)MAKE="$(MAKE)" tests/parts.sh check-long \
		test unit threads fuzz-seeds valgrind long

.PHONY: threads fuzz-seeds long
threads:
	$(Q)$(MAKE) $(PARALLEL) -s VARIANT=tsan $(THREADED:%=build/tsan/%)
	$(Q)TEST_OUT=build/test-tsan tests/run.sh $(THREADED:%=build/tsan/%)
fuzz-seeds:
	$(Q)$(MAKE) $(PARALLEL) -s VARIANT=asan fuzz-bins
	$(Q)TEST_OUT=build/test-fuzz tests/run.sh tests/fuzz/test.sh

# The long ones first here, too; they run side by side, so none of them builds.
LONG := $(addprefix tests/long/,kill-store.sh queries.sh kill-migrate.sh)
LONG_BINS := $(addprefix $(BUILD)/tests/,bench/leads bench/upsert \
	long/downgrade long/kill_at.so unit/test_query_random)
long:
	$(Q)$(MAKE) $(PARALLEL) -s all $(FACTS) $(LONG_BINS)
	$(Q)$(MAKE) $(PARALLEL) -s VARIANT=asan build/asan/tests/unit/test_query_random
	$(Q)TEST_OUT=build/test-long tests/run.sh $(LONG) \
		$(filter-out $(LONG),$(sort $(wildcard tests/long/*.sh)))

.PHONY: unit-bins fuzz-bins fuzz
unit-bins: $(UNIT_BINS)
unit:
	$(Q)$(MAKE) $(PARALLEL) -s unit-bins
	$(Q)TEST_OUT=$(BUILD)/test tests/run.sh $(UNIT_BINS)
asan:
	$(Q)$(MAKE) --no-print-directory VARIANT=asan unit
static: all
	$(Q)TEST_OUT=build/test-static tests/run.sh $(STATIC)
scenario: all $(FACTS)
	$(Q)TEST_OUT=build/test-scenario tests/run.sh $(SCENARIOS)
valgrind:
	$(Q)$(MAKE) $(PARALLEL) -s all unit-bins
	$(Q)TEST_OUT=build/test-valgrind tests/run.sh $(UNIT_BINS:%=tests/valgrind.sh:%)

# Coverage of unit tests and scenarios by lines: build/cov/index.html.
cov:
	$(Q)$(MAKE) $(PARALLEL) -s $(FACTS)
	$(Q)$(MAKE) $(PARALLEL) -s VARIANT=cov build/cov/muster \
		build/cov/muster-crawler unit-bins
	$(Q)tests/coverage.sh $(UNIT:%.c=build/cov/%) $(SCENARIOS)

# Speed and memory, measured and never asserted.
BENCH := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/bench/*.c))
$(BUILD)/tests/bench/sqlite: HTTP_LIBS += -lsqlite3
# Writes down what is asked of LMDB.
$(BUILD)/tests/bench/query: LDFLAGS += $(addprefix -Wl$(comma)--wrap=mdb_,get \
	cursor_get cursor_open cursor_close)
.PHONY: bench-bins
bench-bins: $(BENCH)
bench: all $(FACTS)
	$(Q)tests/setup.sh bench
	$(Q)$(MAKE) $(PARALLEL) -s bench-bins
	$(Q)$(BUILD)/tests/bench/signals
	$(Q)tests/bench/crawl.sh
	$(Q)tests/bench/engine.sh
	$(Q)tests/bench/store.py $(BUILD)/tests/bench/leads
	$(Q)tests/bench/query.sh

# Every figure on labelled data, beside the one to beat: make eval DATA=DIR.
eval: all
	$(Q)tests/setup.sh test
	$(Q)tests/eval/eval.sh $(DATA)

# Every fuzz target for FUZZ_SECONDS with libFuzzer.
fuzz-bins: $(FUZZ:%.c=$(BUILD)/%)
fuzz:
	$(Q)$(MAKE) $(PARALLEL) -s VARIANT=fuzz CC=clang-14 fuzz-bins
	$(Q)tests/fuzz/test.sh engine $(FUZZ_SECONDS)

contract:
	$(Q)tests/setup.sh test
	$(Q)tests/github/contract/run

# ---- looking after the source ----
format:
	clang-format-14 -i $(SRCS) $(wildcard */*.h store/*/*.h) $(wildcard tests/*/*.[ch])
tidy:
	clang-tidy-14 --quiet $(SRCS) -- -std=c11 -D_GNU_SOURCE -I. $(PKG_CFLAGS)
cppcheck:
	cppcheck --quiet --enable=warning,portability --inline-suppr \
		--error-exitcode=1 --std=c11 -I. $(SRCS)
man:
	mandoc -Tlint -Wwarning docs/man/*.[158]
list-sources:
	@echo $(SRCS) config/shipped_main.c store/value/piece_table_main.c

# ---- installing ----
SHARE = $(DESTDIR)$(PREFIX)/share
LIBEXEC = $(DESTDIR)$(PREFIX)/libexec/muster
COMPLETIONS = $(SHARE)/bash-completion/completions
UNITS = $(DESTDIR)$(PREFIX)/lib/systemd
install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(LIBEXEC) $(SHARE)/muster/roles \
		$(SHARE)/muster/stacks $(SHARE)/muster/templates $(SHARE)/man/man1 $(SHARE)/man/man5
	install -m 755 muster $(DESTDIR)$(PREFIX)/bin/muster
	install -m 755 muster-crawler $(LIBEXEC)/muster-crawler
	install -m 644 config/*.yaml $(SHARE)/muster
	install -m 644 config/roles/*.yaml $(SHARE)/muster/roles
	install -m 644 config/stacks/*.yaml $(SHARE)/muster/stacks
	install -m 644 config/templates/*.txt $(SHARE)/muster/templates
	install -m 644 docs/man/*.1 $(SHARE)/man/man1
	install -m 644 docs/man/*.5 $(SHARE)/man/man5
	install -d $(COMPLETIONS)
	install -m 644 docs/completion/muster.bash $(COMPLETIONS)/muster
	install -d $(UNITS)/user $(UNITS)/system
	for unit in muster.service muster-crawl.service muster-crawl.timer; do \
		sed 's|@BINDIR@|$(PREFIX)/bin|g' docs/systemd/$$unit \
			>$(UNITS)/user/$$unit || exit 1; \
	done
	sed 's|@BINDIR@|$(PREFIX)/bin|g' docs/systemd/muster-system.service \
		>$(UNITS)/system/muster.service
	chmod 644 $(UNITS)/*/muster*
uninstall:
	rm -rf $(DESTDIR)$(PREFIX)/bin/muster $(LIBEXEC) $(SHARE)/muster \
		$(SHARE)/man/man1/muster.1 $(SHARE)/man/man5/muster.yaml.5 \
		$(COMPLETIONS)/muster \
		$(UNITS)/user/muster.service $(UNITS)/user/muster-crawl.* \
		$(UNITS)/system/muster.service
dist:
	git archive --prefix=muster-$(VERSION)/ -o build/muster-$(VERSION).tar.gz HEAD
clean:
	rm -rf build muster muster-crawler

-include $(OBJS:.o=.d) $(SHIPPED)_main.d $(PIECES)_main.d $(UNIT_BINS:=.d) $(FACTS:=.d) $(SCHEMA_QUERIES:=.d) $(BENCH:=.d)
