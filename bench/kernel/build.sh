# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0 OR MIT
#
# Build the module from the tree's sources; sourced by guest, which has $root
# and die.

sources()
{
	(cd -- "$root" && find include strategies bench/core bench/kernel \
		-type f \( -name '*.[ch]' -o -name Kbuild \) -print0 | sort -z)
}

# compile HEADERS COPY LOG [word of make...]: COPY/peekbench.ko.  The sources
# are copied, so that no object file is written to the tree.  Debug information
# would be most of what a guest has to load.
compile()
{
	local headers=$1 copy=$2 log=$3

	shift 3
	need make:make gcc:gcc
	rm -rf -- "$copy"
	{
		mkdir -p -- "$copy" &&
			(cd -- "$root" && sources |
				xargs -0 cp --parents -t "$copy") &&
			: >"$log"
	} 2>/dev/null || die "no room for the module in ${copy%/*}"
	cp -- "$copy/bench/kernel/Kbuild" "$copy/Kbuild"
	make -j "$(nproc)" -C "$headers" M="$copy" CONFIG_DEBUG_INFO= \
		CONFIG_DEBUG_INFO_BTF_MODULES= "$@" modules >"$log" 2>&1 ||
		die "the module does not build for ${headers##*/}:" \
			"$(first_complaint "$log" | cut -c 1-200) (see $log)"
}

# first_complaint LOG: the first error of make, a compiler or a shell; the last
# lines of make give no reason.
first_complaint()
{
	grep -m 1 -E '(error|ERROR): |undefined!$|not found$|No such file|\*\*\* No rule' "$1" ||
		awk '!/^ *[A-Z]+ +(\[M\] )?/ && !/^make/ { print; exit }' "$1"
}

headers_of()
{
	echo "$cache/$1"/usr/src/linux-headers-*64
}

# sum_of_module ARCH: a checksum of all inputs of a module, so that another
# kernel at the same path gets another module.
sum_of_module()
{
	local cc=gcc

	[[ $1 == x86 ]] || cc=aarch64-linux-gnu-gcc
	{
		sources | (cd -- "$root" && xargs -0 sha256sum)
		cat -- "$headers/Module.symvers" \
			"$headers/include/generated/autoconf.h" 2>/dev/null || :
		"$cc" --version 2>/dev/null || :
	} | sha256sum
}

# build_module ARCH TREE: TREE/module/peekbench.ko, for $headers; a second call
# does nothing.  Sets ko.
build_module()
{
	local copy=$2/module sum words=()

	ko=$copy/peekbench.ko
	if [[ $origin && ${PEEKBENCH_MODULE-} ]]; then
		ko=$PEEKBENCH_MODULE
		[[ -f $ko ]] || die "PEEKBENCH_MODULE: no file $ko"
		return
	fi
	sum=$(sum_of_module "$1")
	sum+=${PEEKBENCH_MODULE_WERROR:+ no warning}
	[[ $(cat -- "$copy/sum" 2>/dev/null) != "$sum" ]] || return 0
	[[ -w ${copy%/*} ]] ||
		die "the module is of another version, and $2 cannot be" \
			"written: set PEEKBENCH_CACHE to another place"
	[[ $1 == x86 ]] || {
		need aarch64-linux-gnu-gcc:gcc-aarch64-linux-gnu
		words=(ARCH=arm64 CROSS_COMPILE=aarch64-linux-gnu-)
	}
	[[ ! ${PEEKBENCH_MODULE_WERROR-} ]] || words+=(KCFLAGS=-Werror)
	compile "$headers" "$copy" "$2-module.log" W=1 "${words[@]}"
	printf '%s\n' "$sum" >"$copy/sum"
}

# module HEADERS OUT: build a module for another machine's kernel.
module()
{
	[[ $# -eq 2 ]] || die "usage: guest module HEADERS FILE.ko"
	[[ -e $1/Makefile ]] || die "no headers of a kernel at $1"
	# Not local, because the trap runs after this function.
	scratch=$(mktemp -d) || die "no room for the module's sources"
	trap 'rm -rf -- "$scratch"' EXIT
	compile "$(readlink -f -- "$1")" "$scratch/module" "$2.log" W=1 \
		${PEEKBENCH_MODULE_WERROR:+KCFLAGS=-Werror}
	cp -- "$scratch/module/peekbench.ko" "$2" || die "cannot write $2"
	rm -- "$2.log"
}
