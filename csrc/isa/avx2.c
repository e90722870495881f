/* SPDX-License-Identifier: BSD-3-Clause
   x86-64 with AVX2, FMA and F16C (Haswell, 2013; Zen): four float64 lanes.  */
#include "../kernels.h"

#if defined __x86_64__
#include <immintrin.h>

#include "../processor.h"

TARGET_BEGIN("avx2,fma,f16c")

#define FEW_REGISTERS /* 16 */
#define LANES 4
#define SINGLE_K 2
#define WIDE_K 4
#define PAIR_K 4
#include "../vector.inc"

#define FUSED
INLINE f64 fma_f64(f64 a, f64 b, f64 c) { return _mm256_fmadd_pd(a, b, c); }
INLINE f64 exact_fma_f64(f64 a, f64 b, f64 c) { return _mm256_fmadd_pd(a, b, c); }
INLINE f32 fma_f32(f32 a, f32 b, f32 c) { return _mm256_fmadd_ps(a, b, c); }
INLINE f64 sqrt_f64(f64 a) { return _mm256_sqrt_pd(a); }
INLINE f32 sqrt_f32(f32 a) { return _mm256_sqrt_ps(a); }
INLINE f64 min_f64(f64 a, f64 b) { return _mm256_min_pd(a, b); }
INLINE f64 max_f64(f64 a, f64 b) { return _mm256_max_pd(a, b); }
INLINE f32 min_f32(f32 a, f32 b) { return _mm256_min_ps(a, b); }
INLINE f32 max_f32(f32 a, f32 b) { return _mm256_max_ps(a, b); }
INLINE f64 select_f64(i64 m, f64 a, f64 b) { return _mm256_blendv_pd(b, a, (f64)m); }
INLINE f32 select_f32(i32 m, f32 a, f32 b) { return _mm256_blendv_ps(b, a, (f32)m); }
INLINE f64 keep_f64(i64 m, f64 a) { return (f64)(m & (i64)a); }
INLINE f32 keep_f32(i32 m, f32 a) { return (f32)(m & (i32)a); }
INLINE f64 f32h_to_f64(f32h a) { return _mm256_cvtps_pd(a); }
INLINE f32h f64_to_f32h(f64 a) { return _mm256_cvtpd_ps(a); }
INLINE i64 ordered_f64(f64 a, f64 b) { return (i64)_mm256_cmp_pd(a, b, _CMP_ORD_Q); }
INLINE int all_f64(i64 m) { return _mm256_movemask_pd((f64)m) == 15; }
INLINE int all_f32(i32 m) { return _mm256_movemask_ps((f32)m) == 255; }
INLINE int all_zero_u16(u16 a) { return _mm_testz_si128((__m128i)a, (__m128i)a); }
INLINE int all_i32h(i32h m) { return _mm_movemask_ps((__m128)m) == 15; }
INLINE int all_i16h(i16h m) { return (int64_t)m == -1; }
INLINE u32 low_words(f64 a, f64 b) { return (u32)_mm256_shuffle_ps((__m256)a, (__m256)b, 0x88); }
INLINE u32 high_words(f64 a, f64 b) { return (u32)_mm256_shuffle_ps((__m256)a, (__m256)b, 0xdd); }
INLINE u32 min_u32(u32 a, u32 b) { return (u32)_mm256_min_epu32((__m256i)a, (__m256i)b); }
INLINE int at_least_u32(u32 a, uint32_t bound) {
    __m256i greater = _mm256_max_epu32((__m256i)a, _mm256_set1_epi32((int)bound));
    return _mm256_movemask_epi8(_mm256_cmpeq_epi32(greater, (__m256i)a)) == -1;
}

#define HALF_SELECT(mask, a, b) ((half)_mm256_blendv_epi8((__m256i)(b), (__m256i)(a), (__m256i)(mask)))
#define HALF_SIGNED(a, sign) ((half_mask)_mm256_sign_epi16((__m256i)(a), (__m256i)(sign)))

#define HAVE_F16
INLINE f32 f16_to_f32(u16 a) { return _mm256_cvtph_ps((__m128i)a); }
INLINE u16 f32_to_f16(f32 a) { return (u16)_mm256_cvtps_ph(a, _MM_FROUND_TO_NEAREST_INT); }
INLINE f32h f16_to_f32h(u16h a) { return _mm_cvtph_ps(_mm_cvtsi64_si128((int64_t)a)); }
INLINE u16h f32h_to_f16(f32h a) {
    return (u16h)_mm_cvtsi128_si64(_mm_cvtps_ph(a, _MM_FROUND_TO_NEAREST_INT));
}

#define HAVE_BF16
INLINE f32 bf16_to_f32(u16 a) { return (f32)((u32)_mm256_cvtepu16_epi32((__m128i)a) << 16); }
INLINE f32h bf16_to_f32h(u16h a) {
    return (f32h)_mm_unpacklo_epi16(_mm_setzero_si128(), _mm_cvtsi64_si128((int64_t)a));
}
INLINE u16 upper_of_f32(f32 a) {
    i32 upper = (i32)a >> 16;
    return (u16)_mm_packs_epi32(_mm256_castsi256_si128((__m256i)upper),
                                _mm256_extracti128_si256((__m256i)upper, 1));
}
INLINE u16h upper_of_f32h(f32h a) {
    __m128i upper = (__m128i)((i32h)a >> 16);
    return (u16h)_mm_cvtsi128_si64(_mm_packs_epi32(upper, upper));
}

#define HAVE_STREAM
INLINE void stream_f64(char *to, f64 a) { _mm256_stream_pd((double *)to, a); }
INLINE void end_stream(void) { _mm_sfence(); }

#include "../kernels.inc"

TARGET_END

const rn_isa rn_isa_avx2 = {"avx2", rn_has_avx2, wide_block, single_block, stream, products, kernels};
#endif
