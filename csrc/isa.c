/* SPDX-License-Identifier: BSD-3-Clause
   The table in use.  Switching it acts at once, on calls already made ufuncs too.  */
#include <stdatomic.h>

#include "run.h"

#define ISA(name) extern const rn_isa rn_isa_##name;
#include "isa/isas.inc"

static const rn_isa *const isas[] = {
#define ISA(name) &rn_isa_##name,
#include "isa/isas.inc"
};
enum { ISAS = sizeof isas / sizeof *isas };

static _Atomic(int) current = -1;

int rn_isa_count(void) { return ISAS; }
const char *rn_isa_name(int isa) { return isas[isa]->name; }
int rn_isa_available(int isa) { return isa >= 0 && isa < ISAS && isas[isa]->available(); }

int rn_isa_current(void) {
    int isa = atomic_load_explicit(&current, memory_order_relaxed);
    if (isa >= 0) return isa;
    for (isa = 0; !rn_isa_available(isa);) isa++; /* the last is always available */
    atomic_store_explicit(&current, isa, memory_order_relaxed);
    return isa;
}
int rn_isa_use(int isa) {
    if (!rn_isa_available(isa)) return -1;
    atomic_store_explicit(&current, isa, memory_order_relaxed);
    return 0;
}
const rn_isa *rn_isa_table(void) { return isas[rn_isa_current()]; }
