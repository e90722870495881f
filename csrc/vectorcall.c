/* SPDX-License-Identifier: BSD-3-Clause
   Calls of ufuncs.  NumPy's way to a ufunc's inner loop takes 0.3 us and more, and from there on it hands over one row
   at a time, which cannot be split over threads.  So a call of plain arrays of one dtype, with nothing but out= beside
   them, is made here: at once where all are contiguous and of one shape, else as NumPy's iterator says, which
   broadcasts, chooses the results' layout and copies what overlaps.  So is one of scalars of one type.  All other calls
   are NumPy's, as are all errors.  */
#include "ufuncs.h"

/* Elements from which on other Python threads may run meanwhile: NumPy's own choice.  */
enum { LONG = 500 };

/* NumPy's flag, which its headers lack, for what is writeable with a warning.  */
static const int WARN_ON_WRITE = INT_MIN;

_Static_assert((int)RN_MAX_LOOPS >= (int)NPY_MAXDIMS, "a loop for each axis");

static vectorcall *numpys;
PyObject *rn_out_keyword;

/* The operands, inputs first; a result that is to be made is null.  */
typedef struct {
    const rn_task *task;
    int type, inputs, operands;
    PyArrayObject *array[RN_MAX_OPERANDS];
} call;

static int is_plain(PyObject *object) {
    PyArrayObject *array = (PyArrayObject *)object;
    return Py_TYPE(object) == &PyArray_Type && PyArray_NDIM(array) > 0 && PyArray_ISALIGNED(array) &&
           PyArray_ISNOTSWAPPED(array) && !PyDataType_METADATA(PyArray_DESCR(array));
}

static int take(call *c, int k, PyObject *object) {
    PyArrayObject *array = (PyArrayObject *)object;
    if (!is_plain(object) || PyArray_TYPE(array) != c->type) return 0;
    c->array[k] = array;
    return k < c->inputs || (PyArray_ISWRITEABLE(array) && !(PyArray_FLAGS(array) & WARN_ON_WRITE));
}

static int take_results(call *c, PyObject *out) {
    const int tuple = PyTuple_CheckExact(out), results = c->operands - c->inputs;
    if (results != (tuple ? (int)PyTuple_Size(out) : 1)) return 0;
    for (int o = 0; o < results; o++) {
        PyObject *result = tuple ? PyTuple_GetItem(out, o) : out;
        if (result != Py_None && !take(c, c->inputs + o, result)) return 0;
    }
    return 1;
}

/* Whether the call is to be made here.  */
static int parse(call *c, PyUFuncObject *ufunc, PyObject *const *arguments, Py_ssize_t positional,
                 PyObject *keywords) {
    const Py_ssize_t named = keywords ? PyTuple_Size(keywords) : 0;
    if (positional != ufunc->nin || ufunc->nout < 1 || named > 1 || !is_plain(arguments[0])) return 0;
    if (named && PyTuple_GetItem(keywords, 0) != PyTuple_GetItem(rn_out_keyword, 0)) return 0;
    c->type = PyArray_TYPE((PyArrayObject *)arguments[0]);
    c->inputs = ufunc->nin;
    c->operands = c->inputs + ufunc->nout;
    c->task = rn_task_of(ufunc, c->type);
    for (int k = 0; k < c->inputs; k++)
        if (!take(c, k, arguments[k])) return 0;
    return c->task && (!named || take_results(c, arguments[positional]));
}

static int are_apart(PyArrayObject *a, PyArrayObject *b) {
    const char *at_a = PyArray_DATA(a), *at_b = PyArray_DATA(b);
    return at_a + PyArray_NBYTES(a) <= at_b || at_b + PyArray_NBYTES(b) <= at_a;
}

/* NPY_ARRAY_C_CONTIGUOUS or NPY_ARRAY_F_CONTIGUOUS if all operands have one shape and that order, and no result
   overlaps what it is not; else 0.  */
static int common_order(const call *c) {
    int order = NPY_ARRAY_C_CONTIGUOUS | NPY_ARRAY_F_CONTIGUOUS;
    for (int k = 0; k < c->operands; k++) {
        PyArrayObject *array = c->array[k];
        if (!array) continue;
        order &= PyArray_FLAGS(array);
        if (!order || !PyArray_SAMESHAPE(c->array[0], array)) return 0;
        for (int o = c->inputs; o < c->operands; o++) {
            PyArrayObject *result = c->array[o];
            const int itself =
                result && PyArray_DATA(result) == PyArray_DATA(array) && (k < c->inputs || k == o);
            if (result && !itself && !are_apart(array, result)) return 0;
        }
    }
    return (order & NPY_ARRAY_C_CONTIGUOUS) ? NPY_ARRAY_C_CONTIGUOUS : order;
}

