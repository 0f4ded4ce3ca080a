#!/bin/sh
# host.sh FOLDER [SYSCTL=VALUE]...: a host of the fleet, as the first process of namespaces
# of its own. Says "ready" when its network may be given an eth0, reads its address, and
# becomes sshd. Nothing it changes is seen outside: users, homes and /run are its own.
set -eu

folder=$1
shift
hostname "${folder##*/}"
mount --bind "$folder/passwd" /etc/passwd
mount --bind "$folder/group" /etc/group
mount -t tmpfs -o mode=755 tmpfs /run
mount -t tmpfs -o mode=700 tmpfs /root
mount -t tmpfs -o mode=755 tmpfs /home
mkdir /run/sshd
mkdir -m 700 /home/prober
chown prober: /home/prober

# A release has to do without these.
for name in aclocal autoconf autoheader autom4te automake autoreconf libtoolize; do
	program=$(command -v "$name") || continue
	mount --bind /bin/false "$(readlink -f "$program")"
done

# What waits for duplicate addresses would make a probe depend on the time.
for setting in net.ipv6.conf.all.accept_dad=0 net.ipv6.conf.default.accept_dad=0 "$@"; do
	name=${setting%%=*}
	echo "${setting#*=}" >"/proc/sys/$(echo "$name" | tr . /)"
done

echo ready
read -r address
ip link set lo up
ip address add "$address/24" dev eth0
ip link set eth0 up
exec /usr/sbin/sshd -D -e -f "$folder/sshd_config"
