/* SPDX-License-Identifier: BSD-3-Clause
   One call of a kernel, without Python: operands on standard input, results on standard output.
     call                                    prints the ISAs that this processor runs, best first
     call ISA OP FORM DTYPE LENGTH ARRAYS    FORM and DTYPE by number.  The first ARRAYS operands have LENGTH
                                             elements, those after them one.  */
#include <stdio.h>
#include <stdlib.h>

#include "run.h"

static void fail(const char *why) {
    fprintf(stderr, "call: %s\n", why);
    exit(2);
}

static char *allocate(size_t bytes) {
    char *memory = malloc(bytes);
    if (!memory) fail("out of memory");
    return memory;
}

static void use(const char *name) {
    for (int isa = 0; isa < rn_isa_count(); isa++)
        if (!strcmp(rn_isa_name(isa), name) && rn_isa_use(isa) == 0) return;
    fail("no such ISA here");
}

static int op_of(const char *name) {
    for (int op = 0; op < rn_op_count(); op++)
        if (!strcmp(rn_op_at(op)->name, name)) return op;
    fail("no such op");
    return -1;
}

int main(int count, char **words) {
    if (count != 7) {
        for (int isa = 0; isa < rn_isa_count(); isa++)
            if (rn_isa_available(isa)) printf("%s\n", rn_isa_name(isa));
        return count != 1;
    }
    use(words[1]);
    rn_task task = {op_of(words[2]), (enum rn_form)atoi(words[3]), (enum rn_dtype)atoi(words[4]), {0}};
    if (task.form >= RN_FORMS || task.dtype >= RN_DTYPES ||
        !rn_isa_table()->kernels[task.op][task.form][task.dtype])
        fail("no such kernel");
    const intptr_t length = strtol(words[5], NULL, 10), size = (intptr_t)rn_dtype_size(task.dtype);
    const int inputs = rn_inputs(task.form, rn_op_at(task.op)->parameter_count), arrays = atoi(words[6]);
    const int operands = inputs + rn_outputs(task.form);
    char *at[RN_MAX_OPERANDS];
    intptr_t step[RN_MAX_OPERANDS];
    for (int k = 0; k < operands; k++) {
        const int array = k < arrays || k >= inputs;
        const size_t elements = array ? (size_t)length : 1;
        step[k] = array ? size : 0;
        at[k] = allocate(elements * (size_t)size);
        if (k < inputs && fread(at[k], (size_t)size, elements, stdin) != elements) fail("too short an input");
    }
    rn_set_lookup_elements(HUGE_VAL);
    rn_run_strided(at, &length, step, &task);
    for (int k = 0; k < operands; k++) {
        if (k >= inputs && fwrite(at[k], (size_t)size, (size_t)length, stdout) != (size_t)length)
            fail("cannot write");
        free(at[k]);
    }
    return 0;
}
