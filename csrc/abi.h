/* SPDX-License-Identifier: BSD-3-Clause
   The whole contract between C and Python: included by C (through kernels.h) and fed verbatim to cffi's
   cdef.  */

enum rn_form { RN_FORWARD, RN_DERIVATIVE, RN_BACKWARD, RN_VALUE_AND_DERIVATIVE, RN_FORMS };

/* An op's kind says in which lanes its arithmetic runs and so which dtypes it takes. PIECEWISE: native lanes,
   floating dtypes.  NUMERIC: as PIECEWISE, and integers too.  SELECTIVE: a NUMERIC one that only compares and selects.
   SELECTIVE_REAL: a PIECEWISE one that does.  SMOOTH: wide lanes.  ALGEBRAIC: a SMOOTH one that needs no more than native
   lanes in float32 and float64.  POLYNOMIAL: an ALGEBRAIC one in pieces without quotients or roots, as cheap as
   PIECEWISE.  */
enum rn_kind {
    RN_PIECEWISE = 1,
    RN_SELECTIVE_REAL = 1,
    RN_NUMERIC = 2,
    RN_SELECTIVE = 2,
    RN_SMOOTH = 4,
    RN_ALGEBRAIC = 8,
    RN_POLYNOMIAL = 16
};

enum rn_dtype {
    RN_F16,
    RN_BF16,
    RN_F32,
    RN_F64,
    RN_I8,
    RN_U8,
    RN_I16,
    RN_U16,
    RN_I32,
    RN_U32,
    RN_I64,
    RN_U64,
    RN_DTYPES
};

/* The values a scalar parameter may take; anything else is a ValueError.  NOT_LESS: than the parameter before it.  */
enum rn_domain { RN_ANY, RN_NONZERO, RN_NONNEGATIVE, RN_NOT_LESS };

typedef struct {
    const char *name;
    double value; /* the default; NaN where the parameter is required */
    int required;
    enum rn_domain domain;
} rn_parameter;

typedef struct {
    const char *name;
    enum rn_kind kind;
    int parameter_count;
    rn_parameter parameters[2];
    const char *summary;            /* one sentence */
    const char *formula;            /* f(x) as an expression of x and the parameters */
    const char *derivative_formula; /* f'(x), with the value taken at each kink */
    const char *kinks;              /* where f' jumps: numbers and parameter names, comma-separated, or "" */
    const char *source;             /* the paper or standard that defines it */
} rn_op;

int rn_op_count(void);
const rn_op *rn_op_at(int op);

/* Instruction sets compiled in, best first; one that this processor cannot run is not available.  */
int rn_isa_count(void);
const char *rn_isa_name(int isa);
int rn_isa_available(int isa);
int rn_isa_current(void);
int rn_isa_use(int isa); /* 0, or -1 if the ISA is not available */

/* Threads used for large arrays.  rn_openmp is the OpenMP version (201511, ...) or 0 without OpenMP.  */
int rn_openmp(void);
int rn_get_threads(void);
void rn_set_threads(int threads);
const char *rn_compiler(void);

/* Bytes read and written by a call from which on results that are cheap to compute bypass the caches.  */
double rn_get_stream_bytes(void);
void rn_set_stream_bytes(double bytes);

/* Elements of a call from which on the results of 16-bit data are looked up where they can be, and the bytes of all
   tables that there are for that.  */
double rn_get_lookup_elements(void);
void rn_set_lookup_elements(double n);
double rn_lookup_bytes(void);

/* The relative error the first pass over float64 lanes is trusted to.  Testing only: 1 sends every block of a function
   that has a second, exact pass through it; 0 accepts every first result.  Returns the previous value.  */
double rn_set_trust(double error);

/* Python objects are passed as addresses: cffi knows no PyObject.  All return 0 on success, -2 where there is no
   memory, -1 otherwise; all but rn_install_shortcut leave a Python exception's text in this thread's rn_error().
   rn_install puts every ufunc into the dict under "name", "name.derivative", "name.backward" and
   "name.value_and_derivative" (with ".ufunc" appended where the op has parameters).
   rn_install_bfloat16 adds loops for the user dtype with that type number to all of them, and to those bound later.
   rn_install_shortcut puts the type Shortcut into the dict.
   rn_bind stores in the dict under key (a str) a ufunc whose parameters are fixed to the given values.
   rn_cast stores an array of the one value in the NumPy type with that number, whatever rounding and flushing of
   subnormals the caller has set.  */
int rn_install(void *dict);
int rn_install_bfloat16(int type_number);
int rn_install_shortcut(void *dict);
int rn_bind(void *dict, void *key, int op, enum rn_form form, const double *parameters);
int rn_cast(void *dict, void *key, double value, int type_number);
const char *rn_error(void);
