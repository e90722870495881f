/* SPDX-License-Identifier: BSD-3-Clause
   The ufuncs.  Each has the one inner loop rn_run_strided; its data, an rn_task, says which op, form and dtype.
   NumPy keeps the pointers it is given, so all of it lives as long as the ufunc: for ever, or for a bound ufunc
   in a bytes object that the ufunc owns.  */
#define RN_IMPORTS_NUMPY
#include "ufuncs.h"

#include <stdio.h>

#include "environment.h"

/* NumPy's types.  A loop of exactly the operands' types is taken first; else the first loop to whose type
   they can be cast, so that bool, and integers that an op has no loop for, promote as np.exp promotes
   them.  */
static const struct {
    char number;
    enum rn_dtype dtype;
} types[] = {
    {NPY_HALF, RN_F16},
    {NPY_FLOAT, RN_F32},
    {NPY_DOUBLE, RN_F64},
    {NPY_BYTE, RN_I8},
    {NPY_UBYTE, RN_U8},
    {NPY_SHORT, RN_I16},
    {NPY_USHORT, RN_U16},
    {NPY_INT, RN_I32},
    {NPY_UINT, RN_U32},
    {NPY_LONG, sizeof(long) == 8 ? RN_I64 : RN_I32},
    {NPY_ULONG, sizeof(long) == 8 ? RN_U64 : RN_U32},
    {NPY_LONGLONG, RN_I64},
    {NPY_ULONGLONG, RN_U64},
};
enum { TYPES = sizeof types / sizeof *types };

/* Everything a ufunc points to.  */
typedef struct {
    char name[64];
    rn_task tasks[TYPES];
    PyUFuncGenericFunction loops[TYPES];
    void *data[TYPES];
    char numbers[TYPES * RN_MAX_OPERANDS];
    rn_task bfloat16_task;
    char bound[RN_MAX_PARAMETERS][TYPES + 1][RN_MAX_BLOCK * 8]; /* bfloat16 comes last */
} body;

static body bodies[RN_OPS][RN_FORMS];
static PyObject *ufuncs[RN_OPS][RN_FORMS];
static int bfloat16; /* NumPy's number for it, or 0 */

static _Thread_local char error[512];
const char *rn_error(void) { return error; }

/* Leaves the text of the current Python exception in error; -2 if that is a MemoryError, else -1.  */
static int failed(void) {
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    const int status = type && PyErr_GivenExceptionMatches(type, PyExc_MemoryError) ? -2 : -1;
    PyObject *text = value ? PyObject_Str(value) : NULL, *bytes = text ? PyUnicode_AsUTF8String(text) : NULL;
    const char *message = bytes ? PyBytes_AsString(bytes) : NULL;
    snprintf(error, sizeof error, "%s", message ? message : "unknown error");
    PyErr_Clear();
    Py_XDECREF(text), Py_XDECREF(bytes), Py_XDECREF(type), Py_XDECREF(value), Py_XDECREF(traceback);
    return status;
}

static const char *name_of(enum rn_form form) {
    static const char *const names[RN_FORMS] = {
        [RN_FORWARD] = "",
        [RN_DERIVATIVE] = ".derivative",
        [RN_BACKWARD] = ".backward",
        [RN_VALUE_AND_DERIVATIVE] = ".value_and_derivative",
    };
    return names[form];
}

/* An array of one number, cast by NumPy as operands are, but to nearest and with subnormals kept.  */
static PyObject *cast(double value, int number) {
    const npy_intp one = 1;
    const rn_environment found = rn_enter();
    PyObject *wide = PyArray_SimpleNewFromData(1, &one, NPY_DOUBLE, &value);
    PyObject *narrow = wide ? PyArray_Cast((PyArrayObject *)wide, number) : NULL;
    rn_leave(found);
    Py_XDECREF(wide);
    return narrow;
}

/* The parameters in a type, repeated.  */
static int bind(rn_task *task, body *b, int type, int number, const double *parameters) {
    const size_t size = rn_dtype_size(task->dtype);
    for (int p = 0; parameters && p < rn_op_at(task->op)->parameter_count; p++) {
        PyObject *narrow = cast(parameters[p], number);
        char *to = b->bound[p][type];
        for (int i = 0; narrow && i < RN_MAX_BLOCK; i++)
            memcpy(to + i * size, PyArray_DATA((PyArrayObject *)narrow), size);
        task->bound[p] = to;
        Py_XDECREF(narrow);
        if (!narrow) return -1;
    }
    return 0;
}

/* NumPy's default resolver, whose error does not say which dtypes it refuses.  */
static int resolve(PyUFuncObject *ufunc, NPY_CASTING casting, PyArrayObject **operands, PyObject *signature,
                   PyArray_Descr **result) {
    if (PyUFunc_DefaultTypeResolver(ufunc, casting, operands, signature, result) == 0) return 0;
    if (!PyErr_ExceptionMatches(PyExc_TypeError)) return -1;
    PyErr_Clear();
    PyObject *dtypes = PyTuple_New(ufunc->nin);
    for (int i = 0; dtypes && i < ufunc->nin; i++)
        PyTuple_SetItem(dtypes, i, PyObject_Str((PyObject *)PyArray_DESCR(operands[i])));
    if (dtypes) PyErr_Format(PyExc_TypeError, "%s does not take operands of dtype %S", ufunc->name, dtypes);
    Py_XDECREF(dtypes);
    return -1;
}

