# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0 OR MIT
#
# What unmodified drivers of a kernel do with the DMA API, each on QEMU's device
# for it: its own trace events, as `peekbench trace show` reads them.  Sourced
# by guest.  The kernel must have events of the group dma: 6.12 or later.

ZOO='e100 8139cp tulip pcnet32 e1000 vmxnet3 virtio_net sym53c8xx ahci nvme xhci_pci'

# zoo_device DRIVER: sets devices (words for QEMU) and kind (of traffic).
zoo_device()
{
	local net='-netdev user,id=n -device' disk='-drive if=none,id=d,file.driver=null-co,file.size=64M,file.read-zeroes=on,format=raw'

	kind=net
	case $1 in
	e100) devices="$net i82559er,netdev=n,romfile=" ;;
	8139cp) devices="$net rtl8139,netdev=n,romfile=" ;;
	tulip) devices="$net tulip,netdev=n" ;;
	pcnet32) devices="$net pcnet,netdev=n,romfile=" ;;
	e1000) devices="$net e1000,netdev=n,romfile=" ;;
	vmxnet3) devices="$net vmxnet3,netdev=n,romfile=" ;;
	virtio_net) devices="$net virtio-net-pci,netdev=n,romfile=,disable-legacy=on,iommu_platform=on" ;;
	sym53c8xx) kind=disk devices="$disk -device lsi53c895a -device scsi-hd,drive=d" ;;
	ahci) kind=disk devices="$disk -device ahci,id=a -device ide-hd,drive=d,bus=a.0" ;;
	nvme) kind=disk devices="$disk -device nvme,drive=d,serial=1" ;;
	xhci_pci) kind=disk devices="$disk -device qemu-xhci -device usb-storage,drive=d" ;;
	*) die "zoo: no driver '$1', but $ZOO" ;;
	esac
}

# zoo_modules MODULE...: these and all that they need, in the order to load them;
# what is built in, or not there, is left out.
zoo_modules()
{
	local name file depends

	for name; do
		[[ " $modules " != *" $name "* ]] || continue
		file=$(find -L "${roots[@]}" \( -name "$name.ko*" -o \
			-name "${name//_/-}.ko*" \) 2>/dev/null |
			head -n 1) || :
		[[ $file ]] || continue
		depends=$(cat_module "$file" | tr '\0' '\n' |
			sed -n 's/^depends=//p')
		# shellcheck disable=SC2086 # words
		[[ ! $depends ]] || zoo_modules ${depends//,/ }
		file=${file##*/}
		[[ " $modules " == *" ${file%%.ko*} "* ]] ||
			modules+=" ${file%%.ko*}"
	done
}

# zoo_job KIND: frames of 600 bytes from QEMU's own gateway, or reads of 4 KiB.
zoo_job()
{
	cat <<-END
		mount -t tracefs tracefs /sys/kernel/tracing
		cd /sys/kernel/tracing
		echo 8192 >buffer_size_kb
		echo 1 >events/dma/enable
		echo 1 >events/swiotlb/enable
		for n in /sys/class/net/*; do
		        [ -e \$n/device ] || continue
		        ip link set \${n##*/} up
		        ip addr add 10.0.2.15/24 dev \${n##*/}
		done
		sleep 5
		if [ $1 = net ]; then
		        ping -c 200 -i 0.02 -s 558 10.0.2.2 >/dev/null
		else
		        for d in /sys/block/sd* /sys/block/nvme*; do
		                [ -e \$d/device ] || continue
		                mdev -s
		                dd if=/dev/\${d##*/} of=/dev/null bs=4k count=200 \
		                        iflag=direct 2>/dev/null
		        done
		fi
		sleep 1
		echo 0 >tracing_on
		stty raw -F /dev/ttyS1
		cat trace >/dev/ttyS1
		cd /
	END
}

# zoo_one DRIVER OUT: OUT/DRIVER.trace.
zoo_one()
{
	local devices kind modules='' more='' scratch

	zoo_device "$1"
	[[ $kind == net ]] || more='sd_mod usb_storage uas'
	# shellcheck disable=SC2086 # words
	zoo_modules virtio_pci "$1" ${more}
	[[ " $modules " == *" $1 "* || " $modules " == *" ${1//_/-} "* ]] ||
		{ say "$1: the kernel $release has no such module" && return; }
	scratch=$(mktemp -d)
	zoo_job "$kind" >"$scratch/job"
	truncate -s 512M "$scratch/ram"
	(boot x86 "folder=$scratch" "ram=$scratch/ram" mailbox=1 seconds=300 \
		"append=swiotlb=force ipv6.disable=1 cryptomgr.notests" \
		"kernel=$kernel" "modules=${modules# }" \
		"devices=$devices -serial file:$2/$1.trace") ||
		say "$1: $(cat -- "$scratch/reason" 2>/dev/null)"
	rm -rf -- "$scratch"
}

# zoo OUT kernel= [DRIVER...]: a trace of each.
zoo()
{
	local out=${1-} driver devices kind

	shift
	[[ -d $out && ${1-} == kernel=* ]] ||
		die "usage: guest zoo FOLDER kernel=WHAT [DRIVER...]"
	kernel=${1#kernel=}
	shift
	need qemu-system-x86_64:qemu-system-x86
	for driver; do
		zoo_device "$driver"
	done
	build x86 "kernel=$kernel"
	# shellcheck disable=SC2086 # words
	for driver in ${*:-$ZOO}; do
		zoo_one "$driver" "$(readlink -f -- "$out")"
	done
}
