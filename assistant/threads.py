"""How many threads the libraries beneath us may use."""

from __future__ import annotations

from threadpoolctl import threadpool_limits


def one_blas_thread() -> None:
    """Linear algebra on the caller's own thread from now on.

    Our matrices are small: a second thread only waits for the first, and it waits by spinning,
    which takes a third of the machine from the decoders.
    """
    threadpool_limits(1, user_api="blas")
