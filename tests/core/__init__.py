# SPDX-License-Identifier: BSD-3-Clause
"""The core without Python: other compilers, processors and checkers than the extension module ever meets."""
