/* SPDX-License-Identifier: BSD-3-Clause
   x86-64 with AVX-512 F, VL, DQ and BW (Skylake-SP, 2017; Zen 4): eight float64 lanes, comparisons in mask
   registers.  */
#include "../kernels.h"

#if defined __x86_64__
#include <immintrin.h>

#include "../processor.h"

TARGET_BEGIN("avx512f,avx512vl,avx512dq,avx512bw,avx2,fma,f16c")

#define LANES 8
#define SINGLE_K 2
#define WIDE_K 4
#define PAIR_K 4
#include "../vector.inc"

#define FUSED
INLINE f64 fma_f64(f64 a, f64 b, f64 c) { return _mm512_fmadd_pd(a, b, c); }
INLINE f64 exact_fma_f64(f64 a, f64 b, f64 c) { return _mm512_fmadd_pd(a, b, c); }
INLINE f32 fma_f32(f32 a, f32 b, f32 c) { return _mm512_fmadd_ps(a, b, c); }
INLINE f64 sqrt_f64(f64 a) { return _mm512_sqrt_pd(a); }
INLINE f32 sqrt_f32(f32 a) { return _mm512_sqrt_ps(a); }
INLINE f64 min_f64(f64 a, f64 b) { return _mm512_min_pd(a, b); }
INLINE f64 max_f64(f64 a, f64 b) { return _mm512_max_pd(a, b); }
INLINE f64 farther_f64(f64 a, f64 b) { return _mm512_range_pd(a, b, 3); }
INLINE f32 min_f32(f32 a, f32 b) { return _mm512_min_ps(a, b); }
INLINE f32 max_f32(f32 a, f32 b) { return _mm512_max_ps(a, b); }

/* With y near 1 / sqrt(a) and e = 1 - a y^2, |e| <= 2^-13: sqrt(a) = a y (1 - e)^(-1/2), here to 2^-40.6.  The bound on
   y makes the root of 0 0, and leaves NaN.  */
#define HAVE_QUICK_SQRT
INLINE f64 quick_sqrt_f64(f64 a) {
    const f64 y = min_f64(_mm512_set1_pd(0x1p600), _mm512_rsqrt14_pd(a)), root = a * y;
    const f64 e = _mm512_fnmadd_pd(root, y, _mm512_set1_pd(1));
    const f64 series = _mm512_fmadd_pd(_mm512_set1_pd(0.375), e, _mm512_set1_pd(0.5));
    return _mm512_fmadd_pd(root * e, series, root);
}

/* With r near 1 / b and e = 1 - b r, |e| <= 2^-14: 1 / b = r / (1 - e), here to 2^-42.  For b from 2^-1022 to
   2^1022.  */
#define HAVE_QUICK_DIV
INLINE f64 quick_div_f64(f64 a, f64 b) {
    const f64 r = _mm512_rcp14_pd(b), e = _mm512_fnmadd_pd(b, r, _mm512_set1_pd(1));
    return a * _mm512_fmadd_pd(r, _mm512_fmadd_pd(e, e, e), r);
}

#define HAVE_FARTHER
#define HAVE_MASKS
typedef __mmask8 mask_f64;
typedef __mmask16 mask_f32;
INLINE mask_f64 gt_f64(f64 a, f64 b) { return _mm512_cmp_pd_mask(a, b, _CMP_GT_OQ); }
INLINE mask_f64 ge_f64(f64 a, f64 b) { return _mm512_cmp_pd_mask(a, b, _CMP_GE_OQ); }
INLINE mask_f64 eq_f64(f64 a, f64 b) { return _mm512_cmp_pd_mask(a, b, _CMP_EQ_OQ); }
INLINE mask_f64 both_f64(mask_f64 a, mask_f64 b) { return a & b; }
INLINE mask_f64 either_f64(mask_f64 a, mask_f64 b) { return a | b; }
INLINE mask_f32 gt_f32(f32 a, f32 b) { return _mm512_cmp_ps_mask(a, b, _CMP_GT_OQ); }
INLINE mask_f32 ge_f32(f32 a, f32 b) { return _mm512_cmp_ps_mask(a, b, _CMP_GE_OQ); }
INLINE mask_f32 eq_f32(f32 a, f32 b) { return _mm512_cmp_ps_mask(a, b, _CMP_EQ_OQ); }
INLINE mask_f32 both_f32(mask_f32 a, mask_f32 b) { return a & b; }
INLINE mask_f32 either_f32(mask_f32 a, mask_f32 b) { return a | b; }
INLINE f64 select_f64(mask_f64 m, f64 a, f64 b) { return _mm512_mask_blend_pd(m, b, a); }
INLINE f32 select_f32(mask_f32 m, f32 a, f32 b) { return _mm512_mask_blend_ps(m, b, a); }
INLINE f64 keep_f64(mask_f64 m, f64 a) { return _mm512_maskz_mov_pd(m, a); }
INLINE f32 keep_f32(mask_f32 m, f32 a) { return _mm512_maskz_mov_ps(m, a); }

