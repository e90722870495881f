/* SPDX-License-Identifier: BSD-3-Clause
   A libFuzzer target: whatever call of rn_run_strided or rn_run_ordered the bytes describe gives, on every ISA, to the
   bit what the scalar kernel gives for each element by itself, writes nothing else, and leaves the floating-point
   environment.

   The calls are those that NumPy or vectorcall.c make: steps of either sign or 0, outputs that are an input exactly, or
   no part of one, or in one row are behind an input in its memory or, as reduce has it, one element that is an input,
   too.  Addresses are aligned to the element for integers only.  */
#include <stdio.h>
#include <stdlib.h>

#include "fuzz.h"

int LLVMFuzzerInitialize(int *count, char ***words);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { PREFIX = 64 };

/* A piece of memory that is malloc's to the last byte: its contents before the call, as they should be after it, and
   what calls work on.  */
typedef struct {
    char *before, *want, *work;
    size_t size;
} block;

/* Element 0 lies first bytes into a block.  */
typedef struct {
    int block;
    size_t first;
    intptr_t along, across; /* steps: in a row, and between rows */
} operand;

typedef struct {
    rn_task task;
    const rn_op *op;
    size_t columns, rows, n, size;
    int inputs, operands, blocks;
    block block[RN_MAX_OPERANDS];
    operand operand[RN_MAX_OPERANDS];
    char bound[RN_MAX_PARAMETERS][RN_MAX_BLOCK * sizeof(double)];
} call;

/* What has been called. */
enum {
#define ISA(name) ISA_##name,
#include "isa/isas.inc"
    ISAS
};
static _Bool called[ISAS][RN_OPS][RN_FORMS][RN_DTYPES];

static void report(void) {
    for (int isa = 0; isa < ISAS; isa++) {
        int count = 0, all = 0;
        if (rn_isa_use(isa)) continue;
        for (int op = 0; op < RN_OPS; op++)
            for (int form = 0; form < RN_FORMS; form++)
                for (int dtype = 0; dtype < RN_DTYPES; dtype++) {
                    count += called[isa][op][form][dtype];
                    all += rn_isa_table()->kernels[op][form][dtype] != NULL;
                }
        fprintf(stderr, "%s: %d of %d kernels called\n", rn_isa_name(isa), count, all);
    }
}

static void *allocate(size_t bytes) {
    void *memory = malloc(bytes ? bytes : 1);
    if (!memory) abort();
    return memory;
}

/* Element i of an operand in one of its block's three memories.  */
static char *element(const call *c, const operand *o, char *memory, size_t i) {
    const intptr_t row = c->n ? (intptr_t)(i / c->columns) : 0,
                   column = c->n ? (intptr_t)(i % c->columns) : 0;
    return memory + (intptr_t)o->first + column * o->along + row * o->across;
}

static rn_kernel *scalar_kernel(const call *c) {
    return rn_isa_scalar.kernels[c->task.op][c->task.form][c->task.dtype];
}

static void choose_kernel(call *c, bytes *b) {
    c->task.op = (int)take(b) % rn_op_count();
    c->task.form = take(b) % RN_FORMS;
    c->task.dtype = take(b) % RN_DTYPES;
    while (!scalar_kernel(c)) c->task.dtype = (c->task.dtype + 1) % RN_DTYPES;
    c->op = rn_op_at(c->task.op);
    c->size = rn_dtype_size(c->task.dtype);
    c->inputs = rn_inputs(c->task.form, c->op->parameter_count);
    c->operands = c->inputs + rn_outputs(c->task.form);
}

/* Around blocks and tiles; rarely as many as run.c gives to two threads.  */
static void choose_shape(call *c, bytes *b) {
    const unsigned class = take(b), more = take(b), rows = take(b);
    c->rows = rows < 128 ? 1 : 2 + rows % 16;
    if (class == 255)
        c->columns = (((size_t)1 << (rn_is_smooth(c->op->kind) ? 15 : 18)) + more) / c->rows;
    else
        c->columns = class < 160 ? class : (class - 160) * 17 + more % 17;
    c->n = c->rows * c->columns;
}

