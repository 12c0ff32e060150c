# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0 OR MIT
#
# Record the DMA API calls of unmodified drivers of a kernel, each with QEMU's
# device for it, all in one guest: `peekbench trace record` for one after the
# other.  Sourced by guest.  The kernel should have events of the group dma
# (6.12).

# By driver: the kind of traffic, and QEMU's name of the device.
declare -A ZOO=(
	[e100]='net i82559er' [8139cp]='net rtl8139' [tulip]='net tulip'
	[pcnet32]='net pcnet' [e1000]='net e1000' [e1000e]='net e1000e'
	[vmxnet3]='net vmxnet3'
	[virtio_net]='net virtio-net-pci,disable-legacy=on,iommu_platform=on'
	[sym53c8xx]='scsi lsi53c895a' [am53c974]='scsi am53c974'
	[mptsas]='scsi mptsas1068' [megaraid_sas]='scsi megasas'
	[vmw_pvscsi]='scsi pvscsi'
	[virtio_scsi]='scsi virtio-scsi-pci,disable-legacy=on,iommu_platform=on'
	[ahci]='ide ich9-ahci' [ata_piix]='piix none'
	[nvme]='disk nvme,serial=1'
	[virtio_blk]='disk virtio-blk-pci,disable-legacy=on,iommu_platform=on'
	[sdhci_pci]='sd sdhci-pci' [xhci_pci]='usb qemu-xhci'
	[ehci_pci]='usb usb-ehci' [uhci_hcd]='usb piix3-usb-uhci'
	[ohci_pci]='usb pci-ohci'
)

# zoo_device DRIVER SLOT: adds to devices (words for QEMU) and to wanted
# (modules); sets address and kind.
zoo_device()
{
	local model=${ZOO[$1]#* } id=z$2 at disk='sd_mod'

	kind=${ZOO[$1]% *}
	printf -v at '%x' "$2"
	printf -v address '0000:00:%02x.0' "$2"
	wanted+=" $1"
	if [[ $kind == net ]]; then
		devices+=" -netdev user,id=$id,net=10.0.$2.0/24"
		devices+=" -device $model,netdev=$id,addr=$at,romfile="
		return
	fi
	devices+=" -drive if=none,id=$id,file.driver=null-co,file.size=64M"
	devices+=,file.read-zeroes=on,format=raw
	case $kind in
	scsi) devices+=" -device $model,id=c$2,addr=$at"
		devices+=" -device scsi-hd,drive=$id,bus=c$2.0" ;;
	ide) devices+=" -device $model,id=c$2,addr=$at"
		devices+=" -device ide-hd,drive=$id,bus=c$2.0" ;;
	piix) address=0000:00:01.1
		devices+=" -device ide-hd,drive=$id,bus=ide.0" ;;
	disk) devices+=" -device $model,drive=$id,addr=$at" disk='' ;;
	sd) devices+=" -device $model,id=c$2,addr=$at"
		devices+=" -device sd-card,drive=$id" disk='mmc_block' ;;
	usb) devices+=" -device $model,id=c$2,addr=$at"
		devices+=" -device usb-storage,drive=$id,bus=c$2.0"
		disk+=' usb_storage' ;;
	esac
	wanted+=" $disk"
}

# zoo_modules MODULE...: these modules and their dependencies, in the order of
# loading; modules that are built in or missing are left out.
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

# zoo_has DRIVER: is the driver available as a module, or built in?
zoo_has()
{
	[[ " $modules " == *" $1 "* || " $modules " == *" ${1//_/-} "* ]] ||
		cat -- "${roots[@]/%//modules.builtin}" 2>/dev/null |
		grep -qE "/(${1}|${1//_/-})\.ko"
}

# The commands that `trace record` runs in the guest: 200 frames of 600 bytes
# come from QEMU's own gateway, or 200 blocks of 4 KiB are read and written.
zoo_traffic()
{
	cat <<-'END'
		d=/sys/bus/pci/devices/$2
		if [ "$1" = net ]; then
		        n=$(ls -d $d/net/* $d/virtio*/net/* 2>/dev/null)
		        n=${n##*/}
		        ip link set "$n" up
		        ip addr add "10.0.$3.15/24" dev "$n"
		        i=0
		        until [ "$(cat /sys/class/net/$n/carrier)" = 1 ] ||
		                [ $((i += 1)) -gt 50 ]; do sleep 0.2; done
		        sleep 1
		        ping -c 200 -i 0.02 -s 558 "10.0.$3.2" >/dev/null
		        sleep 1
		else
		        b=/dev/$(block "$2")
		        dd if=$b of=/dev/null bs=4k count=200 iflag=direct
		        dd if=/dev/zero of=$b bs=4k count=200 oflag=direct
		        sleep 1
		fi 2>/dev/null
	END
}

