/* SPDX-License-Identifier: BSD-3-Clause
   Any x86-64: two float64 lanes and no fused multiply-add, which the second pass takes from the C library.  */
#include "../kernels.h"

#if defined __x86_64__
#include <emmintrin.h>

#include "../processor.h"

#define FEW_REGISTERS /* 16 */
#define LANES 2
#define SINGLE_K 2
#define WIDE_K 4
#define PAIR_K 1
#include "../vector.inc"

INLINE f64 fma_f64(f64 a, f64 b, f64 c) { return a * b + c; }
INLINE f64 exact_fma_f64(f64 a, f64 b, f64 c) { return (f64){fma(a[0], b[0], c[0]), fma(a[1], b[1], c[1])}; }
INLINE f32 fma_f32(f32 a, f32 b, f32 c) { return a * b + c; }
INLINE f64 sqrt_f64(f64 a) { return _mm_sqrt_pd(a); }
INLINE f32 sqrt_f32(f32 a) { return _mm_sqrt_ps(a); }
INLINE f64 min_f64(f64 a, f64 b) { return _mm_min_pd(a, b); }
INLINE f64 max_f64(f64 a, f64 b) { return _mm_max_pd(a, b); }
INLINE f32 min_f32(f32 a, f32 b) { return _mm_min_ps(a, b); }
INLINE f32 max_f32(f32 a, f32 b) { return _mm_max_ps(a, b); }
INLINE f64 select_f64(i64 m, f64 a, f64 b) { return (f64)((m & (i64)a) | (~m & (i64)b)); }
INLINE f32 select_f32(i32 m, f32 a, f32 b) { return (f32)((m & (i32)a) | (~m & (i32)b)); }
INLINE f64 keep_f64(i64 m, f64 a) { return (f64)(m & (i64)a); }
INLINE f32 keep_f32(i32 m, f32 a) { return (f32)(m & (i32)a); }

INLINE f64 f32h_to_f64(f32h a) { return _mm_cvtps_pd((__m128)_mm_cvtsi64_si128((int64_t)a)); }
INLINE f32h f64_to_f32h(f64 a) { return (f32h)_mm_cvtsi128_si64((__m128i)_mm_cvtpd_ps(a)); }
INLINE i64 ordered_f64(f64 a, f64 b) { return (i64)_mm_cmpord_pd(a, b); }
INLINE int all_f64(i64 m) { return _mm_movemask_pd((f64)m) == 3; }
INLINE int all_f32(i32 m) { return _mm_movemask_ps((f32)m) == 15; }
INLINE int all_zero_u16(u16 a) { return (int64_t)a == 0; }
INLINE int all_i32h(i32h m) { return (int64_t)m == -1; }
INLINE int all_i16h(i16h m) { return (int32_t)m == -1; }
INLINE u32 low_words(f64 a, f64 b) { return (u32)_mm_shuffle_ps((__m128)a, (__m128)b, 0x88); }
INLINE u32 high_words(f64 a, f64 b) { return (u32)_mm_shuffle_ps((__m128)a, (__m128)b, 0xdd); }
INLINE u32 min_u32(u32 a, u32 b) {
    u32 less = (u32)(a < b);
    return (a & less) | (b & ~less);
}
INLINE int at_least_u32(u32 a, uint32_t bound) { return _mm_movemask_ps((__m128)(a >= bound)) == 15; }

#define HAVE_STREAM
INLINE void stream_f64(char *to, f64 a) { _mm_stream_pd((double *)to, a); }
INLINE void end_stream(void) { _mm_sfence(); }

#include "../kernels.inc"

const rn_isa rn_isa_sse2 = {"sse2", rn_has_baseline, wide_block, single_block, stream, products, kernels};
#endif
