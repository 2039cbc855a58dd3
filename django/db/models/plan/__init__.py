"""From a model's vocabulary to statements of the tree."""
