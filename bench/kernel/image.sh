# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0 OR MIT
#
# The kernel without its compression: QEMU enters such an image directly (PVH,
# include/xen/interface/elfnote.h).  An emulated CPU needs longer to decompress
# Debian's kernel than to boot it.  Sourced by guest.

# number FILE AT BYTES: a number of the header of a bzImage.
number()
{
	od -An -t "u$3" -j "$2" -N "$3" -- "$1" | tr -d ' '
}

# unpack_image IMAGE OUT: write the ELF image that IMAGE, a bzImage, holds:
# setup_sects, payload_offset and payload_length of
# Documentation/arch/x86/boot.rst.  Fails if there is none, or no program to
# decompress it.
unpack_image()
{
	local at length tool magic

	[[ $(number "$1" 514 4) == 1400005704 ]] || return
	at=$((($(number "$1" 497 1) + 1) * 512 + $(number "$1" 584 4)))
	length=$(number "$1" 588 4)
	magic=$(od -An -t x1 -j "$at" -N 4 -- "$1" | tr -d ' ')
	case $magic in
	fd377a58) tool=(xz --single-stream) ;;
	28b52ffd) tool=(zstd) ;;
	1f8b*) tool=(gzip) ;;
	*) return 1 ;;
	esac
	command -v "${tool[0]}" >/dev/null || return
	# After the stream come its size and so on, of which a tool complains.
	tail -c "+$((at + 1))" -- "$1" | head -c "$length" |
		"${tool[@]}" -dcq >"$2" 2>/dev/null || :
	[[ $(head -c 4 -- "$2") == $'\x7fELF' ]] && return
	rm -f -- "$2"
	return 1
}

has_pvh()
{
	grep -qx CONFIG_PVH=y -- "$1" 2>/dev/null
}

# unpack_debian ARCH: the image of the cache's kernel, in the cache; a second
# call does nothing.
unpack_debian()
{
	local release packed

	release=$(cat -- "$tree/release")
	packed=$tree/boot/vmlinuz-$release
	[[ $1 == x86 && ! -e $tree/boot/vmlinux-$release ]] &&
		has_pvh "$tree/boot/config-$release" || return 0
	! unpack_image "$packed" "$tree/boot/vmlinux.new" ||
		mv -- "$tree/boot/vmlinux.new" "$tree/boot/vmlinux-$release"
}

# The file that QEMU is to start; under KVM the bzImage, as on a real machine.
entered_image()
{
	local file=$tree/boot/vmlinux-$release

	if [[ $machine != pc || $accel != tcg ]] || ! has_pvh "$config"; then
		file=$image
	elif [[ $origin ]]; then
		file=$folder/vmlinux
		unpack_image "$image" "$file" || file=$image
	elif [[ ! -e $file ]]; then
		file=$image
	fi
	printf '%s\n' "$file"
}
