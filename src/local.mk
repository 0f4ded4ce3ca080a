# The library and the program.

include_HEADERS += src/bindprobe.h

dist_pkgdata_DATA += \
	src/format/bindprobe-comparison.schema.json \
	src/format/bindprobe-report.schema.json \
	src/format/bindprobe-what-if.schema.json \
	src/format/bindprobe-who.schema.json

pkgconfig_DATA = src/libbindprobe.pc

# Everything that asks the system nothing by itself: also linked with a made-up kernel by
# the tests.
noinst_LTLIBRARIES += libcore.la
libcore_la_SOURCES = \
	src/analyse/answers.h \
	src/analyse/behaves.c \
	src/analyse/behaves.h \
	src/analyse/cells.c \
	src/analyse/cells.h \
	src/analyse/compare.c \
	src/analyse/compare.h \
	src/analyse/compare_facts.c \
	src/analyse/compare_judge.c \
	src/analyse/differ.c \
	src/analyse/differ.h \
	src/analyse/gather.c \
	src/analyse/gather.h \
	src/analyse/grids.c \
	src/analyse/grids.h \
	src/analyse/index.c \
	src/analyse/index.h \
	src/analyse/learn.c \
	src/analyse/learn.h \
	src/analyse/model_bsd.c \
	src/analyse/model_linux.c \
	src/analyse/model_windows.c \
	src/analyse/models.c \
	src/analyse/models.h \
	src/analyse/pair.c \
	src/analyse/pair.h \
	src/analyse/pieces.h \
	src/analyse/profile_table.c \
	src/analyse/profiles.c \
	src/analyse/profiles.h \
	src/analyse/read.h \
	src/analyse/read_parts.h \
	src/analyse/rules.c \
	src/analyse/rules.h \
	src/analyse/scan.h \
	src/analyse/show.c \
	src/analyse/space.c \
	src/analyse/space.h \
	src/analyse/table.c \
	src/analyse/table.h \
	src/analyse/value.h \
	src/analyse/what_if.c \
	src/analyse/what_if.h \
	src/analyse/words.c \
	src/analyse/words.h \
	src/bindprobe.h \
	src/explain/known.c \
	src/explain/known.h \
	src/explain/page.c \
	src/explain/page.h \
	src/explain/program.c \
	src/explain/program.h \
	src/explain/program_c.c \
	src/explain/program_python.c \
	src/explain/words.c \
	src/format/check.c \
	src/format/check.h \
	src/format/check_compare.c \
	src/format/check_compare.h \
	src/format/draw.c \
	src/format/draw.h \
	src/format/format.c \
	src/format/format.h \
	src/format/html.c \
	src/format/html.h \
	src/format/html_case.c \
	src/format/html_compare.c \
	src/format/html_compare.h \
	src/format/html_matrix.c \
	src/format/html_put.c \
	src/format/html_put.h \
	src/format/html_rules.c \
	src/format/html_style.c \
	src/format/json.c \
	src/format/json_compare.c \
	src/format/json_compare.h \
	src/format/json_put.c \
	src/format/json_put.h \
	src/format/json_what_if.c \
	src/format/json_who.c \
	src/format/junit.c \
	src/format/junit.h \
	src/format/known.c \
	src/format/markdown.c \
	src/format/markdown.h \
	src/format/markdown_case.c \
	src/format/markdown_compare.c \
	src/format/markdown_compare.h \
	src/format/markdown_put.c \
	src/format/markdown_put.h \
	src/format/matrix.c \
	src/format/matrix.h \
	src/format/redact.c \
	src/format/redact.h \
	src/format/reproducer.c \
	src/format/reproducer.h \
	src/format/say.c \
	src/format/say.h \
	src/format/say_compare.c \
	src/format/say_compare.h \
	src/format/tap.c \
	src/format/tap.h \
	src/format/text.c \
	src/format/text.h \
	src/format/text_case.c \
	src/format/text_compare.c \
	src/format/text_grids.c \
	src/format/text_grids.h \
	src/format/text_index.c \
	src/format/text_matrix.c \
	src/format/text_rules.c \
	src/format/text_what_if.c \
	src/format/text_who.c \
	src/format/utf8.c \
	src/format/utf8.h \
	src/format/what_if.h \
	src/format/who.h \
	src/model/address.c \
	src/model/address.h \
	src/model/arena.c \
	src/model/arena.h \
	src/model/attribute.h \
	src/model/case.c \
	src/model/case.h \
	src/model/entry.c \
	src/model/entry.h \
	src/model/outcome.c \
	src/model/outcome.h \
	src/model/report.c \
	src/model/report.h \
	src/model/setting.c \
	src/model/setting.h \
	src/model/standin.c \
	src/model/standin.h \
	src/model/suite.c \
	src/model/suite.h \
	src/model/writer.h \
	src/probe/client.c \
	src/probe/client.h \
	src/probe/deliver.c \
	src/probe/deliver.h \
	src/probe/finding.c \
	src/probe/finding.h \
	src/probe/group.c \
	src/probe/group.h \
	src/probe/host.c \
	src/probe/host.h \
	src/probe/judge.c \
	src/probe/judge.h \
	src/probe/judge_address.c \
	src/probe/judge_history.c \
	src/probe/judge_table.c \
	src/probe/judge_takeover.c \
	src/probe/judge_v6only.c \
	src/probe/judge_wildcard.c \
	src/probe/isolate.c \
	src/probe/isolate.h \
	src/probe/library.c \
	src/probe/observe.c \
	src/probe/observe.h \
	src/probe/plan.c \
	src/probe/plan.h \
	src/probe/port.c \
	src/probe/port.h \
	src/probe/probe.c \
	src/probe/probe.h \
	src/probe/probe.h \
	src/probe/recipe.c \
	src/probe/recipe.h \
	src/probe/run.c \
	src/probe/run.h \
	src/probe/timewait.c \
	src/probe/timewait.h \
	src/probe/verdict.c \
	src/probe/wait.c \
	src/probe/wait.h \
	src/probe/what_if.c \
	src/probe/who.c \
	src/probe/who.h \
	src/probe/who_text.c \
	src/probe/who_text.h \
	src/probe/witness.c \
	src/probe/witness.h \
	src/sys/file.c \
	src/sys/file.h \
	src/sys/sys.h