/* How far the elements of a row or column reach, and what of it lies before the first.  */
static size_t reach_of(size_t count, intptr_t step) { return count ? (count - 1) * (size_t)labs(step) : 0; }
static size_t reach_before(size_t count, intptr_t step) { return step < 0 ? reach_of(count, step) : 0; }

static void new_block(call *c, operand *o, unsigned offset) {
    block *made = &c->block[c->blocks];
    o->block = c->blocks++;
    o->first = offset + reach_before(c->columns, o->along) + reach_before(c->rows, o->across);
    made->size =
        offset + (c->n ? reach_of(c->columns, o->along) + reach_of(c->rows, o->across) + c->size : 0);
    made->before = allocate(made->size);
    made->want = allocate(made->size);
    made->work = allocate(made->size);
}

/* Rows or columns one after the other, in either direction, with gaps; inputs may repeat an element, or a row.  */
static void choose_steps(const call *c, operand *o, int output, unsigned way, unsigned layout) {
    intptr_t elements = 1;
    if (way % 4 == 2) elements = output ? -1 : 0;
    if (way % 4 == 3) elements = (int8_t)way >> 2;
    if (output && elements == 0) elements = 1;
    const size_t count = layout & 1 ? c->rows : c->columns, gap = layout >> 3 & 3;
    intptr_t next = (intptr_t)(reach_of(count, elements) + 1 + gap);
    if (layout & 2) next = -next;
    if (layout & 4 && !output) next = 0;
    o->along = (layout & 1 ? next : elements) * (intptr_t)c->size;
    o->across = (layout & 1 ? elements : next) * (intptr_t)c->size;
}

static void choose_operand(call *c, int k, bytes *b) {
    const unsigned way = take(b), layout = c->rows > 1 ? take(b) : 0, place = take(b);
    const int output = k >= c->inputs, integer = c->task.dtype >= RN_I8;
    operand *o = &c->operand[k];
    choose_steps(c, o, output, way, layout);
    const int twin = (int)(place % 8);
    if (output && place & 0x80 && twin < c->inputs) {
        const operand *first = &c->operand[c->inputs], *input = &c->operand[twin];
        const int taken = o != first && first->block == input->block,
                  many = input->along != 0 && input->across != 0;
        if (!taken && (many || c->rows == 1)) {
            const size_t lead = way % 8 * (size_t)labs(input->along);
            *o = *input;
            if (c->rows == 1 && o->along > 0 && lead <= o->first) o->first -= lead;
            return;
        }
    }
    new_block(c, o, place % PREFIX & (integer ? -(unsigned)c->size : ~0u));
}

static int is_written(const call *c, const operand *input) {
    int written = 0;
    for (int k = c->inputs; k < c->operands; k++) written |= c->operand[k].block == input->block;
    return written;
}

/* Parameters that are one value may be bound to the ufunc.  */
static void bind(call *c, unsigned which) {
    for (int p = 0; p < c->op->parameter_count; p++) {
        const operand *o = &c->operand[rn_inputs(c->task.form, 0) + p];
        if (o->along != 0 || (c->rows > 1 && o->across != 0) || !(which >> p & 1) || !c->n ||
            is_written(c, o))
            continue;
        for (size_t i = 0; i < RN_MAX_BLOCK; i++)
            memcpy(c->bound[p] + i * c->size, element(c, o, c->block[o->block].before, 0), c->size);
        c->task.bound[p] = c->bound[p];
    }
}

/* What each element by itself gives, one after the other.  */
static void expect(call *c) {
    for (int k = 0; k < c->blocks; k++) memcpy(c->block[k].want, c->block[k].before, c->block[k].size);
    for (size_t i = 0; i < c->n; i++) {
        _Alignas(8) char values[RN_MAX_OPERANDS][sizeof(double)];
        const void *in[RN_MAX_INPUTS];
        void *out[RN_MAX_OUTPUTS];
        for (int k = 0; k < c->inputs; k++) {
            const operand *o = &c->operand[k];
            in[k] = memcpy(values[k], element(c, o, c->block[o->block].want, i), c->size);
        }
        for (int k = c->inputs; k < c->operands; k++) out[k - c->inputs] = values[k];
        scalar_kernel(c)(in, out, 1, 0);
        for (int k = c->inputs; k < c->operands; k++) {
            const operand *o = &c->operand[k];
            memcpy(element(c, o, c->block[o->block].want, i), values[k], c->size);
        }
    }
}

