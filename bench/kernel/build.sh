# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0 OR MIT
#
# The module, out of the tree's sources; sourced by guest, which has $root and
# die.

sources()
{
	(cd -- "$root" && find include strategies bench/core bench/kernel \
		-type f \( -name '*.[ch]' -o -name Kbuild \) -print0 | sort -z)
}

# compile HEADERS COPY LOG [word of make...]: COPY/peekbench.ko.  The sources
# are copied, so that no object lands in the tree.
compile()
{
	local headers=$1 copy=$2 log=$3

	shift 3
	need make:make gcc:gcc
	rm -rf -- "$copy"
	mkdir -p -- "$copy"
	(cd -- "$root" && sources | xargs -0 cp --parents -t "$copy")
	cp -- "$copy/bench/kernel/Kbuild" "$copy/Kbuild"
	make -C "$headers" M="$copy" CONFIG_DEBUG_INFO_BTF_MODULES= "$@" \
		modules >"$log" 2>&1 ||
		die "the module does not build for ${headers##*/}:" \
			"$(grep -m 1 -E 'error|Error' "$log" |
				cut -c 1-200) (see $log)"
}

headers_of()
{
	echo "$cache/$1"/usr/src/linux-headers-*64
}

# build_module ARCH: $cache/ARCH/module/peekbench.ko; a second call does
# nothing.
build_module()
{
	local copy=$cache/$1/module sum words=()

	sum=$(sources | (cd -- "$root" && xargs -0 sha256sum) | sha256sum)
	sum+=${PEEKBENCH_MODULE_WERROR:+ no warning}
	[[ $(cat -- "$copy/sum" 2>/dev/null) != "$sum" ]] || return 0
	[[ $1 == x86 ]] || {
		need aarch64-linux-gnu-gcc:gcc-aarch64-linux-gnu
		words=(ARCH=arm64 CROSS_COMPILE=aarch64-linux-gnu-)
	}
	[[ ! ${PEEKBENCH_MODULE_WERROR-} ]] || words+=(KCFLAGS=-Werror)
	compile "$(headers_of "$1")" "$copy" "$cache/$1-module.log" W=1 \
		"${words[@]}"
	printf '%s\n' "$sum" >"$copy/sum"
}

# module HEADERS OUT: a module for another kernel, to be carried there.
module()
{
	[[ $# -eq 2 ]] || die "usage: guest module HEADERS FILE.ko"
	[[ -e $1/Makefile ]] || die "no headers of a kernel at $1"
	# Not local: the trap outlives this function.
	scratch=$(mktemp -d) || die "no room for the module's sources"
	trap 'rm -rf -- "$scratch"' EXIT
	compile "$(readlink -f -- "$1")" "$scratch/module" "$2.log" W=1 \
		${PEEKBENCH_MODULE_WERROR:+KCFLAGS=-Werror}
	cp -- "$scratch/module/peekbench.ko" "$2" || die "cannot write $2"
	rm -- "$2.log"
}
