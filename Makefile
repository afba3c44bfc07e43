# muster: see README.md for the two commands that set up everything.
CC ?= cc
CFLAGS ?= -O2 -g
PREFIX ?= /usr/local
DESTDIR ?=
VARIANT ?= release
BUILD := build/$(VARIANT)
VERSION := $(shell cat VERSION)

PACKAGES := libcurl jansson libpcre2-8 lmdb yaml-0.1 libcmark-gfm libutf8proc \
	nettle libzstd
WARNINGS := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wold-style-definition -Wpointer-arith -Wcast-qual -Wwrite-strings \
	-Wformat=2 -Wundef -Wvla -Wswitch-enum -Wimplicit-fallthrough \
	-Wnull-dereference -Wconversion
WERROR ?= -Werror
HARDEN ?= -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIE
HARDEN_LD ?= -pie -Wl,-z,relro,-z,now
SANITIZE ?=
Q := $(if $(V),,@)

SRCS := $(sort $(wildcard base/*.c config/*.c signals/*.c store/*.c \
	crawler/*.c outreach/*.c web/*.c cli/*.c))
OBJS := $(SRCS:%.c=$(BUILD)/%.o)
LIB_OBJS := $(filter-out $(BUILD)/cli/main.o,$(OBJS))
TESTS := $(sort $(wildcard tests/unit/test_*.c))
TEST_BINS := $(TESTS:%.c=$(BUILD)/%)

PKG_CFLAGS := $(shell pkg-config --cflags $(PACKAGES) 2>/dev/null)
PKG_LIBS := $(shell pkg-config --libs $(PACKAGES) 2>/dev/null)
ALL_CFLAGS = -std=c11 -D_GNU_SOURCE -I. $(WARNINGS) $(WERROR) $(HARDEN) \
	$(SANITIZE) -DMUSTER_VERSION='"$(VERSION)"' \
	-DMUSTER_SHARE='"$(PREFIX)/share/muster"' $(PKG_CFLAGS) $(CFLAGS)
ALL_LDFLAGS = $(HARDEN_LD) $(SANITIZE) $(LDFLAGS)

.PHONY: all clean unit
all: muster

muster: $(BUILD)/muster
	$(Q)cp $< $@

$(BUILD)/muster: $(OBJS)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $(OBJS) $(PKG_LIBS) -lm

$(BUILD)/libmuster.a: $(LIB_OBJS)
	$(Q)rm -f $@ && ar rcs $@ $(LIB_OBJS)

$(BUILD)/%.o: %.c Makefile
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/tests/unit/%: tests/unit/%.c $(BUILD)/libmuster.a
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) -MMD -MP $(ALL_LDFLAGS) -o $@ $< \
		$(BUILD)/libmuster.a $(PKG_LIBS) -lcmocka -lm

unit: $(TEST_BINS)
	$(Q)for t in $(TEST_BINS); do $$t || exit 1; done

clean:
	$(Q)rm -rf build muster

-include $(OBJS:.o=.d) $(TEST_BINS:=.d)
