/* SPDX-License-Identifier: BSD-3-Clause
   What every C file of the core shares: the ABI, the list of ops as numbers, and one table of kernels per
   ISA.  */
#ifndef RN_KERNELS_H
#define RN_KERNELS_H

#include <float.h>
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "abi.h"

#define INLINE static inline __attribute__((always_inline, unused))
#define OUT_OF_LINE static __attribute__((noinline, unused))
#define LIKELY(condition) __builtin_expect(!!(condition), 1)

enum rn_op_number {
#define OP(name, ...) RN_OP_##name,
#include "ops/ops.inc"
    RN_OPS
};

enum { RN_MAX_PARAMETERS = 2, RN_MAX_INPUTS = 2 + RN_MAX_PARAMETERS, RN_MAX_OUTPUTS = 2 };

/* Flags of a kernel call.  UNIFORM: each parameter is one value, repeated over RN_MAX_BLOCK elements.  ODD
   (float64 only): round the result to odd instead of to nearest, so that rounding it again to a narrower type
   is exact.  */
enum { RN_UNIFORM = 1, RN_ODD = 2 };

/* Contiguous operands in the order (dy), x, parameters; n is a multiple of rn_block.
   An output may be the very array of an input, but must not overlap one otherwise.  */
typedef void rn_kernel(const void *const *in, void *const *out, size_t n, unsigned flags);

INLINE int rn_inputs(enum rn_form form, int parameters) { return (form == RN_BACKWARD ? 2 : 1) + parameters; }
INLINE int rn_outputs(enum rn_form form) { return form == RN_VALUE_AND_DERIVATIVE ? 2 : 1; }

/* An op's function of x and its parameters, in lanes.  */
typedef void rn_text(const void *x, const void *p, const void *q, void *y);

/* What the results of a call are far from 0 and very near it, by output and side, x > 0 and x < 0; see limits.inc.  Float64
   lanes keep infinite slopes here, those of the sides in the set known.  */
typedef struct {
    int known;
    double from[RN_MAX_OUTPUTS][2], finite[RN_MAX_OUTPUTS][2], infinite[RN_MAX_OUTPUTS][2];
    double near[RN_MAX_OUTPUTS][2];
} rn_limits;

/* A call with what is constant in each kernel.  second is the kernel that a smooth op's first pass falls back on, slope
   the lane's copy of its derivative.  */
typedef struct {
    enum rn_dtype dtype;
    enum rn_form form;
    int parameters;
    int decided;         /* the functions that need no test; see lane.inc */
    int doubted, halves; /* see lane.inc */
    double trust;
    uint32_t tie_offset, tie_window; /* see rn_trust_as_bits */
    rn_kernel *second;
    rn_text *slope;
    rn_limits *limits;
    const void *const *in;
    void *const *out;
    unsigned flags;
    int uniform; /* each parameter is one value, and is loaded once; a constant in the loops */
} rn_call;

/* Makes the arrays of operands and results these, with the same addresses in them.  */
INLINE void rn_take_arrays(rn_call *call, const void **in, void **out) {
    for (int j = 0; j < rn_inputs(call->form, call->parameters); j++) in[j] = call->in[j];
    for (int o = 0; o < rn_outputs(call->form); o++) out[o] = call->out[o];
    call->in = in, call->out = out;
}

/* A copy to hand on.  Clang would pass the call itself and from then on know none of its members, on which all loops
   over operands and results depend: they would not be unrolled, and all registers live in memory.  */
INLINE rn_call rn_call_apart(const rn_call *call) {
    rn_call copy = *call;
#ifdef __clang__
    __asm__("" : "+m"(copy));
#endif
    return copy;
}

/* The backward pass of 16-bit data by the slopes of all 65,536 numbers, n a multiple of wide_block; returns how many
   elements it has done before a block that it leaves to the op's kernel.  Slopes are finite and not 0, but RN_FLAT for
   0, whatever dy is, and RN_OPEN where the kernel is to be asked.  */
#define RN_FLAT (-INFINITY)
#define RN_OPEN INFINITY
typedef size_t rn_products(const void *dy, const void *x, const float *slopes, void *dx, size_t n);

/* What a smooth op's text is run for; see math.inc.  */
enum rn_stage { AT_ONCE, REDUCING, EVALUATING, FINISHING };

typedef struct {
    const char *name;
    int (*available)(void);
    int wide_block, single_block; /* elements of a block in each lane; powers of two up to RN_MAX_BLOCK */
    void (*stream)(char *to, const char *from, size_t bytes); /* a copy that bypasses the caches, or null */
    rn_products *const *products;                             /* for RN_F16 and RN_BF16 */
    rn_kernel *const (
        *kernels)[RN_FORMS][RN_DTYPES]; /* [op][form][dtype], null where the op has no such dtype */
} rn_isa;

