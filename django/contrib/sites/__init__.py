"""Sites: rows that stand for domains, so that one database serves several of them."""
