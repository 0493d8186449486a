"""How a server's process collects garbage: the web server and the benchmark of the engine do the same."""

import gc


def collect_seldom() -> None:
    """Leave everything loaded so far out of collections, and collect by the ten thousand from now on.

    Each full collection would go over some hundred thousand objects that stay for good, while somebody waits. Weighing
    a hundred people makes some thousands of objects and no cycle: with Python's own 700 there are ten collections in
    each search.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
