# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0 OR MIT
#
# QEMU: its command line, its run and its end; sourced by guest, whose boot()
# has the options.

# A guest that has used less CPU time than this in still= seconds counts as
# stuck, however busy the machine is.
STILL_CPU_SECONDS=3

# The device tree of the virt machine for the same model and memory, with the
# PCI bus marked non-coherent.  It contains random seeds, so it is made only
# once.
device_tree()
{
	local dtb=$cache/$1-$2.dtb

	if [[ ! -e $dtb ]]; then
		need fdtput:device-tree-compiler
		"$qemu" -machine virt,dumpdtb="$dtb.new" -cpu "$2" -m 512 \
			-nodefaults -display none >/dev/null 2>&1 &&
			fdtput -d "$dtb.new" /pcie@10000000 dma-coherent ||
			die "cannot make a device tree for $1"
		mv -- "$dtb.new" "$dtb"
	fi
	printf '%s\n' "$dtb"
}

# The kernel's device tree of the board, from packages or a build.
raspi3_tree()
{
	local base=${from:-$tree} file

	for file in "$base"/usr/lib/linux-image-*/broadcom/bcm2837-rpi-3-b.dtb \
		"$base"/arch/arm64/boot/dts/broadcom/bcm2837-rpi-3-b.dtb; do
		[[ ! -e $file ]] || { printf '%s\n' "$file" && return; }
	done
	die "the kernel $release has no bcm2837-rpi-3-b.dtb (make dtbs)"
}

machine_words()
{
	local memory=512M

	[[ $machine != raspi3 ]] || memory=1G
	words=(-nodefaults -no-user-config -display none -monitor none
		-no-reboot -cpu "$cpu" -m "$memory"
		-object "memory-backend-file,id=m,size=$memory,mem-path=$ram,share=on")
	case $machine in
	pc) words+=(-machine "pc,memory-backend=m") console=ttyS0 ;;
	virt) words+=(-machine "virt,memory-backend=m") console=ttyAMA0 ;;
	raspi3) words+=(-machine "raspi3b,memory-backend=m" -dtb
		"$(raspi3_tree)" -serial null) console=ttyS1,115200 ;;
	*) die "no machine '$machine', but pc, virt, raspi3" ;;
	esac
	[[ $coherent == yes ]] || words+=(-dtb "$(device_tree "$machine" "$cpu")")
	words+=(-serial "file:$folder/console")
	[[ ! $network ]] || words+=(-netdev
		"dgram,id=frames,local.type=fd,local.str=$network")
	[[ $accel != kvm ]] || words+=(-accel kvm)
	[[ $icount != yes ]] ||
		words+=(-icount shift=0,sleep=off
			-rtc base=2020-01-01,clock=vm -seed 1)
}

# cpu_seconds PID: CPU time of a process in whole seconds, from utime and stime
# of proc(5), which follow the name in brackets; fails if the process has ended.
cpu_seconds()
{
	local stat fields

	stat=$(cat -- "/proc/$1/stat" 2>/dev/null) || return
	read -ra fields <<<"${stat##*) }"
	echo "$(((fields[11] + fields[12]) / ticks_per_second))"
}

# watch_guest PID: end the guest after its CPU time, or if it is stuck, and
# write the reason.  Wall time is not used, because the machine may be busy.
watch_guest()
{
	local used before=0 since=$SECONDS ticks_per_second why

	ticks_per_second=$(getconf CLK_TCK)
	while used=$(cpu_seconds "$1"); do
		why="the guest did not end within $seconds s of CPU time"
		((used < seconds)) || break
		if ((used - before >= STILL_CPU_SECONDS)); then
			before=$used since=$SECONDS
		fi
		why="the guest has stood still for $still s"
		((SECONDS - since < still)) || break
		sleep 1
	done
	[[ $used ]] || return 0
	printf '%s\n' "$why" >"$folder/ended"
	kill "$1" 2>/dev/null || return 0
	sleep 5
	kill -9 "$1" 2>/dev/null || :
}

run_qemu()
{
	local words console cmdline pid watcher status=0

	machine_words
	cmdline="console=$console panic=-1"
	if [[ $quiet == yes ]]; then
		cmdline+=' quiet loglevel=5'
	else
		cmdline+=' ignore_loglevel earlycon'
		[[ $machine != pc ]] || cmdline+=' earlyprintk=ttyS0'
	fi
	cmdline+=" nokaslr${append:+ $append}"
	facts >"$folder/facts"
	# shellcheck disable=SC2086 # words
	"$qemu" "${words[@]}" $devices -kernel "$(entered_image)" \
		-initrd "$folder/initrd" -append "$cmdline" \
		>"$folder/qemu.log" 2>&1 </dev/null &
	pid=$!
	watch_guest "$pid" >/dev/null 2>&1 </dev/null &
	watcher=$!
	trap 'kill "$pid" "$watcher" 2>/dev/null || :; wait "$pid" || :; exit 2' \
		TERM INT
	wait "$pid" || status=$?
	kill "$watcher" 2>/dev/null || :
	[[ ! -e $folder/ended ]] || die "$(cat -- "$folder/ended")"
	[[ $status -eq 0 ]] ||
		die "QEMU: $(tail -n 1 -- "$folder/qemu.log" | cut -c 1-200)"
}