/* What the call returns: new references to the operands that are results.  */
static PyObject *results_of(const call *c) {
    const int count = c->operands - c->inputs;
    PyObject *tuple = count > 1 ? PyTuple_New(count) : NULL;
    if (count > 1 && !tuple) return NULL;
    for (int o = 0; o < count; o++) Py_INCREF(c->array[c->inputs + o]);
    if (count == 1) return (PyObject *)c->array[c->inputs];
    for (int o = 0; o < count; o++) PyTuple_SetItem(tuple, o, (PyObject *)c->array[c->inputs + o]);
    return tuple;
}

/* Where all operands are contiguous, in that order.  */
static PyObject *call_at_once(call *c, int order) {
    PyArrayObject *like = c->array[0];
    const npy_intp n = PyArray_SIZE(like);
    PyObject *made[RN_MAX_OUTPUTS] = {NULL}, *results = NULL;
    char *at[RN_MAX_OPERANDS] = {NULL};
    npy_intp step[RN_MAX_OPERANDS];
    int complete = 1;
    for (int k = c->inputs; complete && k < c->operands; k++) {
        if (c->array[k]) continue;
        PyArray_Descr *dtype = PyArray_DescrFromType(c->type);
        PyObject *array =
            PyArray_Empty(PyArray_NDIM(like), PyArray_DIMS(like), dtype, order == NPY_ARRAY_F_CONTIGUOUS);
        complete = array != NULL;
        made[k - c->inputs] = array;
        c->array[k] = (PyArrayObject *)array;
    }
    for (int k = 0; complete && k < c->operands; k++) {
        at[k] = PyArray_DATA(c->array[k]);
        step[k] = PyArray_ITEMSIZE(like);
    }
    if (complete) {
        PyThreadState *state = n >= LONG ? PyEval_SaveThread() : NULL;
        rn_run_strided(at, &n, step, (void *)c->task);
        if (state) PyEval_RestoreThread(state);
        results = results_of(c);
    }
    for (int o = 0; o < RN_MAX_OUTPUTS; o++) Py_XDECREF(made[o]);
    return results;
}

/* Null without an exception where NumPy's iterator refuses.  */
static PyObject *call_by_axes(call *c) {
    npy_uint32 flags[RN_MAX_OPERANDS];
    PyArray_Descr *dtype[RN_MAX_OPERANDS] = {NULL};
    for (int k = 0; k < c->operands; k++) {
        flags[k] = NPY_ITER_OVERLAP_ASSUME_ELEMENTWISE | NPY_ITER_READONLY;
        if (k < c->inputs) continue;
        dtype[k] = PyArray_DescrFromType(c->type);
        flags[k] = NPY_ITER_OVERLAP_ASSUME_ELEMENTWISE | NPY_ITER_WRITEONLY | NPY_ITER_ALLOCATE |
                   NPY_ITER_NO_BROADCAST | NPY_ITER_NO_SUBTYPE;
    }
    NpyIter *iterator = NpyIter_MultiNew(
        c->operands, c->array, NPY_ITER_MULTI_INDEX | NPY_ITER_ZEROSIZE_OK | NPY_ITER_COPY_IF_OVERLAP,
        NPY_KEEPORDER, NPY_NO_CASTING, flags, dtype);
    for (int k = c->inputs; k < c->operands; k++) Py_DECREF(dtype[k]);
    if (!iterator) {
        if (!PyErr_ExceptionMatches(PyExc_MemoryError)) PyErr_Clear();
        return NULL;
    }
    npy_intp shape[NPY_MAXDIMS];
    rn_nest nest;
    char **given = NpyIter_GetDataPtrArray(iterator);
    const int operands = rn_task_inputs(c->task) + c->operands - c->inputs;
    nest.loops = NpyIter_GetNDim(iterator);
    NpyIter_GetShape(iterator, shape);
    for (int d = 0; d < nest.loops; d++) nest.loop[d].length = (size_t)shape[d];
    for (int k = 0, of = 0; k < operands; k++) {
        const void *bound = rn_bound(c->task, k);
        nest.at[k] = bound ? (char *)bound : given[of];
        for (int d = 0; d < nest.loops; d++)
            nest.loop[d].step[k] = bound ? 0 : NpyIter_GetAxisStrideArray(iterator, d)[of];
        of += !bound;
    }
    PyThreadState *state = NpyIter_GetIterSize(iterator) >= LONG ? PyEval_SaveThread() : NULL;
    rn_run_ordered(c->task, &nest);
    if (state) PyEval_RestoreThread(state);
    for (int k = c->inputs; k < c->operands; k++)
        if (!c->array[k]) c->array[k] = NpyIter_GetOperandArray(iterator)[k];
    PyObject *results = results_of(c);
    if (NpyIter_Deallocate(iterator) == NPY_SUCCEED) return results;
    Py_XDECREF(results);
    return NULL;
}

