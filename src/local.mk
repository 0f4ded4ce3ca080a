# The library and the program.

include_HEADERS += src/bindprobe.h

pkgconfig_DATA = src/libbindprobe.pc

# Everything that asks the system nothing by itself: also linked with a made-up kernel by
# the tests.
noinst_LTLIBRARIES += libcore.la
libcore_la_SOURCES = \
	src/bindprobe.h \
	src/model/address.c \
	src/model/address.h \
	src/model/arena.c \
	src/model/arena.h \
	src/model/case.c \
	src/model/case.h \
	src/model/outcome.c \
	src/model/outcome.h \
	src/model/plan.c \
	src/model/plan.h \
	src/model/report.c \
	src/model/report.h \
	src/model/suite.c \
	src/model/suite.h \
	src/model/writer.h \
	src/probe/deliver.c \
	src/probe/deliver.h \
	src/probe/finding.c \
	src/probe/finding.h \
	src/probe/host.c \
	src/probe/host.h \
	src/probe/library.c \
	src/probe/port.c \
	src/probe/port.h \
	src/probe/probe.c \
	src/probe/recipe.c \
	src/probe/recipe.h \
	src/probe/run.c \
	src/probe/run.h \
	src/probe/verdict.c \
	src/sys/sys.h

# Current:revision:age. For a release:
#   only code changed                   revision + 1
#   functions or types were added       current + 1, revision = 0, age + 1
#   any were removed or changed         current + 1, revision = 0, age = 0
lib_LTLIBRARIES += libbindprobe.la
libbindprobe_la_SOURCES =
libbindprobe_la_LIBADD = libcore.la
libbindprobe_la_LDFLAGS = -version-info 0:0:0 -no-undefined \
	-export-symbols-regex '^bp_[a-z]'
