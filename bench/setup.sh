# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0 OR MIT
#
# Common functions of bench/run, bench/test and .ci/run: install missing
# packages, build a CMake preset.  Sourced with `set -euo pipefail` in force.
# All messages go to stderr, because stdout is for results.

root=$(dirname -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")")

# One line each: Debian package, level, probe, upstream name.  A package that
# dpkg does not know is not missing if its probe finds it.  Without apt-get, a
# missing `need` stops the run, and a missing `want` only disables its use.
# shellcheck disable=SC2034 # for whoever sources this
build_needs='cmake need command:cmake CMake 3.25
ninja-build need command:ninja Ninja
gcc need command:gcc GCC
g++ need command:g++ G++
pkg-config need command:pkg-config pkgconf
libhwloc-dev need module:hwloc hwloc
libjansson-dev need module:jansson Jansson
libinih-dev need module:inih inih
r-mathlib need module:libRmath libRmath of R
libmd-dev need module:libmd libmd
zlib1g-dev need module:zlib zlib
libbenchmark-dev need module:benchmark Google Benchmark
libpfm4-dev need file:/usr/include/perfmon/pfmlib_perf_event.h libpfm4
libtraceevent-dev want module:libtraceevent libtraceevent
libtracefs-dev want module:libtracefs libtracefs
libtracecmd-dev want module:libtracecmd libtracecmd of trace-cmd
gnuplot-nox want command:gnuplot gnuplot with the pngcairo terminal
git want command:git Git'
# shellcheck disable=SC2034
test_needs='libcmocka-dev need module:cmocka cmocka
clang want command:clang Clang
libclang-rt-dev want clang:address the sanitizers and libFuzzer of Clang
clang-format want command:clang-format clang-format 14
binutils need command:objdump GNU binutils
python3 need command:python3 Python 3
spin want command:spin SPIN
valgrind want command:valgrind Valgrind
python3-scipy want python:scipy.stats SciPy
python3-jsonschema want python:jsonschema jsonschema for Python
qemu-system-x86 want command:qemu-system-x86_64 QEMU for x86
qemu-system-arm want command:qemu-system-aarch64 QEMU for Arm
gcc-aarch64-linux-gnu want command:aarch64-linux-gnu-gcc GCC for arm64
g++-aarch64-linux-gnu want command:aarch64-linux-gnu-g++ G++ for arm64
qemu-user-static want command:qemu-aarch64-static QEMU for programs of arm64
device-tree-compiler want command:fdtput the device tree compiler
trace-cmd want command:trace-cmd trace-cmd
cpio want command:cpio GNU cpio
xz-utils want command:xz XZ Utils
zstd want command:zstd Zstandard
make want command:make GNU make
libbenchmark-tools want file:/usr/share/benchmark/compare.py compare.py of Google Benchmark'
# shellcheck disable=SC2034
long_needs='chromium want command:chromium Chromium
lintian want command:lintian lintian
rpm want command:rpmbuild rpmbuild'

say()
{
	printf 'peekbench: %s\n' "$*" >&2
}

die()
{
	say "$*"
	exit 2
}

# quietly LOG COMMAND...: the command's output goes to LOG; if it fails, the
# end of LOG is shown.
quietly()
{
	local log=$1

	shift
	mkdir -p -- "${log%/*}" || return
	"$@" >"$log" 2>&1 </dev/null && return
	tail -n 40 -- "$log" >&2
	return 1
}

installed()
{
	dpkg-query -W -f '${db:Status-Status}\n' "$1" 2>/dev/null |
		grep -qx installed
}

