# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0 OR MIT
#
# Facts for the document about a kernel and its machine, as "key=value" lines;
# sourced by guest.

# Configuration that changes the cost of a copy or a call, or the kernel's
# checks.
CONFIG_FACTS='SWIOTLB SWIOTLB_DYNAMIC DMA_NEED_SYNC DMA_API_DEBUG
DMA_RESTRICTED_POOL ARCH_HAS_BATCHED_DMA_SYNC KASAN KCSAN KMSAN UBSAN
PROVE_LOCKING DEBUG_ATOMIC_SLEEP FAULT_INJECTION FUNCTION_TRACER GCOV_KERNEL
CC_OPTIMIZE_FOR_SIZE LTO_CLANG PREEMPT PREEMPT_VOLUNTARY PREEMPT_DYNAMIC
PREEMPT_LAZY PREEMPT_RT RETPOLINE MITIGATION_RETPOLINE RETHUNK
MITIGATION_RETHUNK SLS MITIGATION_SLS FORTIFY_SOURCE INIT_ON_ALLOC_DEFAULT_ON
IOMMU_DMA SMP'

# The options of these that make a kernel check itself: their cost is part of
# every count.
INSTRUMENTED='KASAN|KCSAN|KMSAN|DMA_API_DEBUG|PROVE_LOCKING|DEBUG_ATOMIC_SLEEP|FAULT_INJECTION|GCOV_KERNEL'

sum_of()
{
	sha256sum -- "$1" 2>/dev/null | cut -d ' ' -f 1
}

# fact KEY VALUE: print the fact unless VALUE is empty.
fact()
{
	[[ ! $2 ]] || printf '%s=%s\n' "$1" "$2"
}

# config_facts FILE: the options of CONFIG_FACTS that are set, in one line.
config_facts()
{
	local name value list=''

	for name in $CONFIG_FACTS; do
		value=$(sed -n "s/^CONFIG_$name=//p" "$1")
		[[ ! $value ]] || list+="$name=$value "
	done
	printf '%s\n' "${list% }"
}

# config_compiler FILE: the text of CONFIG_CC_VERSION_TEXT.
config_compiler()
{
	sed -n 's/^CONFIG_CC_VERSION_TEXT="\(.*\)"$/\1/p' "$1"
}

# file_facts CONFIG IMAGE MODULE: facts that identify a kernel, from its files,
# any of which may be missing.
file_facts()
{
	fact kernel_image_sha256 "$(sum_of "$2")"
	if [[ -r $1 ]]; then
		fact kernel_config_sha256 "$(sum_of "$1")"
		fact kernel_config "$(config_facts "$1")"
		fact kernel_instrumented "$(config_facts "$1" | tr ' ' '\n' |
			grep -E "^($INSTRUMENTED)=y" | paste -s -d ' ')"
		fact compiler "$(config_compiler "$1")"
	fi
	fact module_sha256 "$(sum_of "$3")"
}

facts()
{
	printf '%s=%s\n' qemu "$("$qemu" --version | head -n 1)" \
		cpu "$cpu" accel "$accel" machine "$machine" \
		cmdline "$cmdline" \
		icount "$icount" pci_coherent "$coherent" \
		kernel_release "$release"
	fact no_kvm "$no_kvm"
	if [[ $origin ]]; then
		own_kernel_facts
	else
		fact kernel_package \
			"linux-image-$release $(cat -- "$tree/version")"
	fi
	file_facts "$config" "$image" "$ko"
}

first_line()
{
	head -n 1 -- "$1" 2>/dev/null || :
}

swiotlb_slots()
{
	local debug=/sys/kernel/debug

	if [[ -r $debug/swiotlb/io_tlb_nslabs ]]; then
		cat -- "$debug/swiotlb/io_tlb_nslabs"
	elif compgen -G "$debug/*" >/dev/null; then
		echo none
	else
		echo 'not said: no debugfs'
	fi
}

# Facts about this machine, beside the module's facts about the device.
own_facts()
{
	local iommus release

	release=$(uname -r)
	iommus=$(ls /sys/class/iommu 2>/dev/null | tr '\n' ' ')
	printf '%s=%s\n' kernel_package 'the running kernel' \
		module "${PEEKBENCH_MODULE:+built elsewhere: }${ko##*/}" \
		cmdline "$(first_line /proc/cmdline)" \
		taint_before "$(first_line /proc/sys/kernel/tainted)" \
		iommus "${iommus:-none }" \
		swiotlb_slots "$(swiotlb_slots)"
	file_facts "/boot/config-$release" "/boot/vmlinuz-$release" "$ko"
}
