# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0 OR MIT
#
# Test whether KVM runs a guest here, by a boot, because the device node alone
# proves little.  Sourced by guest, whose build() has found the kernel.

# A working guest prints its word within a second or two.  Tests set another
# time limit, and another node than KVM's.
PROBE_SECONDS=${PEEKBENCH_KVM_SECONDS:-30}
KVM_NODE=${PEEKBENCH_KVM_NODE:-/dev/kvm}

# probe_initrd FOLDER: the initramfs of a guest that prints one word and powers
# off.
probe_initrd()
{
	mkdir -p -- "$1/root/bin" "$1/root/dev" "$1/root/proc"
	cp -- "$tree/bin/busybox" "$1/root/bin/busybox"
	cat >"$1/root/init" <<-END
		#!/bin/busybox sh
		/bin/busybox mount -t devtmpfs dev /dev 2>/dev/null
		echo '@@up'
		/bin/busybox poweroff -f
	END
	chmod +x "$1/root/init"
	(cd -- "$1/root" && find . | cpio -o -H newc --quiet --owner 0:0) \
		>"$1/initrd"
}

# probe_boot FOLDER: sets why, to nothing if the guest has printed its word.
probe_boot()
{
	local pid status=0 end=$((SECONDS + PROBE_SECONDS)) late= said

	: >"$1/console"
	"$qemu" -accel kvm -machine pc -cpu max -m 256M -nodefaults \
		-no-user-config -display none -monitor none -no-reboot \
		-serial "file:$1/console" -kernel "$image" \
		-initrd "$1/initrd" -append "console=ttyS0 panic=-1 quiet" \
		>"$1/log" 2>&1 </dev/null &
	pid=$!
	trap 'kill -9 "$pid" 2>/dev/null || :; exit 2' TERM INT
	while kill -0 "$pid" 2>/dev/null && ! grep -q '@@up' "$1/console"; do
		if ((SECONDS >= end)); then
			late=yes
			break
		fi
		sleep 0.1
	done
	kill "$pid" 2>/dev/null || :
	{ wait "$pid" || status=$?; } 2>/dev/null
	watch_parent
	why=
	if grep -q '@@up' "$1/console"; then
		return
	elif [[ $late ]]; then
		why="a guest says nothing within $PROBE_SECONDS s"
	else
		said=$(sed -n '/./{p;q}' "$1/log" | cut -c 1-120)
		why="QEMU ended with status $status${said:+: $said}"
	fi
}

# find_kvm: sets why, to nothing if guests of this kernel run under KVM.  The
# result of a boot is kept for this kernel, node, QEMU and boot of this machine.
find_kvm()
{
	local key scratch=$folder/probe file

	why=
	if [[ $(uname -m) != x86_64 ]]; then
		why="this machine is no x86_64"
	elif [[ ! -e $KVM_NODE ]]; then
		why="no $KVM_NODE"
	elif [[ ! -r $KVM_NODE || ! -w $KVM_NODE ]]; then
		why="$KVM_NODE cannot be opened by $(id -un)"
	fi
	[[ ! $why ]] || return 0
	key=$({
		cat -- /proc/sys/kernel/random/boot_id "$image"
		printf '%s\n' "$KVM_NODE" "$(command -v "$qemu")"
		"$qemu" --version
	} | sha256sum)
	file=$cache/kvm-${key:0:12}
	if [[ ! -e $file ]]; then
		need cpio:cpio
		probe_initrd "$scratch"
		# Bash writes there the signal that ended QEMU.
		probe_boot "$scratch" 2>/dev/null
		rm -rf -- "$scratch"
		printf '%s\n' "$why" >"$file.$$" 2>/dev/null &&
			mv -- "$file.$$" "$file" || return 0
	fi
	why=$(cat -- "$file")
}

# choose_accel: replace accel= by tcg or kvm, or end the boot here, because an
# emulated CPU gives no cycles.
choose_accel()
{
	[[ $accel == tcg || $accel == kvm || $accel == auto ]] ||
		die "no accel '$accel', but tcg, kvm, auto"
	[[ $accel != tcg ]] || return 0
	find_kvm
	if [[ ! $why && $accel == auto ]]; then
		# No emulated CPU has this feature, and the copy routine of a
		# kernel is known for an emulated CPU.
		accel=kvm cpu+=,-fsrm
	elif [[ ! $why ]]; then
		accel=kvm
	elif [[ $accel == kvm ]]; then
		die "no KVM here ($why), so no cycles of a guest: kernel-x86" \
			"counts instructions of the same strategies"
	else
		accel=tcg no_kvm=$why
	fi
}