enum { RN_MAX_BLOCK = 64 };
enum {
    RN_BOTH_DECIDED = 1 << RN_FORWARD | 1 << RN_DERIVATIVE,
    RN_ALL_DECIDED = RN_BOTH_DECIDED | 1 << RN_BACKWARD
};

INLINE int rn_is_smooth(enum rn_kind kind) {
    return kind == RN_SMOOTH || kind == RN_ALGEBRAIC || kind == RN_POLYNOMIAL;
}

/* The elements that a kernel computes at a time.  */
INLINE size_t rn_block(const rn_isa *isa, enum rn_kind kind, enum rn_dtype dtype) {
    return (size_t)(rn_is_smooth(kind) || dtype == RN_F64 ? isa->wide_block : isa->single_block);
}

INLINE int rn_is_16_bits(enum rn_dtype dtype) { return dtype == RN_F16 || dtype == RN_BF16; }

/* What output o is: RN_FORWARD or RN_DERIVATIVE where there are two.  */
INLINE enum rn_form rn_output_form(const rn_call *call, int o) {
    return call->form == RN_VALUE_AND_DERIVATIVE ? (enum rn_form)o : call->form;
}

INLINE int rn_is_uniform(const rn_call *call, int j) {
    return call->uniform && j >= rn_inputs(call->form, 0);
}
/* Where input j of the block at i is read, and how far apart its registers are of so many lanes: the compiler sees
   where they hold the same.  */
INLINE size_t rn_at(const rn_call *call, int j, size_t i) { return rn_is_uniform(call, j) ? 0 : i; }

/* Of the functions that need no test, three sets of 1 << form in one number, those of that type.  */
INLINE int rn_decided(int sets, enum rn_dtype dtype) {
    const int set = dtype == RN_F64 ? 2 : rn_is_16_bits(dtype);
    return sets >> (set * RN_FORMS) & ((1 << RN_FORMS) - 1);
}
INLINE int rn_needs_no_test(const rn_call *call, enum rn_form form) {
    return rn_decided(call->decided, call->dtype) >> form & 1;
}
INLINE int rn_output_needs_no_test(const rn_call *call, int o) {
    return rn_needs_no_test(call, rn_output_form(call, o));
}

#define RN_TRUST 0x1p-39
extern _Atomic(double) rn_trust; /* see rn_set_trust */

/* A tie between two numbers of a narrow type is 1 followed by zeros in the bits of a float64 that rounding drops.  Of
   these the test (clear_of_ties) looks at 29, or for 16 bits at those in the upper word, shifted to the top of a word
   by the number of bits that stay.  */
INLINE int rn_kept_bits(enum rn_dtype dtype) { return dtype == RN_F32 ? 3 : dtype == RN_F16 ? 22 : 19; }
/* The dropped bits plus the offset are less than the window where y (1 +- trust) may reach the tie.  */
INLINE void rn_trust_as_bits(rn_call *call) {
    const int kept = rn_kept_bits(call->dtype);
    const double unit = call->dtype == RN_F32 ? 0x1p-53 : 0x1p-21; /* of the last bit looked at, or less */
    const uint64_t most = (uint64_t)1 << (31 - kept);
    const uint64_t units =
        call->trust < 0x1p-25 ? (uint64_t)(call->trust / unit) + (call->dtype != RN_F32) : most;
    call->tie_offset = (uint32_t)((most + units) << kept);
    call->tie_window = units << (kept + 1) < UINT32_MAX ? (uint32_t)(units << (kept + 1)) : UINT32_MAX;
}

/* TARGET_BEGIN and TARGET_END: compile the functions between them for an instruction set, whatever the
   compiler's flags.  UNROLL: the loop is unrolled whole.  INDEPENDENT: no iteration of the loop reads what another
   writes.  */
#define RN_PRAGMA(text) _Pragma(#text)
#if defined __clang__
#define TARGET_BEGIN(isa) RN_PRAGMA(clang attribute push(__attribute__((target(isa))), apply_to = function))
#define TARGET_END RN_PRAGMA(clang attribute pop)
#define UNROLL RN_PRAGMA(clang loop unroll(full))
#define INDEPENDENT
#else
#define TARGET_BEGIN(isa) RN_PRAGMA(GCC push_options) RN_PRAGMA(GCC target(isa))
#define TARGET_END RN_PRAGMA(GCC pop_options)
#define UNROLL RN_PRAGMA(GCC unroll 16)
#define INDEPENDENT RN_PRAGMA(GCC ivdep)
#endif

#endif
