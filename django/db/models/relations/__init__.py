"""Accessors of relations: what `book.author` and `author.book_set` are."""
