"""One verb a module: disk, processes, connections. Plain functions; flows put them in order."""
