/* SPDX-License-Identifier: BSD-3-Clause
   Which instruction sets this processor, and its operating system, support.  */
#ifndef RN_PROCESSOR_H
#define RN_PROCESSOR_H

#include <stdint.h>

/* What an x86 processor answers: CPUID leaf 1 ECX, leaf 7 EBX, and XCR0, the register state the system saves
   (0 without XGETBV).  Apart from reading it, so that any processor can be played.  */
typedef struct {
    uint32_t leaf1_ecx, leaf7_ebx;
    uint64_t xcr0;
} rn_processor;

int rn_processor_has_avx2(rn_processor p);
int rn_processor_has_avx512(rn_processor p);

int rn_has_baseline(void);
int rn_has_avx2(void);
int rn_has_avx512(void);

#endif
