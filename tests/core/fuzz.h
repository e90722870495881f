/* SPDX-License-Identifier: BSD-3-Clause
   What fuzz.c makes of its bytes: numbers, contents of memory, and the caller's floating-point environment.  */
#ifndef RN_TESTS_FUZZ_H
#define RN_TESTS_FUZZ_H

#include <fenv.h>

#include "run.h"

typedef struct {
    const uint8_t *next, *end;
} bytes;

/* The next byte, and 0 after the last one.  */
INLINE unsigned take(bytes *b) { return b->next < b->end ? *b->next++ : 0; }

/* A function of the number alone that no multiplication shows (splitmix64).  */
INLINE uint64_t scrambled(uint64_t number) {
    uint64_t word = number * 0x9e3779b97f4a7c15;
    word = (word ^ word >> 30) * 0xbf58476d1ce4e5b9;
    word = (word ^ word >> 27) * 0x94d049bb133111eb;
    return word ^ word >> 31;
}

/* Moves a floating-point pattern's magnitude to between 2^-8 and 2^8, where functions bend, but for the sign.  */
INLINE uint64_t moderate(enum rn_dtype dtype, uint64_t word) {
    static const struct {
        int bits, fraction, bias;
    } format[] = {[RN_F16] = {16, 10, 15},
                  [RN_BF16] = {16, 7, 127},
                  [RN_F32] = {32, 23, 127},
                  [RN_F64] = {64, 52, 1023}};
    if (dtype > RN_F64) return word;
    const int bits = format[dtype].bits, fraction = format[dtype].fraction;
    const uint64_t low = (uint64_t)(format[dtype].bias - 8) << fraction, sign = (uint64_t)1 << (bits - 1);
    return (word & sign) | (low + (word & (sign - 1)) % ((uint64_t)16 << fraction));
}

/* The rest of the bytes again and again: as they are (0), or as seeds of all patterns (1), of moderate numbers (2)
   or of either (3).  */
INLINE void fill_memory(const bytes *b, char *memory, size_t size, enum rn_dtype dtype, unsigned way,
                        unsigned seed) {
    const size_t width = rn_dtype_size(dtype), count = (size_t)(b->end - b->next);
    for (size_t i = 0; i < size; i += width) {
        uint64_t word = 0;
        for (size_t k = 0; k < sizeof word && count; k++)
            word |= (uint64_t)b->next[(i + seed * 13 + k) % count] << 8 * k;
        if (way) word = scrambled(word + (uint64_t)i * 257 + seed);
        if (way == 2 || (way == 3 && i / width % 2)) word = moderate(dtype, word >> 3);
        memcpy(memory + i, &word, size - i < width ? size - i : width);
    }
}

#if defined __x86_64__
typedef unsigned found;
#include <xmmintrin.h>
INLINE found control(void) { return _mm_getcsr(); }
INLINE void set_flushing(void) { _mm_setcsr(_mm_getcsr() | 0x8040); }
#else
typedef struct {
    int rounding, raised;
} found;
INLINE found control(void) { return (found){fegetround(), fetestexcept(FE_ALL_EXCEPT)}; }
INLINE void set_flushing(void) {}
#endif

/* Another rounding mode, and subnormals flushed to 0, for the next call; no flag raised.  Returns what restored
   must find.  */
INLINE found disturb(unsigned how) {
    static const int rounding[] = {FE_TONEAREST, FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO};
    feclearexcept(FE_ALL_EXCEPT);
    fesetround(rounding[how % 4]);
    if (how & 4) set_flushing();
    return control();
}
/* Whether the environment is as disturb left it; it is the ordinary one afterwards.  */
INLINE int restored(found before) {
    const found after = control();
    fesetenv(FE_DFL_ENV);
    return memcmp(&after, &before, sizeof after) == 0;
}

#endif