/* A ufunc of the op's form.  With parameters it is bound to them and takes floating types only.  */
static PyObject *make(body *b, int op, enum rn_form form, const double *parameters) {
    const rn_op *row = rn_op_at(op);
    const int operands = row->parameter_count && !parameters, outputs = rn_outputs(form);
    const int inputs = rn_inputs(form, parameters ? 0 : row->parameter_count);
    const size_t numbers = (size_t)inputs + (size_t)outputs;
    int count = 0;
    snprintf(b->name, sizeof b->name, "%s%s%s", row->name, name_of(form), operands ? ".ufunc" : "");
    for (int t = 0; t < TYPES; t++) {
        if (types[t].number <= NPY_ULONGLONG && (parameters || row->kind != RN_NUMERIC)) continue;
        b->tasks[count] = (rn_task){op, form, types[t].dtype, {NULL, NULL}};
        if (bind(&b->tasks[count], b, t, types[t].number, parameters) < 0) return NULL;
        b->loops[count] = (PyUFuncGenericFunction)rn_run_strided;
        b->data[count] = &b->tasks[count];
        memset(b->numbers + (size_t)count * numbers, types[t].number, numbers);
        count++;
    }
    PyObject *ufunc = PyUFunc_FromFuncAndData(b->loops, b->data, b->numbers, count, inputs, outputs,
                                              PyUFunc_None, b->name, NULL, 0);
    if (!ufunc) return NULL;
    ((PyUFuncObject *)ufunc)->type_resolver = resolve;
    if (rn_take_calls((PyUFuncObject *)ufunc) == 0) return ufunc;
    Py_DECREF(ufunc);
    return NULL;
}

const rn_task *rn_task_of(PyUFuncObject *ufunc, int type) {
    const body *b = (const body *)((const char *)ufunc->data - offsetof(body, data));
    if (type == bfloat16 && type) return &b->bfloat16_task;
    for (int loop = 0; loop < ufunc->ntypes; loop++)
        if (ufunc->types[loop * ufunc->nargs] == type) return &b->tasks[loop];
    return NULL;
}

static int install(PyObject *dict) {
    if (PyArray_ImportNumPyAPI() < 0 || PyUFunc_ImportUFuncAPI() < 0) return failed();
    rn_parallel_init();
    for (int op = 0; op < RN_OPS; op++) {
        for (enum rn_form form = 0; form < RN_FORMS; form++) {
            PyObject *ufunc = ufuncs[op][form] = make(&bodies[op][form], op, form, NULL);
            if (!ufunc || PyDict_SetItemString(dict, bodies[op][form].name, ufunc) < 0) return failed();
        }
    }
    return 0;
}
int rn_install(void *dict) {
    PyGILState_STATE gil = PyGILState_Ensure();
    int status = install(dict);
    PyGILState_Release(gil);
    return status;
}

/* Gives the ufunc its loop for bfloat16, if there is that type.  */
static int add_bfloat16(PyObject *ufunc, body *b, int op, enum rn_form form, const double *parameters) {
    int arguments[RN_MAX_OPERANDS];
    if (!bfloat16) return 0;
    for (int i = 0; i < RN_MAX_OPERANDS; i++) arguments[i] = bfloat16;
    b->bfloat16_task = (rn_task){op, form, RN_BF16, {NULL, NULL}};
    if (bind(&b->bfloat16_task, b, TYPES, bfloat16, parameters) < 0) return -1;
    return PyUFunc_RegisterLoopForType((PyUFuncObject *)ufunc, bfloat16,
                                       (PyUFuncGenericFunction)rn_run_strided, arguments, &b->bfloat16_task);
}

static int install_bfloat16(int type_number) {
    bfloat16 = type_number;
    for (int op = 0; op < RN_OPS; op++)
        for (enum rn_form form = 0; form < RN_FORMS; form++)
            if (add_bfloat16(ufuncs[op][form], &bodies[op][form], op, form, NULL) < 0) return failed();
    return 0;
}
int rn_install_bfloat16(int type_number) {
    PyGILState_STATE gil = PyGILState_Ensure();
    int status = install_bfloat16(type_number);
    PyGILState_Release(gil);
    return status;
}

static int install_bound(PyObject *dict, PyObject *key, int op, enum rn_form form, const double *parameters) {
    PyObject *memory = PyBytes_FromStringAndSize(NULL, sizeof(body));
    body *b = memory ? (body *)PyBytes_AsString(memory) : NULL;
    PyObject *ufunc = b ? make(b, op, form, parameters) : NULL;
    if (!ufunc) {
        Py_XDECREF(memory);
        return failed();
    }
    ((PyUFuncObject *)ufunc)->obj = memory; /* the ufunc's own reference */
    int status = add_bfloat16(ufunc, b, op, form, parameters);
    if (status == 0) status = PyDict_SetItem(dict, key, ufunc);
    Py_DECREF(ufunc);
    return status < 0 ? failed() : 0;
}
int rn_bind(void *dict, void *key, int op, enum rn_form form, const double *parameters) {
    PyGILState_STATE gil = PyGILState_Ensure();
    int status = install_bound(dict, key, op, form, parameters);
    PyGILState_Release(gil);
    return status;
}

int rn_cast(void *dict, void *key, double value, int type_number) {
    PyGILState_STATE gil = PyGILState_Ensure();
    PyObject *array = cast(value, type_number);
    int status = array && PyDict_SetItem(dict, key, array) == 0 ? 0 : failed();
    Py_XDECREF(array);
    PyGILState_Release(gil);
    return status;
}

#define TEXT_OF(value) TEXT_OF_(value)
#define TEXT_OF_(value) #value
const char *rn_compiler(void) {
#if defined __clang__
    return "clang " __clang_version__;
#elif defined __GNUC__
    return "gcc " TEXT_OF(__GNUC__) "." TEXT_OF(__GNUC_MINOR__) "." TEXT_OF(__GNUC_PATCHLEVEL__);
#else
    return "unknown";
#endif
}
