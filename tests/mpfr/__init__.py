# SPDX-License-Identifier: BSD-3-Clause
"""Measure float64's error by MPFR, at millions of inputs of every function, and hold it against the promise.

Run it in the repository's folder tests, with the package installed: ``python -m mpfr [NAME ...]``.
"""
