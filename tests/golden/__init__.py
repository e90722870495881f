# SPDX-License-Identifier: BSD-3-Clause
"""Make relu_native/golden.json: hash the kernels' results, but only once they are proven to be the right ones.

Run it in the repository, with the package installed: ``PYTHONPATH=tests python -m golden [NAME ...]``.
"""