if SYSTEM_WIN32
libcore_la_SOURCES += \
	src/sys/win32_file.c \
	src/sys/win32_text.c \
	src/sys/win32_text.h
else
libcore_la_SOURCES += src/sys/posix_file.c
endif

# Reading reports back, which Jansson does.
libcore_la_CPPFLAGS = $(AM_CPPFLAGS) $(JANSSON_CFLAGS)
if WITH_JANSSON
libcore_la_LIBADD = $(JANSSON_LIBS)
libcore_la_SOURCES += \
	src/analyse/answers.c \
	src/analyse/pieces.c \
	src/analyse/read.c \
	src/analyse/read_begin.c \
	src/analyse/read_case.c \
	src/analyse/read_end.c \
	src/analyse/read_parts.c \
	src/analyse/scan.c \
	src/analyse/value.c
else
libcore_la_SOURCES += src/analyse/read_none.c
endif

# The operating system. Files are above, as tests need real ones.
noinst_LTLIBRARIES += libsys.la
libsys_la_SOURCES = \
	src/sys/agent.h \
	src/sys/descriptor.h \
	src/sys/errors.c \
	src/sys/errors.h \
	src/sys/inet6.h \
	src/sys/linux_numbers.h \
	src/sys/native.h \
	src/sys/network.h \
	src/sys/option.c \
	src/sys/resolve.c \
	src/sys/sockaddr.c \
	src/sys/sockaddr.h \
	src/sys/socket.c
if HAVE_INET6
libsys_la_SOURCES += src/sys/inet6.c
else
libsys_la_SOURCES += src/sys/no_inet6.c
endif
if SYSTEM_WIN32
libsys_la_SOURCES += \
	src/sys/no_claim.c \
	src/sys/no_isolation.c \
	src/sys/win32.c \
	src/sys/win32.h \
	src/sys/win32_agent.c \
	src/sys/win32_descriptor.c \
	src/sys/win32_errors.c \
	src/sys/win32_identity.c \
	src/sys/win32_interfaces.c \
	src/sys/win32_port.c \
	src/sys/win32_setting.c
else
libsys_la_SOURCES += \
	src/sys/agent.c \
	src/sys/channel.c \
	src/sys/channel.h \
	src/sys/descriptor.c \
	src/sys/drop.c \
	src/sys/drop.h \
	src/sys/helper.c \
	src/sys/helper.h \
	src/sys/host.h \
	src/sys/identity.c \
	src/sys/posix.c \
	src/sys/posix_errors.c
