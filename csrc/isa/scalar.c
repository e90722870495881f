/* SPDX-License-Identifier: BSD-3-Clause
   No intrinsics: one float64 lane, on any processor.  The same op text, and the yardstick of the others.  */
#include "../kernels.h"
#include "../processor.h"

#define LANES 1
#define SINGLE_LANES 1
#define SINGLE_K 1
#define WIDE_K 1
#define PAIR_K 1
#include "../vector.inc"

INLINE f64 fma_f64(f64 a, f64 b, f64 c) { return a * b + c; }
INLINE f64 exact_fma_f64(f64 a, f64 b, f64 c) { return (f64){fma(a[0], b[0], c[0])}; }
INLINE f64 select_f64(i64 m, f64 a, f64 b) { return m[0] ? a : b; }
INLINE f32 select_f32(i32 m, f32 a, f32 b) { return m[0] ? a : b; }
INLINE f32 fma_f32(f32 a, f32 b, f32 c) { return a * b + c; }
INLINE f32 sqrt_f32(f32 a) { return (f32){sqrtf(a[0])}; }
INLINE f64 sqrt_f64(f64 a) { return (f64){sqrt(a[0])}; }
INLINE f64 min_f64(f64 a, f64 b) { return a[0] < b[0] ? a : b; }
INLINE f64 max_f64(f64 a, f64 b) { return a[0] > b[0] ? a : b; }
INLINE f32 min_f32(f32 a, f32 b) { return a[0] < b[0] ? a : b; }
INLINE f32 max_f32(f32 a, f32 b) { return a[0] > b[0] ? a : b; }
INLINE f64 keep_f64(i64 m, f64 a) { return (f64)(m & (i64)a); }
INLINE f32 keep_f32(i32 m, f32 a) { return (f32)(m & (i32)a); }

INLINE f64 f32h_to_f64(f32h a) { return (f64){a[0]}; }
INLINE f32h f64_to_f32h(f64 a) { return (f32h){(float)a[0]}; }
INLINE i64 ordered_f64(f64 a, f64 b) { return (a == a) & (b == b); }
INLINE int all_f64(i64 m) { return m[0] == -1; }
INLINE int all_f32(i32 m) { return m[0] == -1; }
INLINE int all_zero_u16(u16 a) { return a[0] == 0; }
INLINE int all_i32h(i32h m) { return m[0] == -1; }
INLINE int all_i16h(i16h m) { return m[0] == -1; }
INLINE u32 low_words(f64 a, f64 b) { return (void)b, (u32){(uint32_t)((u64)a)[0]}; }
INLINE u32 high_words(f64 a, f64 b) { return (void)b, (u32){(uint32_t)(((u64)a)[0] >> 32)}; }
INLINE u32 min_u32(u32 a, u32 b) { return a[0] < b[0] ? a : b; }
INLINE int at_least_u32(u32 a, uint32_t bound) { return a[0] >= bound; }

#include "../kernels.inc"

const rn_isa rn_isa_scalar = {"scalar", rn_has_baseline, wide_block, single_block, NULL, products, kernels};

/* run.c gives it single elements.  */
_Static_assert(wide_block == 1 && single_block == 1 && pair_block == 1,
               "the scalar ISA's block is one element");
