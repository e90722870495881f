/* SPDX-License-Identifier: BSD-3-Clause
   Bits as in the Intel 64 manual, volume 2A, CPUID, and volume 1, 13.3 and 14.3: an instruction set may be
   used when the processor has it and the system saves its registers.  */
#include "processor.h"

enum {
    LEAF1_FMA = 1u << 12,
    LEAF1_OSXSAVE = 1u << 27,
    LEAF1_AVX = 1u << 28,
    LEAF1_F16C = 1u << 29,
    LEAF7_AVX2 = 1u << 5,
    LEAF7_AVX512F = 1u << 16,
    LEAF7_AVX512DQ = 1u << 17,
    LEAF7_AVX512BW = 1u << 30,
    XCR0_YMM = 0x06, /* XMM and YMM state */
    XCR0_ZMM = 0xe6, /* and opmasks, the upper halves, ZMM16-31 */
};
static const uint32_t LEAF7_AVX512VL = 1u << 31; /* no enumerator: it does not fit an int */

static int all(uint64_t word, uint64_t bits) { return (word & bits) == bits; }

int rn_processor_has_avx2(rn_processor p) {
    return all(p.leaf1_ecx, LEAF1_OSXSAVE | LEAF1_AVX | LEAF1_FMA | LEAF1_F16C) && all(p.xcr0, XCR0_YMM) &&
           all(p.leaf7_ebx, LEAF7_AVX2);
}
int rn_processor_has_avx512(rn_processor p) {
    return rn_processor_has_avx2(p) && all(p.xcr0, XCR0_ZMM) &&
           all(p.leaf7_ebx, LEAF7_AVX512F | LEAF7_AVX512DQ | LEAF7_AVX512BW | LEAF7_AVX512VL);
}

#if defined __x86_64__
#include <cpuid.h>

static rn_processor this_processor(void) {
    rn_processor p = {0, 0, 0};
    unsigned eax, ebx, ecx, edx;
    if (__get_cpuid(1, &eax, &ebx, &ecx, &edx)) p.leaf1_ecx = ecx;
    if (__get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx)) p.leaf7_ebx = ebx;
    if (p.leaf1_ecx & LEAF1_OSXSAVE) {
        __asm__ volatile("xgetbv" : "=a"(eax), "=d"(edx) : "c"(0));
        p.xcr0 = (uint64_t)edx << 32 | eax;
    }
    return p;
}
#else
static rn_processor this_processor(void) { return (rn_processor){0, 0, 0}; }
#endif

int rn_has_baseline(void) { return 1; }
int rn_has_avx2(void) { return rn_processor_has_avx2(this_processor()); }
int rn_has_avx512(void) { return rn_processor_has_avx512(this_processor()); }
