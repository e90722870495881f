/* SPDX-License-Identifier: BSD-3-Clause
   The floating-point environment a kernel needs, whatever the caller's: round to nearest, subnormals kept, no
   traps.  What was found is put back, so that no flag raised by a kernel is ever seen.  */
#ifndef RN_ENVIRONMENT_H
#define RN_ENVIRONMENT_H

#include "kernels.h"

#if defined __x86_64__
#include <xmmintrin.h>
typedef unsigned rn_environment;
INLINE rn_environment rn_enter(void) {
    const unsigned flags = 0x3f, plain = 0x1f80;
    unsigned found = _mm_getcsr();
    if ((found & ~flags) != plain) _mm_setcsr(plain);
    return found;
}
INLINE void rn_leave(rn_environment found) {
    if (_mm_getcsr() != found) _mm_setcsr(found);
}
#elif defined __aarch64__
typedef struct {
    uint64_t control, status;
} rn_environment;
INLINE rn_environment rn_enter(void) {
    rn_environment found;
    __asm__ volatile("mrs %0, fpcr\n\tmrs %1, fpsr" : "=r"(found.control), "=r"(found.status));
    if (found.control) __asm__ volatile("msr fpcr, %0" ::"r"((uint64_t)0));
    return found;
}
INLINE void rn_leave(rn_environment found) {
    if (found.control) __asm__ volatile("msr fpcr, %0" ::"r"(found.control));
    __asm__ volatile("msr fpsr, %0" ::"r"(found.status));
}
#else
#include <fenv.h>
typedef fenv_t rn_environment;
INLINE rn_environment rn_enter(void) {
    fenv_t found;
    feholdexcept(&found);
    fesetround(FE_TONEAREST);
    return found;
}
INLINE void rn_leave(rn_environment found) { fesetenv(&found); }
#endif

#endif
