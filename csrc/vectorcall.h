/* SPDX-License-Identifier: BSD-3-Clause
   Calls of Python objects by PEP 590, which the limited API has from Python 3.12 on, with the values these have had
   since 3.8.  */
#ifndef RN_VECTORCALL_H
#define RN_VECTORCALL_H

#include <Python.h>

#ifndef Py_TPFLAGS_HAVE_VECTORCALL
#define Py_TPFLAGS_HAVE_VECTORCALL (1UL << 11)
#endif
typedef PyObject *vectorcall(PyObject *callable, PyObject *const *arguments, size_t count,
                             PyObject *keywords);

/* The top bit of an argument count is a flag.  */
static inline Py_ssize_t positional_of(size_t count) { return (Py_ssize_t)(count << 1 >> 1); }

#endif
