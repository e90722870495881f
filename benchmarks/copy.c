/* SPDX-License-Identifier: BSD-3-Clause
   The copies that memory-bound functions are measured against; compiled and called by roofline.py.  */

#include <stddef.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

typedef void copy_part(char *to, const char *from, size_t bytes);

static void ordinary(char *to, const char *from, size_t bytes) { memcpy(to, from, bytes); }

/* Stores that bypass the caches save reading each line of the destination before it is overwritten.  */
static void streaming(char *to, const char *from, size_t bytes) {
    size_t done = 0;
#ifdef __SSE2__
    for (; done + 64 <= bytes; done += 64)
        for (size_t at = done; at < done + 64; at += 16)
            _mm_stream_si128((__m128i *)(to + at), _mm_loadu_si128((const __m128i *)(from + at)));
    _mm_sfence();
#endif
    memcpy(to + done, from + done, bytes - done);
}

static void split(copy_part *copy, char *to, const char *from, size_t bytes, int threads) {
    size_t share = ((bytes + (size_t)threads - 1) / (size_t)threads + 63) / 64 * 64;
#ifdef _OPENMP
#pragma omp parallel for schedule(static) num_threads(threads) if (threads > 1)
#endif
    for (int i = 0; i < threads; i++) {
        size_t start = share * (size_t)i;
        if (start < bytes) copy(to + start, from + start, bytes - start < share ? bytes - start : share);
    }
}

void copy_ordinary(char *to, const char *from, size_t bytes, int threads) {
    split(ordinary, to, from, bytes, threads);
}

/* The destination is aligned to 16 bytes, as every NumPy array is.  */
void copy_streaming(char *to, const char *from, size_t bytes, int threads) {
    split(streaming, to, from, bytes, threads);
}
