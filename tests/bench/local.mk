# make bench: figures of speed, which no test asserts. bench records the calls of the system
# layer with the linker's --wrap (GNU ld, LLVM's lld), and knows Linux's socket options.
# The linker names the functions of calls.c, so no header can.
BENCH_CFLAGS = -Wno-missing-prototypes
EXTRA_PROGRAMS += tests/bench/bench
tests_bench_bench_SOURCES = \
	tests/bench/bench.c \
	tests/bench/calls.c \
	tests/bench/calls.h
tests_bench_bench_CPPFLAGS = $(AM_CPPFLAGS) -iquote $(top_srcdir)/tests
tests_bench_bench_CFLAGS = $(AM_CFLAGS) $(BENCH_CFLAGS)
tests_bench_bench_LDADD = libcore.la libsys.la
tests_bench_bench_LDFLAGS = $(AM_LDFLAGS) \
	-Wl,--wrap=bp__sys_abort_on_close \
	-Wl,--wrap=bp__sys_accept \
	-Wl,--wrap=bp__sys_bind_as \
	-Wl,--wrap=bp__sys_close \
	-Wl,--wrap=bp__sys_connect \
	-Wl,--wrap=bp__sys_disconnect \
	-Wl,--wrap=bp__sys_failure \
	-Wl,--wrap=bp__sys_get \
	-Wl,--wrap=bp__sys_listen \
	-Wl,--wrap=bp__sys_local \
	-Wl,--wrap=bp__sys_open \
	-Wl,--wrap=bp__sys_receive \
	-Wl,--wrap=bp__sys_send \
	-Wl,--wrap=bp__sys_set \
	-Wl,--wrap=bp__sys_wait
CLEANFILES += tests/bench/bench$(EXEEXT)
EXTRA_DIST += tests/bench/reading.py

bench: tests/bench/bench$(EXEEXT) bindprobe$(EXEEXT)
	./tests/bench/bench$(EXEEXT) ./bindprobe$(EXEEXT)
	python3 -B $(srcdir)/tests/bench/reading.py ./bindprobe$(EXEEXT)
.PHONY: bench
