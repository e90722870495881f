# SPDX-License-Identifier: BSD-3-Clause
"""Make relu_native/golden.json: hash the kernels' results, once they are proven to be the right ones.

Run it in the repository's folder tests, with the package installed: ``python -m golden [NAME ...]``.
"""
