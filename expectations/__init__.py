"""What is right, declared: the catalogue and the suites made from it."""