INLINE f64 f32h_to_f64(f32h a) { return _mm512_cvtps_pd(a); }
INLINE f32h f64_to_f32h(f64 a) { return _mm512_cvtpd_ps(a); }
INLINE mask_f64 ordered_f64(f64 a, f64 b) { return _mm512_cmp_pd_mask(a, b, _CMP_ORD_Q); }
INLINE int all_f64(mask_f64 m) { return m == 255; }
INLINE int all_f32(mask_f32 m) { return m == 65535; }
INLINE int all_zero_u16(u16 a) { return _mm256_testz_si256((__m256i)a, (__m256i)a); }
INLINE int all_i32h(i32h m) { return _mm256_testc_si256((__m256i)m, _mm256_set1_epi32(-1)); }
INLINE int all_i16h(i16h m) { return _mm_testc_si128((__m128i)m, _mm_set1_epi32(-1)); }
INLINE u32 low_words(f64 a, f64 b) { return (u32)_mm512_shuffle_ps((__m512)a, (__m512)b, 0x88); }
INLINE u32 high_words(f64 a, f64 b) { return (u32)_mm512_shuffle_ps((__m512)a, (__m512)b, 0xdd); }
INLINE u32 min_u32(u32 a, u32 b) { return (u32)_mm512_min_epu32((__m512i)a, (__m512i)b); }
INLINE int at_least_u32(u32 a, uint32_t bound) {
    return _mm512_cmplt_epu32_mask((__m512i)a, _mm512_set1_epi32((int)bound)) == 0;
}

/* The permutation looks at the low three bits, i, of each lane.  The table's numbers lack i at the place where the
   shift puts it, below the exponent.  */
#define EXP2_STEPS 8
INLINE f64 exp2_of_steps(f64 z) {
    const u64 i = {0, 1, 2, 3, 4, 5, 6, 7}, table = (u64)_mm512_loadu_pd(EXP2_EIGHTHS) - (i << 49);
    return (f64)((u64)_mm512_permutexvar_epi64((__m512i)z, (__m512i)table) + ((u64)z << 49));
}

#define HAVE_F16
INLINE f32 f16_to_f32(u16 a) { return _mm512_cvtph_ps((__m256i)a); }
INLINE u16 f32_to_f16(f32 a) { return (u16)_mm512_cvtps_ph(a, _MM_FROUND_TO_NEAREST_INT); }
INLINE f32h f16_to_f32h(u16h a) { return _mm256_cvtph_ps((__m128i)a); }
INLINE u16h f32h_to_f16(f32h a) { return (u16h)_mm256_cvtps_ph(a, _MM_FROUND_TO_NEAREST_INT); }

#define HAVE_BF16
INLINE f32 bf16_to_f32(u16 a) { return (f32)((u32)_mm512_cvtepu16_epi32((__m256i)a) << 16); }
INLINE f32h bf16_to_f32h(u16h a) { return (f32h)((u32h)_mm256_cvtepu16_epi32((__m128i)a) << 16); }
INLINE u16 upper_of_f32(f32 a) { return (u16)_mm512_cvtepi32_epi16((__m512i)((u32)a >> 16)); }
INLINE u16h upper_of_f32h(f32h a) { return (u16h)_mm256_cvtepi32_epi16((__m256i)((u32h)a >> 16)); }

#define HAVE_STREAM
INLINE void stream_f64(char *to, f64 a) { _mm512_stream_pd((double *)to, a); }
INLINE void end_stream(void) { _mm_sfence(); }

#include "../kernels.inc"

TARGET_END

const rn_isa rn_isa_avx512 = {"avx512", rn_has_avx512, wide_block, single_block, stream, products, kernels};
#endif