probe()
{
	case $1 in
	command:*) command -v "${1#*:}" ;;
	module:*) pkg-config --exists "${1#*:}" ;;
	python:*) python3 -c "import ${1#*:}" ;;
	file:*) [[ -e ${1#*:} ]] ;;
	clang:*) clang "-fsanitize=${1#*:}" -x c -o /dev/null - \
		<<<'int main(void) { return 0; }' ;;
	esac >/dev/null 2>&1
}

# missing_lines NEEDS: those lines of NEEDS that this system does not meet.
missing_lines()
{
	local package level probe upstream

	while read -r package level probe upstream; do
		installed "$package" || probe "$probe" ||
			printf '%s %s %s\n' "$package" "$level" "$upstream"
	done <<<"$1"
}

# as_root COMMAND...: never waits for a password.
as_root()
{
	if [[ $(id -u) -eq 0 ]]; then
		"$@"
	elif (: </dev/tty) 2>/dev/null; then
		sudo "$@"
	else
		sudo -n "$@"
	fi
}

# apt_get LOG WORD...: apt-get's own output goes to LOG.
# shellcheck disable=SC2094 # both only append
apt_get()
{
	local log=$1

	shift
	mkdir -p -- "${log%/*}" && : >"$log" || return
	as_root env DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 \
		apt-get -y -o DPkg::Lock::Timeout=300 -o APT::Status-Fd=2 "$@" \
		2>&1 >>"$log" </dev/null | apt_progress "$log"
}

# Print apt-get's progress every ten seconds; the rest of its stderr goes to
# LOG.
apt_progress()
{
	local log=$1 line percent text next=$((SECONDS + 10))

	while IFS= read -r line; do
		if [[ $line != dlstatus:* && $line != pmstatus:* ]]; then
			printf '%s\n' "$line" >>"$log"
		elif ((SECONDS >= next)); then
			IFS=: read -r _ _ percent text <<<"$line"
			say "${percent%%.*} %: $text"
			next=$((SECONDS + 10))
		fi
	done
}

# apt_summary WORD...: the work of apt-get for these arguments, in one line.
apt_summary()
{
	as_root env LC_ALL=C.UTF-8 apt-get --assume-no -o Debug::NoLocking=1 \
		-o APT::Output-Version=0 "$@" 2>/dev/null </dev/null |
		sed -n -e 's/^[0-9]* upgraded, \([0-9]*\) newly.*/\1 packages with all that they need/p' \
			-e 's/^Need to get \(.*\) of archives\.$/\1 to fetch/p' \
			-e 's/^After this operation, \(.*\) of additional.*/\1 on the disk/p' |
		paste -s -d , | sed 's/,/, /g' || true
}

apt_install()
{
	local packages=$* install=(install --no-install-recommends "$@")
	local log=$root/build/apt-install.log summary

	if [[ $(id -u) -ne 0 ]] && ! command -v sudo >/dev/null; then
		die "needs root or sudo to install: $packages"
	fi
	say "installing $packages"
	as_root true || die "needs root or sudo to install: $packages"
	say "fetching the lists of packages"
	# An unreachable source may not be needed.
	apt_get "$root/build/apt-update.log" update || true
	summary=$(apt_summary "${install[@]}")
	[[ ! $summary ]] || say "$summary"
	apt_get "$log" "${install[@]}" || {
		tail -n 40 -- "$log" >&2
		die "apt-get could not install: $packages"
	}
}

# without_apt LINES: name the missing packages; exit if any of them is needed.
without_apt()
{
	local package level upstream names='' needed=''

	while read -r package level upstream; do
		names+="${names:+, }$package ($upstream)"
		[[ $level == want ]] || needed=yes
	done <<<"$1"
	[[ ! $needed ]] || die "no apt-get here; please install $names"
	say "no apt-get here; going on without $names"
}

# install_missing NEEDS: install the missing packages of NEEDS; silent if none
# is missing.
install_missing()
{
	local lines packages

	lines=$(missing_lines "$1")
	[[ $lines ]] || return 0
	if ! command -v apt-get >/dev/null; then
		without_apt "$lines"
		return
	fi
	mapfile -t packages < <(cut -d ' ' -f 1 <<<"$lines")
	apt_install "${packages[@]}"
}

in_root()
{
	(cd -- "$root" && "$@")
}

# build PRESET [TARGET...]: configure and build into build/PRESET.  A build
# directory that was copied along with the tree is configured afresh.
build()
{
	local preset=$1 dir=$root/build/$1 home fresh=()

	shift
	mkdir -p -- "$root/build" 2>/dev/null && [[ -w $root/build ]] ||
		die "cannot write to $root/build: build in a copy of your own"
	home=$(sed -n 's/^CMAKE_HOME_DIRECTORY:INTERNAL=//p' \
		"$dir/CMakeCache.txt" 2>/dev/null) || true
	[[ -z $home || $home == "$root" ]] || fresh=(--fresh)
	[[ $home == "$root" ]] || say "building ${dir#"$root"/}"
	quietly "$dir.log" in_root cmake --preset "$preset" "${fresh[@]}" ||
		die "cmake --preset $preset failed; the whole log: $dir.log"
	quietly "$dir.log" in_root cmake --build --preset "$preset" \
		${1:+--target "$@"} ||
		die "the build of $preset failed; the whole log: $dir.log"
}
