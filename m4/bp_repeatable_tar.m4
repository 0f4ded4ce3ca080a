# BP_REPEATABLE_TAR
# Makes `make dist` write the same bytes whenever, wherever and by whomever it is run. The
# time of every file is SOURCE_DATE_EPOCH, or that of the last commit, or, in an unpacked
# tarball, that of its ChangeLog. With a tar other than GNU's the tarball is an ordinary one.
AC_DEFUN([BP_REPEATABLE_TAR], [
AC_CACHE_CHECK([for a tar that writes repeatable archives], [bp_cv_gnu_tar], [
  bp_cv_gnu_tar=no
  for bp_tar in "${TAR-tar}" gnutar gtar; do
    AS_IF(["$bp_tar" -cf /dev/null --format=ustar --sort=name --mtime=@0 --owner=0 \
      --group=0 --numeric-owner --mode=u=rwX,go=rX "$srcdir/configure" >/dev/null 2>&1],
      [bp_cv_gnu_tar=$bp_tar; break])
  done
])
AS_VAR_IF([bp_cv_gnu_tar], [no], [bp_repeatable_tar="no, it needs GNU tar 1.28"], [
  bp_repeatable_tar=yes
  am__tar="$bp_cv_gnu_tar"' -cf - --format=ustar --sort=name --mtime="$(dist_time)"'
  am__tar="$am__tar"' --owner=0 --group=0 --numeric-owner --mode=u=rwX,go=rX "$$tardir"'
])
])
