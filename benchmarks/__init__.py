# SPDX-License-Identifier: BSD-3-Clause
"""``python -m benchmarks``, from the repository root, times every activation against every installed peer."""
