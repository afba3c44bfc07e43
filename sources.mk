# Every source of the program, one per line (checked by tests/static/source.sh).
SRCS := $(sort $(wildcard base/*.c config/*.c signals/*.c store/*.c \
	crawler/*.c outreach/*.c web/*.c cli/*.c))
