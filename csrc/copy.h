/* SPDX-License-Identifier: BSD-3-Clause
   Strided copies of elements.  */
#ifndef RN_COPY_H
#define RN_COPY_H

#include "kernels.h"

/* Two steps of a copy: along a row, and from one to the next.  */
typedef struct {
    intptr_t along, across;
} steps;

/* Copies rows of n elements of the given size, four at a time, for which the compiler finds the fewest moves.  Constant
   sizes become plain ones, constant steps those of vectors.  */
INLINE void copy_rows(char *restrict to, steps t, const char *restrict from, steps f, size_t n, size_t rows,
                      size_t size) {
    for (; rows; rows--, to += t.across, from += f.across) {
        char *end = to;
        const char *next = from;
        size_t rest = n;
        for (; rest >= 4; rest -= 4, end += 4 * t.along, next += 4 * f.along) {
            char four[4 * sizeof(uint64_t)];
            UNROLL for (int k = 0; k < 4; k++) memcpy(four + (size_t)k * size, next + k * f.along, size);
            UNROLL for (int k = 0; k < 4; k++) memcpy(end + k * t.along, four + (size_t)k * size, size);
        }
        for (; rest; rest--, end += t.along, next += f.along) memcpy(end, next, size);
    }
}
INLINE void copy_sized(char *restrict to, steps t, const char *restrict from, steps f, size_t n, size_t rows,
                       intptr_t size) {
    const size_t bytes = (size_t)size;
    if (t.along == size && f.along == size)
        for (; rows; rows--, to += t.across, from += f.across) memcpy(to, from, n * bytes);
    else if (t.along == size && f.along == 0)
        copy_rows(to, (steps){size, t.across}, from, (steps){0, f.across}, n, rows, bytes);
    else if (t.along == size && f.along == 2 * size)
        copy_rows(to, (steps){size, t.across}, from, (steps){2 * size, f.across}, n, rows, bytes);
    else if (t.along == size && f.along == -size)
        copy_rows(to, (steps){size, t.across}, from, (steps){-size, f.across}, n, rows, bytes);
    else
        copy_rows(to, t, from, f, n, rows, bytes);
}
INLINE void copy(char *to, steps t, const char *from, steps f, size_t n, size_t rows, size_t size) {
    if (size == 1)
        copy_sized(to, t, from, f, n, rows, 1);
    else if (size == 2)
        copy_sized(to, t, from, f, n, rows, 2);
    else if (size == 4)
        copy_sized(to, t, from, f, n, rows, 4);
    else
        copy_sized(to, t, from, f, n, rows, 8);
}

#endif
