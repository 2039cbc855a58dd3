"""Operations: the steps of migrations. The base of all of them is in `base`."""