# zoo_job DRIVER ADDRESS KIND SLOT...: the script of the guest, which records
# each driver.  If there are requests, the first is made before a driver, the
# second after it.
zoo_job()
{
	cat <<-END
		export PATH=/bin HOME=/
		mount -t tracefs tracefs /sys/kernel/tracing
		stty raw -F /dev/ttyS1
		cat >/bin/block <<'BLOCK'
		#!/bin/sh
		for b in /sys/block/*; do
		        case \$(readlink -f \$b) in */\$1/*) echo \${b##*/} ;; esac
		done | head -n 1
		BLOCK
		chmod +x /bin/block
		cat >/traffic <<'TRAFFIC'
		$(zoo_traffic)
		TRAFFIC
		ask() {
		        [ ! -e /requests ] || dd if=/requests of=/dev/peekbench \\
		                bs=$request_bytes skip=\$1 count=1 2>/dev/null
		}
		# A disk appears some time after its driver was loaded.
		there() {
		        i=0
		        [ "\$2" = net ] || until [ "\$(block \$1)" ] ||
		                [ \$((i += 1)) -gt 40 ]; do sleep 0.5; done
		        mdev -s
		        [ -e /sys/bus/pci/devices/\$1/driver ] &&
		                { [ "\$2" = net ] || [ "\$(block \$1)" ]; }
		}
		one() {
		        rm -f /t
		        if there \$2 \$3; then
		                ask 0
		                $program trace record --device \$2 -o /t -- \\
		                        sh /traffic \$3 \$2 \$4
		                ask 1
		                for n in /sys/class/net/*; do
		                        ip link set \${n##*/} down
		                done
		        fi
		        if [ -s /t ]; then
		                echo "# peekbench: device \$2, driver \$1"
		                cat /t
		        else
		                echo "# peekbench: note \$1: QEMU's device was" \\
		                        "not taken, or did nothing"
		        fi | gzip -c >/dev/ttyS1
		}
	END
	while [[ $# -gt 0 ]]; do
		echo "one $1 $2 $3 $4"
		shift 4
	done
}

# The program and its shared libraries, at the same paths.
zoo_overlay()
{
	local file

	mkdir -p -- "$overlay"
	for file in "$program" $(ldd "$program" |
		sed -nE 's,^[^/]*(/[^ ]+) \(0x.*,\1,p'); do
		cp -L --parents -- "$file" "$overlay" || die "cannot copy $file"
	done
}

# Choose Debian's own kernel, or that of its backports: the events exist from
# 6.12 on.
zoo_kernel()
{
	local VERSION_ID=''

	[[ ! -e /etc/os-release ]] || VERSION_ID=$(
		sed -nE 's/^VERSION_ID="?([0-9]+).*/\1/p' /etc/os-release)
	[[ $kernel || ${VERSION_ID:-0} -ge 13 ]] && return
	make_cache "$cache"
	! lock "$cache/lock" || fetch_newer
	unlock
	kernel=$cache/newer
}

zoo_note()
{
	printf '# peekbench: note %s\n' "$*" | gzip -c
}

# zoo [option=value...]: folder=, owned=, kernel= and ram= as boot has them;
# program= is a peekbench for the guest; drivers= is a list with commas; out= is
# the file for the traces, gzipped.
zoo()
{
	local program='' out='' drivers='' ram='' option driver slot=1
	local devices='' wanted='' modules='' kind address all=() absent=()
	local overlay why=''

	for option; do
		case ${option%%=*} in
		folder | owned | kernel | ram | program | out | drivers)
			printf -v "${option%%=*}" '%s' "${option#*=}" ;;
		*) die "zoo: unknown option '$option'" ;;
		esac
	done
	watch_parent
	[[ -d $folder && -x $program && $out && $drivers ]] ||
		die "zoo: folder=, program=, out= and drivers= are needed"
	need qemu-system-x86_64:qemu-system-x86
	for driver in ${drivers//,/ }; do
		[[ ${ZOO[$driver]-} ]] || die "zoo: no device for driver" \
			"'$driver', but for $(printf '%s\n' "${!ZOO[@]}" | sort |
				paste -s -d ' ')"
	done
	zoo_kernel
	build x86 "kernel=$kernel"
	for driver in ${drivers//,/ }; do
		wanted=''
		zoo_device "$driver" "$((++slot))"
		# shellcheck disable=SC2086 # words
		zoo_modules $wanted
		if zoo_has "$driver"; then
			all+=("$driver" "$address" "$kind" "$slot")
		else
			absent+=("$driver")
		fi
	done
	overlay=$folder/overlay
	zoo_overlay
	zoo_job "${all[@]}" >"$folder/job"
	ram=${ram:-$folder/ram}
	truncate -s 512M -- "$ram"
	(boot x86 "folder=$folder" "ram=$ram" mailbox=77 seconds=900 \
		"append=swiotlb=force ipv6.disable=1 cryptomgr.notests" \
		"kernel=$kernel" "modules=${modules# }" "overlay=$overlay" \
		"devices=$devices -serial file:$folder/traces") ||
		why=$(cat -- "$folder/reason" 2>/dev/null || :)
	[[ -s $folder/traces ]] ||
		die "${why:-the guest has recorded nothing: $(tail -n 1 -- \
			"$folder/console" 2>/dev/null)}"
	rm -f -- "$folder/reason"
	{
		zoo_note "Linux $release, swiotlb=force, in" \
			"$(qemu-system-x86_64 --version | head -n 1), -cpu max"
		[[ ! ${absent[*]-} ]] || zoo_note "no such driver in this" \
			"kernel: ${absent[*]}"
		[[ ! $why ]] || zoo_note "the guest ended early: $why"
		cat -- "$folder/traces"
	} >"$out" || die "cannot write to $out"
}
