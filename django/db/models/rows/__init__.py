"""From rows to objects: generated loaders, and what is done per read rather than per row."""
