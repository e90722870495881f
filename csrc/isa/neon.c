/* SPDX-License-Identifier: BSD-3-Clause
   AArch64, every one of which has Advanced SIMD: two float64 lanes.  */
#include "../kernels.h"

#if defined __aarch64__
#include <arm_neon.h>

#include "../processor.h"

#define LANES 2
#define SINGLE_K 2
#define WIDE_K 4
#define PAIR_K 1
#include "../vector.inc"

#define FUSED
INLINE f64 fma_f64(f64 a, f64 b, f64 c) { return vfmaq_f64(c, a, b); }
INLINE f64 exact_fma_f64(f64 a, f64 b, f64 c) { return vfmaq_f64(c, a, b); }
INLINE f64 select_f64(i64 m, f64 a, f64 b) { return vbslq_f64((uint64x2_t)m, a, b); }
INLINE f32 select_f32(i32 m, f32 a, f32 b) { return vbslq_f32((uint32x4_t)m, a, b); }
INLINE f32 fma_f32(f32 a, f32 b, f32 c) { return vfmaq_f32(c, a, b); }
INLINE f64 sqrt_f64(f64 a) { return vsqrtq_f64(a); }
INLINE f32 sqrt_f32(f32 a) { return vsqrtq_f32(a); }
INLINE f64 min_f64(f64 a, f64 b) {
    return select_f64(a < b, a, b);
} /* FMIN would return NaN for either operand */
INLINE f64 max_f64(f64 a, f64 b) { return select_f64(a > b, a, b); }
INLINE f32 min_f32(f32 a, f32 b) { return select_f32(a < b, a, b); }
INLINE f32 max_f32(f32 a, f32 b) { return select_f32(a > b, a, b); }
INLINE f64 keep_f64(i64 m, f64 a) { return (f64)(m & (i64)a); }
INLINE f32 keep_f32(i32 m, f32 a) { return (f32)(m & (i32)a); }

INLINE f64 f32h_to_f64(f32h a) { return vcvt_f64_f32(a); }
INLINE f32h f64_to_f32h(f64 a) { return vcvt_f32_f64(a); }
INLINE i64 ordered_f64(f64 a, f64 b) { return (a == a) & (b == b); }
INLINE int all_f64(i64 m) { return (m[0] & m[1]) == -1; }
INLINE int all_f32(i32 m) { return vmaxvq_s32(m) == -1; }
INLINE int all_zero_u16(u16 a) { return (int64_t)a == 0; }
INLINE int all_i32h(i32h m) { return (int64_t)m == -1; }
INLINE int all_i16h(i16h m) { return (int32_t)m == -1; }
INLINE u32 low_words(f64 a, f64 b) { return vuzp1q_u32((u32)a, (u32)b); }
INLINE u32 high_words(f64 a, f64 b) { return vuzp2q_u32((u32)a, (u32)b); }
INLINE u32 min_u32(u32 a, u32 b) { return vminq_u32(a, b); }
INLINE int at_least_u32(u32 a, uint32_t bound) { return vminvq_u32(a) >= bound; }

#include "../kernels.inc"

const rn_isa rn_isa_neon = {"neon", rn_has_baseline, wide_block, single_block, NULL, products, kernels};
#endif
