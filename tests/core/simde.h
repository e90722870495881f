/* SPDX-License-Identifier: BSD-3-Clause
   Included before isa/avx512.c, to compile it for a processor with AVX2 only: SIMDe's functions stand for the
   intrinsics, and the functions below for those that SIMDe 0.8.2 lacks: the conversions are two of AVX's.  */
#include <immintrin.h>
#define __mmask64 __mmask64 /* clang's is another type than SIMDe's */
#define SIMDE_ENABLE_NATIVE_ALIASES
#include <simde/x86/avx512.h>

#include "kernels.h"
#undef TARGET_BEGIN
#undef TARGET_END
#define TARGET_BEGIN(isa)
#define TARGET_END
#define rn_has_avx512 rn_has_avx2
#define REGISTER "m" /* no register is that large */

typedef __attribute__((vector_size(64))) double simde_doubles;
typedef __attribute__((vector_size(64))) float simde_floats;

INLINE simde_doubles simde_widened(__m256 a) {
    const __m256d y[] = {_mm256_cvtps_pd(_mm256_castps256_ps128(a)),
                         _mm256_cvtps_pd(_mm256_extractf128_ps(a, 1))};
    simde_doubles whole;
    memcpy(&whole, y, sizeof whole);
    return whole;
}
INLINE __m256 simde_narrowed(simde_doubles a) {
    __m256d x[2];
    memcpy(x, &a, sizeof x);
    return _mm256_set_m128(_mm256_cvtpd_ps(x[1]), _mm256_cvtpd_ps(x[0]));
}
INLINE simde_floats simde_from_f16(__m256i a) {
    const __m256 y[] = {_mm256_cvtph_ps(_mm256_castsi256_si128(a)),
                        _mm256_cvtph_ps(_mm256_extracti128_si256(a, 1))};
    simde_floats whole;
    memcpy(&whole, y, sizeof whole);
    return whole;
}
INLINE __m256i simde_to_f16(simde_floats a) {
    __m256 x[2];
    memcpy(x, &a, sizeof x);
    return _mm256_set_m128i(_mm256_cvtps_ph(x[1], _MM_FROUND_TO_NEAREST_INT),
                            _mm256_cvtps_ph(x[0], _MM_FROUND_TO_NEAREST_INT));
}
INLINE unsigned simde_less(simde__m512i a, simde__m512i b) {
    uint32_t x[16], y[16];
    unsigned less = 0;
    memcpy(x, &a, sizeof x);
    memcpy(y, &b, sizeof y);
    for (int k = 0; k < 16; k++) less |= (unsigned)(x[k] < y[k]) << k;
    return less;
}
/* Of lanes below 2^16.  */
INLINE __m128i simde_halves(__m256i a) {
    return _mm_packus_epi32(_mm256_castsi256_si128(a), _mm256_extracti128_si256(a, 1));
}
INLINE __m256i simde_whole_halves(simde__m512i a) {
    __m256i x[2];
    memcpy(x, &a, sizeof x);
    return _mm256_set_m128i(simde_halves(x[1]), simde_halves(x[0]));
}
/* Two registers' stores past the caches are one's; to is a multiple of 64. */
INLINE void simde_streamed(double *to, simde_doubles a) {
    __m256d x[2];
    memcpy(x, &a, sizeof x);
    _mm256_stream_pd(to, x[0]);
    _mm256_stream_pd(to + 4, x[1]);
}
#undef _mm512_cvtepi32_epi16
#undef _mm256_cvtepi32_epi16
#undef _mm512_stream_pd
#undef _mm512_cmplt_epu32_mask
#undef _mm512_cvtps_pd
#undef _mm512_cvtpd_ps
#undef _mm512_cvtph_ps
#undef _mm512_cvtps_ph
#define _mm512_cvtepi32_epi16(a) simde_whole_halves(a)
#define _mm256_cvtepi32_epi16(a) simde_halves(a)
#define _mm512_stream_pd(to, a) simde_streamed(to, a)
#define _mm512_cmplt_epu32_mask(a, b) simde_less(a, b)
#define _mm512_cvtps_pd(a) simde_widened(a)
#define _mm512_cvtpd_ps(a) simde_narrowed(a)
#define _mm512_cvtph_ps(a) simde_from_f16(a)
#define _mm512_cvtps_ph(a, rounding) simde_to_f16(a)