if HAVE_GETIFADDRS
libsys_la_SOURCES += src/sys/interfaces.c
else
libsys_la_SOURCES += src/sys/no_interfaces.c
endif
if SYSTEM_LINUX
libsys_la_SOURCES += \
	src/sys/linux.c \
	src/sys/linux_absence.c \
	src/sys/linux_absence.h \
	src/sys/linux_capability.c \
	src/sys/linux_capability.h \
	src/sys/linux_environment.c \
	src/sys/linux_environment.h \
	src/sys/linux_claim.c \
	src/sys/linux_isolate.c \
	src/sys/linux_lethal.c \
	src/sys/linux_links.c \
	src/sys/linux_links.h \
	src/sys/linux_messages.h \
	src/sys/linux_netlink.c \
	src/sys/linux_netlink.h \
	src/sys/linux_refusal.c \
	src/sys/linux_refusal.h \
	src/sys/linux_sysctl.c \
	src/sys/linux_sysctl.h \
	src/sys/linux_port.c \
	src/sys/linux_port.h \
	src/sys/linux_sockets.c
else
libsys_la_SOURCES += src/sys/no_isolation.c
if SYSTEM_BSD
libsys_la_SOURCES += src/sys/bsd.c src/sys/bsd.h src/sys/no_claim.c
if TABLES_BSD
libsys_la_SOURCES += src/sys/bsd_table.c src/sys/bsd_table.h
else
libsys_la_SOURCES += src/sys/no_sockets.c
endif
if TABLES_FREEBSD
libsys_la_SOURCES += src/sys/bsd_list.c src/sys/bsd_list.h src/sys/freebsd_sockets.c
endif
if TABLES_NETBSD
libsys_la_SOURCES += src/sys/bsd_list.c src/sys/bsd_list.h src/sys/netbsd_sockets.c
endif
if TABLES_OPENBSD
libsys_la_SOURCES += src/sys/bsd_list.c src/sys/bsd_list.h src/sys/openbsd_sockets.c
endif
if TABLES_DARWIN
libsys_la_SOURCES += src/sys/darwin_sockets.c
endif
else
libsys_la_SOURCES += src/sys/other.c src/sys/no_claim.c src/sys/no_sockets.c
endif
endif
endif

# Both in one, for the library and the program.
noinst_LTLIBRARIES += libwhole.la
libwhole_la_SOURCES =
libwhole_la_LIBADD = libcore.la libsys.la

# Current:revision:age. For a release:
#   only code changed                   revision + 1
#   functions or types were added       current + 1, revision = 0, age + 1
#   any were removed or changed         current + 1, revision = 0, age = 0
lib_LTLIBRARIES += libbindprobe.la
libbindprobe_la_SOURCES =
libbindprobe_la_LIBADD = libwhole.la
libbindprobe_la_LDFLAGS = $(AM_LDFLAGS) -version-info 0:0:0 -no-undefined \
	-export-symbols-regex '^bp_[a-z]'

# Its own code is linked in, so that it is one file to copy, starts at once, and runs from
# the build tree without a script of libtool's. Its includes are those of any program.
bin_PROGRAMS += bindprobe
bindprobe_SOURCES = \
	src/cli/cli.h \
	src/cli/compare.c \
	src/cli/console.h \
	src/cli/explain.c \
	src/cli/list.c \
	src/cli/main.c \
	src/cli/options.c \
	src/cli/probe.c \
	src/cli/run.c \
	src/cli/show.c \
	src/cli/try.c \
	src/cli/what_if.c \
	src/cli/who.c
if SYSTEM_WIN32
bindprobe_SOURCES += src/cli/win32_console.c
# One file, or libtool would put a program of its own before it.
bindprobe_LDFLAGS = $(AM_LDFLAGS) -all-static
else
bindprobe_SOURCES += src/cli/posix_console.c
bindprobe_LDFLAGS = $(AM_LDFLAGS) $(HARDENING_PROGRAM)
endif
bindprobe_LDADD = libwhole.la

# One file that runs on other hosts of the same system and machine, whatever libraries they
# have; made when asked for, as not every system links a program so.
EXTRA_PROGRAMS += bindprobe-static
bindprobe_static_SOURCES = $(bindprobe_SOURCES)
bindprobe_static_LDFLAGS = $(AM_LDFLAGS) $(HARDENING_STATIC)
bindprobe_static_LDADD = $(bindprobe_LDADD)
CLEANFILES += bindprobe-static$(EXEEXT)
