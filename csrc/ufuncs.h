/* SPDX-License-Identifier: BSD-3-Clause
   What the files that know NumPy share: its two tables of functions, which one file imports, and each other.  */
#ifndef RN_UFUNCS_H
#define RN_UFUNCS_H

#include <Python.h>

#define PY_ARRAY_UNIQUE_SYMBOL rn_array_api
#define PY_UFUNC_UNIQUE_SYMBOL rn_ufunc_api
#ifndef RN_IMPORTS_NUMPY
#define NO_IMPORT_ARRAY
#define NO_IMPORT_UFUNC
#endif
#include <numpy/arrayobject.h>
#include <numpy/ufuncobject.h>

#include "run.h"
#include "vectorcall.h"

/* The loop of one of our ufuncs for operands of that NumPy type alone, or null.  */
const rn_task *rn_task_of(PyUFuncObject *ufunc, int type);

/* Lets calls of one of our ufuncs go through vectorcall.c.  */
int rn_take_calls(PyUFuncObject *ufunc);

/* The type of a floating scalar or of an array of no dimensions, or -1.  */
int rn_type_of_scalar(PyObject *object);

extern PyObject *rn_out_keyword; /* ("out",) */

#endif
