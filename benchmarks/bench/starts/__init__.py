"""What a program does when it starts, once for each peer: `start(models)`.

All define the same models: a name, a price, a moment, a flag, the key that the peer adds, and a parent, which is the
model before. All make the SQL of one question: those of the last model with a name, and a parent whose flag is set.
Nobody has to connect. A file here loads the peer and nothing beside it that a program with these models would not load.
"""
