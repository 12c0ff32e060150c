# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0 OR MIT
#
# Kernels, headers and busybox from Debian's packages, unpacked in $cache and
# not installed; sourced by guest, which has die, say and need.

debian_arch()
{
	[[ $1 == x86 ]] && echo amd64 || echo arm64
}

# apt ARCH COMMAND...: apt with state of its own: it uses the host's sources, or
# $apt_sources, and the host's keys, but neither root nor the host's lists and
# architectures.
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

# field ARCH PACKAGE=VERSION NAME: one field of its description, if any.
field()
{
	apt "$1" apt-cache show "$2" 2>/dev/null |
		awk -v name="$3:" '$1 == name && !seen++ {
			sub(/^[^ ]* /, ""); print }' || :
}

# versions ARCH PACKAGE: all versions in the sources, newest first.
versions()
{
	apt "$1" apt-cache madison "$2" 2>/dev/null |
		awk -F ' *[|] *' '$3 ~ / Packages$/ { print $2 }' || :
}

# dependency ARCH PACKAGE=VERSION PATTERN: the first dependency that matches:
# its name and, if given, operator and version.
dependency()
{
	field "$1" "$2" Depends | tr , '\n' |
		awk -v pattern="^$3\$" '{ gsub(/[()]/, ""); sub(/[|].*/, "") }
			$1 ~ pattern && !seen++ { print $1, $2, $3 }'
}

# take ARCH NAME [OPERATOR VERSION]: add the newest version that the relation
# allows to packages, and set taken; if there is none, set why.
take()
{
	for taken in $(versions "$1" "$2"); do
		[[ ! ${3-} ]] ||
			dpkg --compare-versions "$taken" "$3" "$4" || continue
		packages+=("$1 $2=$taken")
		return 0
	done
	why="no $2${3:+ ($3 $4)} in apt's sources"
	return 1
}

# match_at ARCH META VERSION: set packages to those of META of this version.
# Image, headers and the common part must be of one build, which determines
# Module.symvers and the release in vermagic.  kbuild has tools only, and the
# dependency of the headers gives its version: Debian signs the image some days
# after it has built the rest, and by then only the next version of kbuild may
# be available.
match_at()
{
	local arch=$1 part=() headers version taken

	packages=()
	why="$2 $3 does not name its parts"
	read -ra part < <(dependency "$arch" "$2=$3" \
		'linux-(image|headers)-[0-9].*') && take "$arch" "${part[@]}" ||
		return
	version=$taken
	headers=linux-headers-${part[0]#linux-*-}
	[[ ${part[0]} == "$headers" ]] ||
		take "$arch" "$headers" = "$version" || return
	read -ra part < <(dependency "$arch" "$headers=$version" \
		'linux-headers-.*-common') &&
		take "$arch" "${part[0]}" = "$version" || return
	# The tools run on this machine, for any target.
	read -ra part < <(dependency "$arch" "$headers=$version" \
		'linux-kbuild-.*') && take amd64 "${part[@]}"
}

# not_fetched WHY: WHY nothing was found, with apt's messages about the network.
not_fetched()
{
	local unreached='not every package source could be reached'

	if ! grep -q '^[EW]: Failed to fetch' "$log"; then
		printf '%s\n' "$1"
	elif grep -qE '^(Hit|Get):' "$log"; then
		printf '%s\n' "$unreached, $1"
	else
		printf '%s\n' 'no package source could be reached: no network?'
	fi
}

# match ARCH META: set packages, one "ARCH NAME=VERSION" each, to the newest
# version of META of which all parts are available.
match()
{
	local version why first=''

	why=$(not_fetched "no package $2 in apt's sources")
	for version in $(versions "$1" "$2"); do
		match_at "$1" "$2" "$version" && return 0
		first=${first:-$why}
	done
	die "${first:-$why} (see $log)"
}

update()
{
	apt "$1" apt-get update >>"$log" 2>&1 ||
		die "apt-get update failed for $1, see $log"
}

megabytes()
{
	echo "$((($1 + 500000) / 1000000))"
}

# wait_for PID FOLDER BYTES: print the progress of a download every few seconds.
wait_for()
{
	local seconds=0 there

	while kill -0 "$1" 2>/dev/null; do
		sleep 1
		((++seconds % 5 == 0)) || continue
		there=$(du -sb -- "$2" | cut -f 1)
		say "$(megabytes "$there") of $(megabytes "$3") MB"
	done
	wait "$1"
}

# download DEBS: download packages into this folder.
download()
{
	local debs=$1 package arch names bytes=0 size

	for package in "${packages[@]}"; do
		size=$(field "${package% *}" "${package#* }" Size)
		bytes=$((bytes + ${size:-0}))
	done
	say "fetching ${packages[0]#* } and $((${#packages[@]} - 1)) packages" \
		"more, $(megabytes "$bytes") MB, into $cache"
	for arch in $(printf '%s\n' "${packages[@]% *}" | sort -u); do
		mapfile -t names < <(printf '%s\n' "${packages[@]}" |
			sed -n "s/^$arch //p")
		(cd -- "$debs" && apt "$arch" apt-get download "${names[@]}") \
			>>"$log" 2>&1 &
		wait_for $! "$debs" "$bytes" ||
			die "download failed of ${names[*]}, see $log"
	done
}

# unpack TREE: unpack the debs of TREE.  Debian 13's have all below usr and leave
# these links to the installation.
unpack()
{
	local deb name

	for deb in "$1"/debs/*.deb; do
		dpkg-deb -x "$deb" "$1" || die "cannot unpack $deb"
	done
	rm -r -- "$1/debs"
	for name in bin lib; do
		[[ -e $1/$name || ! -e $1/usr/$name ]] ||
			ln -s "usr/$name" "$1/$name"
	done
}

# settle NEW TREE RELEASE: move NEW to TREE, complete: with its release, and with
# a Makefile of the headers whose paths are not those of an installation.
settle()
{
	local common

	common=$(echo "$1"/usr/src/linux-headers-*-common)
	printf 'include %s/Makefile\n' "$2/usr/src/${common##*/}" \
		>"$(echo "$1"/usr/src/linux-headers-*64)/Makefile"
	echo "$3" >"$1/release"
	mv -- "$1" "$2"
}

