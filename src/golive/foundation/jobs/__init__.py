"""Jobs: long work as rows that their starter can watch, cancel and try again; workers that survive being killed.

Declare with `registry.job`, start with `queue.enqueue`, watch on the pages, run with `worker.run_worker()`.
"""
