# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0 OR MIT
#
# Kernels, headers and busybox out of Debian's packages, unpacked in $cache and
# not installed; sourced by guest, which has die, say and need.

debian_arch()
{
	[[ $1 == x86 ]] && echo amd64 || echo arm64
}

# apt ARCH COMMAND...: a package system of its own: the host's sources, or
# $apt_sources, and the host's keys, but no root, and neither the host's lists
# nor its architectures.
apt()
{
	local arch=$1 base=$cache/apt-${apt_name-$1} tool=$2

	shift 2
	mkdir -p -- "$base/lists/partial" "$base/cache/archives/partial"
	LC_ALL=C.UTF-8 "$tool" -q -o APT::Architecture="$arch" \
		-o APT::Architectures::="$arch" -o Dir::State::lists="$base/lists" \
		-o Dir::Cache="$base/cache" -o Dir::State::status=/dev/null \
		-o APT::Sandbox::User=root -o Debug::NoLocking=1 \
		${apt_sources:+-o Dir::Etc::sourcelist="$apt_sources"} \
		${apt_sources:+-o Dir::Etc::sourceparts=-} "$@"
}

# depends ARCH PACKAGE PATTERN: the dependency that matches.
depends()
{
	apt "$1" apt-cache depends "$2" |
		sed -n "s/^ *Depends: \($3\)\$/\1/p" | head -n 1
}

# The kernel and what it takes to build for it, by name, on one line each.
package_names()
{
	local arch=$1 image headers

	image=$(depends "$arch" "linux-image-$arch" 'linux-image-[0-9].*')
	[[ $image ]] || die "no package linux-image-$arch in apt's sources"
	headers=linux-headers-${image#linux-image-}
	printf '%s\n' "$image" "$headers" \
		"$(depends "$arch" "$headers" 'linux-headers-.*-common')"
	printf 'busybox-static\n'
}

# One version of kernel and headers: the module would not load otherwise.
same_version()
{
	local deb version='' this

	for deb in "$1"/linux-*.deb; do
		this=$(dpkg-deb -f "$deb" Version)
		[[ ! $version || $this == "$version" ]] ||
			die "packages of two versions: $version and $this"
		version=$this
	done
	printf '%s\n' "$version"
}

download()
{
	local arch=$1 debs=$2 names kbuild

	apt "$arch" apt-get update >"$cache/apt-$arch.log" 2>&1 ||
		die "apt-get update failed for $arch, see $cache/apt-$arch.log"
	mapfile -t names < <(package_names "$arch")
	[[ ${#names[@]} -eq 4 ]] || die "no kernel packages for $arch"
	kbuild=$(depends "$arch" "${names[1]}" 'linux-kbuild-.*')
	(cd -- "$debs" && apt "$arch" apt-get download "${names[@]}") \
		>>"$cache/apt-$arch.log" 2>&1 ||
		die "download failed for $arch, see $cache/apt-$arch.log"
	# The tools run on this machine, whatever they build for.
	[[ $arch == amd64 ]] ||
		apt amd64 apt-get update >>"$cache/apt-$arch.log" 2>&1 ||
		die "apt-get update failed, see $cache/apt-$arch.log"
	(cd -- "$debs" && apt amd64 apt-get download "$kbuild") \
		>>"$cache/apt-$arch.log" 2>&1 ||
		die "download failed of $kbuild, see $cache/apt-$arch.log"
}

# unpack TREE: its debs.
unpack()
{
	local deb

	for deb in "$1"/debs/*.deb; do
		dpkg-deb -x "$deb" "$1" || die "cannot unpack $deb"
	done
	rm -r -- "$1/debs"
}

# settle NEW TREE: move it into place; the headers' Makefile names a place
# where nothing is installed.
settle()
{
	mv -- "$1" "$2"
	printf 'include %s/Makefile\n' "$2"/usr/src/linux-headers-*-common \
		>"$(echo "$2"/usr/src/linux-headers-*64)/Makefile"
}

# fetch_newer: $cache/newer holds the headers of the newest kernel there is
# for this Debian, of bookworm-backports.
fetch_newer()
{
	local tree=$cache/newer new=$cache/newer.new names=()
	local apt_name=newer apt_sources=$cache/newer.list log=$cache/newer.log

	[[ ! -e $tree/release ]] || return 0
	need apt-get:apt dpkg-deb:dpkg
	printf 'deb [signed-by=%s] %s bookworm-backports main\n' \
		/usr/share/keyrings/debian-archive-keyring.gpg \
		http://deb.debian.org/debian >"$apt_sources"
	apt amd64 apt-get update >"$log" 2>&1 &&
		names=("$(depends amd64 linux-headers-amd64 \
			'linux-headers-[0-9].*')") && [[ ${names[0]} ]] ||
		die "no package linux-headers-amd64 of bookworm-backports here"
	names+=("$(depends amd64 "${names[0]}" 'linux-headers-.*-common')"
		"$(depends amd64 "${names[0]}" 'linux-kbuild-.*')")
	rm -rf -- "$new" "$tree"
	mkdir -p -- "$new/debs"
	(cd -- "$new/debs" && apt amd64 apt-get download "${names[@]}") \
		>>"$log" 2>&1 || die "no package ${names[0]} to be had: see $log"
	unpack "$new"
	settle "$new" "$tree"
	echo "${names[0]#linux-headers-}" >"$tree/release"
}

# fetch ARCH: $cache/ARCH holds an unpacked kernel; a second call does nothing.
fetch()
{
	local tree=$cache/$1 new=$cache/$1.new

	[[ ! -e $tree/release ]] || return 0
	need apt-get:apt dpkg-deb:dpkg
	say "fetching a Debian kernel for $1 into $cache"
	rm -rf -- "$new" "$tree"
	mkdir -p -- "$new/debs"
	download "$(debian_arch "$1")" "$new/debs"
	same_version "$new/debs" >"$new/version"
	unpack "$new"
	settle "$new" "$tree"
	basename -- "$tree"/boot/vmlinuz-* | sed 's/^vmlinuz-//' \
		>"$tree/release"
}
