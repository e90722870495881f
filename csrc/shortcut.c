/* SPDX-License-Identifier: BSD-3-Clause
   Shortcut, the Python type of an activation that has parameters, and of its forms.

   A ufunc has no default arguments and takes about 0.5 us to convert a scalar operand; a Python function in
   front of one takes 0.1 us more.  So a Shortcut answers the common calls itself.  Where all operands are
   exact ndarrays or floating scalars and the parameters are left out or are numbers, it calls a ufunc in which
   they are fixed; where the parameters are ndarrays, the ufunc that takes them as operands.  Other calls go to a
   Python function. */

#include "ufuncs.h"

#include <math.h>
#include <stddef.h>
#include <structmember.h>

typedef struct {
    PyObject_HEAD
    vectorcall *vectorcall;
    PyObject *attributes;
    PyObject *function;   /* in Python, for every call that is not answered here */
    PyObject *ufunc;      /* takes the parameters as operands */
    PyObject *defaults;   /* ufunc with the default parameters fixed, or None */
    PyObject *fixed;      /* dict: parameter, or tuple of them -> ufunc with these fixed; never shrinks */
    PyObject *parameters; /* tuple of names, interned */
    int operands;         /* how many come before the parameters: x, or dy and x */
    int floating;         /* whether integer arrays are left to the Python function */
} shortcut;

static int is_array(const shortcut *self, PyObject *object) {
    return Py_TYPE(object) == &PyArray_Type &&
           !(self->floating && PyTypeNum_ISINTEGER(PyArray_TYPE((PyArrayObject *)object)));
}

static int is_operand(const shortcut *self, PyObject *object) {
    return Py_TYPE(object) == &PyArray_Type ? is_array(self, object) : rn_type_of_scalar(object) >= 0;
}

/* An array, or a tuple of arrays.  */
static int is_out(PyObject *object) {
    if (Py_TYPE(object) == &PyArray_Type) return 1;
    if (!PyTuple_CheckExact(object)) return 0;
    for (Py_ssize_t i = 0; i < PyTuple_Size(object); i++)
        if (Py_TYPE(PyTuple_GetItem(object, i)) != &PyArray_Type) return 0;
    return 1;
}

/* The type that all operands say they have; -1 if they differ, or one is a Python number and says nothing.  */
static int common_type(PyObject *const *operands, Py_ssize_t count) {
    int common = -1;
    for (Py_ssize_t i = 0; i < count; i++) {
        const int array = Py_TYPE(operands[i]) == &PyArray_Type,
                  says_nothing = PyFloat_CheckExact(operands[i]);
        const int type = array ? PyArray_TYPE((PyArrayObject *)operands[i]) : rn_type_of_scalar(operands[i]);
        if (says_nothing || (i && type != common)) return -1;
        common = type;
    }
    return common;
}

/* An array of no dimensions is a scalar, and those are checked against the parameter's domain.  */
static int are_parameter_arrays(const shortcut *self, PyObject *const *objects, Py_ssize_t count) {
    for (Py_ssize_t i = 0; i < count; i++)
        if (!is_array(self, objects[i]) || PyArray_NDIM((PyArrayObject *)objects[i]) == 0) return 0;
    return 1;
}

/* A new reference to what a parameter is kept as, if it is one number; or NULL.  NumPy's numbers take part in the
   result's type, unless the operands have that one anyway.  */
static PyObject *key_of(PyObject *parameter, int type) {
    PyObject *key = parameter;
    if (PyLong_CheckExact(parameter)) return Py_INCREF(key), key;
    if (PyFloat_CheckExact(parameter))
        Py_INCREF(key);
    else
        key = PyTypeNum_ISFLOAT(type) && rn_type_of_scalar(parameter) == type ? PyNumber_Float(parameter)
                                                                              : NULL;
    if (!key) return NULL;
    const double value = PyFloat_AsDouble(key);
    if (value != 0 || !signbit(value)) return key;
    Py_DECREF(key); /* -0.0 would find what is kept for 0.0 */
    return NULL;
}

/* A borrowed ufunc, or NULL, maybe with an exception.  */
static PyObject *find_fixed(const shortcut *self, PyObject *const *parameters, Py_ssize_t count, int type) {
    PyObject *first = key_of(parameters[0], type);
    PyObject *second = first && count > 1 ? key_of(parameters[1], type) : NULL;
    PyObject *pair = first && second ? PyTuple_Pack(2, first, second) : NULL, *key = count > 1 ? pair : first;
    PyObject *ufunc = key ? PyDict_GetItemWithError(self->fixed, key) : NULL;
    Py_XDECREF(first), Py_XDECREF(second), Py_XDECREF(pair);
    return ufunc;
}

static PyObject *call_function(const shortcut *self, PyObject *const *arguments, Py_ssize_t positional,
                               PyObject *keywords) {
    PyObject *result = NULL, *tuple = PyTuple_New(positional), *dict = PyDict_New();
    int failed = !tuple || !dict;
    for (Py_ssize_t i = 0; !failed && i < positional; i++) {
        Py_INCREF(arguments[i]);
        failed = PyTuple_SetItem(tuple, i, arguments[i]) < 0;
    }
    for (Py_ssize_t i = 0; !failed && keywords && i < PyTuple_Size(keywords); i++)
        failed = PyDict_SetItem(dict, PyTuple_GetItem(keywords, i), arguments[positional + i]) < 0;
    if (!failed) result = PyObject_Call(self->function, tuple, dict);
    Py_XDECREF(tuple);
    Py_XDECREF(dict);
    return result;
}

