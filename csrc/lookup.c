/* SPDX-License-Identifier: BSD-3-Clause
   Where its parameters are fixed, a smooth op of 16-bit data has 65,536 values, derivatives and slopes.  Long calls look
   them up, which takes a third of the time that computing them takes; short ones would wait for the tables to come into
   the caches.  The kernels fill the tables, so the bits are theirs.  A table serves calls of the instruction set and the
   parameters that it was filled with, and is kept: the first to come is the one that there is.  */
#include "lookup.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "environment.h"

enum { NUMBERS = 1 << 16 };

/* numbers: the results, or for a backward pass the slopes as float; null where these do not serve.  */
typedef struct {
    const rn_isa *isa;
    uint16_t parameters[RN_MAX_PARAMETERS];
    void *numbers;
} table;

/* Of values, of derivatives, and of the slopes of backward passes.  */
typedef table *_Atomic slot;
static slot tables[RN_OPS][RN_FORMS][2];

static _Atomic(double) least = 1 << 14;
double rn_get_lookup_elements(void) { return atomic_load_explicit(&least, memory_order_relaxed); }
void rn_set_lookup_elements(double n) { atomic_store_explicit(&least, n, memory_order_relaxed); }

static atomic_size_t held;
double rn_lookup_bytes(void) { return (double)atomic_load_explicit(&held, memory_order_relaxed); }

/* Exactly.  */
static float widened(enum rn_dtype dtype, uint16_t bits) {
    const uint32_t exponent = bits >> 10 & 31, fraction = bits & 1023;
    const uint32_t sign = (uint32_t)(bits >> 15) << 31, bias = exponent == 31 ? 224 : 112;
    uint32_t wide = (uint32_t)bits << 16;
    float y;
    if (dtype == RN_F16) wide = sign | (exponent + bias) << 23 | fraction << 13;
    memcpy(&y, &wide, sizeof y);
    return dtype == RN_F16 && exponent == 0 ? copysignf((float)fraction * 0x1p-24f, y) : y;
}

/* In place.  */
static void fill_results(const table *t, const rn_task *task, enum rn_form form, int parameters) {
    uint16_t *results = t->numbers;
    const void *in[RN_MAX_INPUTS] = {results};
    void *out[RN_MAX_OUTPUTS] = {results};
    for (int p = 0; p < parameters; p++) in[1 + p] = task->bound[p];
    for (int i = 0; i < NUMBERS; i++) results[i] = (uint16_t)i;
    t->isa->kernels[task->op][form][task->dtype](in, out, NUMBERS, parameters ? RN_UNIFORM : 0);
}

/* What a product is made with, for the derivative of float32 data: RN_FLAT where the derivative is exactly 0, at 0 or in
   its limit; for one so small that it has fewer bits, in float16 the least number, for the product is 0 of its sign
   either way, and in bfloat16 RN_OPEN, as for an infinite one.  */
static float slope_from(float derivative, float x, enum rn_dtype dtype) {
    const float size = fabsf(derivative);
    if (size == 0 && (x == 0 || isinf(x))) return RN_FLAT;
    if (size < FLT_MIN && dtype == RN_F16) return copysignf(FLT_MIN, derivative);
    return size < FLT_MIN || size >= FLT_MAX ? RN_OPEN : derivative;
}
/* Returns whether they serve: not for a function that is flat beside 0, where an exact 0 looks like a small number.  */
static int fill_slopes(const table *t, const rn_task *task, int parameters) {
    const float nearest = 0x1p-3f, farthest = 0x1p3f;
    float bound[RN_MAX_PARAMETERS][RN_MAX_BLOCK], *slopes = t->numbers;
    const void *in[RN_MAX_INPUTS] = {slopes};
    void *out[RN_MAX_OUTPUTS] = {slopes};
    int serve = 1;
    for (int p = 0; p < parameters; p++) {
        for (int i = 0; i < RN_MAX_BLOCK; i++) bound[p][i] = widened(task->dtype, t->parameters[p]);
        in[1 + p] = bound[p];
    }
    for (int i = 0; i < NUMBERS; i++) slopes[i] = widened(task->dtype, (uint16_t)i);
    t->isa->kernels[task->op][RN_DERIVATIVE][RN_F32](in, out, NUMBERS, parameters ? RN_UNIFORM : 0);
    for (int i = 0; i < NUMBERS; i++) {
        const float x = widened(task->dtype, (uint16_t)i);
        if (slopes[i] == 0 && fabsf(x) >= nearest && fabsf(x) <= farthest) serve = 0;
        slopes[i] = slope_from(slopes[i], x, task->dtype);
    }
    return serve;
}

static size_t bytes_of(enum rn_form form) {
    return NUMBERS * (form == RN_BACKWARD ? sizeof(float) : sizeof(uint16_t));
}
static table *fill(const rn_task *task, enum rn_form form, const rn_isa *isa) {
    const int parameters = rn_op_at(task->op)->parameter_count;
    table *t = malloc(sizeof *t);
    if (!t || !(t->numbers = malloc(bytes_of(form)))) return free(t), NULL;
    t->isa = isa;
    for (int p = 0; p < parameters; p++) memcpy(&t->parameters[p], task->bound[p], sizeof *t->parameters);
    const rn_environment found = rn_enter();
    if (form != RN_BACKWARD)
        fill_results(t, task, form, parameters);
    else if (!fill_slopes(t, task, parameters))
        free(t->numbers), t->numbers = NULL;
    rn_leave(found);
    return t;
}