int rn_type_of_scalar(PyObject *object) {
    PyTypeObject *type = Py_TYPE(object);
    PyArrayObject *array = (PyArrayObject *)object;
    if (PyFloat_CheckExact(object) || type == &PyDoubleArrType_Type) return NPY_DOUBLE;
    if (type == &PyFloatArrType_Type) return NPY_FLOAT;
    if (type == &PyHalfArrType_Type) return NPY_HALF;
    if (type != &PyArray_Type || PyArray_NDIM(array) || !PyArray_ISNOTSWAPPED(array)) return -1;
    return PyArray_TYPE(array);
}

static void load_scalar(PyObject *object, char *value) {
    if (PyFloat_Check(object)) { /* as a float64 scalar is */
        const double number = PyFloat_AsDouble(object);
        memcpy(value, &number, sizeof number);
    } else if (Py_TYPE(object) == &PyArray_Type) {
        memcpy(value, PyArray_DATA((PyArrayObject *)object),
               (size_t)PyArray_ITEMSIZE((PyArrayObject *)object));
    } else {
        PyArray_ScalarAsCtype(object, value);
    }
}

/* Null without an exception where the operands are no scalars of one type.  */
static PyObject *call_scalars(PyUFuncObject *ufunc, PyObject *const *arguments) {
    const int type = rn_type_of_scalar(arguments[0]);
    const rn_task *task = type < 0 ? NULL : rn_task_of(ufunc, type);
    for (int k = 1; task && k < ufunc->nin; k++)
        if (rn_type_of_scalar(arguments[k]) != type) task = NULL;
    if (!task) return NULL;
    double value[RN_MAX_OPERANDS];
    char *at[RN_MAX_OPERANDS] = {NULL};
    npy_intp step[RN_MAX_OPERANDS];
    const npy_intp one = 1;
    for (int k = 0; k < ufunc->nargs; k++) {
        at[k] = (char *)&value[k];
        step[k] = (npy_intp)rn_dtype_size(task->dtype);
    }
    for (int k = 0; k < ufunc->nin; k++) load_scalar(arguments[k], (char *)&value[k]);
    rn_run_strided(at, &one, step, (void *)task);

    PyArray_Descr *dtype = PyArray_DescrFromType(type);
    PyObject *results[RN_MAX_OUTPUTS] = {NULL};
    for (int o = 0; o < ufunc->nout; o++) results[o] = PyArray_Scalar(&value[ufunc->nin + o], dtype, NULL);
    Py_DECREF(dtype);
    if (ufunc->nout == 1) return results[0];
    PyObject *tuple = results[0] && results[1] ? PyTuple_Pack(2, results[0], results[1]) : NULL;
    Py_XDECREF(results[0]), Py_XDECREF(results[1]);
    return tuple;
}

static PyObject *call_ufunc(PyObject *ufunc, PyObject *const *arguments, size_t count, PyObject *keywords) {
    const Py_ssize_t positional = positional_of(count);
    PyObject *results = NULL;
    call c = {0};
    if (parse(&c, (PyUFuncObject *)ufunc, arguments, positional, keywords)) {
        const int order = common_order(&c);
        results = order ? call_at_once(&c, order) : call_by_axes(&c);
    } else if (positional == ((PyUFuncObject *)ufunc)->nin && !(keywords && PyTuple_Size(keywords))) {
        results = call_scalars((PyUFuncObject *)ufunc, arguments);
    }
    if (results || PyErr_Occurred()) return results;
    return numpys(ufunc, arguments, count, keywords);
}

int rn_take_calls(PyUFuncObject *ufunc) {
    if (!rn_out_keyword) {
        PyObject *out = PyUnicode_InternFromString("out");
        rn_out_keyword = out ? PyTuple_Pack(1, out) : NULL;
        Py_XDECREF(out);
        if (!rn_out_keyword) return -1;
        numpys = (vectorcall *)ufunc->vectorcall; /* the same for all */
    }
    ufunc->vectorcall = call_ufunc;
    return 0;
}
