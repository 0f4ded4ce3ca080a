# The probe on every host of an Ansible inventory.

EXTRA_DIST += \
	contrib/ansible/README \
	contrib/ansible/hosts.example \
	contrib/ansible/probe.yml \
	contrib/ansible/roles/bindprobe/defaults/main.yml \
	contrib/ansible/roles/bindprobe/files/build.sh \
	contrib/ansible/roles/bindprobe/meta/main.yml \
	contrib/ansible/roles/bindprobe/tasks/build.yml \
	contrib/ansible/roles/bindprobe/tasks/compare.yml \
	contrib/ansible/roles/bindprobe/tasks/copy.yml \
	contrib/ansible/roles/bindprobe/tasks/main.yml \
	contrib/ansible/roles/bindprobe/tasks/probe.yml \
	contrib/ansible/roles/bindprobe/tasks/tell.yml \
	contrib/ansible/roles/bindprobe/vars/main.yml
