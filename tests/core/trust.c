/* SPDX-License-Identifier: BSD-3-Clause
   The greatest relative errors of float32 lanes over all inputs of 16 bits, and all parameters that csrc/short.inc
   calls ordinary, against float64 lanes: they must stay below what short.inc trusts.  Compiled once for an ISA whose
   fma_T rounds once (FUSED) and for one where it rounds twice; all other arithmetic of the ISAs is the same.
     -DISA='"isa/avx2.c"'    what to measure  */
#include ISA

#include <stdio.h>

_Atomic(double) rn_trust = 0x1p-39;

typedef struct {
    const char *op, *what;
    enum rn_form form;
    int parameters;
    int doubted;
} function;
typedef short_lane narrow_function(short_lane x, short_lane p);
typedef wide_lane exact_function(wide_lane x, wide_lane p);

static float values[2][1 << 16];
static void prepare_values(void) {
    for (uint32_t bits = 0; bits < 1 << 16; bits++) {
        u16 a = {0};
        a[0] = (uint16_t)bits;
        values[RN_F16][bits] = f16_to_f32(a)[0], values[RN_BF16][bits] = bf16_to_f32(a)[0];
    }
}
/* What error counts relative to: the result, but in float16, where that is subnormal and no dy multiplies it, the least
   normal number.  0 where no error counts: what short.inc leaves open or, in float16, rounds to 0 anyway.  */
static double measure(enum rn_dtype dtype, enum rn_form form, double result) {
    const double size = fabs(result);
    if (dtype == RN_BF16) return size < SHORT_LEAST ? 0 : size;
    if (form == RN_BACKWARD) return size < 0x1p-42 ? 0 : size;
    return size < 0x1p-26 ? 0 : fmax(size, 0x1p-14);
}
typedef struct {
    double error, x, parameter;
} found;

static void search(enum rn_dtype dtype, enum rn_form form, float parameter, narrow_function *narrow,
                   exact_function *wide, found *worst) {
    for (uint32_t first = 0; first < 1 << 16; first += short_block) {
        float x[short_block], result[short_block];
        double wide_x[short_block], exact[short_block];
        for (uint32_t i = 0; i < short_block; i++) wide_x[i] = x[i] = values[dtype][first + i];
        short_lane a;
        wide_lane b;
        memcpy(&a, x, sizeof a), memcpy(&b, wide_x, sizeof b);
        a = narrow(a, short_splat(parameter)), b = wide(b, wide_splat(parameter));
        memcpy(result, &a, sizeof a), memcpy(exact, &b, sizeof b);
        for (uint32_t i = 0; i < short_block; i++) {
            const double unit = measure(dtype, form, exact[i]);
            if (!isfinite(result[i]) || !isfinite(x[i]) || unit == 0) continue;
            const double error = fabs(result[i] - exact[i]) / unit;
            if (error > worst->error) *worst = (found){error, wide_x[i], parameter};
        }
    }
}

static int excess;
static void report(const function *f, narrow_function *narrow, exact_function *wide) {
    for (enum rn_dtype dtype = RN_F16; dtype <= RN_BF16; dtype++) {
        rn_call call = {.dtype = dtype, .form = f->form, .doubted = f->doubted};
        found worst = {0, NAN, NAN};
        unsigned parameters = 0;
        for (uint32_t bits = 0; bits < 1 << 16; bits++) {
            const float p = values[dtype][bits];
            if (f->parameters ? p >= 1 / SHORT_ORDINARY && p <= SHORT_ORDINARY : p == 1)
                search(dtype, f->form, p, narrow, wide, &worst), parameters++;
        }
        short_prepare(&call);
        const int bad = worst.error + (f->form == RN_BACKWARD ? 0x1p-24 : 0) > call.trust;
        excess |= bad;
        printf("%-13s %-12s %-5s error 2^%-6.2f trusted 2^%.2f, at %g; %u parameters, the worst %g%s\n",
               f->op, f->what, dtype == RN_F16 ? "f16" : "bf16", log2(worst.error), log2(call.trust), worst.x,
               parameters, worst.parameter, bad ? "  TOO LARGE" : "");
    }
}

/* Each function as one of x and a parameter; of a backward, the slope.  */
#define ONE(op, name, LANE)                                                   \
    static LANE(lane) LANE(op##_##name##_alone)(LANE(lane) x, LANE(lane) p) { \
        LANE(stages) at_once = {0};                                           \
        return LANE(op##_##name)(&at_once, x, p, p);                          \
    }
#define ONE_OF_BOTH(op, name)                                                \
    static short_lane short_##op##_both_##name(short_lane x, short_lane p) { \
        short_stages at_once = {0};                                          \
        short_lane value, slope;                                             \
        short_##op##_both(&at_once, x, p, p, &value, &slope);                \
        return name;                                                         \
    }
#define DEFINE_OF_SMOOTH(op)   \
    ONE(op, forward, SHORT)    \
    ONE(op, derivative, SHORT) \
    ONE(op, forward, WIDE)     \
    ONE(op, derivative, WIDE)  \
    ONE_OF_BOTH(op, value)     \
    ONE_OF_BOTH(op, slope)
#define DEFINE_OF_ALGEBRAIC(op) DEFINE_OF_SMOOTH(op)
#define DEFINE_OF_POLYNOMIAL(op) DEFINE_OF_SMOOTH(op)
#define DEFINE_OF_PIECEWISE(op)
#define DEFINE_OF_NUMERIC(op)
#define DEFINE_OF_SELECTIVE_REAL(op)
#define DEFINE_OF_SELECTIVE(op)
#define OP(op, kind, ...) DEFINE_OF_##kind(op)
#define TEXT(kind) 0
#include "ops/ops.inc"

#define REPORT(op, count, what, form, narrow, wide)                                         \
    report(&(function){#op, what, form, count, SHORT(op##_doubted)}, short_##op##_##narrow, \
           wide_##op##_##wide##_alone);
#define REPORT_SMOOTH(op, count)                                                          \
    REPORT(op, count, "value", RN_FORWARD, forward_alone, forward)                        \
    REPORT(op, count, "slope", RN_DERIVATIVE, derivative_alone, derivative)               \
    REPORT(op, count, "slope times", RN_BACKWARD, derivative_alone, derivative)           \
    if (SHORT(op##_both)) {                                                               \
        REPORT(op, count, "both: value", RN_VALUE_AND_DERIVATIVE, both_value, forward)    \
        REPORT(op, count, "both: slope", RN_VALUE_AND_DERIVATIVE, both_slope, derivative) \
    }
#define REPORT_ALGEBRAIC(op, count) REPORT_SMOOTH(op, count)
#define REPORT_POLYNOMIAL(op, count) REPORT_SMOOTH(op, count)
#define REPORT_PIECEWISE(op, count)
#define REPORT_NUMERIC(op, count)
#define REPORT_SELECTIVE_REAL(op, count)
#define REPORT_SELECTIVE(op, count)

int main(void) {
    prepare_values();
#define OP(op, kind, count, ...) REPORT_##kind(op, count)
#define TEXT(kind) 0
#include "ops/ops.inc"
    return excess;
}
