"""Routing: which database a deed goes to. An `Intent` goes in, a `Route` comes out."""
