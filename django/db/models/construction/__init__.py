"""From a class statement to a model: the metaclass, what is inherited, what Meta adds."""
