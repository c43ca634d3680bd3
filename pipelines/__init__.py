"""Sohoa: paper results of administrative procedures in, signed and searchable records out."""

import os

# Work is spread over processes; threads of Tesseract or of the matrix library would only fight them for the cores: a page took
# 12 s instead of 1.4 s on two busy ones. These are read when the libraries are loaded.
for _library in ("OMP_THREAD_LIMIT", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[_library] = "1"
