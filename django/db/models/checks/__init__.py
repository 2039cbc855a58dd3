"""The system checks of a model: what is wrong with its names, fields, options and constraints.

`model` runs them all.
"""
