# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0 OR MIT
#
# A guest with the user's own kernel; sourced by guest.  WHAT is
#
#	a build tree	make has run in it: image, Module.symvers, .config
#	a folder	of unpacked packages: boot/vmlinuz-RELEASE or
#			usr/lib/modules/RELEASE/vmlinuz, and
#			usr/src/linux-headers-RELEASE
#	FILE.deb,...	packages of that content
#	an image	of a build tree, at its place there; elsewhere with
#			PEEKBENCH_MODULE
#
# Nothing is written there; all results are in a folder of the cache.

# own_what WHAT: sets from (the path of the kernel) and origin (its kind).
own_what()
{
	local part

	[[ $1 ]] || die "kernel: no name"
	if [[ $1 == *.deb || $1 == *.deb,* ]]; then
		origin=packages
		for part in ${1//,/ }; do
			[[ -f $part ]] || die "kernel: no package $part"
		done
		unpack_own "$1"
		return
	fi
	[[ -e $1 ]] || die "kernel: no $1"
	from=$(readlink -f -- "$1")
	if [[ -f $from ]]; then
		origin=image
		[[ ! -e ${from%/arch/*}/include/config/kernel.release ]] ||
			origin=tree from=${from%/arch/*}
	elif [[ -e $from/include/config/kernel.release ]]; then
		origin=tree
	elif compgen -G "$from/boot/vmlinuz-*" >/dev/null ||
		compgen -G "$from/usr/lib/modules/*/vmlinuz" >/dev/null ||
		compgen -G "$from/lib/modules/*/vmlinuz" >/dev/null; then
		origin=folder
	elif [[ -e $from/Kbuild && -e $from/Makefile ]]; then
		die "kernel: $1 is a source tree in which no kernel was built" \
			"(make; with make O=, name that folder)"
	else
		die "kernel: $1 is neither a build tree nor unpacked packages"
	fi
}

# unpack_own DEB,DEB...: unpack these files, unless they were unpacked before;
# sets from.
unpack_own()
{
	local deb debs key

	need dpkg-deb:dpkg
	IFS=, read -ra debs <<<"$1"
	key=$(stat -L -c '%n %s %Y' -- "${debs[@]}" | sha256sum)
	make_cache "$cache"
	from=$cache/packages-${key:0:12}
	[[ ! -e $from/complete ]] || return 0
	lock "$cache/lock" || die "cannot write to $cache"
	rm -rf -- "$from"
	mkdir -- "$from" || die "cannot write to $cache"
	for deb in "${debs[@]}"; do
		dpkg-deb -x "$deb" "$from" 2>/dev/null ||
			die "kernel: cannot unpack $deb: no package, or no room"
	done
	touch -- "$from/complete"
	unlock
}

image_in_tree()
{
	[[ $1 == x86 ]] && echo arch/x86/boot/bzImage || echo arch/arm64/boot/Image
}

# arch_of_config FILE
arch_of_config()
{
	if grep -q '^CONFIG_X86_64=y' "$1"; then
		echo x86
	elif grep -q '^CONFIG_ARM64=y' "$1"; then
		echo arm64
	else
		echo another
	fi
}

check_arch()
{
	local found

	found=$(arch_of_config "$config")
	[[ $found == "$1" ]] ||
		die "kernel: $from is of $found architecture, guest=$1 is not"
}

# own_build_tree ARCH
own_build_tree()
{
	local newer make=bzImage

	[[ $1 == x86 ]] || make=Image
	config=$from/.config headers=$from roots=("$from")
	[[ -r $config ]] || die "kernel: $from has no .config"
	check_arch "$1"
	release=$(cat -- "$from/include/config/kernel.release")
	image=$from/$(image_in_tree "$1")
	[[ -e $image ]] ||
		die "kernel: $from has no $(image_in_tree "$1") (make $make)"
	for newer in vmlinux System.map; do
		[[ ! $from/$newer -nt $image ]] ||
			die "kernel: ${image##*/} is older than $newer" \
				"(make $make)"
	done
	[[ -s $from/Module.symvers || ${PEEKBENCH_MODULE-} ]] ||
		die "kernel: $from has no Module.symvers (make modules)"
}

# one_of WHAT FILE...: the only existing one of several files, or an error.
one_of()
{
	local what=$1 file found=()

	shift
	for file; do
		[[ ! -e $file ]] || found+=("$file")
	done
	[[ ${#found[@]} -gt 0 ]] || die "kernel: $from has no $what"
	[[ ${#found[@]} -eq 1 ]] ||
		die "kernel: $from has more than one $what: ${found[0]##*/}," \
			"${found[1]##*/}"
	printf '%s\n' "${found[0]}"
}

# own_packages ARCH
own_packages()
{
	local base=$from file

	image=$(one_of image "$base"/boot/vmlinuz-* "$base"/lib/modules/*/vmlinuz \
		"$base"/usr/lib/modules/*/vmlinuz)
	release=${image##*/vmlinuz-}
	[[ $image != */modules/*/vmlinuz ]] ||
		release=$(basename -- "${image%/vmlinuz}")
	roots=("$base/lib/modules/$release" "$base/usr/lib/modules/$release")
	headers=$base/usr/src/linux-headers-$release config=''
	for file in "$headers/.config" "$base/boot/config-$release" \
		"$base/usr/lib/modules/$release/config"; do
		[[ $config || ! -e $file ]] || config=$file
	done
	[[ $config ]] || die "kernel: $from has no configuration of $release"
	check_arch "$1"
	[[ ! ${PEEKBENCH_MODULE-} ]] || return 0
	[[ -e $headers/Makefile ]] ||
		die "kernel: $from has no usr/src/linux-headers-$release"
	[[ -s $headers/Module.symvers ]] ||
		die "kernel: linux-headers-$release has no Module.symvers"
	shadow_headers
}

# Debian's headers refer to the common part, and to tools, at the paths of an
# installation: a folder of links with a Makefile of its own replaces them.
shadow_headers()
{
	local shadow=$tree/usr/src/linux-headers-own64 file

	mkdir -p -- "$shadow"
	find "$shadow" -mindepth 1 -maxdepth 1 -exec rm -f -- {} +
	find "$headers" -mindepth 1 -maxdepth 1 -exec ln -s -t "$shadow" {} +
	rm -- "$shadow/Makefile"
	sed -E "s,^( *KBUILD_OUTPUT *[:?]?=).*,\1$shadow,
		s,^(-?include ).*/(linux-headers-[^/]+/Makefile)$,\1$from/usr/src/\2," \
		"$headers/Makefile" >"$shadow/Makefile"
	file=$(sed -nE 's/^-?include //p' "$shadow/Makefile" | head -n 1)
	[[ ! $file || $file == *[\$]* || -e $file ]] ||
		die "kernel: $from has no usr/src/$(basename -- "${file%/*}")"
	headers=$shadow
}

# The release in an image: the word at 0x200 + kernel_version of
# Documentation/arch/x86/boot.rst.
own_image()
{
	local at

	[[ ${PEEKBENCH_MODULE-} ]] ||
		die "kernel: an image outside of its build tree needs a module:" \
			"PEEKBENCH_MODULE (guest module)"
	[[ $1 == x86 ]] || die "kernel: an image alone is for guest=x86"
	[[ $(dd if="$from" bs=1 skip=514 count=4 2>/dev/null |
		tr -d '\0') == HdrS ]] || die "kernel: $from is no bzImage"
	at=$(od -An -t u2 -j 526 -N 2 -- "$from")
	release=$(dd if="$from" bs=1 skip=$((at + 512)) count=128 2>/dev/null |
		tr '\0' '\n' | head -n 1 | cut -d ' ' -f 1)
	image=$from config='' roots=()
}

# kconfig symbols that a guest needs beside those of its device.
needed_config()
{
	echo MODULES BLK_DEV_INITRD BINFMT_ELF BINFMT_SCRIPT PRINTK TTY \
		PROC_FS SYSFS PCI KPROBES KALLSYMS SWIOTLB PERF_EVENTS
	if [[ $1 == x86 ]]; then
		echo SERIAL_8250 SERIAL_8250_CONSOLE
	else
		echo SERIAL_AMBA_PL011 SERIAL_AMBA_PL011_CONSOLE \
			PCI_HOST_GENERIC
	fi
}

check_config()
{
	local name lacking=''

	for name in $(needed_config "$1"); do
		grep -q "^CONFIG_$name=y" "$config" || lacking+=" $name"
	done
	[[ ! $lacking ]] ||
		die "kernel: $release lacks CONFIG_ of:$lacking" \
			"(peekbench's bench/kernel/config.$1 has them)"
	! grep -q '^CONFIG_MODULE_SIG_FORCE=y' "$config" ||
		die "kernel: $release takes signed modules alone" \
			"(CONFIG_MODULE_SIG_FORCE=y)"
}

# take_busybox ARCH: the package of the guest's user space.
take_busybox()
{
	local base=$cache/busybox-$1 packages=() why taken arch log

	[[ ! -x $cache/$1/bin/busybox ]] || base=$cache/$1
	if [[ ! -x $base/bin/busybox ]]; then
		log=$cache/apt-$1.log arch=$(debian_arch "$1")
		need apt-get:apt dpkg-deb:dpkg
		: >"$log"
		update "$arch"
		take "$arch" busybox-static || die "$(not_fetched "$why")"
		mkdir -p -- "$base/debs"
		download "$base/debs"
		unpack "$base"
	fi
	mkdir -p -- "$tree/bin"
	ln -sf -- "$base/bin/busybox" "$tree/bin/busybox"
}

# build_own ARCH WHAT: sets tree, release, image, headers, config and roots.
build_own()
{
	local key

	make_cache "$cache"
	own_what "$2"
	makeable "$from" || die "kernel: make does not work in $from: move it" \
		"to a path of letters, digits and /._+@-"
	key=$(sha256sum <<<"$from")
	tree=$cache/own-$1-${key:0:12}
	mkdir -p -- "$tree" 2>/dev/null || die "cannot write to $cache"
	lock "$tree/lock" || die "cannot write to $tree"
	case $origin in
	tree) own_build_tree "$1" ;;
	image) own_image "$1" ;;
	*) own_packages "$1" ;;
	esac
	[[ ! $config ]] || check_config "$1"
	take_busybox "$1"
	build_module "$1" "$tree"
	unlock
}

# keep_image FOLDER: copy the image, so that a make that runs meanwhile does not
# change a guest.
keep_image()
{
	[[ $origin ]] || return 0
	cp -- "$image" "$1/kernel" || die "cannot copy ${image##*/}"
	image=$1/kernel
}

own_git()
{
	GIT_OPTIONAL_LOCKS=0 git -C "$source" "$@" 2>/dev/null
}

# Has the source changed since its image was built?  If so, its commit is not
# that of the image.
source_is_newer()
{
	local log file

	log=$(own_git rev-parse --path-format=absolute --git-path logs/HEAD)
	[[ ! $log -nt $built ]] || return 0
	while read -r file; do
		[[ ! $source/$file -nt $built ]] || return 0
	done < <(own_git diff --relative --name-only HEAD)
	return 1
}

# The commit of a source that is a git tree, and the extent of its changes.
own_kernel_facts()
{
	local source=$from describe built

	fact kernel_from "$origin"
	[[ $origin == tree ]] || return 0
	built=$from/$(image_in_tree "$(arch_of_config "$config")")
	[[ ! -e $from/source ]] || source=$from/source
	describe=$(own_git describe --always --dirty) || return 0
	if source_is_newer; then
		fact kernel_git 'not known: the source has changed since'
		return
	fi
	fact kernel_git "$describe"
	[[ $describe == *-dirty ]] || return 0
	fact kernel_git_diff_sha256 "$(own_git diff HEAD | sha256sum |
		cut -d ' ' -f 1)"
}