static void run(call *c) {
    const intptr_t n = (intptr_t)c->n;
    rn_nest nest = {.loops = 2, .loop = {{.length = c->columns}, {.length = c->rows}}};
    char *given[RN_MAX_OPERANDS];
    intptr_t step[RN_MAX_OPERANDS];
    int count = 0;
    for (int k = 0; k < c->blocks; k++) memcpy(c->block[k].work, c->block[k].before, c->block[k].size);
    for (int k = 0; k < c->operands; k++) {
        const operand *o = &c->operand[k];
        const void *bound = rn_bound(&c->task, k);
        nest.at[k] = bound ? (char *)bound : element(c, o, c->block[o->block].work, 0);
        nest.loop[0].step[k] = bound ? 0 : o->along;
        nest.loop[1].step[k] = bound ? 0 : o->across;
        if (bound) continue;
        given[count] = nest.at[k];
        step[count++] = o->along;
    }
    if (c->rows > 1)
        rn_run_ordered(&c->task, &nest);
    else
        rn_run_strided(given, &n, step, &c->task);
}

static void fail(const call *c, const char *what) {
    fprintf(stderr, "%s: %s, form %d, dtype %d, %s, %zu x %zu elements, %d threads, steps", what, c->op->name,
            (int)c->task.form, (int)c->task.dtype, rn_isa_table()->name, c->rows, c->columns,
            rn_get_threads());
    for (int k = 0; k < c->operands; k++)
        fprintf(stderr, " %jd, %jd (block %d)", (intmax_t)c->operand[k].along, (intmax_t)c->operand[k].across,
                c->operand[k].block);
    fprintf(stderr, "\n");
    abort();
}

static void check(const call *c) {
    for (int k = 0; k < c->blocks; k++) {
        const block *b = &c->block[k];
        for (size_t i = 0; i < b->size; i++) {
            if (b->work[i] == b->want[i]) continue;
            fprintf(stderr, "block %d, byte %zu of %zu: %02x, not %02x\n", k, i, b->size, (uint8_t)b->work[i],
                    (uint8_t)b->want[i]);
            fail(c, "other bits than scalar's");
        }
    }
}

/* OpenMP begins with arithmetic of its own, which raises flags: let it begin before the calls, as the module does.  */
int LLVMFuzzerInitialize(int *count, char ***words) {
    (void)count, (void)words;
    rn_parallel_init();
    return atexit(report);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    bytes b = {data, data + size};
    call c = {0};
    choose_kernel(&c, &b);
    choose_shape(&c, &b);
    const unsigned threads = take(&b), environment = take(&b), fill = take(&b);
    for (int k = 0; k < c.operands; k++) choose_operand(&c, k, &b);
    for (int k = 0; k < c.blocks; k++)
        fill_memory(&b, c.block[k].before, c.block[k].size, c.task.dtype, fill % 4, (unsigned)k);
    bind(&c, fill >> 2);
    rn_set_trust(RN_TRUST);
    expect(&c);
    rn_set_trust(fill & 0x80 ? 1 : RN_TRUST);
    rn_set_threads((int)(threads % 4) + 1);
    rn_set_lookup_elements(threads & 0x80 ? 0 : HUGE_VAL);
    for (int isa = 0; isa < rn_isa_count(); isa++) {
        if (rn_isa_use(isa)) continue;
        called[isa][c.task.op][c.task.form][c.task.dtype] |= c.n > 0;
        const found before = disturb(environment);
        run(&c);
        const int kept = restored(before);
        if (!kept) fail(&c, "another floating-point environment");
        check(&c);
    }
    for (int k = 0; k < c.blocks; k++) {
        free(c.block[k].before);
        free(c.block[k].want);
        free(c.block[k].work);
    }
    return 0;
}