# check_tree TREE RELEASE: check that the headers are of this release, or the
# kernel would not load the module.  The release of vermagic is UTS_RELEASE
# (include/linux/vermagic.h).
check_tree()
{
	local headers release

	headers=$(echo "$1"/usr/src/linux-headers-*64)
	release=$(sed -n 's/^#define UTS_RELEASE "\(.*\)"$/\1/p' \
		"$headers/include/generated/utsrelease.h" 2>/dev/null) || :
	[[ $release == "$2" ]] || die "the kernel is $2, its headers are of" \
		"${release:-no known release}"
	[[ -s $headers/Module.symvers ]] ||
		die "${headers##*/} has no Module.symvers"
}

# fetch_newer: put the newest kernel for this Debian, from bookworm-backports,
# and its headers into $cache/newer.
fetch_newer()
{
	local tree=$cache/newer new=$cache/newer.new packages=() release
	local apt_name=newer apt_sources=$cache/newer.list log=$cache/newer.log

	! compgen -G "$tree/boot/vmlinuz-*" >/dev/null || return 0
	need apt-get:apt dpkg-deb:dpkg
	printf 'deb [signed-by=%s] %s bookworm-backports main\n' \
		/usr/share/keyrings/debian-archive-keyring.gpg \
		http://deb.debian.org/debian >"$apt_sources"
	: >"$log"
	update amd64
	match amd64 linux-image-amd64
	rm -rf -- "$new" "$tree"
	mkdir -p -- "$new/debs"
	download "$new/debs"
	unpack "$new"
	release=$(basename -- "$new"/boot/vmlinuz-* | sed 's/^vmlinuz-//')
	check_tree "$new" "$release"
	settle "$new" "$tree" "$release"
}

# fetch ARCH: put an unpacked kernel into $cache/ARCH; a second call does
# nothing.
fetch()
{
	local tree=$cache/$1 new=$cache/$1.new arch packages=() release why
	local log=$cache/apt-$1.log taken

	[[ ! -e $tree/release ]] || return 0
	need apt-get:apt dpkg-deb:dpkg
	say "looking for a Debian kernel for $1"
	arch=$(debian_arch "$1")
	: >"$log"
	update "$arch"
	[[ $arch == amd64 ]] || update amd64
	match "$arch" "linux-image-$arch"
	take "$arch" busybox-static || die "$why"
	rm -rf -- "$new" "$tree"
	mkdir -p -- "$new/debs"
	download "$new/debs"
	unpack "$new"
	release=$(basename -- "$new"/boot/vmlinuz-* | sed 's/^vmlinuz-//')
	check_tree "$new" "$release"
	printf '%s\n' "${packages[0]#*=}" >"$new/version"
	settle "$new" "$tree" "$release"
}
