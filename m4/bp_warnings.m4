# BP_WARNINGS(FLAGS)
# Puts those of the blank-separated FLAGS that the compiler knows into WARNING_CFLAGS.
AC_DEFUN([BP_WARNINGS], [
bp_save_CFLAGS=$CFLAGS
WARNING_CFLAGS=
AC_MSG_CHECKING([for the warnings $CC knows])
for bp_flag in $1; do
  # clang only warns of a warning it does not know.
  CFLAGS="$bp_save_CFLAGS -Werror $bp_flag"
  AC_COMPILE_IFELSE([AC_LANG_SOURCE([[int bp_flag_is_known;]])],
    [AS_VAR_APPEND([WARNING_CFLAGS], ["${WARNING_CFLAGS:+ }$bp_flag"])])
done
CFLAGS=$bp_save_CFLAGS
AC_MSG_RESULT([${WARNING_CFLAGS:-none}])
AC_SUBST([WARNING_CFLAGS])
])
