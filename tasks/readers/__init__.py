"""Bytes → sheets of cells, as written. Pure, one signature each; they run in the fenced worker."""
