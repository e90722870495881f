/* SPDX-License-Identifier: BSD-3-Clause
   The greatest relative errors of float32 lanes over all inputs of 16 bits, against those of float64 lanes: they must
   stay below what csrc/short.inc trusts.  Compiled once for an ISA whose fma_T rounds once and for one where it rounds
   twice (FUSED); all other arithmetic of the ISAs is the same.
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

static float element(enum rn_dtype dtype, uint32_t bits) {
    u16 a = {0};
    a[0] = (uint16_t)bits;
    return dtype == RN_F16 ? f16_to_f32(a)[0] : bf16_to_f32(a)[0];
}
static double rounded(enum rn_dtype dtype, double value) {
    f32 a = {0};
    a[0] = (float)value;
    return element(dtype, dtype == RN_F16 ? f32_to_f16(a)[0] : f32_to_bf16(a)[0]);
}

/* What error counts relative to: the result, but in float16, where that is subnormal and no dy multiplies it, the least
   normal number.  0 where no error counts: what short.inc leaves open or, in float16, rounds to 0 anyway.  */
static double measure(enum rn_dtype dtype, enum rn_form form, double result) {
    const double size = fabs(result);
    if (dtype == RN_BF16) return size < SHORT_LEAST ? 0 : size;
    if (form == RN_BACKWARD) return size < 0x1p-42 ? 0 : size;
    return size < 0x1p-26 ? 0 : fmax(size, 0x1p-14);
}
static double worst(enum rn_dtype dtype, enum rn_form form, double parameter, narrow_function *narrow,
                    exact_function *wide, double *where) {
    double greatest = 0;
    const double p = rounded(dtype, parameter);
    for (uint32_t first = 0; first < 1 << 16; first += short_block) {
        float x[short_block], result[short_block];
        double wide_x[short_block], exact[short_block];
        for (uint32_t i = 0; i < short_block; i++) wide_x[i] = x[i] = element(dtype, first + i);
        short_lane a;
        wide_lane b;
        memcpy(&a, x, sizeof a), memcpy(&b, wide_x, sizeof b);
        a = narrow(a, short_splat((float)p)), b = wide(b, wide_splat(p));
        memcpy(result, &a, sizeof a), memcpy(exact, &b, sizeof b);
        for (uint32_t i = 0; i < short_block; i++) {
            const double unit = measure(dtype, form, exact[i]);
            if (!isfinite(result[i]) || !isfinite(x[i]) || unit == 0) continue;
            const double error = fabs(result[i] - exact[i]) / unit;
            if (error > greatest) greatest = error, *where = wide_x[i];
        }
    }
    return greatest;
}

static int excess;
static void report(const function *f, narrow_function *narrow, exact_function *wide) {
    static const double parameters[] = {1 / (double)SHORT_ORDINARY, 0.3, 0.77, 1, 5.3,
                                        (double)SHORT_ORDINARY};
    for (enum rn_dtype dtype = RN_F16; dtype <= RN_BF16; dtype++) {
        for (size_t i = 0; i < sizeof parameters / sizeof *parameters; i++) {
            if (f->parameters == 0 && parameters[i] != 1) continue;
            rn_call call = {.dtype = dtype, .form = f->form, .doubted = f->doubted};
            short_prepare(&call);
            double where = NAN;
            const double error = worst(dtype, f->form, parameters[i], narrow, wide, &where);
            const int bad = error + (f->form == RN_BACKWARD ? 0x1p-24 : 0) > call.trust;
            excess |= bad;
            printf("%-13s %-12s %-5s %5.2f  error 2^%-6.2f trusted 2^%.2f, at %g%s\n", f->op, f->what,
                   dtype == RN_F16 ? "f16" : "bf16", parameters[i], log2(error), log2(call.trust), where,
                   bad ? "  TOO LARGE" : "");
        }
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
#define DEFINE_OF_PIECEWISE(op)
#define DEFINE_OF_NUMERIC(op)
#define OP(op, kind, ...) DEFINE_OF_##kind(op)
#define TEXT(kind) 0
#include "ops/ops.inc"

#define REPORT(op, count, what, form, narrow, wide)                                         \
    report(&(function){#op, what, form, count, SHORT(op##_doubted)}, short_##op##_##narrow, \
           wide_##op##_##wide##_alone);
#define REPORT_SMOOTH(op, count)                                                              \
    if (!short_hands_on(&(rn_call){.decided = SHORT(op##_decided)})) {                        \
        REPORT(op, count, "value", RN_FORWARD, forward_alone, forward)                        \
        REPORT(op, count, "slope", RN_DERIVATIVE, derivative_alone, derivative)               \
        REPORT(op, count, "slope times", RN_BACKWARD, derivative_alone, derivative)           \
        if (SHORT(op##_both)) {                                                               \
            REPORT(op, count, "both: value", RN_VALUE_AND_DERIVATIVE, both_value, forward)    \
            REPORT(op, count, "both: slope", RN_VALUE_AND_DERIVATIVE, both_slope, derivative) \
        }                                                                                     \
    }
#define REPORT_PIECEWISE(op, count)
#define REPORT_NUMERIC(op, count)

int main(void) {
#define OP(op, kind, count, ...) REPORT_##kind(op, count)
#define TEXT(kind) 0
#include "ops/ops.inc"
    return excess;
}