/* The numbers, or null where there are none that serve.  */
static const void *find(const rn_task *task, enum rn_form form, const rn_isa *isa) {
    slot *mine = &tables[task->op][form][task->dtype];
    table *there = atomic_load(mine);
    if (!there) {
        table *filled = fill(task, form, isa);
        if (!filled) return NULL;
        if (atomic_compare_exchange_strong(mine, &there, filled)) {
            there = filled;
            if (there->numbers) atomic_fetch_add(&held, bytes_of(form));
        } else { /* another thread was sooner */
            free(filled->numbers), free(filled);
        }
    }
    int serves = there->isa == isa;
    for (int p = 0; p < rn_op_at(task->op)->parameter_count; p++)
        serves &= memcmp(&there->parameters[p], task->bound[p], sizeof *there->parameters) == 0;
    return serves ? there->numbers : NULL;
}

int rn_find_tables(const rn_task *task, const rn_isa *isa, size_t n, rn_tables *found) {
    const rn_op *op = rn_op_at(task->op);
    if (!rn_is_16_bits(task->dtype) || !(op->kind == RN_SMOOTH || op->kind == RN_ALGEBRAIC)) return 0;
    if ((double)n < rn_get_lookup_elements() || atomic_load(&rn_trust) != RN_TRUST) return 0;
    for (int p = 0; p < op->parameter_count; p++)
        if (!task->bound[p]) return 0;
    const int both = task->form == RN_VALUE_AND_DERIVATIVE;
    const void *first = find(task, both ? RN_FORWARD : task->form, isa);
    const void *second = both ? find(task, RN_DERIVATIVE, isa) : NULL;
    if (task->form != RN_BACKWARD)
        *found = (rn_tables){.results = {first, second}, .block = 1};
    else
        *found = (rn_tables){.slopes = first,
                             .products = isa->products[task->dtype],
                             .block = rn_block(isa, op->kind, task->dtype)};
    return first && (second || !both);
}

INLINE const char *from(const void *operand, size_t i) {
    return (const char *)operand + i * sizeof(uint16_t);
}
INLINE char *to(void *operand, size_t i) { return (char *)operand + i * sizeof(uint16_t); }
INLINE size_t number_at(const void *x, size_t i) {
    uint16_t bits;
    memcpy(&bits, from(x, i), sizeof bits);
    return bits;
}

/* As many at a time as fill a register, which is stored at once: how fast shorter loops run depends on where they begin.  */
enum { TOGETHER = 8 };
INLINE void look_up(const uint16_t *const *results, const void *x, void *const *out, int outputs, size_t n) {
    const uint16_t *y[] = {results[0], results[outputs - 1]};
    void *result[] = {out[0], out[outputs - 1]};
    size_t i = 0, at[TOGETHER];
    for (; i + TOGETHER <= n; i += TOGETHER) {
        UNROLL for (int k = 0; k < TOGETHER; k++) at[k] = number_at(x, i + k);
        UNROLL for (int o = 0; o < outputs; o++) {
            uint16_t some[TOGETHER];
            UNROLL for (int k = 0; k < TOGETHER; k++) some[k] = y[o][at[k]];
            memcpy(to(result[o], i), some, sizeof some);
        }
    }
    for (; i < n; i++) {
        at[0] = number_at(x, i);
        for (int o = 0; o < outputs; o++) memcpy(to(result[o], i), &y[o][at[0]], sizeof *y[o]);
    }
}

/* So many elements at a time, and so many blocks of them that the kernel is called for one at a time: it is not made for
   that.  */
enum { PIECE = 1024, MOST_OPEN = 4 };
_Static_assert(PIECE % RN_MAX_BLOCK == 0, "whole blocks");
static void multiply(const rn_tables *found, rn_kernel *kernel, const void *dy, const void *x, void *dx,
                     const void *const *parameters, size_t n, unsigned flags) {
    int open = 0;
    for (size_t i = 0, left; i < n; i += left) {
        i += found->products(from(dy, i), from(x, i), found->slopes, to(dx, i), n - i);
        if (i == n) return;
        left = open++ < MOST_OPEN ? found->block : n - i;
        const void *in[RN_MAX_INPUTS] = {from(dy, i), from(x, i), parameters[0], parameters[1]};
        void *out[RN_MAX_OUTPUTS] = {to(dx, i)};
        kernel(in, out, left, flags);
    }
}

void rn_look_up(const rn_tables *found, rn_kernel *kernel, const void *const *in, void *const *out, size_t n,
                unsigned flags) {
    if (found->slopes) {
        for (size_t i = 0; i < n; i += PIECE)
            multiply(found, kernel, from(in[0], i), from(in[1], i), to(out[0], i), in + 2,
                     n - i < PIECE ? n - i : PIECE, flags);
    } else if (found->results[1]) {
        look_up(found->results, in[0], out, 2, n);
    } else {
        look_up(found->results, in[0], out, 1, n);
    }
}