static PyObject *call(PyObject *object, PyObject *const *arguments, size_t flagged_count,
                      PyObject *keywords) {
    const shortcut *self = (shortcut *)object;
    Py_ssize_t positional = positional_of(flagged_count);
    Py_ssize_t named = keywords ? PyTuple_Size(keywords) : 0, count = PyTuple_Size(self->parameters);
    Py_ssize_t inputs = self->operands;
    PyObject *out = NULL, *ufunc = NULL;

    /* Keywords are interned, and their values follow the positional arguments.  */
    if (named && PyTuple_GetItem(keywords, named - 1) == PyTuple_GetItem(rn_out_keyword, 0) &&
        is_out(arguments[positional + named - 1]))
        out = arguments[positional + --named];

    Py_ssize_t given = positional + named - inputs;
    int common = positional >= inputs && (given == 0 || given == count);
    for (Py_ssize_t i = 0; common && i < inputs; i++) common = is_operand(self, arguments[i]);
    for (Py_ssize_t i = 0; common && i < named; i++)
        common = PyTuple_GetItem(keywords, i) == PyTuple_GetItem(self->parameters, given - named + i);
    if (common && given == 0 && self->defaults != Py_None) {
        ufunc = self->defaults;
    } else if (common && given && are_parameter_arrays(self, arguments + inputs, given)) {
        ufunc = self->ufunc;
        inputs += given;
    } else if (common && given) {
        ufunc = find_fixed(self, arguments + inputs, given, common_type(arguments, inputs));
        if (PyErr_Occurred()) return NULL;
    }
    if (!ufunc) return call_function(self, arguments, positional, keywords);

    PyObject *operands[RN_MAX_INPUTS + 1];
    for (Py_ssize_t i = 0; i < inputs; i++) operands[i] = arguments[i];
    operands[inputs] = out;
    vectorcall *call_ufunc = (vectorcall *)((PyUFuncObject *)ufunc)->vectorcall;
    return call_ufunc(ufunc, operands, (size_t)inputs, out ? rn_out_keyword : NULL);
}

static PyObject *call_with_tuple(PyObject *self, PyObject *arguments, PyObject *keywords) {
    return PyObject_Call(((shortcut *)self)->function, arguments, keywords);
}

static PyObject *new(PyTypeObject *type, PyObject *arguments, PyObject *Py_UNUSED(keywords)) {
    shortcut *self = (shortcut *)((allocfunc)PyType_GetSlot(type, Py_tp_alloc))(type, 0);
    if (!self) return NULL;
    self->vectorcall = call;
    int parsed = PyArg_ParseTuple(arguments, "OOOOOip", &self->function, &self->ufunc, &self->defaults,
                                  &self->fixed, &self->parameters, &self->operands, &self->floating);
    Py_XINCREF(self->function);
    Py_XINCREF(self->ufunc);
    Py_XINCREF(self->defaults);
    Py_XINCREF(self->fixed);
    Py_XINCREF(self->parameters);
    if (parsed) return (PyObject *)self;
    Py_DECREF(self);
    return NULL;
}

static void delete(PyObject *object) {
    shortcut *self = (shortcut *)object;
    PyTypeObject *type = Py_TYPE(object);
    Py_XDECREF(self->attributes);
    Py_XDECREF(self->function);
    Py_XDECREF(self->ufunc);
    Py_XDECREF(self->defaults);
    Py_XDECREF(self->fixed);
    Py_XDECREF(self->parameters);
    ((freefunc)PyType_GetSlot(type, Py_tp_free))(object);
    Py_DECREF(type);
}

static PyObject *repr(PyObject *self) {
    PyObject *name = PyObject_GetAttrString(self, "__name__");
    PyObject *text = name ? PyUnicode_FromFormat("<activation %R>", name) : NULL;
    Py_XDECREF(name);
    return text;
}

static PyMemberDef members[] = {
    {"__vectorcalloffset__", T_PYSSIZET, offsetof(shortcut, vectorcall), READONLY, NULL},
    {"__dictoffset__", T_PYSSIZET, offsetof(shortcut, attributes), READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};
static PyGetSetDef accessors[] = {
    {"__dict__", PyObject_GenericGetDict, PyObject_GenericSetDict, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};
static PyType_Slot slots[] = {
    {Py_tp_new, new},   {Py_tp_dealloc, delete},  {Py_tp_call, call_with_tuple},
    {Py_tp_repr, repr}, {Py_tp_members, members}, {Py_tp_getset, accessors},
    {0, NULL},
};
static PyType_Spec spec = {
    .name = "relu_native.Shortcut",
    .basicsize = sizeof(shortcut),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_VECTORCALL,
    .slots = slots,
};

int rn_install_shortcut(void *dict) {
    PyGILState_STATE state = PyGILState_Ensure();
    PyObject *type = PyType_FromSpec(&spec);
    int failed = !type || PyDict_SetItemString(dict, "Shortcut", type) < 0;
    PyErr_Clear();
    Py_XDECREF(type);
    PyGILState_Release(state);
    return failed ? -1 : 0;
}
