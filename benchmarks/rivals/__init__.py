"""The same work as another engineer would do it: three scripts that know nothing of soket."""
